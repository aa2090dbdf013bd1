"""`broadcaster status`, `stop` and `interrupt`, without and with a player."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.cli.command_line import CommandLine
from tests.cli.documentation import assert_alike, promised
from tests.rig.commune import EDITOR, Commune


def test_without_a_player_the_state_says_so(cli: CommandLine) -> None:
    state = cli("status", "--json").json
    assert state["station"] == "xã Thử"
    assert state["home"] == str(cli.home)
    assert state["player"] is None
    assert state["processes"] == []
    assert datetime.fromisoformat(state["now"]).tzinfo is not None
    assert "không chạy" in cli.done("status")


@pytest.mark.parametrize("words", [("stop",), ("interrupt", "--text", "Mưa lớn")])
def test_without_a_player_nothing_can_be_heard_and_that_is_said(
    cli: CommandLine, words: tuple[str, ...]
) -> None:
    assert "start it with 'broadcaster run'" in cli.refused(*words)
    assert cli("news", "list", "--json").json == []


def test_an_interruption_says_one_thing(cli: CommandLine) -> None:
    wanted = "either --news ID or --text TEXT"
    assert wanted in cli.misused("interrupt")
    assert wanted in cli.misused("interrupt", "--news", 1, "--text", "Mưa lớn")
    assert "text is empty" in cli.refused("interrupt", "--text", " ")
    assert "no news item 7" in cli.refused("interrupt", "--news", 7)
    for text in (("--text", "Mưa lớn"), ("--news", 7)):
        assert "may not interrupt" in cli.refused("interrupt", *text, "--by", EDITOR)
        assert "nobody named 'ai'" in cli.refused("interrupt", *text, "--by", "ai")
    assert "1<=x<=5" in cli.misused("interrupt", "--text", "x", "--level", 9)


@pytest.fixture
def commune(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commune]:
    commune = Commune(tmp_path_factory.mktemp("commune") / "home")
    yield commune
    commune.close()


@pytest.mark.process
def test_a_drill_is_heard_shown_stopped_and_logged(commune: Commune, cli: CommandLine) -> None:
    at = ("--home", commune.home)
    with commune.player():
        refused = commune.run("play", "--speaker", "null")
        assert refused.returncode == 1
        assert "already running" in refused.stderr
        assert refused.stderr.count("\n") == 1
        said = cli.bare("interrupt", *at, "--text", "Mưa rất lớn, bà con đề phòng.", "--drill")
        assert "diễn tập" in said.out
        commune.wait_for(lambda: (commune.on_air() or {}).get("news_id"))
        state = cli.bare("status", *at, "--json").json
        assert_alike(promised("status")["player"], state["player"])
        now = state["player"]["on_air"]
        assert now["kind"] == "drill"
        assert isinstance(now["position_s"], float)
        assert datetime.fromisoformat(now["started_at"]).tzinfo is not None
        assert "Đang phát: Mưa rất lớn" in cli.bare("status", *at).out
        assert cli.bare("stop", *at).out == "stopped\n"
        commune.wait_for(lambda: commune.on_air() is None)
        assert cli.bare("stop", *at).out == "nothing was on air\n"
    entries = cli.bare("airlog", *at, "--json").json
    assert len(entries) > 1, "the tone, as often as the words were waited for, and the words"
    assert {entry["kind"] for entry in entries} == {"drill"}
    assert entries[-1]["outcome"] == "cut"
    player = cli.bare("status", *at, "--json").json["processes"][0]
    assert player["process"] == "player"
    assert player["state"]["word"] == "stopped"
    assert "đã dừng" in cli.bare("status", *at).out

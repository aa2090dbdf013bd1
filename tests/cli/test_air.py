"""`broadcaster status`, `stop` and `interrupt`, without and with a player."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.airlog.reserve import RESERVE_FILE, Reserve
from broadcaster.app import open_app
from broadcaster.cli import processes
from broadcaster.cli.air import told_again
from broadcaster.cli.status import off_by
from broadcaster.locks import PLAYER, SUPERVISOR, sole
from broadcaster.playout import keep_heartbeat, standing_en, standing_vi, waiting
from tests.airlog.examples import start
from tests.cli.command_line import CommandLine
from tests.cli.documentation import assert_alike, promised
from tests.rig.commune import APPROVER, EDITOR, Commune

HEAVY_RAIN = "Mưa rất lớn, bà con đề phòng. " * 6


def test_without_a_player_the_state_says_so(cli: CommandLine) -> None:
    state = cli("status", "--json").json
    assert state["station"] == "xã Thử"
    assert state["home"] == str(cli.home)
    assert state["player"] is None
    assert state["processes"] == []
    assert datetime.fromisoformat(state["now"]).tzinfo is not None
    assert "Player: not running (start it with 'broadcaster run')" in cli.done("status")


def test_a_player_that_died_is_not_told_as_running(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(cli.home)
    with app.store.writing() as session:
        keep_heartbeat(session, PLAYER, app.clock.now(), {"word": "running"})
    app.store.close()
    (row,) = (line for line in cli.done("status").splitlines() if line.endswith(" s"))
    assert row.split()[0] == "player"
    assert " running " in row
    monkeypatch.setattr("psutil.pid_exists", lambda _: False)
    shown = cli.done("status")
    assert " not running " in shown
    assert "start it with 'broadcaster run'" in shown
    with sole(SUPERVISOR, cli.home / "run"):
        shown = cli.done("status")
    assert "Player: not running ('broadcaster run' is beginning it anew)" in shown
    assert "start it with 'broadcaster run'" in cli.done("status")


def test_a_device_without_sound_is_told_in_the_language_of_the_rest(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = {
        **promised("status")["player"],
        "output_error": "USB is not there",
        "output_error_vi": "Không có USB",
    }
    monkeypatch.setattr("broadcaster.playout.door.PlayerDoor.state", lambda _: state)
    assert "Device error: USB is not there" in cli.done("status")
    assert cli("status", "--json").json["player"]["output_error_vi"] == "Không có USB"


def test_a_slot_whose_device_is_lost_is_told_as_on_air_and_not_heard(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = promised("status")["player"]
    state |= {"on_air": None, "output_open": False, "level_dbfs": None}
    monkeypatch.setattr("broadcaster.playout.door.PlayerDoor.state", lambda _: state)
    shown = cli.done("status")
    assert "On air: nothing\n" in shown
    assert "Device: null (closed)\n" in shown
    state["programme"]["silent_since"] = "2026-11-21T22:31:12+00:00"
    shown = cli.done("status")
    assert "On air: Bản tin sáng, but nothing is heard since 05:31:12: the sound device is" in shown
    assert "the slot goes on when the device is back" in shown


def test_what_is_told_of_the_air_is_in_one_language(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names are what people gave; the sentences around them are English."""
    state = promised("status")["player"]
    drill = {**state["interruptions"][0], "drill": True, "state": "starting", "again_at": None}
    state |= {
        "hangs": True,
        "output_error": "USB is not there",
        "output_error_vi": "Không có USB",
        "timetable_held": "đồng hồ máy đang chỉ ngày 01/01/2024",
        "timetable_held_en": "the clock shows 01/01/2024",
        "log_rows_waiting": 2,
        "interruptions": [*state["interruptions"], drill],
        "monitor": {**state["monitor"], "dead_air": "Không có tiếng ra loa"},
        "next": {**state["next"], "waits": waiting.LIVE.vi, "waits_en": waiting.LIVE.en},
    }
    monkeypatch.setattr("broadcaster.playout.door.PlayerDoor.state", lambda _: state)
    shown = cli.done("status") + cli.done("clock")
    for name in ("xã Thử", "Tiêm phòng cho trẻ", "Bản tin chiều", "Lũ về", "micro sân", "…"):
        shown = shown.replace(name, "")
    assert shown.isascii(), [line for line in shown.splitlines() if not line.isascii()]
    assert "Drill: , about to be heard" in shown
    assert "(waits for the end of a live speech)" in shown
    assert shown.count("The timetable is held: the clock shows 01/01/2024") == 2


@pytest.mark.parametrize(
    ("error_ms", "told"),
    [
        (3.04, "3.0 ms off its second"),
        (-0.04, "0.0 ms off its second"),
        (-999, "-999.0 ms off its second"),
        (9806.6, "9.8 s late"),
        (-1500, "1.5 s early"),
    ],
)
def test_a_slot_that_began_seconds_off_is_told_in_seconds(error_ms: float, told: str) -> None:
    assert off_by(error_ms) == told


def test_a_number_that_is_none_is_told_plainly(cli: CommandLine) -> None:
    for words in (("interrupt", "--news"), ("live", "--by", APPROVER, "--slot")):
        said = cli.misused(*words, "abc")
        assert "'abc' is no number; write the one from the list, such as 7" in said
        assert "such as 7" in cli.misused(*words, "0")


def test_rows_that_the_last_player_left_in_the_reserve_are_told(cli: CommandLine) -> None:
    file = cli.home / "run" / RESERVE_FILE
    assert cli("status", "--json").json["log_rows_waiting"] == 0
    for entry in ("a", "b"):
        Reserve(file).add(start(entry))
    before = file.read_bytes()
    assert cli("status", "--json").json["log_rows_waiting"] == 2
    assert "Rows of the log that wait in run/airlog.reserve: 2;" in cli.done("status")
    assert file.read_bytes() == before
    file.unlink()
    file.mkdir()
    assert cli("status", "--json").json["log_rows_waiting"] is None
    assert "run/airlog.reserve cannot be read" in cli.done("status")


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
    assert "not text" in cli.refused("interrupt", "--text", "Lũ v\udcff")
    assert "printable" in cli.refused("interrupt", "--text", "Lũ về", "--title", "Lũ\udcff")
    assert "no news item 7" in cli.refused("interrupt", "--news", 7)
    for text in (("--text", "Mưa lớn"), ("--news", 7)):
        assert "may not interrupt" in cli.refused("interrupt", *text, "--by", EDITOR)
        assert "nobody named 'ai'" in cli.refused("interrupt", *text, "--by", "ai")
    assert "1<=x<=5" in cli.misused("interrupt", "--text", "x", "--level", 9)


def test_who_may_not_interrupt_does_not_silence_either(cli: CommandLine) -> None:
    for words in (("stop",), ("interrupt", "--cancel", "all")):
        assert "may not interrupt" in cli.refused(*words, "--by", EDITOR)
        assert "nobody named 'ai'" in cli.refused(*words, "--by", "ai")


def test_who_may_not_vouch_for_the_clock_is_told_of_the_clock(cli: CommandLine) -> None:
    said = cli.refused("clock", "--right", "--by", EDITOR)
    assert said == (
        f"'{EDITOR}' is editor and may not say that the clock is right; ask somebody whose role "
        "allows it"
    )
    assert cli("clock", "--json").json["vouched_by"] is None
    cli.done("clock", "--right", "--by", APPROVER)
    assert cli("clock", "--json").json["vouched_by"] == APPROVER


def test_a_plan_to_repeat_names_the_day_it_ends() -> None:
    until = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    assert told_again("10m", until) == "told again each 10m until 23/11/2026 04:00:00"
    assert told_again("10m", None) == "told again each 10m until it is cancelled"
    assert told_again(None, None) == ""


def test_one_that_waits_for_its_next_repeat_says_when_that_is() -> None:
    again_at = datetime(2026, 11, 21, 9, 59, 59, 980_000, tzinfo=UTC)
    waits = standing_vi("waiting", again_at, "mỗi 5 phút")
    assert waits == "chờ nhắc lại, mỗi 5 phút, lần tới 21/11/2026 17:00:00"
    assert standing_vi("on air", None) == "đang phát"
    told = "waiting to be repeated, next at 21/11/2026 17:00:00"
    assert standing_en("waiting", again_at) == told
    assert standing_en("on air", None) == "on air"


@pytest.fixture
def commune(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commune]:
    commune = Commune(tmp_path_factory.mktemp("commune") / "home")
    yield commune
    commune.close()


@pytest.mark.process
def test_a_slot_hours_ahead_is_told_as_the_next(commune: Commune, cli: CommandLine) -> None:
    at = ("--home", commune.home)
    with commune.player():
        assert cli.bare("status", *at, "--json").json["player"]["next"] is None
        assert "Next: no slot" in cli.bare("status", *at).out
    start = commune.app.clock.now().replace(microsecond=0) + timedelta(hours=3)
    commune.declare(start)
    with commune.player():
        player = cli.bare("status", *at, "--json").json["player"]
        assert_alike(promised("status")["player"], player)
        assert datetime.fromisoformat(player["next"]["planned_at"]) == start
        assert "Next: Bản tin thử at" in cli.bare("status", *at).out
        assert not processes._is_on_air(commune.app)


@pytest.mark.process
def test_a_drill_is_heard_shown_stopped_and_logged(commune: Commune, cli: CommandLine) -> None:
    at = ("--home", commune.home)
    with commune.player():
        refused = commune.run("play", "--speaker", "null")
        assert refused.returncode == 1
        assert "already running" in refused.stderr
        assert refused.stderr.count("\n") == 1
        said = cli.bare("interrupt", *at, "--text", HEAVY_RAIN, "--drill")
        assert "(drill)" in said.out
        commune.wait_for(lambda: (commune.on_air() or {}).get("news_id"))
        state = cli.bare("status", *at, "--json").json
        assert_alike(promised("status")["player"], state["player"])
        assert state["log_rows_waiting"] == state["player"]["log_rows_waiting"]
        now = state["player"]["on_air"]
        assert now["kind"] == "drill"
        assert isinstance(now["position_s"], float)
        assert datetime.fromisoformat(now["started_at"]).tzinfo is not None
        assert "On air: Mưa rất lớn" in cli.bare("status", *at).out
        assert cli.bare("stop", *at).out == "stopped\n"
        commune.wait_for(lambda: commune.on_air() is None)
        assert cli.bare("stop", *at).out == "nothing was on air\n"
        nothing = cli.bare("interrupt", *at, "--cancel", "all")
        assert nothing.status == 1
        assert "no interruption is open" in nothing.err
    entries = cli.bare("airlog", *at, "--from", "yesterday", "--json").json
    assert len(entries) > 1, "the tone, as often as the words were waited for, and the words"
    assert {entry["kind"] for entry in entries} == {"drill"}
    assert entries[-1]["outcome"] == "cut"
    player = cli.bare("status", *at, "--json").json["processes"][0]
    assert player["process"] == "player"
    assert player["state"]["word"] == "stopped"
    assert "stopped" in cli.bare("status", *at).out

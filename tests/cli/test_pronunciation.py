"""`broadcaster pronunciation`, as a person at the machine uses it."""

import shutil

import pytest

from broadcaster import speech
from broadcaster.app import open_app
from broadcaster.station import shipped
from tests.cli.command_line import CommandLine
from tests.rig.commune import EDITOR


def _file(cli: CommandLine) -> str:
    return (cli.home / "schedules" / "pronunciation.toml").read_text(encoding="utf-8")


def test_an_entry_is_added_shown_changed_and_removed(cli: CommandLine) -> None:
    example = shipped("schedules") / "pronunciation.toml"
    shutil.copyfile(example, cli.home / "schedules" / example.name)
    before = _file(cli)
    assert cli.done("pronunciation", "add", "Tơ Drah", "tơ đờ ra") == "Tơ Drah: tơ đờ ra\n"
    assert cli("pronunciation", "list", "--json").json == [
        {"written": "Tơ Drah", "reading": "tơ đờ ra", "said": "tơ đờ ra"}
    ]
    cli.done("pronunciation", "change", "tơ drah", "tơ đờ rá", "--by", EDITOR)
    assert "tơ đờ rá" in cli.done("pronunciation", "list")
    assert cli.done("pronunciation", "check") == "1 entries, all can be used\n"
    cli.done("pronunciation", "remove", "Tơ Drah")
    assert _file(cli) == before
    app = open_app(cli.home)
    with app.store.reading() as session:
        who = [change.by for change in speech.pronunciation_changes(session)]
    app.store.close()
    assert who == ["console", EDITOR, "console"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["add", "QL 5", "quốc lộ 5"], "holds the figure 5; write it in words: quốc lộ năm"),
        (["add", "", "a"], "the written form is empty"),
        (["change", "Chư", "chừ"], "is not in the station's dictionary"),
        (["remove", "Chư"], "see 'broadcaster pronunciation list'"),
        (["add", "Chư", "chừ", "--by", "ai-do"], "ai-do"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    cli: CommandLine, words: list[str], told: str
) -> None:
    assert told in cli.refused("pronunciation", *words)


def test_a_wrong_file_is_told_with_its_line(cli: CommandLine) -> None:
    file = cli.home / "schedules" / "pronunciation.toml"
    file.write_text('[pronunciation]\n"Chư" = ""\n"NVH" = "nhà văn hóa"\na = 5\n', encoding="utf-8")
    told = cli.refused("pronunciation", "check")
    assert f"{file} line 2" in told
    assert f"{file} line 4" in told
    shown = cli.done("pronunciation", "list")
    assert "nhà văn hóa" in shown
    assert f"{file} line 2" in shown
    assert [entry["written"] for entry in cli("pronunciation", "list", "--json").json] == ["NVH"]

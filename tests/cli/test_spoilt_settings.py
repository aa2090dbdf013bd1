"""Commands of a station whose `station.toml` is spoilt or lost, and whose last good one is kept."""

import json
import zipfile
from pathlib import Path

import pytest

from broadcaster.kept_settings import KEPT_FILE, keep_good
from broadcaster.station import SETTINGS_FILE
from tests.cli.command_line import CommandLine
from tests.rig.commune import APPROVER, EDITOR, SETTINGS

LINE = SETTINGS.count("\n") + 1
WRONG = f"{SETTINGS_FILE} line {LINE}: unknown key 'panel_prt'; did you mean 'panel_port'?"


@pytest.fixture
def cli(cli: CommandLine) -> CommandLine:
    """Give the command line of a station whose settings were spoilt after it ran with them."""
    keep_good(cli.home)
    (cli.home / SETTINGS_FILE).write_text(SETTINGS + "panel_prt = 1\n", encoding="utf-8")
    return cli


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("airlog",),
        ("airlog", "verify"),
        ("timetable",),
        ("rehearse", "--days", "1"),
        ("news", "list"),
        ("user", "list"),
        ("pronunciation", "list"),
        ("clock",),
        ("spoken", "--as-station"),
    ],
)
def test_what_only_looks_goes_by_the_last_good_settings_and_says_so(
    cli: CommandLine, words: tuple[str, ...]
) -> None:
    told = cli.warned(*words).sentence
    assert WRONG in told
    assert "until that is put right the station goes by its settings of " in told


@pytest.mark.parametrize(
    "words", [("stop",), ("interrupt", "--text", "Lũ về"), ("interrupt", "--cancel", "all")]
)
def test_what_rules_the_air_is_not_refused_for_the_settings(
    cli: CommandLine, words: tuple[str, ...]
) -> None:
    said = cli(*words)
    warning, answer = said.err.splitlines()
    assert WRONG in warning
    assert "start it with 'broadcaster run'" in answer, "it got as far as the player's door"


def test_the_status_tells_it_as_json_too(cli: CommandLine) -> None:
    assert WRONG in cli.warned("status", "--json").json["settings_error"]


@pytest.mark.parametrize(
    "words",
    [
        ("news", "approve", "1", "--by", APPROVER),
        ("user", "disable", EDITOR),
        ("pronunciation", "add", "Tơ Drah", "tơ đờ ra"),
        ("service", "print"),
    ],
)
def test_what_changes_the_station_waits_until_its_settings_are_right(
    cli: CommandLine, words: tuple[str, ...]
) -> None:
    refusal = cli.refused(*words)
    assert "goes by" not in refusal
    assert WRONG in refusal


def test_no_command_touches_the_good_copy(cli: CommandLine) -> None:
    for words in (("status",), ("news", "list"), ("doctor",), ("init", "--station", "xã Khác")):
        cli.bare(*words, "--home", cli.home, quiet=False)
        assert (cli.home / KEPT_FILE).read_text(encoding="utf-8") == SETTINGS


def test_the_examination_tells_each_mistake_by_itself_and_fails(cli: CommandLine) -> None:
    text = SETTINGS + "panel_prt = 1\npanel_port = 0\n"
    (cli.home / SETTINGS_FILE).write_text(text, encoding="utf-8")
    said = cli("doctor")
    assert said.status == 1
    told = [line for line in said.out.splitlines() if line.startswith("✗ settings: ")]
    first, second, instead = told
    assert WRONG in first
    assert f"line {LINE + 1}: 'panel_port' should be greater than or equal to 1" in second
    assert "until that is put right the station goes by its settings of " in instead
    assert "✓ people: " in said.out, said.out


def test_a_backup_holds_the_settings_that_serve(cli: CommandLine, tmp_path: Path) -> None:
    cli.warned("backup", tmp_path / "dai.zip")
    with zipfile.ZipFile(tmp_path / "dai.zip") as archive:
        assert archive.read(SETTINGS_FILE).decode() == SETTINGS
    restored = cli.bare("--home", tmp_path / "new", "restore", tmp_path / "dai.zip")
    assert restored.status == 0, restored.err


def test_lost_settings_are_told_as_lost_and_can_be_restored(
    cli: CommandLine, tmp_path: Path
) -> None:
    cli.warned("backup", tmp_path / "dai.zip")
    (cli.home / SETTINGS_FILE).unlink()
    said = cli.warned("status", "--json")
    assert json.loads(said.out)["station"] == "xã Thử"
    assert f"is lost; copy {KEPT_FILE} there to {SETTINGS_FILE}" in said.sentence
    assert "is lost" in cli("doctor").out
    refusal = cli.refused("init", "--station", "xã Khác")
    assert f"copy {KEPT_FILE} there to {SETTINGS_FILE}" in refusal
    assert not (cli.home / SETTINGS_FILE).exists()
    cli.done("restore", tmp_path / "dai.zip")
    assert (cli.home / SETTINGS_FILE).read_text(encoding="utf-8") == SETTINGS

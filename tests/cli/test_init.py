"""`broadcaster init`: a new station."""

import shlex
from pathlib import Path

from tests.cli.command_line import CommandLine

WORDS = ("init", "--station", "xã Mẫu", "--password-stdin")


def test_a_station_is_founded_and_its_commands_work(cli: CommandLine, tmp_path: Path) -> None:
    at = ("--home", tmp_path / "đài mới")
    said = cli.bare(*at, *WORDS, "--admin", "chu-tich", text="mat-khau-mau\n")
    assert said.status == 0
    ready, to_type, then = said.out.splitlines()
    assert ready.startswith("the station 'xã Mẫu' is ready in ")
    assert shlex.split(to_type) == ["broadcaster", "--home", str(tmp_path / "đài mới"), "run"]
    assert then.endswith("and log in as 'chu-tich'")
    (person,) = cli.bare(*at, "user", "list", "--json").json
    assert (person["name"], person["role"]) == ("chu-tich", "administrator")
    assert cli.bare("status", *at, "--json").json["station"] == "xã Mẫu"
    assert len(cli.bare("timetable", *at, "--json").json["slots"]) > 0


def test_the_password_is_not_asked_for_in_vain(cli: CommandLine) -> None:
    assert "already" in cli.refused("init", "--station", "xã Mẫu")


def test_without_a_terminal_nobody_is_asked(cli: CommandLine, tmp_path: Path) -> None:
    said = cli.bare("--home", tmp_path / "new", "init", "--station", "xã Mẫu")
    assert said.status == 1
    assert "--password-stdin" in said.sentence
    assert not (tmp_path / "new").exists()


def test_a_name_is_needed(cli: CommandLine) -> None:
    assert "--station" in cli.misused("init", "--password-stdin")


def test_a_home_inside_a_file_cannot_be(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = cli.bare("--home", tmp_path / "file" / "new", *WORDS, text="mat-khau-mau\n")
    assert said.status == 1
    assert str(tmp_path / "file") in said.sentence


def test_a_home_where_nobody_may_write_is_told(cli: CommandLine) -> None:
    said = cli.bare("--home", "/proc/new", *WORDS, text="mat-khau-mau\n")
    assert said.status == 1
    assert "/proc/new" in said.sentence

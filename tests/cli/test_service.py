"""`broadcaster service`: the unit file on the command line."""

from pathlib import Path

import pytest

from broadcaster import service_unit
from broadcaster.cli import main
from broadcaster.service_unit import UNIT, unit_text
from tests.cli.command_line import CommandLine


def test_the_commands_print_it_and_put_it_in_its_place(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_unit, "HIDDEN", ())
    printed = cli.done("service", "print")
    assert printed == unit_text(cli.home)
    assert f'--home "{cli.home}" run' in printed
    folder = tmp_path / "systemd"
    folder.mkdir()
    said = cli.done("service", "install", "--folder", folder)
    assert said.splitlines() == [
        str(folder / UNIT),
        "systemctl daemon-reload",
        f"systemctl enable --now {UNIT}",
    ]
    assert (folder / UNIT).read_text(encoding="utf-8") == printed


def test_a_home_that_the_service_would_not_see_is_warned_of(
    cli: CommandLine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(service_unit, "HIDDEN", (tmp_path.resolve(), cli.home.resolve()))
    with pytest.raises(SystemExit) as ended:
        main(["--home", str(cli.home), "service", "print"])
    said = capsys.readouterr()
    assert not ended.value.code
    assert said.out == unit_text(cli.home)
    assert said.err.startswith("broadcaster: a service has a ")
    assert "move the station" in said.err

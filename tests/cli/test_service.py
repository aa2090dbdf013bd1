"""`broadcaster service`: the unit file on the command line."""

from pathlib import Path

from broadcaster.service_unit import UNIT, unit_text
from tests.cli.command_line import CommandLine


def test_the_commands_print_it_and_put_it_in_its_place(cli: CommandLine, tmp_path: Path) -> None:
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

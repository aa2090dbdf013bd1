"""`broadcaster doctor` and `backup`, `restore` as commands."""

from pathlib import Path

from tests.cli.command_line import CommandLine


def test_each_finding_has_a_line_and_the_status_tells_of_need(cli: CommandLine) -> None:
    said = cli("doctor")
    assert said.status == 1, "the station declares no programme"
    assert said.out.splitlines()[0].startswith("✓ station: xã Thử")
    assert any(line.startswith("✗ schedules: ") for line in said.out.splitlines())
    findings = cli("doctor", "--json").json
    assert {"name", "well", "text", "needed"} == set(findings[0])
    (cli.home / "schedules" / "sang.toml").write_text(
        'name = "Bản tin"\nstarts = ["05:30"]\n[[rundown]]\nsection = "Tin"\n', encoding="utf-8"
    )
    assert cli("doctor").status == 0


def test_a_backup_is_written_and_restored(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "dai.zip"
    assert str(file) in cli.done("backup", file)
    assert "is there already" in cli.refused("backup", file)
    assert str(file) in cli.done("backup", file, "--overwrite")
    said = cli("restore", file)
    assert said.status == 0
    assert "the station before is in" in said.out
    new = tmp_path / "new"
    assert cli.bare("restore", "--home", new, file).out == f"restored to {new}\n"
    assert cli.bare("airlog", "verify", "--home", new).status == 0


def test_what_is_no_backup_is_refused(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(b"x")
    assert "not a whole backup" in cli.refused("restore", file)
    assert "there is no file" in cli.refused("restore", tmp_path / "none.zip")
    assert "is a directory" in cli.misused("backup", tmp_path)
    assert "there is no folder" in cli.refused("backup", tmp_path / "usb" / "x.zip")

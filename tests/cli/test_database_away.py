"""Commands of a station whose database cannot be read, or is none of this version's."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.command_line import CommandLine
from tests.rig.commune import command
from tests.rig.patience import PATIENCE_S


def refused(home: Path, *words: str, **variables: str) -> str:
    """Return the one line on standard error of a process that does not begin."""
    said = subprocess.run(
        command(home, *words),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
        env={**os.environ, **variables},
    )
    assert said.returncode == 1
    (line,) = said.stderr.splitlines()
    return line


def test_the_status_tells_why_it_knows_nothing_of_the_processes(cli: CommandLine) -> None:
    assert cli("status", "--json").json["database_error"] is None
    (cli.home / "broadcaster.db").write_bytes(b"x" * 10_000)
    assert "Database error: the database " in cli.done("status")
    told = cli("status", "--json").json
    assert "restore a backup" in told["database_error"]
    assert told["processes"] == []


@pytest.mark.process
@pytest.mark.parametrize("process", ["run", "play"])
def test_no_process_begins_with_an_address_that_is_none(home: Path, process: str) -> None:
    told = refused(home, process, BROADCASTER_DATABASE="nonsense")
    assert "write sqlite:///FILE or postgresql" in told


@pytest.mark.process
@pytest.mark.parametrize("process", ["run", "play"])
def test_no_process_begins_with_the_database_of_a_newer_version(home: Path, process: str) -> None:
    with closing(sqlite3.connect(home / "broadcaster.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "made by a newer version of broadcaster" in refused(home, process)

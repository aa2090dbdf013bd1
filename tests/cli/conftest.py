"""A station in a folder, and its command line."""

import shutil
from pathlib import Path

import pytest

from tests.cli.command_line import CommandLine
from tests.rig.commune import Commune


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a new station with an editor and an approver, to be copied."""
    home = tmp_path_factory.mktemp("founded") / "home"
    Commune(home).close()
    return home


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Path:
    """Give the folder of a station of this test's own."""
    return Path(shutil.copytree(founded, tmp_path / "home"))


@pytest.fixture
def cli(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """Give the command line of that station."""
    return CommandLine(home, capsys, monkeypatch)

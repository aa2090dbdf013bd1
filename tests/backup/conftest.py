"""A station with something in it, and its backup."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.backup.stations import backup, log_one_item
from tests.rig.commune import TEXTS, Commune


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the home of a station with an approved item, its clip, and a log."""
    commune = Commune(tmp_path_factory.mktemp("furnished") / "home")
    commune.approved(TEXTS[0])
    commune.declare(datetime(2026, 11, 21, 12, tzinfo=UTC))
    commune.prepare()
    log_one_item(commune.app, "đã phát")
    commune.close()
    return commune.home


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(furnished, tmp_path / "home"))


@pytest.fixture(scope="session")
def good(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a whole backup of that station."""
    file = tmp_path_factory.mktemp("good") / "dai.zip"
    backup(furnished, file)
    return file

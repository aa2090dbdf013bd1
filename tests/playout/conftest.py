"""A small commune whose player runs as a process; each test has one of its own."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.rig.commune import Commune
from tests.rig.small_disk import small_disk

DISK_KB = 48 * 1024


@pytest.fixture
def settings() -> str:
    """Give what stands in station.toml beside what every commune of the rig has."""
    return ""


@pytest.fixture
def commune(tmp_path: Path, settings: str) -> Iterator[Commune]:
    """Give a commune, in a folder with a name as people write it."""
    with closing(Commune(tmp_path / "đài xã", settings)) as made:
        yield made


@pytest.fixture
def cramped(tmp_path: Path) -> Iterator[Commune]:
    """Give a commune on a small disk of its own, to be filled."""
    with small_disk(tmp_path / "disk", DISK_KB) as mounted:
        if not mounted:
            pytest.fail("this test mounts a small disk; run it as root or in a user namespace")
        with closing(Commune(tmp_path / "disk" / "home")) as made:
            yield made

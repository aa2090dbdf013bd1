"""A station with a home for the timetable's tests."""

from pathlib import Path

import pytest

from broadcaster.station import Station


@pytest.fixture
def station(tmp_path: Path) -> Station:
    """Give a station with an empty home."""
    return Station(home=tmp_path / "home", name="xã Mẫu")

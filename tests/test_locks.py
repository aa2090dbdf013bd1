"""One process of each kind: who looks whether one works is in nobody's way."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broadcaster.errors import PlayoutUnavailable
from broadcaster.locks import PLAYER, SUPERVISOR, require_at_rest, sole, works
from broadcaster.playout import Player
from broadcaster.playout.output.paced_speaker import NullSpeaker
from broadcaster.station import Station
from broadcaster.store import Store
from tests.rig.fake_clock import FakeClock
from tests.rig.patience import wait_until


def test_the_second_of_a_kind_is_told_so_and_another_kind_is_not(tmp_path: Path) -> None:
    with sole(SUPERVISOR, tmp_path):
        assert works(SUPERVISOR, tmp_path)
        with pytest.raises(PlayoutUnavailable, match="supervisor of the station"):
            sole(SUPERVISOR, tmp_path).__enter__()
        with sole(PLAYER, tmp_path), pytest.raises(PlayoutUnavailable, match="end it"):
            require_at_rest(tmp_path, remedy="end it")
    assert not works(SUPERVISOR, tmp_path)
    require_at_rest(tmp_path, remedy="end it")


@contextmanager
def looked_at(process: str, run: Path) -> Iterator[None]:
    """Have somebody look all the time whether the process works, until the block ends."""
    over, looked = threading.Event(), []

    def look() -> None:
        while not over.wait(0.001):
            looked.append(works(process, run))

    onlooker = threading.Thread(target=look)
    onlooker.start()
    try:
        wait_until(lambda: looked)
        yield
    finally:
        over.set()
        onlooker.join()


def test_one_that_begins_while_somebody_looks_is_not_told_that_another_runs(
    tmp_path: Path,
) -> None:
    with sole(SUPERVISOR, tmp_path):
        pass
    with looked_at(SUPERVISOR, tmp_path):
        for _ in range(200):
            with sole(SUPERVISOR, tmp_path):
                pass


def test_a_player_that_begins_while_somebody_looks_is_not_told_that_another_runs(
    tmp_path: Path, clock: FakeClock
) -> None:
    station = Station(home=tmp_path)
    with sole(PLAYER, station.run):
        pass
    player = Player(station, Store("sqlite://"), clock, NullSpeaker(clock, 48_000))
    with looked_at(PLAYER, station.run):
        for _ in range(200):
            player._take_station()
            player._lock.release()

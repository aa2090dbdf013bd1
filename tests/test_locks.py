"""One process of each kind: who looks whether one works is in nobody's way."""

import threading
from pathlib import Path

import pytest

from broadcaster.errors import PlayoutUnavailable
from broadcaster.locks import PLAYER, SUPERVISOR, require_at_rest, sole, works
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


def test_one_that_begins_while_somebody_looks_is_not_told_that_another_runs(
    tmp_path: Path,
) -> None:
    over, looked = threading.Event(), []

    def look() -> None:
        while not over.wait(0.001):
            looked.append(works(SUPERVISOR, tmp_path))

    with sole(SUPERVISOR, tmp_path):
        pass
    onlooker = threading.Thread(target=look)
    onlooker.start()
    try:
        wait_until(lambda: looked)
        for _ in range(200):
            with sole(SUPERVISOR, tmp_path):
                pass
    finally:
        over.set()
        onlooker.join()

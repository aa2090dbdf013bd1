"""Who asks for an interruption is told the truth: it is heard, or why nobody can hear it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.errors import PlayoutUnavailable
from broadcaster.timetable import EntryKind
from tests.playout.player_here import PlayerHere
from tests.rig.patience import wait_until

pytestmark = pytest.mark.loopback


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlayerHere]:
    monkeypatch.setattr("broadcaster.playout.loudspeaker.REST_AFTER_S", 0.0)
    made = PlayerHere(tmp_path / "home")
    with made.running():
        wait_until(lambda: made.device.is_tried and not made.device.is_open)
        yield made


def test_out_of_a_rest_the_answer_comes_when_the_device_pulls(here: PlayerHere) -> None:
    assert here.interrupt()["queued"] is False
    assert here.device.is_open
    wait_until(lambda: (here.state()["on_air"] or {}).get("kind") == EntryKind.EMERGENCY)


def test_a_device_that_went_away_at_rest_is_told_and_nothing_begins_later(
    here: PlayerHere,
) -> None:
    here.device.plugged = False
    assert not here.state()["output_error"]
    with pytest.raises(PlayoutUnavailable, match="nothing can be heard: USB is not there") as told:
        here.interrupt()
    assert "kiểm tra loa" in told.value.vi
    wait_until(lambda: not here.state()["interruption"])
    assert here.state()["interruptions"] == []
    here.device.plugged = True
    wait_until(lambda: not here.state()["output_error"])
    assert here.state()["on_air"] is None
    assert here.interrupt()["queued"] is False


def test_a_device_that_is_back_is_tried_before_the_answer(here: PlayerHere) -> None:
    here.device.plugged = False
    with pytest.raises(PlayoutUnavailable):
        here.interrupt()
    here.device.plugged = True
    assert here.interrupt()["queued"] is False


def test_a_device_that_opens_and_takes_no_sound_is_told(
    here: PlayerHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadcaster.playout.counter.HEARD_WITHIN_S", 0.5)
    here.device.asks = False
    with pytest.raises(PlayoutUnavailable, match="the output USB takes no sound"):
        here.interrupt()
    wait_until(lambda: not here.state()["interruption"])

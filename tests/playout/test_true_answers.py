"""Who asks for an interruption is told the truth: it is heard, or why nobody can hear it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlmodel import select

from broadcaster.errors import PlayoutUnavailable
from broadcaster.newsroom import CONSOLE, CONSOLE_VI
from broadcaster.playout import InterruptionChange, InterruptionState, counter, door
from broadcaster.playout.interruptions.reserved_sound import put
from broadcaster.playout.interruptions.words import GAVE_WAY
from broadcaster.timetable import EntryKind
from tests.playout.player_here import RATE, PlayerHere
from tests.rig.patience import wait_until

pytestmark = pytest.mark.loopback


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlayerHere]:
    monkeypatch.setattr("broadcaster.playout.loudspeaker.REST_AFTER_S", 0.0)
    made = PlayerHere(tmp_path / "home")
    with made.running():
        wait_until(lambda: made.device.is_tried and not made.device.is_open)
        yield made


def history(here: PlayerHere) -> list[InterruptionState]:
    with here.commune.app.store.reading() as session:
        return [change.to_state for change in session.exec(select(InterruptionChange))]


def words_of(here: PlayerHere) -> dict[str, object]:
    """Return words that lie in the place that is kept free for them."""
    samples = np.ones(RATE, np.int16)
    sha256 = put(here.commune.app.station.run, samples)
    return {"frames": RATE, "clip_sha256": sha256, "voice": "", "ai_generated": True}


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
    assert here.state()["output_error"] == "USB is not there"
    assert here.state()["output_error_vi"] == "Không có USB"
    wait_until(lambda: not here.state()["interruption"])
    assert here.state()["interruptions"] == []
    here.device.plugged = True
    wait_until(lambda: not here.state()["output_error"])
    assert not here.state()["output_error_vi"]
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
    monkeypatch.setattr("broadcaster.playout.counter.ANSWER_WITHIN_S", 2.0)
    here.device.asks = False
    with pytest.raises(PlayoutUnavailable, match="the output USB takes no sound"):
        here.interrupt()
    wait_until(lambda: not here.state()["interruption"])
    wait_until(lambda: InterruptionState.FAILED in history(here))
    assert InterruptionState.ON_AIR not in history(here), "the output never took it"


def test_a_drill_that_gave_way_is_told_to_who_brings_its_words(here: PlayerHere) -> None:
    name = here.interrupt(drill=True)["id"]
    assert here.interrupt()["queued"] is False
    assert here.door.message(id=name, drill=True, title="Thử", **words_of(here)) == {
        "taken": False,
        "stands": GAVE_WAY,
    }


def test_somebody_at_the_microphone_is_answered_when_the_device_pulls(here: PlayerHere) -> None:
    name = here.speak()["id"]
    wait_until(lambda: (here.state()["on_air"] or {}).get("kind") == EntryKind.LIVE)
    assert here.state()["live"]["id"] == name


def test_the_microphone_and_the_device_together_have_the_time_of_one_answer(
    here: PlayerHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadcaster.playout.counter.ANSWER_WITHIN_S", 30.0)
    here.slow_s = here.device.slow_s = 20.0
    here.device.asks = False
    with pytest.raises(PlayoutUnavailable, match="the output USB takes no sound"):
        here.speak()
    wait_until(lambda: not here.state()["interruption"])
    assert here.state()["live"] is None
    assert here.state()["on_air"] is None


@pytest.mark.parametrize("slot_id", [None, 7])
def test_a_microphone_that_opens_too_late_for_the_answer_is_let_go(
    here: PlayerHere, slot_id: int | None
) -> None:
    here.slow_s = 20.0
    with pytest.raises(PlayoutUnavailable, match="did not answer in time"):
        here.speak(slot_id)
    assert here.state()["live"] is None
    assert not here.device.is_open
    here.slow_s = 0.0
    assert here.speak()["id"]


@pytest.mark.parametrize(("do", "reason"), [("stop", "dừng bởi"), ("cancel", "huỷ bởi")])
def test_the_log_names_the_console_in_vietnamese(here: PlayerHere, do: str, reason: str) -> None:
    name = here.interrupt()["id"]
    if do == "stop":
        here.door.stop(by=CONSOLE)
    else:
        here.door.cancel(name, by=CONSOLE)

    def told() -> list[str]:
        return [entry.reason for entry in here.commune.log(EntryKind.EMERGENCY)]

    wait_until(lambda: f"{reason} {CONSOLE_VI}" in told())


def test_while_the_director_cannot_be_asked_nothing_is_told_to_be_cancelled(
    here: PlayerHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = here.interrupt()["id"]
    with monkeypatch.context() as patched:
        patched.setattr("broadcaster.playout.director.Director.ask", lambda *_: None)
        patched.setattr("broadcaster.playout.counter.DIRECTED_WITHIN_S", 0.1)
        with pytest.raises(PlayoutUnavailable, match="did not answer in time"):
            here.door.cancel(name, by=CONSOLE)
    assert here.door.cancel(name, by=CONSOLE)
    wait_until(lambda: not here.state()["interruption"])


def test_who_knocks_waits_longer_than_an_answer_may_take() -> None:
    assert counter.ANSWER_WITHIN_S < door.ANSWER_WITHIN_S

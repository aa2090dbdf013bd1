"""The speaker as the player keeps it: at rest while idle, looked at, opened anew when gone."""

import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest

from broadcaster.clock import SystemClock
from broadcaster.playout.air import Limits
from broadcaster.playout.director import Director
from broadcaster.playout.loudspeaker import LOOK_EVERY_S, REST_AFTER_S
from broadcaster.playout.output.deck import Deck
from broadcaster.playout.output.device_speaker import DeviceSpeaker
from broadcaster.playout.sounds.files import HeldSound
from broadcaster.playout.sounds.mixer import SILENT_DBFS, Segment
from tests.playout.kept_loudspeaker import STEP_S, Kept
from tests.playout.stage import Stage
from tests.rig.busyness import at_least
from tests.rig.known_clip import RATE, KnownClip, make_noise
from tests.rig.patience import wait_until
from tests.rig.pulse import SoundServer

NOTICED_WITHIN_S = 3.0
BACK_WITHIN_S = 2.0


def test_an_idle_device_rests_and_is_looked_at_for_a_moment_each_minute() -> None:
    kept = Kept()
    kept.run(REST_AFTER_S + 10 * (LOOK_EVERY_S + 3))
    assert 15 < kept.pulled_s - REST_AFTER_S < 40
    assert kept.loudspeaker.is_ours
    assert not kept.loudspeaker.error


def test_a_device_at_rest_is_open_as_soon_as_it_is_needed() -> None:
    kept = Kept()
    kept.run(REST_AFTER_S + 10)
    assert [kept.device.is_open] == [False]
    kept.director.wants_output = True
    kept.run(STEP_S)
    assert kept.device.is_open
    kept.run(3 * REST_AFTER_S)
    assert kept.device.is_open
    assert not kept.director.lost


def test_a_device_that_went_away_at_rest_is_told_at_the_next_look() -> None:
    kept = Kept()
    kept.run(REST_AFTER_S + 10)
    kept.device.plugged = False
    kept.run(LOOK_EVERY_S)
    assert "is not there" in kept.loudspeaker.error
    assert not kept.loudspeaker.is_ours
    kept.device.plugged = True
    kept.run(5)
    assert not kept.loudspeaker.error
    assert kept.loudspeaker.is_ours


def test_an_interruption_out_of_a_rest_is_in_the_first_samples_that_leave() -> None:
    stage, kept = Stage(), Kept()
    stage.clock = kept.clock
    kept.run(REST_AFTER_S + 10)
    limits = Limits(late_start_s=60.0, longest_interruption_s=300.0)
    director = Director(kept.clock, kept.deck, stage.desk, stage.journal, limits)
    director.ask(stage.alarm("lũ"))
    director.step()
    before = kept.deck.timeline
    kept.loudspeaker.mind(director, None, 1)
    assert not before
    assert [segment.start for segment in kept.deck.timeline] == [kept.deck.position]


def test_a_device_that_opens_and_never_asks_is_opened_again() -> None:
    kept = Kept()
    kept.device.asks = False
    kept.director.wants_output = True
    kept.run(20)
    assert len(kept.director.lost) > 2
    kept.device.asks = True
    kept.run(5)
    assert kept.deck.runs
    assert not kept.deck.stalled


def test_a_device_that_stops_asking_is_told_within_three_seconds_and_is_back_within_two() -> None:
    kept = Kept()
    kept.director.wants_output = True
    kept.run(5)
    backs = kept.director.backs
    kept.device.plugged = False
    kept.run(NOTICED_WITHIN_S)
    assert kept.director.lost
    refusals = kept.loudspeaker.refusals
    while kept.loudspeaker.refusals < refusals + 3:
        kept.run(STEP_S)
    kept.device.plugged = True
    kept.run(BACK_WITHIN_S)
    assert kept.director.backs > backs
    assert kept.device.is_open


def test_an_output_that_runs_dry_is_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    kept = Kept()
    kept.director.wants_output = True
    kept.run(5)
    for counted in (3, 7):
        kept.device.underruns = counted
        kept.run(20)
    kept.run(61)
    kept.device.underruns = 2
    kept.run(61)
    told = [record.message for record in caplog.records if "ran dry" in record.message]
    assert told == [f"the output USB ran dry (times: {times})" for times in (3, 4, 2)]


def restarted(server: SoundServer) -> None:
    server.stop(signal.SIGKILL)
    server.start()


def replugged(server: SoundServer) -> None:
    server.unplug()
    server.plug()


@pytest.mark.parametrize("fault", [restarted, replugged])
def test_a_device_that_went_away_and_came_back_at_rest_pulls_again(
    fault: Callable[[SoundServer], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SystemClock()
    with SoundServer() as server:
        monkeypatch.setenv("PULSE_SERVER", server.env["PULSE_SERVER"])
        speaker, deck = DeviceSpeaker(clock, RATE), Deck(clock, RATE)
        speaker.open(deck.pull)
        wait_until(lambda: deck.position > RATE)
        speaker.rest()
        fault(server)
        for _ in range(2):
            pulled = deck.position
            speaker.open(deck.pull)
            wait_until(lambda pulled=pulled: deck.position > pulled + RATE)  # type: ignore[misc]
            speaker.rest()
        speaker.close()


def test_the_thread_that_hands_over_the_sound_goes_first_after_a_rest_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    firsts: list[int] = []
    monkeypatch.setattr(
        "broadcaster.playout.output.device_speaker.put_thread_first",
        lambda: firsts.append(threading.get_native_id()),
    )
    with SoundServer() as server:
        monkeypatch.setenv("PULSE_SERVER", server.env["PULSE_SERVER"])
        clock = SystemClock()
        speaker, deck = DeviceSpeaker(clock, RATE), Deck(clock, RATE)
        for rests in range(3):
            speaker.open(deck.pull)
            wait_until(lambda rests=rests: len(firsts) > rests)  # type: ignore[misc]
            speaker.rest()
        speaker.close()
    assert len(set(firsts)) == 3


def test_a_real_device_goes_on_at_once_after_a_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    clip = KnownClip("noise", make_noise(1.0, seed=4))
    sound = HeldSound((clip.samples * 32767).astype(np.int16))
    clock = SystemClock()
    with SoundServer() as server:
        monkeypatch.setenv("PULSE_SERVER", server.env["PULSE_SERVER"])
        speaker, deck = DeviceSpeaker(clock, RATE), Deck(clock, RATE)
        planned = []
        with server.record() as recorder:
            for _ in range(2):
                deck.opening()
                speaker.open(deck.pull)
                clock.wait(1.0)
                planned.append(clock.now().timestamp() + 1.0)
                at = deck.sample_at(datetime.fromtimestamp(planned[-1], UTC))
                deck.swap((Segment(sound=sound, start=at, length=sound.frames),))
                wait_until(lambda at=at: deck.heard() > at + sound.frames)  # type: ignore[misc]
                speaker.rest()
                deck.closed()
                clock.wait(1.0)
            recording = recorder.stop()
        speaker.close()
    hits = recording.find(clip)
    assert len(hits) == 2
    assert min(hit.complete for hit in hits) > at_least(0.9)
    assert [hit.start_time for hit in hits] == pytest.approx(planned, abs=0.5)


def test_it_is_known_since_when_nothing_can_be_heard() -> None:
    kept = Kept()

    def told_after(seconds: float) -> datetime | None:
        kept.run(seconds)
        return kept.loudspeaker.lost_at

    kept.director.wants_output = True
    assert told_after(5) is None
    kept.deck.level_dbfs = -12.7
    lost_at = kept.clock.now()
    kept.device.plugged = False
    told = told_after(30)
    assert told
    assert abs((told - lost_at).total_seconds()) <= STEP_S
    assert kept.deck.level_dbfs == SILENT_DBFS
    kept.device.plugged = True
    assert told_after(5) is None

"""A device is asked to drop what it has: it and who asks agree, however late it comes."""

import threading

import numpy as np
import pytest

from broadcaster.clock import SystemClock
from broadcaster.playout.output import device_speaker
from broadcaster.playout.output.device_clock import DeviceClock
from broadcaster.playout.output.device_speaker import DeviceSpeaker
from broadcaster.playout.sounds.mixer import Block
from tests.playout.fake_portaudio import BLOCK, NAMES, RATE, FakeAudio, FakeStream, put_in_place

CHANNELS = 2
SOUND, SILENCE = [1] * CHANNELS * BLOCK, [0] * CHANNELS * BLOCK


def sound(count: int, leaves_at: float) -> Block:
    del leaves_at
    return np.ones((count, CHANNELS), np.int16)


@pytest.fixture
def audio(monkeypatch: pytest.MonkeyPatch) -> FakeAudio:
    monkeypatch.setattr(device_speaker, "ASKS_WITHIN_S", 0.05)
    return put_in_place(monkeypatch)


@pytest.fixture
def speaker(audio: FakeAudio) -> DeviceSpeaker:
    made = DeviceSpeaker(SystemClock(), RATE)
    made.channels = CHANNELS
    made.open(sound)
    return made


@pytest.fixture
def stream(audio: FakeAudio, speaker: DeviceSpeaker) -> FakeStream:
    return audio.streams[0]


def test_a_device_that_does_not_ask_goes_on_with_all_that_it_has(
    speaker: DeviceSpeaker, stream: FakeStream
) -> None:
    assert speaker.drop() is None
    assert stream.asks() == (SOUND, NAMES.paContinue)


def test_a_device_that_asks_as_the_time_is_over_has_dropped_it_for_both(
    speaker: DeviceSpeaker, stream: FakeStream
) -> None:
    class Late(threading.Event):
        """Lets the device ask as somebody waits for it, and answers when that is over."""

        def wait(self, timeout: float | None = None) -> bool:
            stream.asks_meanwhile()
            return super().wait(timeout)

        def set(self) -> None:
            stream.may_stop.wait()
            super().set()

    speaker._dropped = Late()
    silent_since = speaker.drop()
    stream.stop_stream()
    ((_, goes_on),) = stream.answers
    assert (silent_since is None) == (goes_on == NAMES.paContinue)


def test_it_drops_once_and_goes_on(speaker: DeviceSpeaker, stream: FakeStream) -> None:
    class Asked(threading.Event):
        """Lets the device ask as soon as somebody waits for it."""

        def wait(self, timeout: float | None = None) -> bool:
            stream.asks_meanwhile()
            return super().wait()

    speaker._dropped = Asked()
    for _ in range(2):
        assert speaker.drop()
        speaker.open(sound)
        stream.asks()
    assert stream.answers == [(SILENCE, NAMES.paAbort), (SOUND, NAMES.paContinue)] * 2


def test_a_device_that_was_slow_to_start_is_not_stopped(
    speaker: DeviceSpeaker, stream: FakeStream
) -> None:
    speaker._times = DeviceClock(RATE)
    for asked_at in (0.0, 0.0, 1.85):
        speaker._times.leaves_at(BLOCK, asked_at, 0.1)
    assert speaker._times.started_slowly
    stream.asks_meanwhile()
    assert speaker.drop() is None
    assert not stream.may_stop.is_set()

"""A device that is slow to start is left for another stream: should it start, it gets no sound."""

import threading
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from broadcaster.clock import SystemClock
from broadcaster.playout.output import device_speaker
from broadcaster.playout.output.deck import Deck
from broadcaster.playout.output.device_speaker import DeviceSpeaker
from broadcaster.playout.sounds.files import HeldSound
from broadcaster.playout.sounds.mixer import Segment
from tests.rig.patience import wait_until

RATE = 1000
BLOCK = 50
NAMES = SimpleNamespace(paInt16=8, paContinue=0, paAbort=2, paOutputUnderflow=4)
TIMES = {"output_buffer_dac_time": 0.1, "current_time": 0.0}
COUNTING = np.arange(1, 2001, dtype=np.int16)


class FakeStream:
    """A stream that stops at once, and starts again once it may."""

    def __init__(self, callback: Any) -> None:
        self._callback = callback
        self.may_start = threading.Event()
        self.started = False

    def start_stream(self) -> None:
        """Take as long as a USB card that wakes."""
        self.may_start.wait()
        self.started = True

    def stop_stream(self) -> None:
        """Rest."""

    close = stop_stream

    def asks(self) -> tuple[list[int], int]:
        """Ask for a block, as the device does; return its samples and whether it goes on."""
        block, goes_on = self._callback(None, BLOCK, TIMES, 0)
        return np.frombuffer(block, np.int16).tolist(), goes_on


class FakeAudio:
    """PortAudio with one device, and every stream that was opened on it."""

    def __init__(self) -> None:
        self.streams: list[FakeStream] = []

    def open(self, *, stream_callback: Any, **settings: Any) -> FakeStream:
        """Open a stream; it runs."""
        del settings
        self.streams.append(FakeStream(stream_callback))
        return self.streams[-1]

    def terminate(self) -> None:
        """Let go of it."""

    def get_default_output_device_info(self) -> dict[str, Any]:
        """Return the only one."""
        return {"name": "USB", "maxOutputChannels": 1}


@pytest.fixture
def audio(monkeypatch: pytest.MonkeyPatch) -> FakeAudio:
    made = FakeAudio()
    monkeypatch.setattr(device_speaker, "portaudio", lambda: NAMES)
    monkeypatch.setattr(device_speaker, "devices_looked_at", lambda _: made)
    monkeypatch.setattr(device_speaker, "put_thread_first", lambda: False)
    return made


def test_a_stream_that_starts_too_late_takes_nothing_from_the_one_in_its_place(
    audio: FakeAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SystemClock()
    speaker, deck = DeviceSpeaker(clock, RATE), Deck(clock, RATE)
    deck.swap((Segment(sound=HeldSound(COUNTING), start=0, length=len(COUNTING)),))
    speaker.open(deck.pull)
    heard, _ = audio.streams[0].asks()
    speaker.rest()
    monkeypatch.setattr(device_speaker, "ANSWERS_WITHIN_S", 0.05)
    speaker.open(deck.pull)
    late, current = audio.streams
    late.may_start.set()
    wait_until(lambda: late.started)
    for _ in range(3):
        assert late.asks() == ([0] * BLOCK, NAMES.paAbort)
        block, goes_on = current.asks()
        assert goes_on == NAMES.paContinue
        heard += block
    assert heard == COUNTING[: 4 * BLOCK].tolist()


def test_a_stream_that_starts_in_time_goes_on_with_the_sound(audio: FakeAudio) -> None:
    clock = SystemClock()
    speaker, deck = DeviceSpeaker(clock, RATE), Deck(clock, RATE)
    deck.swap((Segment(sound=HeldSound(COUNTING), start=0, length=len(COUNTING)),))
    speaker.open(deck.pull)
    (only,) = audio.streams
    heard, _ = only.asks()
    speaker.rest()
    only.may_start.set()
    speaker.open(deck.pull)
    block, goes_on = only.asks()
    assert heard + block == COUNTING[: 2 * BLOCK].tolist()
    assert (audio.streams, goes_on) == ([only], NAMES.paContinue)

"""A device is asked to drop what it has: it and who asks agree, however late it comes."""

import threading
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from broadcaster.clock import SystemClock
from broadcaster.playout.output import device_speaker
from broadcaster.playout.output.device_speaker import DeviceSpeaker
from broadcaster.playout.sounds.mixer import Block

RATE = 1000
BLOCK = 50
ABORT, CONTINUE = 2, 0
NAMES = SimpleNamespace(paInt16=8, paContinue=CONTINUE, paAbort=ABORT, paOutputUnderflow=4)
TIMES = {"output_buffer_dac_time": 0.0, "current_time": 0.0}


class FakeAudio:
    """PortAudio with one device; it asks for a block when the test says so, in its own thread."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.answers: list[tuple[bytes, int]] = []
        self._thread = threading.Thread()

    def open(self, *, stream_callback: Any, **settings: Any) -> "FakeAudio":
        del settings
        self._callback = stream_callback
        return self

    def ask(self) -> None:
        """Ask for a block."""
        self._thread = threading.Thread(
            target=lambda: self.answers.append(self._callback(None, BLOCK, TIMES, 0))
        )
        self._thread.start()

    def stop_stream(self) -> None:
        """Return once the thread is over, as PortAudio does."""
        self.may_end.set()
        self._thread.join()

    close = terminate = start_stream = stop_stream

    def get_default_output_device_info(self) -> dict[str, Any]:
        return {"name": "USB", "maxOutputChannels": 2}


@pytest.fixture
def audio(monkeypatch: pytest.MonkeyPatch) -> FakeAudio:
    made = FakeAudio()
    monkeypatch.setattr(device_speaker, "portaudio", lambda: NAMES)
    monkeypatch.setattr(device_speaker, "devices_looked_at", lambda _: made)
    monkeypatch.setattr(device_speaker, "put_thread_first", lambda: False)
    monkeypatch.setattr(device_speaker, "ASKS_WITHIN_S", 0.05)
    return made


@pytest.fixture
def speaker(audio: FakeAudio) -> DeviceSpeaker:
    made = DeviceSpeaker(SystemClock(), RATE)
    made.channels = 2
    made.open(noise)
    return made


def noise(count: int, leaves_at: float) -> Block:
    del leaves_at
    return np.ones((count, 2), np.int16)


def test_a_device_that_does_not_ask_goes_on_with_all_that_it_has(
    audio: FakeAudio, speaker: DeviceSpeaker
) -> None:
    assert speaker.drop() is None
    audio.ask()
    audio.stop_stream()
    assert audio.answers == [(noise(BLOCK, 0.0).tobytes(), CONTINUE)]


def test_a_device_that_asks_as_the_time_is_over_has_dropped_it_for_both(
    audio: FakeAudio, speaker: DeviceSpeaker
) -> None:
    class Late(threading.Event):
        """Lets the device ask as somebody waits for it, and answers when that is over."""

        def wait(self, timeout: float | None = None) -> bool:
            audio.ask()
            return super().wait(timeout)

        def set(self) -> None:
            audio.may_end.wait()
            super().set()

    speaker._dropped = Late()
    silent_since = speaker.drop()
    audio.stop_stream()
    ((block, goes_on),) = audio.answers
    assert (silent_since is None) == (goes_on == CONTINUE)
    assert len(block) == 2 * 2 * BLOCK


def test_it_drops_once_and_goes_on(audio: FakeAudio, speaker: DeviceSpeaker) -> None:
    class Asking(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            del timeout
            audio.ask()
            return super().wait()

    speaker._dropped = Asking()
    for _ in range(2):
        assert speaker.drop()
        speaker.open(noise)
        audio.ask()
        audio.stop_stream()
    assert [goes_on for _, goes_on in audio.answers] == [ABORT, CONTINUE] * 2

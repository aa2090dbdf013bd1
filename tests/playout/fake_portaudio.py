"""PortAudio in the test's hand: one device, which asks for a block when the test says so."""

import threading
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from broadcaster.playout.output import device_speaker
from tests.rig.patience import PATIENCE_S

RATE = 1000
BLOCK = 50
NAMES = SimpleNamespace(paInt16=8, paContinue=0, paAbort=2, paOutputUnderflow=4)
TIMES = {"output_buffer_dac_time": 0.1, "current_time": 0.0}


class FakeStream:
    """A stream that stops as soon as nothing asks, and starts again as soon as it may."""

    def __init__(self, callback: Any) -> None:
        self._callback = callback
        self._asking: threading.Thread | None = None
        self.answers: list[tuple[list[int], int]] = []
        self.may_start = threading.Event()
        self.may_start.set()
        self.may_stop = threading.Event()
        self.started = False

    def start_stream(self) -> None:
        """Take as long as a USB card that wakes."""
        self.may_start.wait()
        self.started = True

    def stop_stream(self) -> None:
        """Return once the device's thread is over."""
        self.may_stop.set()
        if self._asking is not None:
            self._asking.join()

    close = stop_stream

    def asks(self) -> tuple[list[int], int]:
        """Ask for a block, as the device does; return its samples and whether it goes on."""
        block, goes_on = self._callback(None, BLOCK, TIMES, 0)
        self.answers.append((np.frombuffer(block, np.int16).tolist(), goes_on))
        return self.answers[-1]

    def asks_meanwhile(self) -> None:
        """Ask for a block in a thread of the device's own."""
        self._asking = threading.Thread(target=self.asks)
        self._asking.start()


class FakeAudio:
    """PortAudio with one device of two channels, and every stream that was opened on it."""

    def __init__(self) -> None:
        self.streams: list[FakeStream] = []
        self.opens = True

    def open(self, *, stream_callback: Any, **settings: Any) -> FakeStream:
        """Open a stream; it runs."""
        del settings
        if not self.opens:
            raise OSError("no device")  # noqa: EM101
        self.streams.append(FakeStream(stream_callback))
        return self.streams[-1]

    def terminate(self) -> None:
        """Let go of it."""

    def get_default_output_device_info(self) -> dict[str, Any]:
        """Return the only one."""
        return {"name": "USB", "maxOutputChannels": 2}


def put_in_place(monkeypatch: pytest.MonkeyPatch) -> FakeAudio:
    """Let the next `DeviceSpeaker` open its device here."""
    made = FakeAudio()
    monkeypatch.setattr(device_speaker, "portaudio", lambda: NAMES)
    monkeypatch.setattr(device_speaker, "devices_looked_at", lambda _: made)
    monkeypatch.setattr(device_speaker, "put_thread_first", lambda: False)
    monkeypatch.setattr(device_speaker, "ANSWERS_WITHIN_S", PATIENCE_S)
    return made


class FakeDevices:
    """What PortAudio says of a machine's devices: name, interface, outputs, inputs of each."""

    HOSTS: tuple[str, ...]
    DEVICES: tuple[tuple[str, int, int, int], ...]

    def get_host_api_count(self) -> int:
        return len(self.HOSTS)

    def get_host_api_info_by_index(self, index: int) -> dict[str, object]:
        return {"name": self.HOSTS[index]}

    def get_device_count(self) -> int:
        return len(self.DEVICES)

    def get_device_info_by_index(self, index: int) -> dict[str, object]:
        name, host, outputs, inputs = self.DEVICES[index]
        return {
            "index": index,
            "name": name,
            "hostApi": host,
            "maxOutputChannels": outputs,
            "maxInputChannels": inputs,
        }

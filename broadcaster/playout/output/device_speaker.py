"""The sound device, through PortAudio."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import numpy as np

from broadcaster.clock import Clock
from broadcaster.errors import PlayoutUnavailable
from broadcaster.playout.output.device_clock import DeviceClock
from broadcaster.playout.output.portaudio import devices_looked_at, portaudio, quietly
from broadcaster.playout.output.priority import put_thread_first
from broadcaster.playout.output.sound_devices import SoundDevice, devices_of, outputs_named
from broadcaster.playout.output.speaker import Pull
from broadcaster.playout.sounds.mixer import Block

BLOCK_S = 0.05
"""PortAudio keeps three of them ahead; an emergency waits until it asks for one."""

ANSWERS_WITHIN_S = 0.5
ASKS_WITHIN_S = 4 * BLOCK_S
STUCK = (
    "PortAudio holds a device that does not answer, and no other can be opened; this player ends, "
    "and works again once it is begun anew ('broadcaster run' does that by itself)"
)

_log = logging.getLogger(__name__)


class DeviceSpeaker:
    """A PyAudio output stream, kept open; the device pulls blocks of 50 ms by callback."""

    stays_open = True

    def __init__(self, clock: Clock, rate: int, device: str = "") -> None:
        """`device` is part of a device's name; empty for the system's default output."""
        self._clock = clock
        self._rate = rate
        self._wanted = device
        self._audio: Any = None
        self._stream: Any = None
        self._pull: Pull = _silence
        self._times = DeviceClock(rate)
        self._thread = 0
        self._held: list[Any] = []
        self._opening: object = None
        self._drops: deque[None] = deque()
        self._dropped = threading.Event()
        self._silent_since = clock.now()
        self.name = device or "default device"
        self.underruns = 0
        self.channels = 1
        self._opened_for = self._channels_open = 1

    def open(self, pull: Pull) -> None:
        """Open the device, or let it go on, and begin to pull.

        `PlayoutUnavailable` says what is missing.
        """
        self._pull = pull
        self._times.begin_anew()
        if self._goes_on():
            return
        pyaudio = portaudio()
        self.underruns = 0
        opening = self._opening = object()

        def callback(_in: Any, count: int, times: Any, status: int) -> tuple[bytes, int]:
            if self._opening is not opening or self._falls_silent():
                return bytes(2 * count * self._channels_open), pyaudio.paAbort
            if threading.get_native_id() != self._thread:
                self._thread = threading.get_native_id()
                put_thread_first()
            if status & pyaudio.paOutputUnderflow:
                self.underruns += 1
            lag_s = times["output_buffer_dac_time"] - times["current_time"]
            now = self._clock.now().timestamp()
            block = self._pull(count, self._times.leaves_at(count, now, lag_s))
            if self._channels_open < self.channels:
                block = block[:, : self._channels_open]
            return np.ascontiguousarray(block).tobytes(), pyaudio.paContinue

        try:
            self._audio = devices_looked_at(pyaudio)
            self._stream = self._opened(pyaudio.paInt16, callback)
        except (OSError, ValueError) as error:
            self.close()
            if self._held:
                raise SystemExit(STUCK) from error
            message = (
                f"the sound device '{self._wanted or 'default'}' cannot be opened ({error}); plug "
                "it in, or choose another with 'device' in station.toml ('broadcaster devices' "
                "lists them)"
            )
            name = f"“{self._wanted}”" if self._wanted else "mặc định của máy"
            raise PlayoutUnavailable(
                message,
                f"Không mở được thiết bị âm thanh {name}; hãy cắm lại, hoặc chọn thiết bị khác "
                "bằng “device” trong station.toml (lệnh broadcaster devices liệt kê).",
            ) from error

    def rest(self) -> None:
        """Stop pulling; the device stays ours."""
        if self._stream is not None:
            self._in_time(self._stream.stop_stream)

    def drop(self) -> datetime | None:
        """Stop as soon as the device asks for a block; return when that was.

        None, and all goes on, if it does not ask in time: then the wish is taken off again, by the
        one of the two threads that comes first. A device that was slow to start is never stopped.
        """
        if self._stream is None or self._times.started_slowly:
            return None
        self._silent_since = self._clock.now()
        self._dropped.clear()
        self._drops.append(None)
        if not self._dropped.wait(ASKS_WITHIN_S) and _taken(self._drops):
            return None
        self._in_time(self._stream.stop_stream)
        return self._silent_since

    def close(self) -> None:
        """Let go of the device; PortAudio finds devices again only when it is let go wholly."""
        if self._stream is not None:
            stream, self._stream = self._stream, None
            with suppress(OSError):
                stream.close()
        if self._audio is not None:
            audio, self._audio = self._audio, None
            audio.terminate()

    def _falls_silent(self) -> bool:
        """Return whether the device, which asks for a block, is to drop what it has instead."""
        if not _taken(self._drops):
            return False
        self._silent_since = self._clock.now()
        self._dropped.set()
        return True

    def _goes_on(self) -> bool:
        """Let a stream that rests go on; return whether there is one and it could."""
        if self._stream is None:
            return False
        if self._opened_for == self.channels and self._in_time(self._stream.start_stream):
            return True
        self.close()
        return False

    def _in_time(self, act: Callable[[], None]) -> bool:
        """Return whether PortAudio did it. One whose device went away at rest may never answer.

        Such a stream is left as it is, and kept: to let go of it would never end either. Should
        it answer after all, it is given no sound: that belongs to the one opened in its place.
        """
        done = threading.Event()

        def do() -> None:
            with suppress(OSError):
                act()
                done.set()

        thread = threading.Thread(target=do, name="device", daemon=True)
        thread.start()
        thread.join(ANSWERS_WITHIN_S)
        if not thread.is_alive():
            return done.is_set()
        _log.error("%s does not answer; it is left, and opened anew", self.name)
        self._held.append((self._stream, self._audio))
        self._stream = self._audio = self._opening = None
        return False

    def _opened(self, sample_format: int, callback: Callable[..., Any]) -> Any:
        """Return the stream of the first device of that name that can be opened."""
        refused = OSError("no output device has that name")
        for index, name, channels in self._choices():
            if name != self.name:
                self._times = DeviceClock(self._rate)
            self.name = name
            self._opened_for = self.channels
            self._channels_open = min(self.channels, channels)
            if self._channels_open < self.channels:
                _log.error(
                    "%s has %d channels and the zones need %d: some are not heard",
                    name,
                    channels,
                    self.channels,
                )
            try:
                return quietly(
                    self._audio.open,
                    rate=self._rate,
                    channels=self._channels_open,
                    format=sample_format,
                    output=True,
                    output_device_index=index,
                    frames_per_buffer=round(self._rate * BLOCK_S),
                    stream_callback=callback,
                )
            except (OSError, ValueError) as error:
                refused = OSError(str(error))
        raise refused

    def _choices(self) -> list[tuple[int | None, str, int]]:
        """Return what may be opened: index, name and channels of each, the best first."""
        if not self._wanted:
            info = self._audio.get_default_output_device_info()
            return [(None, str(info["name"]), int(info["maxOutputChannels"]))]
        found = outputs_named(devices_of(self._audio), self._wanted)
        return [(device.index, device.name, device.outputs) for device in found]


def _taken(wishes: deque[None]) -> bool:
    """Take a wish off the line and return whether there was one; no two threads take the same."""
    try:
        wishes.pop()
    except IndexError:
        return False
    return True


def _silence(count: int, leaves_at: float) -> Block:
    """Give what is heard before anybody opened the speaker."""
    del leaves_at
    return np.zeros(count, np.int16)


def sound_devices() -> list[SoundDevice]:
    """Return the machine's sound inputs and outputs; `PlayoutUnavailable` without PyAudio."""
    audio = devices_looked_at(portaudio())
    try:
        return devices_of(audio)
    finally:
        audio.terminate()


def output_devices() -> list[SoundDevice]:
    """Return the machine's sound outputs; `PlayoutUnavailable` without PyAudio."""
    return [device for device in sound_devices() if device.outputs]

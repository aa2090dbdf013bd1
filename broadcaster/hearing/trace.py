"""Traces: the sound of the last seconds, thinned to 8 kHz, by the time it was sent or heard."""

from collections import deque

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

TRACE_RATE = 8000
"""Samples a second: enough for speech through a horn loudspeaker."""

SILENT_DBFS = -120.0

Samples = NDArray[np.float32]

_PASS_HZ = 3600.0
_FILTER_S = 0.004
_SLACK = round(0.15 * TRACE_RATE)
_PACE_S = 20.0
_FULL_SCALE = 32768.0


class Thinner:
    """Brings sound of any usual rate to a trace, block by block."""

    def __init__(self, rate: int) -> None:
        """`rate` is in samples a second, 8000 or more."""
        self._step = rate / TRACE_RATE
        taps = 2 * round(_FILTER_S * rate) + 1
        places = np.arange(taps) - taps // 2
        low_pass = np.sinc(2 * _PASS_HZ / rate * places) * np.hamming(taps)
        self._filter = (low_pass / low_pass.sum()).astype(np.float32)
        self._kept = np.zeros(taps, np.float32)
        self._at = 0.0

    def thin(self, block: NDArray[np.int16]) -> Samples:
        """Return the block's part of the trace, full scale being 1."""
        sound = np.concatenate((self._kept, block.astype(np.float32) / np.float32(_FULL_SCALE)))
        windows = sliding_window_view(sound, len(self._filter))
        count = max(0, int(np.ceil((len(windows) - 1 - self._at) / self._step)))
        places = self._at + self._step * np.arange(count)
        first = places.astype(np.intp)
        thinned = windows[first] @ self._filter
        between = (places - first).astype(np.float32)
        if np.any(between):
            thinned += between * (windows[first + 1] @ self._filter - thinned)
        used = len(windows) - 1
        self._kept = sound[used:].copy()
        self._at = self._at + self._step * count - used
        return np.asarray(thinned, np.float32)


class Pace:
    """When the blocks of a stream were played or heard, from when they arrived.

    A block may arrive late, never early: the earliest of the last seconds tell the time.
    """

    def __init__(self, rate: int) -> None:
        """`rate` is in samples a second."""
        self._rate = rate
        self._count = 0
        self._zeros: deque[tuple[float, float]] = deque()

    def began_s(self, count: int, arrived_s: float) -> float:
        """Return when the block of `count` samples began that arrived, whole, at `arrived_s`."""
        began = self._count / self._rate
        self._count += count
        self._zeros.append((arrived_s, arrived_s - self._count / self._rate))
        while arrived_s - self._zeros[0][0] > _PACE_S:
            self._zeros.popleft()
        return began + min(zero for _, zero in self._zeros)


class Trace:
    """The last seconds of a sound, found by time; seconds count from an arbitrary zero."""

    def __init__(self, holds_s: float) -> None:
        """`holds_s` is how much is kept."""
        self._ring = np.zeros(round(holds_s * TRACE_RATE), np.float32)
        self._first = 0
        self._end = 0

    @property
    def until_s(self) -> float:
        """The time up to which the sound is known."""
        return self._end / TRACE_RATE

    def put(self, samples: Samples, began_s: float) -> None:
        """Add sound that began at `began_s`.

        Times that jitter by less than 0.15 s make no seam. A longer gap is silence; a time that
        goes back further begins the trace anew, and nothing is known of before.
        """
        if not len(samples):
            return
        at = round(began_s * TRACE_RATE)
        gap = at - self._end
        if self._first == self._end or gap < -_SLACK:
            self._first = self._end = at
        elif gap > _SLACK:
            self._write(np.zeros(min(gap, len(self._ring)), np.float32))
            self._end = at
            self._first = max(self._first, at - len(self._ring))
        self._write(samples)

    def read(self, began_s: float, count: int) -> Samples | None:
        """Return `count` samples from `began_s`; None unless all of them are known."""
        at = round(began_s * TRACE_RATE)
        if at < self._first or at + count > self._end:
            return None
        return self._ring[np.arange(at, at + count) % len(self._ring)]

    def _write(self, samples: Samples) -> None:
        kept = samples[-len(self._ring) :]
        end = self._end + len(samples)
        self._ring[np.arange(end - len(kept), end) % len(self._ring)] = kept
        self._end = end
        self._first = max(self._first, end - len(self._ring))


def trace_level_dbfs(samples: Samples) -> float:
    """Return the RMS level of a trace in dB under full scale; -120 for silence."""
    power = float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0
    return max(SILENT_DBFS, 10 * float(np.log10(power))) if power > 0 else SILENT_DBFS

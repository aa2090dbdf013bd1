"""Whether one sound holds another: delayed, coloured, in a room, under noise. Pure functions.

Both sounds are traces: mono, float, `TRACE_RATE` samples a second.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadcaster.hearing.trace import TRACE_RATE, Samples

REACH = round(0.02 * TRACE_RATE)
"""Delays within so many samples are one: clocks drift, a person moves the microphone."""

_LOWEST_HZ, _HIGHEST_HZ = 200.0, 3600.0
_SMOOTHED_HZ = 16.0
_FLOOR = 1e-3
_CLEAR = round(0.05 * TRACE_RATE)
_TINY = 1e-20
_MOST_PEAKS = 8
_NEARLY = 0.8


@dataclass(frozen=True)
class Likeness:
    """A place where the sent sound fits into the heard one.

    `prominence` is how far that place stands out of all others (their RMS is 1); `delay` is in
    samples from the beginning of what was heard.
    """

    prominence: float
    delay: int


class Fits:
    """How a sent sound fits into a heard one, which is longer, at each delay.

    1. Both spectra are levelled by their own smoothed power (generalised cross-correlation with
       a smoothed coherence transform), so that neither the colour of a loudspeaker nor a hum
       decides, and gain has no part in it.
    2. Their correlation has one peak a delay; an echo makes smaller ones behind it.
    3. A peak is measured against all places that are not near it; where only a bit of sound was
       heard, they are empty, and it is measured against the whole. Silence is like nothing.
    """

    def __init__(self, sent: Samples, heard: Samples) -> None:
        """Compare two traces."""
        places = len(heard) - len(sent) + 1
        size = 1 << (len(heard) + len(sent) - 1).bit_length()
        faded = sent * np.hanning(len(sent)).astype(np.float32)
        mine = np.fft.rfft(faded, size)
        theirs = np.fft.rfft(heard, size)
        levelled = theirs * np.conj(mine) / np.sqrt(_levels(mine) * _levels(theirs) + _TINY)
        hertz = np.fft.rfftfreq(size, 1 / TRACE_RATE)
        levelled[(hertz < _LOWEST_HZ) | (hertz > _HIGHEST_HZ)] = 0
        everywhere = np.abs(np.fft.irfft(levelled, size))
        self._usual = float(np.sqrt(np.mean(everywhere**2)))
        self._found = everywhere[:places]

    def best(self, near: int | None = None, reach: int = REACH) -> Likeness:
        """Return the best fit of all; only of those around the delay `near` if it is given."""
        low = 0 if near is None else max(0, near - reach)
        high = len(self._found) if near is None else min(len(self._found), near + reach + 1)
        if low >= high:
            return Likeness(0.0, 0)
        return self._measured(low + int(np.argmax(self._found[low:high])))

    def peaks(self, prominence: float) -> list[Likeness]:
        """Return the best fits that stand out so far, the best first.

        Of a sound that repeats itself they are many; each is nearly as good as the best one.
        """
        peaks: list[Likeness] = []
        left = self._found.copy()
        while len(peaks) < _MOST_PEAKS:
            peak = self._measured(int(np.argmax(left)))
            if peak.prominence < max(prominence, peaks[0].prominence * _NEARLY if peaks else 0.0):
                break
            peaks.append(peak)
            left[max(0, peak.delay - _CLEAR) : peak.delay + _CLEAR] = 0
        return peaks

    def _measured(self, delay: int) -> Likeness:
        found = self._found
        others = np.concatenate((found[: max(0, delay - _CLEAR)], found[delay + _CLEAR :]))
        usual = max(self._usual, float(np.sqrt(np.mean(others**2))) if len(others) else 0.0)
        return Likeness(float(found[delay]) / usual if usual > 0.0 else 0.0, delay)


def _levels(spectrum: NDArray[np.complex128]) -> NDArray[np.float64]:
    """Return the power around each frequency, never less than a thousandth of the mean."""
    power = np.abs(spectrum) ** 2
    width = max(1, round(_SMOOTHED_HZ / TRACE_RATE * 2 * (len(spectrum) - 1)))
    sums = np.concatenate(([0.0], np.cumsum(power)))
    places = np.arange(len(power))
    low = np.maximum(0, places - width // 2)
    high = np.minimum(len(power), places + width // 2 + 1)
    return np.asarray((sums[high] - sums[low]) / (high - low) + _FLOOR * power.mean())

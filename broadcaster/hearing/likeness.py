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


@dataclass(frozen=True)
class Likeness:
    """Where the sent sound fits best into the heard one.

    `prominence` is how far that place stands out of all others (their RMS is 1); `delay` is in
    samples from the beginning of what was heard.
    """

    prominence: float
    delay: int


def likeness(sent: Samples, heard: Samples, near: int | None = None) -> Likeness:
    """Return where `sent` fits best into `heard`, which is longer; only around `near` if given.

    1. Both spectra are levelled by their own smoothed power (generalised cross-correlation with
       a smoothed coherence transform), so that neither the colour of a loudspeaker nor a hum
       decides, and gain has no part in it.
    2. Their correlation has one peak a delay; an echo makes smaller ones behind it.
    3. The peak is measured against all places that are not near it. Silence is like nothing.
    """
    places = len(heard) - len(sent) + 1
    size = 1 << (len(heard) + len(sent) - 1).bit_length()
    faded = sent * np.hanning(len(sent)).astype(np.float32)
    mine = np.fft.rfft(faded, size)
    theirs = np.fft.rfft(heard, size)
    levelled = theirs * np.conj(mine) / np.sqrt(_levels(mine) * _levels(theirs) + _TINY)
    hertz = np.fft.rfftfreq(size, 1 / TRACE_RATE)
    levelled[(hertz < _LOWEST_HZ) | (hertz > _HIGHEST_HZ)] = 0
    found = np.abs(np.fft.irfft(levelled, size)[:places])
    low = 0 if near is None else max(0, near - REACH)
    high = places if near is None else min(places, near + REACH + 1)
    if low >= high:
        return Likeness(0.0, 0)
    best = low + int(np.argmax(found[low:high]))
    others = np.concatenate((found[: max(0, best - _CLEAR)], found[best + _CLEAR :]))
    size_of_others = float(np.sqrt(np.mean(others**2))) if len(others) else 0.0
    if size_of_others <= 0.0:
        return Likeness(0.0, best)
    return Likeness(float(found[best]) / size_of_others, best)


def _levels(spectrum: NDArray[np.complex128]) -> NDArray[np.float64]:
    """Return the power around each frequency, never less than a thousandth of the mean."""
    power = np.abs(spectrum) ** 2
    width = max(1, round(_SMOOTHED_HZ / TRACE_RATE * 2 * (len(spectrum) - 1)))
    sums = np.concatenate(([0.0], np.cumsum(power)))
    places = np.arange(len(power))
    low = np.maximum(0, places - width // 2)
    high = np.minimum(len(power), places + width // 2 + 1)
    return np.asarray((sums[high] - sums[low]) / (high - low) + _FLOOR * power.mean())

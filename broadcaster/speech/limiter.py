"""Which gain each moment of a sound gets so that it is loud enough and never peaks too high.

All is decided once per `STEP` samples, in decibels, on whole arrays; look-ahead is free, for
the whole sound is known.
"""

from dataclasses import dataclass

import numpy as np
import scipy

from broadcaster.speech.loudness import STEP, Decibels, gated, gating_powers

# Peaks between samples move a little when the gain does.
MARGIN_DB = 0.1
MOST_LIMITING_DB = 6.0
RATIO = 3.0

_LOOK_AHEAD_S = 0.005
# A slow release is the gentlest; a louder station needs a faster one.
_RELEASES_DB_PER_S = (60.0, 250.0, 1000.0)
_COMPRESSOR_WINDOW_S = 0.02
_COMPRESSOR_RELEASE_DB_PER_S = 30.0
_MOST_EXTRA_GAIN_DB = 12.0
_CLOSE_ENOUGH_LU = 0.02
_ROUNDS = 40


@dataclass(frozen=True, eq=False)
class Measured:
    """A sound as the gain computer sees it: power and true peak of each step, and its rate.

    `weighting_lu` is what the loudness meter finds above the loudness of the bare powers.
    """

    powers: Decibels
    peaks: Decibels
    rate: int
    weighting_lu: float

    @property
    def steps_per_s(self) -> float:
        """How many gains are decided each second."""
        return self.rate / STEP

    def loudness(self, gains_db: Decibels) -> float:
        """Return about how loud the sound is under those gains, in LUFS."""
        powers = self.powers * 10 ** (gains_db / 10)
        return gated(gating_powers(powers, self.rate)) + self.weighting_lu


def gains(measured: Measured, *, lufs: float, dbtp: float, compress: bool) -> Decibels:
    """Return the gain in dB of each step that brings the sound to `lufs` below `dbtp`.

    With `compress`, a sound that would lose more than 6 dB to the limiter is compressed 3:1
    first. A sound that cannot be so loud without being crushed stays quieter.
    """
    ceiling = dbtp - MARGIN_DB
    flat = np.zeros(len(measured.powers))
    wanted = lufs - measured.loudness(flat)
    with np.errstate(divide="ignore"):
        peaks_db = 20 * np.log10(measured.peaks)
    compressed = flat
    if compress and peaks_db.max() + wanted - ceiling > MOST_LIMITING_DB:
        compressed = -_compression(measured)
    chosen = compressed
    for release in _RELEASES_DB_PER_S:
        chosen, missing = _limited(measured, compressed, peaks_db - ceiling, lufs, release)
        if missing < _CLOSE_ENOUGH_LU:
            break
    return chosen


def _limited(
    measured: Measured, compressed: Decibels, over_db: Decibels, lufs: float, release: float
) -> tuple[Decibels, float]:
    """Return the gains that come nearest to `lufs`, and how many LU are missing."""
    wanted = lufs - measured.loudness(compressed)
    most = wanted + _MOST_EXTRA_GAIN_DB
    chosen, missing = compressed, 0.0
    for _ in range(_ROUNDS):
        louder = compressed + wanted
        chosen = louder - _limiting(over_db + louder, measured.steps_per_s, release)
        missing = lufs - measured.loudness(chosen)
        if abs(missing) < _CLOSE_ENOUGH_LU or wanted >= most:
            break
        wanted = min(most, wanted + missing)
    return chosen, missing


def _limiting(over_db: Decibels, steps_per_s: float, release: float) -> Decibels:
    """Return by how much to turn down: at least `over_db`, smooth before, released slowly."""
    needed = np.maximum(over_db, 0.0)
    if not needed.any():
        return needed
    return _smooth(_released(needed, release / steps_per_s), steps_per_s)


def _compression(measured: Measured) -> Decibels:
    """Return by how much a 3:1 compressor turns down what is louder than the whole is."""
    window = max(1, round(_COMPRESSOR_WINDOW_S * measured.steps_per_s))
    powers = scipy.ndimage.uniform_filter1d(measured.powers, window, mode="nearest")
    with np.errstate(divide="ignore"):
        levels = 10 * np.log10(np.maximum(powers, 1e-12))
    over = np.maximum(levels - gated(gating_powers(measured.powers, measured.rate)), 0.0)
    turned_down = over * (1 - 1 / RATIO)
    slope = _COMPRESSOR_RELEASE_DB_PER_S / measured.steps_per_s
    return _smooth(_released(turned_down, slope), measured.steps_per_s)


def _released(needed: Decibels, slope: float) -> Decibels:
    """Return the curve that never falls faster than `slope` dB a step."""
    fall = slope * np.arange(len(needed))
    return np.asarray(np.maximum.accumulate(needed + fall) - fall)


def _smooth(needed: Decibels, steps_per_s: float) -> Decibels:
    """Return a curve without corners that is at least `needed` at each step and beside it."""
    length = 2 * max(1, round(_LOOK_AHEAD_S * steps_per_s / 2)) + 1
    window = np.hanning(length + 2)[1:-1]
    highest = scipy.ndimage.maximum_filter1d(needed, length + 2, mode="nearest")
    padded = np.pad(highest, length // 2, mode="edge")
    return np.asarray(scipy.signal.fftconvolve(padded, window / window.sum(), mode="valid"))

"""How loud a sound is: integrated loudness by pyloudnorm, true peak by oversampling.

ITU-R BS.1770-4. Mono is measured as mono: it stands 3 LU under the same sound on two channels.
"""

from collections.abc import Iterator
from math import ceil

import numpy as np
import scipy
from numpy.typing import NDArray

from broadcaster.speech.voice import Samples

STEP = 32
"""Samples for which one gain is decided, and one true peak is known."""

GATING_BLOCK_S = 0.4
_HOP_S = 0.1
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_OFFSET_LUFS = -0.691

# pyloudnorm holds several copies of what it measures: long sounds go to it in stretches.
_STRETCH_S = 180.0

_OVERSAMPLING = 4
_ROW = 32 * STEP
_CONTEXT = 16
_PART = 1024 * _ROW
_LEAST = float(np.finfo(np.float32).tiny)

Decibels = NDArray[np.float64]


def loudness_lufs(samples: Samples, rate: int) -> float:
    """Return the integrated loudness in LUFS; minus infinity where all of it is below -70.

    A sound shorter than the 400 ms of a gating block is measured as if it went on and on.
    """
    shortest = int(np.ceil(GATING_BLOCK_S * rate))
    if not len(samples):
        return -np.inf
    if len(samples) < shortest:
        samples = np.tile(samples, shortest // len(samples) + 1)
    import pyloudnorm

    meter = pyloudnorm.Meter(rate, block_size=GATING_BLOCK_S)
    if len(samples) <= _STRETCH_S * rate:
        return float(meter.integrated_loudness(samples))
    blocks: list[float] = []
    for stretch in _stretches(samples, rate):
        meter.integrated_loudness(stretch)
        blocks.extend(meter.blockwise_loudness)
    return gated(10 ** ((np.asarray(blocks) - _OFFSET_LUFS) / 10))


def gated(powers: NDArray[np.float64]) -> float:
    """Return the loudness in LUFS of the mean-square powers of gating blocks."""
    with np.errstate(divide="ignore"):
        levels = _OFFSET_LUFS + 10 * np.log10(powers)
    heard = levels >= _ABSOLUTE_GATE_LUFS
    if not heard.any():
        return -np.inf
    relative = _OFFSET_LUFS + 10 * np.log10(np.mean(powers[heard])) + _RELATIVE_GATE_LU
    return float(_OFFSET_LUFS + 10 * np.log10(np.mean(powers[heard & (levels > relative)])))


def gating_powers(step_powers: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """Return the mean-square power of each gating block from the power of each `STEP`."""
    length = min(round(GATING_BLOCK_S * rate / STEP), len(step_powers))
    hop = max(1, round(_HOP_S * rate / STEP))
    summed = np.concatenate(([0.0], np.cumsum(step_powers)))
    starts = np.arange(0, len(step_powers) - length + 1, hop)
    return np.asarray((summed[starts + length] - summed[starts]) / length)


def step_powers(samples: Samples) -> NDArray[np.float64]:
    """Return the mean-square power of each `STEP` samples."""
    powers = np.empty(_steps(samples))
    for start in range(0, len(samples), _PART):
        part = samples[start : start + _PART]
        squares = np.square(np.pad(part, (0, -len(part) % STEP))).reshape(-1, STEP)
        powers[start // STEP :][: len(squares)] = np.mean(squares, axis=1, dtype=np.float64)
    return powers


def true_peak_dbtp(samples: Samples) -> float:
    """Return the highest true peak in dBTP; minus infinity for digital silence."""
    highest = float(step_peaks(samples, within_db=3.0).max(initial=0.0))
    return 20 * float(np.log10(highest)) if highest > 0 else -np.inf


def step_peaks(samples: Samples, *, within_db: float) -> NDArray[np.float64]:
    """Return the true peak of each `STEP` samples, linear.

    Only what comes within `within_db` of the highest sample is oversampled; elsewhere it is the
    peak of the samples. A peak between samples is rarely 3 dB above them.
    """
    peaks = np.empty(_steps(samples))
    highest = max(float(samples.max(initial=0.0)), -float(samples.min(initial=0.0)))
    near_the_top = highest * 10 ** (-within_db / 20)
    for start in range(0, len(samples), _PART):
        found = _part_peaks(samples, start, near_the_top)
        room = peaks[start // STEP :][: len(found)]
        room[:] = found[: len(room)]
    return peaks


def _part_peaks(samples: Samples, start: int, near_the_top: float) -> NDArray[np.float32]:
    """Return the peak of each step of the part that begins at `start`, which is a whole row."""
    part = samples[start : start + _PART]
    before = min(start, _CONTEXT)
    known = samples[start - before : start + _PART + _CONTEXT]
    rows = ceil(len(part) / _ROW)
    padded = np.zeros(rows * _ROW + 2 * _CONTEXT, np.float32)
    padded[_CONTEXT - before :][: len(known)] = known
    inner = np.abs(padded[_CONTEXT:-_CONTEXT])
    peaks = inner.reshape(rows, -1, STEP).max(axis=2)
    busy = np.flatnonzero(peaks.max(axis=1) >= max(near_the_top, _LEAST))
    if len(busy):
        reach = busy[:, None] * _ROW + np.arange(_ROW + 2 * _CONTEXT)
        dense = np.abs(scipy.signal.resample_poly(padded[reach], _OVERSAMPLING, 1, axis=1))
        dense = dense[:, _CONTEXT * _OVERSAMPLING : -_CONTEXT * _OVERSAMPLING]
        between = dense.reshape(len(busy), -1, STEP * _OVERSAMPLING).max(axis=2)
        peaks[busy] = np.maximum(peaks[busy], between)
    return np.asarray(peaks.ravel())


def _steps(samples: Samples) -> int:
    return ceil(len(samples) / STEP)


def _stretches(samples: Samples, rate: int) -> Iterator[Samples]:
    """Yield the sound in stretches that overlap as gating blocks do."""
    length = round(_STRETCH_S * rate)
    overlap = round((GATING_BLOCK_S - _HOP_S) * rate)
    for start in range(0, len(samples), length):
        stretch = samples[start : start + length + overlap]
        if len(stretch) >= GATING_BLOCK_S * rate:
            yield stretch

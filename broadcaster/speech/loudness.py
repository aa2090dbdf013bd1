"""How loud a sound is: integrated loudness by pyloudnorm, true peak by oversampling.

ITU-R BS.1770-4. Mono is measured as mono: it stands 3 LU under the same sound on two channels.
"""

from collections.abc import Iterator

import numpy as np
import pyloudnorm
from numpy.typing import NDArray
from scipy.signal import resample_poly

from broadcaster.speech.voice import Samples

STEP = 32
"""Samples for which one gain is decided, and one true peak is known."""

GATING_BLOCK_S = 0.4
_HOP_S = 0.1
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_OFFSET_LUFS = -0.691

# pyloudnorm holds several copies of what it measures: long sounds go to it in stretches.
_STRETCH_S = 600.0

_OVERSAMPLING = 4
_ROW = 32 * STEP
_CONTEXT = 16
_ROWS_AT_ONCE = 1024

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
    return np.asarray(np.mean(np.square(_in_steps(samples)), axis=1, dtype=np.float64))


def true_peak_dbtp(samples: Samples) -> float:
    """Return the highest true peak in dBTP; minus infinity for digital silence."""
    highest = float(step_peaks(samples, within_db=3.0).max(initial=0.0))
    return 20 * float(np.log10(highest)) if highest > 0 else -np.inf


def step_peaks(samples: Samples, *, within_db: float) -> NDArray[np.float64]:
    """Return the true peak of each `STEP` samples, linear.

    Only what comes within `within_db` of the highest sample is oversampled; elsewhere it is the
    peak of the samples. A peak between samples is rarely 3 dB above them.
    """
    padded = np.pad(samples, (0, -len(samples) % _ROW))
    rows = padded.reshape(-1, _ROW)
    peaks = np.abs(padded).reshape(len(rows), -1, STEP).max(axis=2, initial=0.0)
    highest = peaks.max(axis=1, initial=0.0)
    surrounded = np.pad(padded, _CONTEXT)
    near_the_top = highest.max(initial=0.0) * 10 ** (-within_db / 20)
    busy = np.flatnonzero((highest > 0) & (highest >= near_the_top))
    for at in range(0, len(busy), _ROWS_AT_ONCE):
        chosen = busy[at : at + _ROWS_AT_ONCE]
        reach = chosen[:, None] * _ROW + np.arange(_ROW + 2 * _CONTEXT)
        dense = np.abs(resample_poly(surrounded[reach], _OVERSAMPLING, 1, axis=1))
        inner = dense[:, _CONTEXT * _OVERSAMPLING : -_CONTEXT * _OVERSAMPLING]
        between = inner.reshape(len(chosen), -1, STEP * _OVERSAMPLING).max(axis=2)
        peaks[chosen] = np.maximum(peaks[chosen], between)
    steps = -(-len(samples) // STEP)
    return np.asarray(peaks.ravel()[:steps], np.float64)


def _in_steps(samples: Samples) -> Samples:
    return np.pad(samples, (0, -len(samples) % STEP)).reshape(-1, STEP)


def _stretches(samples: Samples, rate: int) -> Iterator[Samples]:
    """Yield the sound in stretches that overlap as gating blocks do."""
    length = round(_STRETCH_S * rate)
    overlap = round((GATING_BLOCK_S - _HOP_S) * rate)
    for start in range(0, len(samples), length):
        stretch = samples[start : start + length + overlap]
        if len(stretch) >= GATING_BLOCK_S * rate:
            yield stretch

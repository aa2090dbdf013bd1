"""From a voice's sounds, or a recording, to one sound at the station's rate, level and tone."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from math import ceil, gcd
from warnings import catch_warnings, simplefilter

import numpy as np
import scipy

from broadcaster.speech.limiter import Measured, gains
from broadcaster.speech.loudness import (
    STEP,
    Decibels,
    gated,
    gating_powers,
    loudness_lufs,
    step_peaks,
    step_powers,
    true_peak_dbtp,
)
from broadcaster.speech.plausibility import QUIETEST_DBFS, level_dbfs, silence
from broadcaster.speech.voice import Samples, Sound
from broadcaster.station import Station

with catch_warnings():
    # It looks for an ffmpeg on the PATH, which nothing here needs.
    simplefilter("ignore")
    from pydub import AudioSegment
    from pydub.silence import detect_leading_silence

NATURAL_EDGE_MS = 50
_SILENCE_UNDER_PEAK_DB = 45.0
_CHUNK_MS = 5
_SAMPLE_BYTES = 4
_FULL_SCALE = 2.0**31

_HIGH_PASS_ORDER = 4
_STRETCH = 1 << 20
_FILTER_REACH = 16

_TOLERANCE_LU = 0.15
_OFTEN_LIMITED_DB = 9.0
_CORRECTIONS = 3


@dataclass(frozen=True)
class Target:
    """What every clip of the station sounds like: rate in Hz, loudness, peak, high-pass in Hz."""

    sample_rate: int
    loudness_lufs: float
    true_peak_dbtp: float
    high_pass_hz: float

    def as_text(self) -> str:
        """Return the settings as text that changes whenever one of them does."""
        return "; ".join(f"{key}={value}" for key, value in asdict(self).items())


def target_of(station: Station) -> Target:
    """Return the sound the station has set."""
    return Target(
        station.sample_rate, station.loudness_lufs, station.true_peak_dbtp, station.high_pass_hz
    )


@dataclass(frozen=True, eq=False)
class Finished:
    """A sound that may become a clip, as it measures."""

    sound: Sound
    loudness_lufs: float
    true_peak_dbtp: float


def join(sounds: Sequence[tuple[Sound, float]]) -> Sound:
    """Return the sounds one after the other, each with its pause in seconds behind it.

    Silence before and behind each is cut to 50 ms; the last pause is left out. All have one rate.
    """
    rate = sounds[0][0].rate
    parts: list[bytes] = []
    for sound, pause_s in sounds:
        parts.append(_trimmed(_segment(sound)).raw_data)
        parts.append(_pause(pause_s, rate).raw_data)
    joined = _as_segment(b"".join(parts[:-1]), rate)
    samples = np.frombuffer(joined.raw_data, np.int32).astype(np.float32)
    return Sound(np.divide(samples, np.float32(_FULL_SCALE), out=samples), rate)


def finish(sound: Sound, target: Target, *, compress: bool) -> Finished:
    """Return the sound at the station's rate, tone and level.

    `compress` lets speech be compressed gently where the limiter alone would hurt; a recording
    keeps its dynamics. Raises `SpeechFailed` if nothing is left to be heard.
    """
    toned = _high_passed(sound, target.high_pass_hz)
    level = level_dbfs(toned.samples)
    loudness = loudness_lufs(toned.samples, toned.rate)
    if level < QUIETEST_DBFS or not np.isfinite(loudness):
        raise silence(level, "the sound")
    return _levelled(_resampled(toned, target.sample_rate), loudness, target, compress=compress)


def _levelled(sound: Sound, loudness: float, target: Target, *, compress: bool) -> Finished:
    """Return the sound at the target's level, measured, and corrected where the plan erred."""
    powers = step_powers(sound.samples)
    peaks = step_peaks(sound.samples, within_db=_OFTEN_LIMITED_DB)
    weighting = loudness - gated(gating_powers(powers, sound.rate))
    for _ in range(_CORRECTIONS):
        chosen = gains(
            Measured(powers, peaks, sound.rate, weighting),
            lufs=target.loudness_lufs,
            dbtp=target.true_peak_dbtp,
            compress=compress,
        )
        samples = _amplified(sound.samples, chosen)
        peak = true_peak_dbtp(samples)
        if peak > target.true_peak_dbtp:
            samples *= np.float32(10 ** ((target.true_peak_dbtp - peak) / 20))
            peak = target.true_peak_dbtp
        measured = loudness_lufs(samples, sound.rate)
        planned = Measured(powers, peaks, sound.rate, weighting).loudness(chosen)
        if abs(measured - planned) < _TOLERANCE_LU:
            break
        weighting += measured - planned
    return Finished(Sound(samples, sound.rate), measured, peak)


def _amplified(samples: Samples, gains_db: Decibels) -> Samples:
    """Return the samples under gains that move in straight lines from step to step."""
    factors = np.asarray(10 ** (np.append(gains_db, gains_db[-1]) / 20), np.float32)
    ramp = np.arange(STEP, dtype=np.float32) / np.float32(STEP)
    louder = samples.copy()
    for start in range(0, len(samples), _STRETCH):
        stretch = louder[start : start + _STRETCH]
        first = start // STEP
        last = first + ceil(len(stretch) / STEP)
        begin, end = factors[first:last, None], factors[first + 1 : last + 1, None]
        stretch *= (begin + (end - begin) * ramp).ravel()[: len(stretch)]
    return louder


def _high_passed(sound: Sound, cut_off_hz: float) -> Sound:
    if not 0 < cut_off_hz < sound.rate / 2:
        return sound
    sections = scipy.signal.butter(
        _HIGH_PASS_ORDER, cut_off_hz, "highpass", fs=sound.rate, output="sos"
    )
    state = np.zeros((len(sections), 2))
    passed = np.empty(len(sound.samples), np.float32)
    for start in range(0, len(passed), _STRETCH):
        part = slice(start, start + _STRETCH)
        passed[part], state = scipy.signal.sosfilt(sections, sound.samples[part], zi=state)
    return Sound(passed, sound.rate)


def _resampled(sound: Sound, rate: int) -> Sound:
    """Return the sound at another rate; in stretches, so that an hour fits into memory."""
    if rate == sound.rate:
        return sound
    up, down = rate // gcd(rate, sound.rate), sound.rate // gcd(rate, sound.rate)
    samples = np.empty(ceil(len(sound.samples) * up / down), np.float32)
    at = 0
    for part, before, after in _surrounded(sound.samples, down, up):
        dense = scipy.signal.resample_poly(part, up, down)
        inner = dense[before * up // down : len(dense) - after * up // down]
        samples[at : at + len(inner)] = inner[: len(samples) - at]
        at += len(inner)
    return Sound(samples, rate)


def _surrounded(samples: Samples, down: int, up: int) -> Iterator[tuple[Samples, int, int]]:
    """Yield stretches with how many samples before and after belong to their neighbours.

    Each begins at a multiple of `down`, where a sample of the new rate falls on one of the old.
    """
    length = down * (_STRETCH // down)
    reach = down * ceil(_FILTER_REACH * max(up, down) / up / down)
    for start in range(0, len(samples), length):
        before = min(start, reach)
        after = max(0, min(reach, len(samples) - start - length))
        yield samples[start - before : start + length + after], before, after


def _segment(sound: Sound) -> AudioSegment:
    scaled = np.rint(np.clip(sound.samples, -1.0, 1.0).astype(np.float64) * (_FULL_SCALE - 1))
    return _as_segment(scaled.astype("<i4").tobytes(), sound.rate)


def _as_segment(raw: bytes, rate: int) -> AudioSegment:
    return AudioSegment(data=raw, sample_width=_SAMPLE_BYTES, frame_rate=rate, channels=1)


def _pause(seconds: float, rate: int) -> AudioSegment:
    silent = AudioSegment.silent(duration=round(1000 * seconds), frame_rate=rate)
    return silent.set_sample_width(_SAMPLE_BYTES)


def _trimmed(segment: AudioSegment) -> AudioSegment:
    quiet = segment.max_dBFS - _SILENCE_UNDER_PEAK_DB
    before = detect_leading_silence(segment, silence_threshold=quiet, chunk_size=_CHUNK_MS)
    behind = detect_leading_silence(
        segment.reverse(), silence_threshold=quiet, chunk_size=_CHUNK_MS
    )
    begin = max(0, before - NATURAL_EDGE_MS)
    end = min(len(segment), len(segment) - behind + NATURAL_EDGE_MS)
    return segment[begin:end]

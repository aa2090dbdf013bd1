"""Sounds that are looked for in a recording: read from a file, or made unmistakable."""

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
from scipy.signal import resample_poly

RATE = 48_000

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class KnownClip:
    """A sound that is looked for."""

    name: str
    samples: Samples
    rate: int = RATE

    @property
    def length_s(self) -> float:
        return len(self.samples) / self.rate


def make_noise(seconds: float, seed: int, rate: int = RATE, level_db: float = -20.0) -> Samples:
    """Return noise in the band of speech, 300 to 6000 Hz, unmistakable for each seed."""
    count = round(seconds * rate)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    frequency = np.fft.rfftfreq(count, 1 / rate)
    spectrum[(frequency < 300) | (frequency > 6000)] = 0
    noise = np.fft.irfft(spectrum, count)
    noise *= 0.75 + 0.25 * np.sin(2 * np.pi * (4 + seed % 3) * np.arange(count) / rate)
    noise *= 10 ** (level_db / 20) / np.sqrt(np.mean(noise**2))
    return np.clip(noise, -0.99, 0.99).astype(np.float32)


def write_wav(path: Path, samples: Samples, rate: int = RATE) -> None:
    """Write a mono WAV of 16 bits."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.round(samples * 32767).astype("<i2").tobytes())


def read_clip(path: Path, rate: int = RATE) -> KnownClip:
    """Return a sound file as a clip to look for, mono, at the recording's rate."""
    samples, own_rate = soundfile.read(str(path), dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    if own_rate != rate:
        mono = resample_poly(mono, rate, own_rate)
    return KnownClip(path.stem, mono.astype(np.float32), rate)

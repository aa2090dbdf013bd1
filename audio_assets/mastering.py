"""From played notes to a finished sound: room, tone, level, safe peaks, silent edges."""

import numpy as np

from audio_assets.instruments import RATE, Sound

CEILING = 10 ** (-2.0 / 20)
LOWEST_HZ = 220.0
HIGHEST_HZ = 6_500.0


def _multiply_spectra(sound: Sound, other: Sound) -> Sound:
    length = len(sound) + len(other) - 1
    size = 1 << (length - 1).bit_length()
    spectrum = np.fft.rfft(sound, size) * np.fft.rfft(other, size)
    return np.fft.irfft(spectrum, size)[: len(sound)]


def add_room(sound: Sound, *, wet: float) -> Sound:
    """Return `sound` in a small bright room; `wet` is the room's energy beside the dry sound's.

    The room is made of decaying noise from a fixed seed, so that it is the same every time.
    """
    times = np.arange(round(0.9 * RATE)) / RATE
    noise = np.random.default_rng(seed=530).standard_normal(len(times))
    tail = noise * np.exp(-6.5 * times) * np.clip((times - 0.012) / 0.02, 0.0, 1.0)
    tail *= wet / np.sqrt(np.sum(tail**2))
    return sound + _multiply_spectra(sound, tail)


def fit_horn(sound: Sound) -> Sound:
    """Return `sound` without what a horn loudspeaker cannot give: gently below and above."""
    size = 1 << (2 * len(sound) - 1).bit_length()
    hz = np.fft.rfftfreq(size, 1 / RATE)
    low = 1 / np.sqrt(1 + (LOWEST_HZ / np.maximum(hz, 1e-3)) ** 8)
    high = 1 / np.sqrt(1 + (hz / HIGHEST_HZ) ** 4)
    low[0] = 0.0
    return np.fft.irfft(np.fft.rfft(sound, size) * low * high, size)[: len(sound)]


def limit_peaks(sound: Sound) -> Sound:
    """Return `sound` with its peaks turned down to `CEILING`, smoothly, 4 ms ahead of each."""
    reach = round(0.004 * RATE)
    needed = np.minimum(1.0, CEILING / np.maximum(np.abs(sound), CEILING))
    padded = np.pad(needed, 2 * reach, constant_values=1.0)
    lowest = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    window = np.hanning(2 * reach + 3)[1:-1]
    return sound * np.convolve(lowest, window / window.sum(), mode="valid")


def master(sound: Sound, *, rms_db: float, fade_out: float) -> Sound:
    """Return the finished sound at `rms_db` dBFS RMS, its last `fade_out` seconds fading to 0."""
    sound = fit_horn(sound)
    fade_in = round(0.003 * RATE)
    sound[:fade_in] *= np.linspace(0.0, 1.0, fade_in)
    length = round(fade_out * RATE)
    sound[-length:] *= np.cos(0.5 * np.pi * np.linspace(0.0, 1.0, length)) ** 2
    level = 10 ** (rms_db / 20) / np.sqrt(np.mean(sound**2))
    return limit_peaks(sound * level)

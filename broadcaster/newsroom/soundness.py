"""Whether samples are something to broadcast: not silence, not noise, long enough. Pure."""

import numpy as np
from numpy.typing import NDArray

SHORTEST_S = 0.5
QUIETEST_DBFS = -50.0
# Measured: bytes of any kind taken for samples 0.89–0.99, pink noise 0.5, espeak-ng reading a
# sentence full of s and x 0.07, tunes 0.00.
NOISE_FLATNESS = 0.6
NOISE_DBFS = -20.0
NOISE_SHARE = 0.5
LOUDEST_SAMPLE = 16.0

_WINDOW_S = 1.0
_MOST_WINDOWS = 120
_FRAME = 1024
_BLOCK = 1 << 20
_LOWEST_HZ = 100.0

Samples = NDArray[np.float32]


def sound_fault(samples: Samples, rate: int) -> tuple[str, str] | None:
    """Return why these samples (mono, full scale 1.0) are not to be aired, or None.

    The pair is English and Vietnamese, each with what to do.
    """
    seconds = len(samples) / rate
    if seconds < SHORTEST_S:
        return (
            f"it lasts {seconds:.1f} s only; record at least {SHORTEST_S} s",
            "quá ngắn; hãy ghi âm lại",
        )
    level = level_dbfs(samples)
    if level < QUIETEST_DBFS:
        return (
            f"it is silent ({level:.0f} dBFS, below {QUIETEST_DBFS:.0f}); record it again, closer",
            "không có tiếng hoặc tiếng quá nhỏ; hãy ghi âm lại gần micrô hơn",
        )
    if noise_share(samples, rate) > NOISE_SHARE:
        return (
            "it is loud noise, not speech or music: its content is damaged; record it again",
            "chỉ là tiếng ồn, nội dung đã hỏng; hãy ghi âm lại",
        )
    return None


def level_dbfs(samples: Samples) -> float:
    """Return the root mean square in dB below full scale, without any constant offset.

    It goes through the samples block by block: of an hour, no second copy is made.
    """
    if not len(samples):
        return float("-inf")
    total = squares = 0.0
    for start in range(0, len(samples), _BLOCK):
        block = samples[start : start + _BLOCK].astype(np.float64)
        total += float(block.sum())
        squares += float(np.dot(block, block))
    power = squares / len(samples) - (total / len(samples)) ** 2
    return 10 * float(np.log10(power)) if power > 0 else float("-inf")


def noise_share(samples: Samples, rate: int) -> float:
    """Return the share (0-1) of one-second windows that are loud and spectrally flat."""
    window = int(rate * _WINDOW_S)
    starts = np.arange(0, max(1, len(samples) - window + 1), window)
    if len(starts) > _MOST_WINDOWS:
        starts = starts[np.linspace(0, len(starts) - 1, _MOST_WINDOWS).astype(int)]
    windows = [samples[start : start + window] for start in starts]
    noisy = [
        level_dbfs(piece) > NOISE_DBFS and flatness(piece, rate) > NOISE_FLATNESS
        for piece in windows
    ]
    return sum(noisy) / len(noisy)


def flatness(samples: Samples, rate: int) -> float:
    """Return geometric over arithmetic mean of the averaged power spectrum: 1 is white noise."""
    count = len(samples) // _FRAME
    if count == 0:
        return 0.0
    frames = samples[: count * _FRAME].reshape(count, _FRAME).astype(np.float64)
    shaped = (frames - frames.mean()) * np.hanning(_FRAME)
    power = (np.abs(np.fft.rfft(shaped, axis=1)) ** 2).mean(axis=0)
    frequencies = np.fft.rfftfreq(_FRAME, 1 / rate)
    band = power[(frequencies > _LOWEST_HZ) & (frequencies < 0.45 * rate)] + 1e-20
    return float(np.exp(np.log(band).mean()) / band.mean())

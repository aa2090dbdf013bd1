"""The instruments: each returns one note as mono samples at `RATE`, about 1.0 at its loudest."""

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float64]

RATE = 48_000
# A horn loudspeaker gives little above this, and a 16-bit file at 48 kHz nothing false below it.
BRIGHTEST_HZ = 7_000.0


def _times(seconds: float) -> Sound:
    return np.arange(round(seconds * RATE), dtype=np.float64) / RATE


def _rise(times: Sound, seconds: float) -> Sound:
    """Return an attack from 0 to 1 in `seconds` with no corner at either end."""
    return np.sin(0.5 * np.pi * np.clip(times / seconds, 0.0, 1.0)) ** 2


def _envelope(times: Sound, *, attack: float, release: float) -> Sound:
    return _rise(times, attack) * _rise(times[-1] - times, release)


def pluck(hz: float, seconds: float) -> Sound:
    """Return a plucked string in the manner of the đàn tranh, `seconds` long.

    High partials die first; the string is plucked at a seventh of its length; the left hand
    presses it after a moment (*rung*), which bends the pitch slowly around its note.
    """
    times = _times(seconds)
    depth = 0.0035 * _rise(times - 0.22, 0.5)
    press = np.cumsum(1.0 + depth * np.sin(2 * np.pi * 5.2 * times)) / RATE
    sound = np.zeros_like(times)
    for string_hz in (hz * 0.9996, hz * 1.0005):
        for partial in range(1, 19):
            partial_hz = string_hz * partial * np.sqrt(1 + 6e-5 * partial**2)
            if partial_hz > BRIGHTEST_HZ:
                break
            strength = np.sin(np.pi * partial / 7) / partial**1.1
            decay = 1.3 + 0.0006 * hz + 0.75 * partial
            sound += strength * np.exp(-decay * times) * np.sin(2 * np.pi * partial_hz * press)
    return sound * _envelope(times, attack=0.003, release=0.08)


def bell(hz: float, seconds: float) -> Sound:
    """Return a small soft bell, `seconds` long: near-harmonic partials, two slightly apart."""
    times = _times(seconds)
    sound = np.zeros_like(times)
    for ratio, strength, decay in (
        (1.0, 0.55, 1.9),
        (1.0007, 0.30, 2.1),
        (2.003, 0.22, 3.2),
        (3.011, 0.12, 6.0),
        (4.17, 0.07, 11.0),
    ):
        if hz * ratio < BRIGHTEST_HZ:
            sound += strength * np.exp(-decay * times) * np.sin(2 * np.pi * hz * ratio * times)
    return sound * _envelope(times, attack=0.004, release=0.15)


def pad(hz: float, seconds: float) -> Sound:
    """Return a soft bowed ensemble of three players slightly out of tune, `seconds` long."""
    times = _times(seconds)
    sound = np.zeros_like(times)
    for player, detune in enumerate((0.9978, 1.0, 1.0024)):
        for partial in range(1, 8):
            phase = 2.1 * player + 0.7 * partial
            strength = 0.3 / partial**1.5
            sound += strength * np.sin(2 * np.pi * hz * detune * partial * times + phase)
    return sound * _envelope(times, attack=min(0.35, seconds / 2), release=min(0.6, seconds / 2))


def reed(hz: float, seconds: float) -> Sound:
    """Return a steady, hard, penetrating tone, `seconds` long: the alarm's voice."""
    times = _times(seconds)
    sound = np.zeros_like(times)
    for partial, strength in ((1, 1.0), (2, 0.35), (3, 0.5), (4, 0.12), (5, 0.22)):
        sound += 0.6 * strength * np.sin(2 * np.pi * hz * partial * times + 0.6 * partial)
    return sound * _envelope(times, attack=0.008, release=0.012)


def flute(hz: float, seconds: float) -> Sound:
    """Return a soft flute, `seconds` long: a slow start, nearly one pure tone, fading away."""
    times = _times(seconds)
    waver = np.cumsum(1.0 + 0.002 * np.sin(2 * np.pi * 4.6 * times)) / RATE
    sound = np.zeros_like(times)
    for partial, strength in ((1, 0.8), (2, 0.16), (3, 0.06)):
        sound += strength * np.sin(2 * np.pi * hz * partial * waver)
    fading = np.exp(-1.1 * times)
    return sound * fading * _envelope(times, attack=0.07, release=min(0.3, seconds / 2))

"""Where a sound may be cut: at a pause between sentences, found in its samples. Pure."""

from typing import NamedTuple

import numpy as np

from broadcaster.playout.sounds.files import HeldSound
from broadcaster.playout.sounds.mixer import FULL_SCALE, Block, Sound

FRAME_S = 0.01
SEARCH_S = 10.0
SHORTEST_PAUSE_S = 0.15
QUIET_UNDER_SPEECH_DB = 26.0
QUIET_DBFS = -55.0
PAUSE_FADE_S = 0.1
PLAIN_FADE_S = 1.5


class Ending(NamedTuple):
    """Where a sound ends, in its own samples, and how long the fade before that is."""

    at: int
    fade: int


def ending_before(sound: Sound, limit: int, rate: int, *, search_s: float = SEARCH_S) -> Ending:
    """Return where the sound may end, at `limit` at the latest.

    1. In the last `search_s` seconds the longest pause is taken, of equal ones the last: between
       sentences it is longer than at a comma. A tenth of a second of it is left, as a fade.
    2. Without a pause, and in a sound that cannot be looked into (a live one), it ends at `limit`
       with a long fade.
    """
    begin = max(0, limit - round(search_s * rate))
    plain = Ending(limit, min(round(PLAIN_FADE_S * rate), limit - begin))
    if not isinstance(sound, HeldSound):
        return plain
    pause = longest_pause(sound.read(begin, limit - begin), rate)
    if pause is None:
        return plain
    fade = round(PAUSE_FADE_S * rate)
    return Ending(begin + min(pause[0] + fade, pause[1]), min(fade, pause[1] - pause[0]))


def longest_pause(samples: Block, rate: int) -> tuple[int, int] | None:
    """Return from where to where the longest pause lies in the samples; None if there is none.

    A pause is at least 0.15 s that stay 26 dB under the speech around it, or under -55 dBFS.
    """
    frame = max(1, round(FRAME_S * rate))
    count = len(samples) // frame
    if count == 0:
        return None
    framed = samples[: count * frame].astype(np.float32).reshape(count, frame)
    level = 10 * np.log10(np.mean(np.square(framed), axis=1) / FULL_SCALE**2 + 1e-12)
    speech = float(np.percentile(level, 90))
    quiet = level < max(QUIET_DBFS, speech - QUIET_UNDER_SPEECH_DB)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], quiet.astype(np.int8), [0]))))
    runs = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    long_enough = [(b - a, b) for a, b in runs if (b - a) * FRAME_S >= SHORTEST_PAUSE_S]
    if not long_enough:
        return None
    length, end = max(long_enough)
    return (end - length) * frame, end * frame

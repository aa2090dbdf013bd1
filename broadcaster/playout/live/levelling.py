"""Brings a live source to the station's loudness: measured over seconds, moved slowly. Pure numpy.

The level of speech in dBFS is within a decibel or so of its loudness in LUFS; a relay needs no
more. The measured level follows the last seconds of sound that is not silence; the gain follows
it by at most `SPEED_DB_S`, so that nothing pumps. Peaks are held under the ceiling block by
block, with one block of foresight.
"""

import math

import numpy as np

from broadcaster.playout.sounds.mixer import FULL_SCALE, Block

BLOCK_S = 0.04
MEASURED_S = 5.0
FIRST_S = 0.4
GATE_DBFS = -50.0
SPEED_DB_S = 1.0
MOST_DB = 12.0
LEAST_DB = -24.0


class Leveller:
    """Takes sound in, gives it back levelled, one block of 40 ms later."""

    def __init__(self, rate: int, *, target_dbfs: float, ceiling_dbfs: float) -> None:
        """`target_dbfs` is the wanted level, `ceiling_dbfs` the highest peak."""
        self._target = target_dbfs
        self._ceiling = FULL_SCALE * 10 ** (ceiling_dbfs / 20)
        self._size = round(BLOCK_S * rate)
        self._rest = np.zeros(0, np.int16)
        self._held: Block | None = None
        self._power = 0.0
        self._measured_s = 0.0
        self._db = 0.0
        self._gain = 1.0

    @property
    def gain_db(self) -> float:
        """The gain that the measured level asks for, where no peak forbids it."""
        return self._db

    def levelled(self, block: Block) -> Block:
        """Return the samples that are ready: as many as came, a block later."""
        joined = np.concatenate((self._rest, block))
        whole = len(joined) // self._size * self._size
        self._rest = joined[whole:]
        ready = [self._next(joined[at : at + self._size]) for at in range(0, whole, self._size)]
        return np.concatenate(ready) if ready else np.zeros(0, np.int16)

    def _next(self, block: Block) -> Block:
        """Take in one block and return the one before, its gain a straight line between two."""
        self._measure(block)
        before, self._held = self._held, block
        if before is None:
            self._gain = min(self._wanted, self._limit(block))
            return np.zeros(0, np.int16)
        after = min(self._wanted, self._limit(before), self._limit(block))
        line = np.linspace(self._gain, after, len(before), endpoint=False, dtype=np.float32)
        self._gain = after
        return np.asarray(before * line, np.int16)

    @property
    def _wanted(self) -> float:
        return 10 ** (self._db / 20)

    def _limit(self, block: Block) -> float:
        peak = float(np.max(np.abs(block.astype(np.float32)), initial=0.0))
        return self._ceiling / peak if peak else math.inf

    def _measure(self, block: Block) -> None:
        power = float(np.mean(np.square(block.astype(np.float32) / FULL_SCALE)))
        if power <= 10 ** (GATE_DBFS / 10):
            return
        self._measured_s += BLOCK_S
        share = BLOCK_S / min(self._measured_s, MEASURED_S)
        self._power += (power - self._power) * share
        wanted = self._target - 10 * math.log10(self._power)
        wanted = max(LEAST_DB, min(MOST_DB, wanted))
        if self._measured_s <= FIRST_S:
            self._db = wanted
        else:
            step = SPEED_DB_S * BLOCK_S
            self._db += max(-step, min(step, wanted - self._db))

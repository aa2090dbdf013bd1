"""What is sent, block by block, until it has left the output."""

from collections import deque

import numpy as np

from broadcaster.clock import Clock
from broadcaster.playout.sounds.mixer import Block

HELD_BLOCKS = 3000
SETTLED_S = 0.5
"""So long behind a block's end it is clear whether it was taken back."""

JITTER_S = 0.02
LONGEST_PAUSE_S = 1.0


class Sent:
    """One thread notes the blocks, another takes what has left.

    An emergency takes back blocks that were noted before they left. They are told from the others
    by their time: a block is over where a later one begins.
    """

    def __init__(self, clock: Clock, rate: int) -> None:
        """`rate` is in samples a second."""
        self._clock = clock
        self._rate = rate
        self._blocks: deque[tuple[float, Block]] = deque(maxlen=HELD_BLOCKS)
        self._until_s = 0.0

    def note(self, block: Block, leaves_at: float) -> None:
        """Take in a block; its first sample leaves the output at `leaves_at` (epoch seconds)."""
        ahead_s = leaves_at - self._clock.now().timestamp()
        self._blocks.append((self._clock.monotonic() + ahead_s, block))

    def left(self) -> tuple[float, Block] | None:
        """Return when what has left since the last call began (monotonic seconds), and its sound.

        Where nothing left for a moment, it has silence. None if nothing has left.
        """
        began_s = 0.0
        pieces: list[Block] = []
        for leaves_s, block in self._settled():
            pause_s = min(leaves_s - self._until_s, LONGEST_PAUSE_S)
            pause = round(pause_s * self._rate) if pause_s > JITTER_S else 0
            began_s = began_s if pieces else leaves_s - pause / self._rate
            pieces += [np.zeros(pause, np.int16), block]
            self._until_s = leaves_s + len(block) / self._rate
        return (began_s, np.concatenate(pieces)) if pieces else None

    def _settled(self) -> list[tuple[float, Block]]:
        """Take the blocks that are over, in order, without what was taken back of them."""
        settled_s = self._clock.monotonic() - SETTLED_S
        over = []
        while self._blocks and self._end_s(*self._blocks[0]) <= settled_s:
            over.append(self._blocks.popleft())
        next_s = self._blocks[0][0] if self._blocks else float("inf")
        heard = []
        for leaves_s, block in reversed(over):
            cut = next_s < self._end_s(leaves_s, block) - JITTER_S
            count = max(0, round((next_s - leaves_s) * self._rate)) if cut else len(block)
            if count:
                heard.append((leaves_s, block[:count]))
            next_s = min(next_s, leaves_s)
        return heard[::-1]

    def _end_s(self, leaves_s: float, block: Block) -> float:
        return leaves_s + len(block) / self._rate

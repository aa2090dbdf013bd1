"""Which delay the monitor has: what several seconds agree on, never one alone. Plain values only.

One synthetic voice says a syllable alike each time, so that any second of another programme may fit
well by chance; but each such fit is at a delay of its own, and that of a monitor stays.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.hearing.likeness import Likeness
from broadcaster.hearing.trace import TRACE_RATE

AGREES_WITHIN_S = 5.0
"""A fit that stands alone for so long is chance."""

_SAME = round(0.005 * TRACE_RATE)
_ENOUGH = 3
_APART_S = 1.9
_UNMISTAKABLE = 55.0
_FORGETS_AFTER_S = 60.0


@dataclass(frozen=True)
class _Second:
    """A second and where it fits."""

    at_s: float
    peaks: Sequence[Likeness]

    def prominence_at(self, delay: int) -> float:
        """Return how far its fit at a delay stands out; 0 without one."""
        fits = (peak.prominence for peak in self.peaks if abs(peak.delay - delay) <= _SAME)
        return max(fits, default=0.0)


class Agreement:
    """The delay that is known by now, in samples from the beginning of what is compared.

    1. Three seconds that fit at one delay, to 5 ms and within 5 s, make it known. The first and
       the last are 2 s apart: what is compared for a second reaches into its neighbours.
    2. So do two whose prominences add up to 55, so that a chime of 3 s is heard by itself.
    3. Another delay takes its place in the same way, by seconds that do not fit at the first.
    4. It is forgotten after a minute without a second that fits.
    """

    def __init__(self) -> None:
        """No delay is known yet."""
        self._delay: int | None = None
        self._at_s = 0.0
        self._strays: deque[_Second] = deque()

    def known(self, at_s: float) -> int | None:
        """Return the delay for the second from `at_s` on; None if none is known."""
        return None if at_s - self._at_s > _FORGETS_AFTER_S else self._delay

    def confirm(self, at_s: float, delay: int) -> None:
        """Take in that the second from `at_s` on fits at the known delay, or very near it."""
        self._delay, self._at_s = delay, at_s

    def stray(self, at_s: float, peaks: Sequence[Likeness]) -> bool:
        """Take in a second that does not, and where it fits, best first.

        Return whether a delay is agreed on with it.
        """
        while self._strays and at_s - self._strays[0].at_s > AGREES_WITHIN_S:
            self._strays.popleft()
        self._strays.append(_Second(at_s, peaks))
        for peak in peaks:
            if self._is_agreed(at_s, peak.delay):
                self._strays.clear()
                self.confirm(at_s, peak.delay)
                return True
        return False

    def _is_agreed(self, at_s: float, delay: int) -> bool:
        agreeing = [second for second in self._strays if second.prominence_at(delay)]
        if len(agreeing) >= _ENOUGH and at_s - agreeing[0].at_s >= _APART_S:
            return True
        best = sorted(second.prominence_at(delay) for second in agreeing)
        return len(best) > 1 and best[-1] + best[-2] >= _UNMISTAKABLE

"""How much of each sound was heard, from the seconds a listener judged. Plain values only."""

from collections import deque
from dataclasses import dataclass

KEPT_S = 3 * 3600.0
SETTLED_AFTER_S = 15.0
LEAST_JUDGED_S = 0.1
_SECOND = 1.0


@dataclass(frozen=True, kw_only=True)
class Share:
    """What was heard of an entry: 0 to 1 of `judged_s`, and the monitor's middle level."""

    entry: str
    share: float
    judged_s: float
    level_dbfs: float


@dataclass(frozen=True)
class _Judged:
    at_s: float
    heard: bool
    level_dbfs: float


class HeardShares:
    """Keeps the judged seconds of the last hours and, of each sound that is over, its time.

    Times are monotonic seconds. A second that is partly in a sound counts with that part; one
    that nobody could judge does not count at all.
    """

    def __init__(self) -> None:
        """Nothing is judged yet."""
        self._judged: deque[_Judged] = deque()
        self._over: list[tuple[str, float, float]] = []

    def note(self, at_s: float, *, heard: bool, level_dbfs: float) -> None:
        """Take in that the second from `at_s` on was heard, or not."""
        self._judged.append(_Judged(at_s, heard, level_dbfs))
        while at_s - self._judged[0].at_s > KEPT_S:
            self._judged.popleft()

    def ended(self, entry: str, began_s: float, ended_s: float) -> None:
        """Take in that a sound was sent between these times."""
        self._over.append((entry, began_s, ended_s))

    def settled(self, now_s: float) -> list[Share]:
        """Return the shares that will not change any more, once; none of what was not judged."""
        settled = [sound for sound in self._over if now_s - sound[2] >= SETTLED_AFTER_S]
        self._over = [sound for sound in self._over if sound not in settled]
        shares = [self._share(*sound) for sound in settled]
        return [share for share in shares if share is not None]

    def _share(self, entry: str, began_s: float, ended_s: float) -> Share | None:
        parts = [
            (min(ended_s, second.at_s + _SECOND) - max(began_s, second.at_s), second)
            for second in self._judged
            if second.at_s < ended_s and second.at_s + _SECOND > began_s
        ]
        judged_s = sum(part for part, _ in parts)
        if judged_s < LEAST_JUDGED_S:
            return None
        heard_s = sum(part for part, second in parts if second.heard)
        levels = sorted(second.level_dbfs for _, second in parts)
        return Share(
            entry=entry,
            share=min(1.0, heard_s / judged_s),
            judged_s=judged_s,
            level_dbfs=levels[len(levels) // 2],
        )

"""What the station's log told, and what was to be heard, as plain values that can be kept in files.

All moments are epoch seconds.
"""

from dataclasses import dataclass

NOT_STORED = frozenset({"relay", "live"})


@dataclass(frozen=True)
class Row:
    """One sound of the as-run log; `start` and `end` are None where it never came to air.

    `offset_s` is where in its file it began, `file` relative to the station's home.
    """

    entry: str
    kind: str
    title: str
    outcome: str
    reason: str = ""
    slot_id: int | None = None
    position: int | None = None
    news_id: int | None = None
    start: float | None = None
    end: float | None = None
    aired_s: float = 0.0
    offset_s: float = 0.0
    file: str = ""

    @property
    def span(self) -> tuple[float, float] | None:
        """From its first to behind its last sample; None if nothing of it was heard."""
        if self.start is None or self.end is None or self.end <= self.start:
            return None
        return self.start, self.end

    @property
    def dry_s(self) -> float:
        """How long the device ran dry in it: what is told is then less sharp."""
        if self.span is None or not self.stored:
            return 0.0
        return max(0.0, self.span[1] - self.span[0] - self.aired_s)

    @property
    def stored(self) -> bool:
        """Whether its sound lies in a file, to be looked for in the recording."""
        return bool(self.file) and self.kind not in NOT_STORED

    def __str__(self) -> str:
        """Name the row for a reader of the report."""
        why = f": {self.reason}" if self.reason else ""
        return f"{self.kind} “{self.title[:50]}” ({self.outcome}{why})"


@dataclass(frozen=True)
class Broadcast:
    """One dated slot. `filled`: it sounds to its end; `planned_s`: its frozen rundown's length."""

    slot_id: int
    name: str
    at: float
    length_s: float
    state: str
    reason: str = ""
    filled: bool = False
    planned_s: float = 0.0

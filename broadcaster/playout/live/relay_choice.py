"""Which source of a relay is heard now: plain values in, a choice out."""

from collections.abc import Sequence
from dataclasses import dataclass

STEADY_S = 1.0
FILLED_LONG_ENOUGH_S = 5.0


@dataclass(frozen=True, kw_only=True)
class SourceCondition:
    """How a source does: for how long it has been good, and what is wrong with it if it is not."""

    good_s: float
    trouble: str = ""

    @property
    def good(self) -> bool:
        """Whether it could be heard now."""
        return not self.trouble


@dataclass(frozen=True)
class Choice:
    """What is to be heard: a source by its place, or the filler (None); and why it changes."""

    source: int | None
    reason: str = ""


def choose_at_first(sources: Sequence[SourceCondition]) -> Choice:
    """Return what a relay begins with: the first good source, or the filler."""
    for place, source in enumerate(sources):
        if source.good:
            return Choice(place)
    return Choice(None, _troubles(sources))


def choose_next(
    current: int | None, sources: Sequence[SourceCondition], *, return_after_s: float
) -> Choice:
    """Return what is heard from now on, `current` being what was heard until now.

    1. A source that is lost gives way to the first other one that has been good for a moment,
       or else to the filler.
    2. One that is good gives way only to a better one, that has been good for `return_after_s`.
    3. The filler gives way to the first source that has been good for a few seconds.
    """
    if current is None:
        patience = min(return_after_s, FILLED_LONG_ENOUGH_S)
        back = _first_good(sources, patience)
        return Choice(None) if back is None else Choice(back, "nguồn tiếp âm đã có trở lại")
    if not sources[current].good:
        other = _first_good(sources, STEADY_S)
        return Choice(other, sources[current].trouble)
    better = _first_good(sources[:current], return_after_s)
    if better is not None:
        return Choice(better, "nguồn tốt hơn đã ổn định trở lại")
    return Choice(current)


def _first_good(sources: Sequence[SourceCondition], good_s: float) -> int | None:
    places = (at for at, source in enumerate(sources) if source.good and source.good_s >= good_s)
    return next(places, None)


def _troubles(sources: Sequence[SourceCondition]) -> str:
    return "; ".join(dict.fromkeys(source.trouble for source in sources))

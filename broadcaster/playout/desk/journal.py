"""The director's words put into the as-run log, each sound with its two rows."""

from dataclasses import replace
from datetime import datetime

from broadcaster.airlog import Airing, AsRunRow, LogKeeper, NewRow, Outcome
from broadcaster.playout.air import AirItem, Laid, SlotPlan
from broadcaster.playout.live.sound import Looped


class LogJournal:
    """Writes through the keeper and remembers the first row of each sound that is laid."""

    def __init__(self, keeper: LogKeeper, rate: int) -> None:
        """`rate` is in samples a second."""
        self._keeper = keeper
        self._rate = rate
        self._started: dict[str, NewRow | AsRunRow] = {}

    def adopt(self, item: AirItem, begun: AsRunRow | NewRow) -> AirItem:
        """Return the item with the row that announced it before the player stopped."""
        self._started[begun.entry] = begun
        return replace(item, entry=begun.entry)

    def started(self, entry: str, item: AirItem, at: datetime) -> None:
        """Write that the item is about to be heard, under the name `entry`."""
        self._started[entry] = self._keeper.started(
            airing(item, self._rate), started_at=at, entry=entry
        )

    def is_written(self, entry: str) -> bool:
        """Return whether the row that the entry begins with is safe."""
        return entry in self._started

    def ended(
        self, laid: Laid, *, started_at: datetime, ended_at: datetime, heard_s: float
    ) -> None:
        """Write how it went; the start is the one that was measured."""
        self._keeper.ended(
            self._started.pop(laid.entry),
            started_at=started_at,
            ended_at=ended_at,
            aired_s=heard_s,
            outcome=laid.outcome,
            reason=laid.reason,
        )

    def missed(self, item: AirItem, reason: str, *, outcome: Outcome = Outcome.MISSED) -> None:
        """Write that the item was due and was not heard, with or without a first row.

        Of music that fills only what was heard is told, not its rest.
        """
        begun = self._started.pop(item.entry, None) if item.entry else None
        if begun is not None:
            self._keeper.never_heard(begun, reason=reason)
        elif item.is_spare:
            return
        elif outcome is Outcome.FAILED:
            self._keeper.failed(airing(item, self._rate), reason=reason)
        else:
            self._keeper.missed(airing(item, self._rate), reason=reason)

    def missed_slot(self, plan: SlotPlan, reason: str) -> None:
        """Write that a whole slot was not heard."""
        self._keeper.missed_slot(
            slot_id=plan.slot_id,
            slot=plan.name,
            planned_at=plan.planned_at,
            planned_s=plan.length_s,
            reason=reason,
        )


def airing(item: AirItem, rate: int) -> Airing:
    """Return the item as the log tells of it."""
    return Airing(
        kind=item.kind,
        title=item.title,
        file=item.file,
        planned_s=item.remaining / rate,
        planned_at=item.planned_at,
        slot_id=item.slot_id,
        slot=item.slot,
        position=item.position,
        news_id=item.news_id,
        revision=item.revision,
        voice=item.voice,
        ai_generated=item.ai_generated,
        clip=item.clip,
        offset_s=_heard_from(item) / rate,
        volume=item.volume,
    )


def _heard_from(item: AirItem) -> int:
    """Return the sample of its sound at which the item begins.

    What fills in for a relay has the relay's place in time, and begins with its own first sample.
    """
    return item.offset - (item.sound.first if isinstance(item.sound, Looped) else 0)

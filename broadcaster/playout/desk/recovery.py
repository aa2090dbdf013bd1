"""After a stop: what the log left open is closed, and the slot that was on air goes on."""

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from broadcaster.airlog import LogKeeper, Outcome
from broadcaster.clock import Clock
from broadcaster.playout.air import AirItem, Show
from broadcaster.playout.desk.desk import StationDesk, plan_of
from broadcaster.playout.desk.journal import LogJournal
from broadcaster.playout.desk.remains import Row, SlotLeft, open_rows, read_remains
from broadcaster.playout.lateness import too_late
from broadcaster.playout.models import InterruptionChange, InterruptionState
from broadcaster.store import Store
from broadcaster.timetable import SlotState

CRASHED = "máy phát dừng đột ngột"
SHUT_DOWN = "tắt máy phát"
SUSPECT = "hai lần máy phát dừng khi phát mục này nên mục này bị bỏ qua"
CRASHES_ALLOWED = 2
SURELY_BEGUN_S = 0.5


@dataclass(frozen=True)
class Recovery:
    """Brings the log and the slots to the truth after the player stopped, however it stopped."""

    store: Store
    clock: Clock
    desk: StationDesk
    keeper: LogKeeper
    journal: LogJournal
    rate: int
    late_start_s: float
    alarms_go_on: frozenset[str] = frozenset()
    """The names of interruptions that are taken up again."""

    def recover(self) -> tuple[Show | None, Show | None]:
        """Return the slot to go on with and the frozen one that is still to come, if any.

        1. The sound that was on air was cut; it was heard as far as the position note says.
        2. A sound that was announced and not heard yet keeps its row if it comes now after all.
        What this player has begun itself, while the store was away, is left alone.
        3. The last slot that is on air goes on behind what was heard, if its time is not over; a
           frozen one waits for its second. One that was taken while the store was away, and of
           which nothing was heard, is taken anew if it may begin. What any other had is missed.
        Everything is read before the first row is taken up again, so that a store that goes away
        on the way (`StoreUnavailable`) leaves nothing half done: call it again.
        """
        self.keeper.merge()
        unclaimed = self.desk.taken_unclaimed()
        announced = self._cut_what_was_heard()
        remains = read_remains(self.store, self.keeper, unclaimed)
        never_kept = [s for s in remains.slots if s.slot.id in unclaimed and not s.entries]
        shows = [self._rest(left, announced) for left in remains.slots]
        now = self.clock.now()
        gone = {left.slot.id for left in never_kept}
        frozen = [show for show in shows if show.plan.slot_id not in gone]
        coming = next((s for s in frozen if s.plan.planned_at > now and not s.begun), None)
        on_air = next((s for s in reversed(shows) if s.pending and self._goes_on(s, now)), None)
        may_begin = (left for left in never_kept if self._may_begin(left, announced))
        anew = None if coming else next(may_begin, None)
        self.desk.claim(unclaimed - ({anew.slot.id} if anew else set()))
        for show in shows:
            if show is not on_air and show is not coming and not _is_of(show, anew):
                self._close(show)
        for left in never_kept:
            if left is not anew and _is_untold(left, announced):
                self.journal.missed_slot(plan_of(left.slot), CRASHED)
        if anew:
            coming = self._taken_anew(anew, announced)
        for row in announced:
            self.keeper.never_heard(row, reason=CRASHED)
        for change in remains.interruptions:
            if change.interruption not in self.alarms_go_on:
                self._fail(change)
        return on_air, coming

    def _goes_on(self, show: Show, now: datetime) -> bool:
        """Return whether its time has come and is not over; what has not begun may yet begin."""
        late = None if show.begun else too_late(show.plan, now, self.late_start_s)
        return show.plan.planned_at <= now < show.plan.limit and late is None

    def _may_begin(self, left: SlotLeft, announced: list[Row]) -> bool:
        """Return whether nothing was heard of the slot, nobody ended it, and it may begin yet."""
        was_about_to = any(row.slot_id == left.slot.id for row in announced)
        ended = not was_about_to and any(row.outcome is Outcome.MISSED for row in left.rows)
        if left.slot.state is not SlotState.PLANNED or ended:
            return False
        heard = any(row.aired_s for row in left.rows)
        return not heard and not too_late(plan_of(left.slot), self.clock.now(), self.late_start_s)

    def _taken_anew(self, left: SlotLeft, announced: list[Row]) -> Show | None:
        """Return the slot with its rundown of now, but what the log tells of already.

        What was announced keeps its row.
        """
        show = self.desk.take_anew(plan_of(left.slot))
        if show is not None:
            still = [i for i in show.pending if not any(_tells_of(row, i) for row in left.rows)]
            show.pending = deque(self._adopted(item, announced) for item in still)
        return show

    def _close(self, show: Show) -> None:
        for item in show.pending:
            self.journal.missed(item, CRASHED)
        state = SlotState.AIRED if show.begun else SlotState.MISSED
        self.desk.close(show.plan, state, CRASHED)

    def _cut_what_was_heard(self) -> list[Row]:
        """End the row of the sound that was on air; return the other open rows.

        What had begun well before the moment of the note was heard too, over that sound.
        """
        position = self.desk.position.read()
        left_open = [
            row
            for row in open_rows(self.store, self.keeper)
            if not self.journal.is_written(row.entry)
        ]
        noted = next((row for row in left_open if position and position.entry == row.entry), None)
        began = stopped_at = None
        if noted is not None and position is not None:
            began = position.began or noted.started_at or noted.at
            stopped_at = began + timedelta(seconds=position.heard_s)
        announced: list[Row] = []
        for row in left_open:
            measured = began if row is noted else None
            started_at = measured or row.started_at or row.at
            noted_s = 0.0 if stopped_at is None else (stopped_at - started_at).total_seconds()
            if row is not noted and noted_s < SURELY_BEGUN_S:
                announced.append(row)
                continue
            heard_s = max(0.0, min(noted_s, row.planned_s))
            gone_s = (self.clock.now() - started_at).total_seconds()
            if gone_s > 0:  # otherwise the clock was set back, and tells nothing
                heard_s = min(heard_s, gone_s)
            self.keeper.ended(
                row,
                ended_at=started_at + timedelta(seconds=heard_s),
                aired_s=heard_s,
                outcome=Outcome.CUT,
                reason=CRASHED,
                started_at=measured,
            )
        return announced

    def _rest(self, left: SlotLeft, announced: list[Row]) -> Show:
        """Return the slot with what of its frozen rundown was not heard yet."""
        plan = plan_of(left.slot)
        rows: dict[int | None, list[Row]] = {}
        for row in left.rows:
            rows.setdefault(row.position, []).append(row)
        still_open = [e for e in left.entries if not _is_done(rows.get(e.position, []))]
        show = Show(plan=plan, pending=deque(), begun=any(row.aired_s for row in left.rows))
        for item in self.desk.items(plan, still_open):
            its_rows = rows.get(item.position, [])
            if sum(row.reason == CRASHED for row in its_rows) >= CRASHES_ALLOWED:
                self.journal.missed(item, SUSPECT, outcome=Outcome.FAILED)
                continue
            rest = _behind_what_was_heard(item, its_rows, self.rate, self.clock.now())
            show.pending.append(self._adopted(rest, announced))
        return show

    def _adopted(self, item: AirItem, announced: list[Row]) -> AirItem:
        """Return the item with the row that announced it, which is taken out of the list."""
        row = _taken(announced, item)
        return item if row is None else self.journal.adopt(item, row)

    def _fail(self, change: InterruptionChange) -> None:
        at = self.clock.now()
        self.desk.owe(
            f"interruption {change.interruption} is failed",
            lambda session: session.add(
                InterruptionChange(
                    interruption=change.interruption,
                    at=at,
                    by=change.by,
                    to_state=InterruptionState.FAILED,
                    reason=CRASHED,
                )
            ),
        )


def _is_untold(left: SlotLeft, announced: list[Row]) -> bool:
    """Return whether no row tells of the slot."""
    return not left.rows and all(row.slot_id != left.slot.id for row in announced)


def _is_of(show: Show, left: SlotLeft | None) -> bool:
    return left is not None and show.plan.slot_id == left.slot.id


def _taken(rows: list[Row], item: AirItem) -> Row | None:
    """Take the row of the item's place out of the list and return it, if there is one."""
    row = next((row for row in rows if _tells_of(row, item)), None)
    if row is not None:
        rows.remove(row)
    return row


def _tells_of(row: Row, item: AirItem) -> bool:
    """Return whether the row is of the item's place, and of what stands there now."""
    as_named = row.title == item.title or item.relayed or item.live
    place = (row.slot_id, row.position) == (item.slot_id, item.position)
    return place and bool(as_named)


def _is_done(rows: list[Row]) -> bool:
    return any(row.outcome is not Outcome.CUT for row in rows)


def _behind_what_was_heard(item: AirItem, rows: list[Row], rate: int, now: datetime) -> AirItem:
    """Return what was not heard; of a relay, what is still to come: it did not wait."""
    heard_s = max((row.offset_s + (row.aired_s or 0.0) for row in rows), default=0.0)
    if item.relayed:
        starts = [row.started_at for row in rows if row.started_at is not None]
        heard_s = (now - min(starts)).total_seconds() if starts else 0.0
    return replace(item, offset=min(round(heard_s * rate), item.sound.frames - 1))

"""After a stop: what the log left open is closed, and the slot that was on air goes on."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import col, func, select

from broadcaster import airlog, timetable
from broadcaster.airlog import AsRunRow, Event, LogKeeper, NewRow, Outcome
from broadcaster.clock import Clock
from broadcaster.playout.air import AirItem, Show
from broadcaster.playout.desk.desk import StationDesk, plan_of
from broadcaster.playout.desk.journal import LogJournal
from broadcaster.playout.models import InterruptionChange, InterruptionState
from broadcaster.store import Store
from broadcaster.timetable import Slot, SlotState

CRASHED = "trình phát dừng đột ngột"
SHUT_DOWN = "tắt trình phát"
SUSPECT = "hai lần trình phát dừng khi phát mục này nên mục này bị bỏ qua"
CRASHES_ALLOWED = 2
SURELY_BEGUN_S = 0.5

Row = AsRunRow | NewRow
"""A row of the log, in the store or still in its reserve."""


@dataclass(frozen=True)
class Recovery:
    """Brings the log and the slots to the truth after the player stopped, however it stopped."""

    store: Store
    clock: Clock
    desk: StationDesk
    keeper: LogKeeper
    journal: LogJournal
    rate: int
    alarms_go_on: frozenset[str] = frozenset()
    """The names of interruptions that are taken up again."""

    def recover(self) -> tuple[Show | None, Show | None]:
        """Return the slot to go on with and the frozen one that is still to come, if any.

        1. The sound that was on air was cut; it was heard as far as the position note says.
        2. A sound that was announced and not heard yet keeps its row if it comes now after all.
        What this player has begun itself, while the store was away, is left alone.
        3. The last slot that is on air goes on behind what was heard, if its time is not over; a
           frozen one waits for its second. What any other still had is missed.
        """
        self.keeper.merge()
        self.desk.claim_what_was_on_air()
        announced = self._cut_what_was_heard()
        with self.store.reading() as session:
            unfinished = timetable.unfinished(session)
        shows = [self._rest(slot, announced) for slot in unfinished]
        now = self.clock.now()
        coming = next(
            (show for show in shows if show.plan.planned_at > now and not show.begun), None
        )
        on_air = next(
            (s for s in reversed(shows) if s.pending and s.plan.planned_at <= now < s.plan.limit),
            None,
        )
        for show in shows:
            if show is not on_air and show is not coming:
                self._close(show)
        for row in announced:
            self.keeper.never_heard(row, reason=CRASHED)
        self._fail_open_interruptions()
        return on_air, coming

    def _close(self, show: Show) -> None:
        for item in show.pending:
            self.journal.missed(item, CRASHED)
        state = SlotState.AIRED if show.begun else SlotState.MISSED
        self.desk.close(show.plan, state, CRASHED)

    def _still_open(self, told: Sequence[Row]) -> list[Row]:
        """Return the rows without an end, of those in the store and of those that wait for it."""
        waiting = self.keeper.rows_waiting()
        ended = {row.entry for row in waiting if row.event is Event.ENDED}
        known = {row.entry for row in told}
        begun = [r for r in waiting if r.event is Event.STARTED and r.entry not in known]
        both: list[Row] = [*told, *begun]
        return [row for row in both if row.entry not in ended]

    def _cut_what_was_heard(self) -> list[Row]:
        """End the row of the sound that was on air; return the other open rows.

        What had begun well before the moment of the note was heard too, over that sound.
        """
        position = self.desk.position.read()
        with self.store.reading() as session:
            told = airlog.open_entries(session)
        open_rows = [
            row for row in self._still_open(told) if not self.journal.is_written(row.entry)
        ]
        noted = next((row for row in open_rows if position and position.entry == row.entry), None)
        stopped_at = None
        if noted is not None and position is not None:
            stopped_at = (noted.started_at or noted.at) + timedelta(seconds=position.heard_s)
        announced: list[Row] = []
        for row in open_rows:
            started_at = row.started_at or row.at
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
            )
        return announced

    def _rest(self, slot: Slot, announced: list[Row]) -> Show:
        """Return the slot with what of its frozen rundown was not heard yet."""
        plan = plan_of(slot)
        with self.store.reading() as session:
            entries = timetable.frozen(session, plan.slot_id)
            ended = session.exec(
                select(AsRunRow)
                .where(AsRunRow.slot_id == plan.slot_id, AsRunRow.event == Event.ENDED)
                .order_by(col(AsRunRow.seq))
            ).all()
        known = {row.entry for row in ended}
        waiting = [
            row
            for row in self.keeper.rows_waiting()
            if (row.slot_id, row.event) == (plan.slot_id, Event.ENDED) and row.entry not in known
        ]
        rows: dict[int | None, list[Row]] = {}
        past: list[Row] = [*ended, *waiting]
        for row in past:
            rows.setdefault(row.position, []).append(row)
        still_open = [e for e in entries if not _is_done(rows.get(e.position, []))]
        show = Show(plan=plan, pending=deque(), begun=any(row.aired_s for row in past))
        for item in self.desk.items(plan, still_open):
            its_rows = rows.get(item.position, [])
            if sum(row.reason == CRASHED for row in its_rows) >= CRASHES_ALLOWED:
                self.journal.missed(item, SUSPECT, outcome=Outcome.FAILED)
                continue
            rest = _behind_what_was_heard(item, its_rows, self.rate, self.clock.now())
            begun = _taken(announced, plan.slot_id, item.position)
            show.pending.append(self.journal.adopt(rest, begun) if begun else rest)
        return show

    def _fail_open_interruptions(self) -> None:
        """Say of every interruption that was on air that the stop ended it."""
        with self.store.reading() as session:
            newest = select(func.max(col(InterruptionChange.id))).group_by(
                col(InterruptionChange.interruption)
            )
            still_on_air = session.exec(
                select(InterruptionChange).where(
                    col(InterruptionChange.id).in_(newest),
                    InterruptionChange.to_state == InterruptionState.ON_AIR,
                )
            ).all()
        for change in still_on_air:
            if change.interruption not in self.alarms_go_on:
                self._fail(change)

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


def _taken(rows: list[Row], slot_id: int, position: int | None) -> Row | None:
    """Take the row of that place out of the list and return it, if there is one."""
    for row in rows:
        if (row.slot_id, row.position) == (slot_id, position):
            rows.remove(row)
            return row
    return None


def _is_done(rows: list[Row]) -> bool:
    return any(row.outcome is not Outcome.CUT for row in rows)


def _behind_what_was_heard(item: AirItem, rows: list[Row], rate: int, now: datetime) -> AirItem:
    """Return what was not heard; of a relay, what is still to come: it did not wait."""
    heard_s = max((row.offset_s + (row.aired_s or 0.0) for row in rows), default=0.0)
    if item.relayed:
        starts = [row.started_at for row in rows if row.started_at is not None]
        heard_s = (now - min(starts)).total_seconds() if starts else 0.0
    return replace(item, offset=min(round(heard_s * rate), item.sound.frames - 1))

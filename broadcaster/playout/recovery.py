"""After a stop: what the log left open is closed, and the slot that was on air goes on."""

from collections import deque
from dataclasses import replace
from datetime import timedelta

from sqlmodel import select

from broadcaster import airlog, timetable
from broadcaster.airlog import AsRunRow, Event, LogKeeper, Outcome
from broadcaster.clock import Clock
from broadcaster.playout.air import AirItem, Show
from broadcaster.playout.desk import StationDesk, plan_of
from broadcaster.playout.journal import airing
from broadcaster.playout.position import Position
from broadcaster.store import Store
from broadcaster.timetable import Slot, SlotState

CRASHED = "trình phát dừng đột ngột"
SHUT_DOWN = "tắt trình phát"
SUSPECT = "hai lần trình phát dừng khi phát mục này nên mục này bị bỏ qua"
CRASHES_ALLOWED = 2


def recover(
    store: Store, clock: Clock, desk: StationDesk, keeper: LogKeeper, rate: int
) -> Show | None:
    """Return the slot to go on with, after the log tells the truth about the stop.

    1. A sound that started and has no end was cut; it was heard as far as the position note says.
    2. A slot that is still on air goes on behind what was heard, if its time is not over.
    3. Otherwise what it still had is missed, and it is closed.
    """
    keeper.merge()
    close_open_entries(store, clock, keeper, desk.position.read())
    with store.reading() as session:
        unfinished = timetable.unfinished(session)
    shows = [_rest(store, desk, keeper, slot, rate) for slot in unfinished]
    goes_on = None
    for show in shows:
        over = clock.now() >= show.plan.limit
        if show.pending and not over and goes_on is None:
            goes_on = show
            continue
        for item in show.pending:
            keeper.missed(airing(item, rate), reason=CRASHED)
        desk.close(show.plan, SlotState.AIRED, CRASHED)
    return goes_on


def close_open_entries(
    store: Store, clock: Clock, keeper: LogKeeper, position: Position | None
) -> None:
    """Write `cut` for every sound that started and was never said to have ended."""
    with store.reading() as session:
        open_rows = airlog.open_entries(session)
    for row in open_rows:
        started_at = row.started_at or row.at
        heard_s = position.heard_s if position and position.entry == row.entry else 0.0
        possible_s = max(0.0, (clock.now() - started_at).total_seconds())
        heard_s = min(heard_s, row.planned_s, possible_s)
        keeper.ended(
            row,
            ended_at=started_at + timedelta(seconds=heard_s),
            aired_s=heard_s,
            outcome=Outcome.CUT,
            reason=CRASHED,
        )


def _rest(store: Store, desk: StationDesk, keeper: LogKeeper, slot: Slot, rate: int) -> Show:
    """Return the slot with what of its frozen rundown was not heard yet."""
    plan = plan_of(slot)
    with store.reading() as session:
        entries = timetable.frozen(session, plan.slot_id)
        ended = session.exec(
            select(AsRunRow)
            .where(AsRunRow.slot_id == plan.slot_id, AsRunRow.event == Event.ENDED)
            .order_by(AsRunRow.seq)  # type: ignore[arg-type]
        ).all()
    rows: dict[int | None, list[AsRunRow]] = {}
    for row in ended:
        rows.setdefault(row.position, []).append(row)
    open_entries = [entry for entry in entries if not _is_done(rows.get(entry.position, []))]
    items = []
    for item in desk.items(plan, open_entries):
        past = rows.get(item.position, [])
        if sum(row.reason == CRASHED for row in past) >= CRASHES_ALLOWED:
            keeper.failed(airing(item, rate), reason=SUSPECT)
            continue
        items.append(_behind_what_was_heard(item, past, rate))
    return Show(plan=plan, pending=deque(items), begun=True)


def _is_done(rows: list[AsRunRow]) -> bool:
    return any(
        row.outcome in {Outcome.AIRED, Outcome.FAILED}
        or (row.outcome is Outcome.MISSED and row.reason != SHUT_DOWN)
        for row in rows
    )


def _behind_what_was_heard(item: AirItem, rows: list[AsRunRow], rate: int) -> AirItem:
    heard_s = max((row.offset_s + (row.aired_s or 0.0) for row in rows), default=0.0)
    return replace(item, offset=min(round(heard_s * rate), item.sound.frames - 1))

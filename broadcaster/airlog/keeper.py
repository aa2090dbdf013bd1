"""Writes the log for the player, whatever happens to the database."""

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from broadcaster.airlog.anchor import ANCHOR_FILE, keep_head, read_head
from broadcaster.airlog.chain import Head
from broadcaster.airlog.hearing import NewHearing, append_hearing, hearing_head, holds_hearing
from broadcaster.airlog.models import AsRunRow, Event, Outcome
from broadcaster.airlog.reserve import Reserve
from broadcaster.airlog.rows import Airing, NewRow, airing_of
from broadcaster.airlog.service import append, holds, last_head
from broadcaster.clock import Clock
from broadcaster.errors import InvalidInput, StoreUnavailable
from broadcaster.store import Store
from broadcaster.timetable import EntryKind

RETRY_AFTER_S = 5.0
UNKNOWN_REASON = "không rõ lý do"

_log = logging.getLogger(__name__)


class LogKeeper:
    """Tells the log what starts, ends and is missed; no row is lost while the database is away.

    1. A row goes to the store. If the store refuses, it goes to the reserve file, and the store
       is left alone for `RETRY_AFTER_S`, so that waiting for it cannot delay the air.
    2. While rows wait, the next ones queue behind them: the log keeps the order of events.
    3. Once the store is back, all that waits is added in one transaction, then forgotten. A
       crash in between doubles nothing: the log knows each entry's events.
    4. After each write the head of the chain is kept beside the reserve (`airlog.head`), unless
       the log has lost the row named there: then that mark stays, and `verify` shows it.

    Meant for one process, the player; its threads may share a keeper.
    """

    def __init__(self, store: Store, clock: Clock, reserve: Path) -> None:
        """Claim the reserve file's space; rows it still holds go first into the store."""
        self._store = store
        self._clock = clock
        self._reserve = Reserve(reserve)
        self._anchor = reserve.with_name(ANCHOR_FILE)
        self._lock = threading.Lock()
        self._unwritten: list[NewRow] = []
        self._counted = 0
        self._retry_at = clock.monotonic()
        try:
            self._reserve.prepare()
        except OSError as error:
            _log.warning("the log's reserve %s cannot be prepared: %s", reserve, error)
        reserved = self._reserved()
        self._rows_wait = reserved is None or any(reserved)

    @property
    def waiting(self) -> int:
        """How many rows are not in the database yet.

        While a row is being written it is the number of before: who asks never waits.
        """
        if self._lock.acquire(blocking=False):
            try:
                rows, _ = (self._rows_wait and self._reserved()) or ([], [])
                self._counted = len(rows) + len(self._unwritten)
            finally:
                self._lock.release()
        return self._counted

    def rows_waiting(self) -> list[NewRow]:
        """Return the rows that are not in the database yet, in order."""
        with self._lock:
            rows, _ = self._reserved() or ([], [])
            return [*rows, *self._unwritten]

    def started(self, airing: Airing, *, started_at: datetime, entry: str = "") -> NewRow:
        """Return the row that says the sound begins; give it back to `ended`.

        `entry` names the sound in the log; without it a new name is made.
        """
        name = entry or str(uuid4())
        return self._keep(self._row(airing, name, Event.STARTED, started_at=started_at))

    def ended(
        self,
        started: NewRow | AsRunRow,
        *,
        ended_at: datetime,
        aired_s: float,
        outcome: Outcome,
        reason: str = "",
        started_at: datetime | None = None,
    ) -> NewRow:
        """Return the row that says how a started sound ended; `aired_s` is what was heard.

        `started_at` is the start that was measured, where it differs from the announced one.
        """
        if outcome is not Outcome.AIRED and not reason.strip():
            reason = UNKNOWN_REASON
        return self._keep(
            self._row(
                airing_of(started),
                started.entry,
                Event.ENDED,
                started_at=started_at or started.started_at,
                ended_at=ended_at,
                aired_s=max(0.0, aired_s),
                outcome=outcome,
                reason=reason,
            )
        )

    def never_heard(self, started: NewRow | AsRunRow, *, reason: str) -> NewRow:
        """Return the row of a sound that was announced and taken back before its first sample."""
        return self._never_started(airing_of(started), Outcome.MISSED, reason, entry=started.entry)

    def missed(self, airing: Airing, *, reason: str) -> NewRow:
        """Return the one row of a planned sound that never came to air because of `reason`."""
        return self._never_started(airing, Outcome.MISSED, reason)

    def failed(self, airing: Airing, *, reason: str) -> NewRow:
        """Return the one row of a sound that could not begin (no clip, not approved any more)."""
        return self._never_started(airing, Outcome.FAILED, reason)

    def missed_slot(
        self, *, slot_id: int, slot: str, planned_at: datetime, planned_s: float, reason: str
    ) -> NewRow:
        """Return the one row of a slot that was missed before it had a rundown.

        It stands for the whole slot: an announcement with the slot's name as title and no
        position. A slot whose rundown is known gets one `missed` per planned entry instead.
        """
        airing = Airing(
            kind=EntryKind.ANNOUNCEMENT,
            title=slot,
            slot=slot,
            slot_id=slot_id,
            planned_at=planned_at,
            planned_s=planned_s,
        )
        return self.missed(airing, reason=reason)

    def heard(self, new: NewHearing) -> bool:
        """Return whether it is written what a monitor heard of an entry; if not, say it again.

        It goes behind the row that says how the entry ended, so it waits while that one does.
        """
        with self._lock:
            if self._clock.monotonic() < self._retry_at:
                return False
            return self._stored(lambda session: append_hearing(session, new))

    def merge(self) -> bool:
        """Return whether nothing waits any more, after trying the store now."""
        with self._lock:
            return not self._something_waits() or self._write(None)

    def _never_started(
        self, airing: Airing, outcome: Outcome, reason: str, *, entry: str = ""
    ) -> NewRow:
        return self._keep(
            self._row(
                airing,
                entry or str(uuid4()),
                Event.ENDED,
                aired_s=0.0,
                outcome=outcome,
                reason=reason if reason.strip() else UNKNOWN_REASON,
            )
        )

    def _row(
        self,
        airing: Airing,
        entry: str,
        event: Event,
        *,
        started_at: datetime | None = None,
        ended_at: datetime | None = None,
        aired_s: float | None = None,
        outcome: Outcome | None = None,
        reason: str = "",
    ) -> NewRow:
        return NewRow(
            **asdict(airing),
            at=self._clock.now(),
            entry=entry,
            event=event,
            started_at=started_at,
            ended_at=ended_at,
            aired_s=aired_s,
            outcome=outcome,
            reason=reason,
        )

    def _keep(self, row: NewRow) -> NewRow:
        with self._lock:
            away = self._clock.monotonic() < self._retry_at
            if away or not self._write(row):
                self._set_aside(row)
        return row

    def _something_waits(self) -> bool:
        return self._rows_wait or bool(self._unwritten)

    def _write(self, row: NewRow | None) -> bool:
        reserved = self._reserved() if self._rows_wait else None
        rows = [*(reserved[0] if reserved else []), *self._unwritten, *([row] if row else [])]
        if not self._stored(lambda session: [append(session, each) for each in rows]):
            return False
        self._unwritten.clear()
        if reserved:
            self._forget_reserve(*reserved)
        return True

    def _stored(self, write: Callable[[Session], object]) -> bool:
        """Return whether the store took what `write` adds, having kept the chain's new head."""
        try:
            with self._store.writing() as session:
                written = write(session)
                head = replace(last_head(session), heard=hearing_head(session))
                intact = self._intact(session)
        except (StoreUnavailable, SQLAlchemyError, OSError) as error:
            self._retry_at = self._clock.monotonic() + RETRY_AFTER_S
            _log.error("the log goes to its reserve: %s", " ".join(str(error).split()))
            return False
        if written is False:
            return False
        if intact:
            self._keep_head(head)
        return True

    def _set_aside(self, row: NewRow) -> None:
        self._unwritten.append(row)
        self._counted += 1
        try:
            while self._unwritten:
                self._reserve.add(self._unwritten[0])
                self._rows_wait = True
                self._unwritten.pop(0)
        except OSError as error:
            _log.critical(
                "%d rows of the log are only in memory: neither the database nor %s takes them "
                "(%s); free disk space before this program is stopped",
                len(self._unwritten),
                self._reserve.path,
                error,
            )

    def _reserved(self) -> tuple[list[NewRow], list[str]] | None:
        """Return what the reserve holds; None if the file cannot be read, so it must stay."""
        try:
            return self._reserve.rows()
        except OSError as error:
            _log.error("the log's reserve %s cannot be read: %s", self._reserve.path, error)
            return None

    def _forget_reserve(self, rows: list[NewRow], torn: list[str]) -> None:
        try:
            if torn:
                aside = self._reserve.set_torn_aside(torn)
                _log.error("%d rows of the reserve were torn and are kept in %s", len(torn), aside)
            self._reserve.clear()
            self._rows_wait = False
            _log.warning("%d rows of the log came from its reserve into the database", len(rows))
        except OSError as error:
            _log.warning("the log's reserve cannot be emptied yet: %s", error)

    def _intact(self, session: Session) -> bool:
        try:
            anchor = read_head(self._anchor)
        except InvalidInput as error:
            _log.error("%s", error)
            return False
        if anchor is None:
            return True
        if holds(session, anchor) and (not anchor.heard or holds_hearing(session, anchor.heard)):
            return True
        _log.error("the log has lost row %d; run 'broadcaster airlog verify'", anchor.seq)
        return False

    def _keep_head(self, head: Head) -> None:
        try:
            keep_head(self._anchor, head)
        except OSError as error:
            _log.warning("the mark of the log's end cannot be written: %s", error)

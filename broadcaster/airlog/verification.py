"""Whether the log is still the one that was written."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Select, Table, func, select
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from broadcaster.airlog.chain import EMPTY, Head, fault
from broadcaster.airlog.hearing import hearing_fault
from broadcaster.airlog.models import AsRunRow

_TABLE: Table = AsRunRow.__table__  # type: ignore[attr-defined]
_CHUNK = 1000
_ANEW = "the log was built anew, or an older backup was restored"
_SHORTENED = "rows were removed from its end, or an older backup was restored"
_UNREADABLE = (ValueError, LookupError, TypeError, DBAPIError)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the walk along the chain found.

    `rows` is how many rows the log has; `head_hash` that of the last row that still holds.
    `first_bad_seq` and `why` are None and empty where all is well.
    """

    ok: bool
    rows: int
    head_hash: str
    first_bad_seq: int | None = None
    why: str = ""


def verify(session: Session, head: Head | None = None) -> Verdict:
    """Return whether every row is the one that was written, and the first that is not.

    1. Walk all rows from the first: each must follow the one before it by number and hash, and
       its own hash must be that of its fields.
    2. Compare with `head`, kept outside the database: the log must reach as far, and have that
       hash there. This alone shows rows taken from the end, or a chain that was built anew.
    3. Do the same with the chain beside it, of what a monitor heard.
    """
    last = EMPTY
    anchored = head is None or head == EMPTY
    rows = session.execute(select(func.count()).select_from(_TABLE)).scalar_one()
    for seq, row in _walk(session):
        why = fault(last, row) if row else f"row {seq} holds a value that cannot be read"
        if why:
            return _broken(rows, last, min(seq, last.seq + 1), why)
        last = Head(seq, str(row["hash"]))
        if head is not None and head.seq == seq:
            if head.hash != last.hash:
                return _broken(rows, last, seq, f"row {seq} is not the one written there: {_ANEW}")
            anchored = True
    if head is not None and not anchored:
        why = f"the log ends with row {last.seq}, but row {head.seq} was written: {_SHORTENED}"
        return _broken(rows, last, last.seq + 1, why)
    return _with_what_was_heard(session, head, Verdict(ok=True, rows=rows, head_hash=last.hash))


def _with_what_was_heard(session: Session, head: Head | None, verdict: Verdict) -> Verdict:
    try:
        fault_heard = hearing_fault(session, head.heard if head else None)
    except _UNREADABLE:
        fault_heard = 1, "what was heard: a row holds a value that cannot be read"
    if fault_heard is None:
        return verdict
    seq, why = fault_heard
    return replace(verdict, ok=False, first_bad_seq=seq, why=why)


def _broken(rows: int, last: Head, seq: int, why: str) -> Verdict:
    return Verdict(ok=False, rows=rows, head_hash=last.hash, first_bad_seq=seq, why=why)


def _walk(session: Session) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield each row's number and its fields, no fields where a field cannot even be read."""
    after: int | None = None
    limit = _CHUNK
    while True:
        query = _after(after).limit(limit)
        try:
            found = [dict(row) for row in session.execute(query).mappings()]
        except _UNREADABLE:
            if limit > 1:
                limit = 1
                continue
            after = session.execute(_after(after, only_seq=True).limit(1)).scalar_one()
            yield after, {}
            continue
        if not found:
            return
        for row in found:
            after = row["seq"]
            yield after, row


def _after(seq: int | None, *, only_seq: bool = False) -> Select[tuple[object, ...]]:
    query = select(_TABLE.c.seq) if only_seq else select(_TABLE)
    query = query.order_by(_TABLE.c.seq)
    return query if seq is None else query.where(_TABLE.c.seq > seq)

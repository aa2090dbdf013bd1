"""The hash chain: what of a row is sealed, and how. Plain values only."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

GENESIS = "0" * 64

# A column added later must not join this list: it would break the seal of every older row. It
# joins `SEALED_IF_TOLD`: rows that say nothing there hash as they always did.
SEALED = (
    "seq",
    "at",
    "event",
    "entry",
    "slot_id",
    "slot",
    "position",
    "planned_at",
    "started_at",
    "ended_at",
    "kind",
    "news_id",
    "revision",
    "title",
    "voice",
    "ai_generated",
    "clip",
    "file",
    "offset_s",
    "planned_s",
    "aired_s",
    "outcome",
    "reason",
)
SEALED_IF_TOLD = ("volume",)


@dataclass(frozen=True)
class Head:
    """The newest row of a chain; `Head(0, GENESIS)` is that of an empty one.

    `heard` is that of the chain beside the log's, which says what a monitor heard.
    """

    seq: int
    hash: str
    heard: "Head | None" = field(default=None, compare=False)


EMPTY = Head(0, GENESIS)


def seconds(value: float) -> float:
    """Return seconds as they are sealed and stored: whole milliseconds, never minus zero.

    Rounding comes before both, so that a value read back from any database hashes the same.
    """
    return round(float(value), 3) + 0.0


def canonical(row: Mapping[str, object]) -> str:
    """Return the sealed fields as JSON: sorted keys, no spaces, UTC times with microseconds.

    Those of `SEALED_IF_TOLD` are among them where they are not None: what is told can neither be
    changed nor taken away, and nothing can be added to a row that told nothing.
    """
    told = [name for name in SEALED_IF_TOLD if row.get(name) is not None]
    return json.dumps(
        {name: _plain(row[name]) for name in (*SEALED, *told)},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        default=repr,
    )


def row_hash(prev_hash: str, row: Mapping[str, object]) -> str:
    """Return the SHA-256 (hex) over the hash of the row before and this row's canonical JSON."""
    text = f"{prev_hash}\n{canonical(row)}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fault(before: Head, row: Mapping[str, object]) -> str | None:
    """Return why a row does not follow the head before it, or None where it does."""
    expected = before.seq + 1
    seq = row["seq"]
    if seq != expected:
        if isinstance(seq, int) and seq > expected:
            return f"row {expected} is missing: the row after {before.seq} is {seq}"
        return f"row {seq} does not belong: {expected} was expected there"
    if row["prev_hash"] != before.hash:
        return f"row {seq} does not continue row {before.seq}: a row was put in or exchanged"
    if row["hash"] != row_hash(before.hash, row):
        return f"row {seq} was changed after it was written"
    return None


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value

"""What really aired: append-only, hash-chained."""

from broadcaster.airlog.airtime import added_s
from broadcaster.airlog.anchor import ANCHOR_FILE, keep_head, read_head
from broadcaster.airlog.chain import GENESIS, Head
from broadcaster.airlog.hearing import HearingRow, NewHearing, append_hearing
from broadcaster.airlog.keeper import LogKeeper
from broadcaster.airlog.models import AsRunRow, Event, Outcome
from broadcaster.airlog.reserve import RESERVE_FILE, rows_in_reserve
from broadcaster.airlog.rows import Airing, NewRow, airing_of
from broadcaster.airlog.service import (
    AsRunEntry,
    airings,
    airtime,
    append,
    by_slot,
    entries,
    entry_json,
    last_head,
    last_row,
    open_entries,
)
from broadcaster.airlog.verification import Verdict, verify
from broadcaster.airlog.words import (
    ENDED_EARLY_VI,
    OUTCOME_VI,
    ended_early,
    is_coming,
    is_on_air,
    result_vi,
)

__all__ = [
    "ANCHOR_FILE",
    "ENDED_EARLY_VI",
    "GENESIS",
    "OUTCOME_VI",
    "RESERVE_FILE",
    "Airing",
    "AsRunEntry",
    "AsRunRow",
    "Event",
    "Head",
    "HearingRow",
    "LogKeeper",
    "NewHearing",
    "NewRow",
    "Outcome",
    "Verdict",
    "added_s",
    "airing_of",
    "airings",
    "airtime",
    "append",
    "append_hearing",
    "by_slot",
    "ended_early",
    "entries",
    "entry_json",
    "is_coming",
    "is_on_air",
    "keep_head",
    "last_head",
    "last_row",
    "open_entries",
    "read_head",
    "result_vi",
    "rows_in_reserve",
    "verify",
]

"""What people here call how a sound or a slot went on air: the one place for these words."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from broadcaster.airlog.models import Outcome
from broadcaster.airlog.service import AsRunEntry
from broadcaster.timetable import SlotState

OUTCOME_VI: dict[Outcome, str] = {
    Outcome.AIRED: "Đã phát",
    Outcome.CUT: "Bị cắt",
    Outcome.MISSED: "Bị lỡ",
    Outcome.FAILED: "Lỗi",
}
COMING_VI = "Sắp phát"
ON_AIR_VI = "Đang phát"
UNKNOWN_VI = "Chưa rõ: máy phát đã dừng"
ENDED_EARLY_VI = "Phát chưa hết"

PATIENCE = timedelta(minutes=1)
"""How long after its planned end a sound without an end in the log is still believed on air."""


def result_vi(entry: AsRunEntry, now: datetime, *, player_runs: bool) -> str:
    """Return how the sound went, as known at `now`."""
    if entry.outcome is not None:
        return OUTCOME_VI[entry.outcome]
    if is_coming(entry, now, player_runs=player_runs):
        return COMING_VI
    return ON_AIR_VI if is_on_air(entry, now, player_runs=player_runs) else UNKNOWN_VI


def is_coming(entry: AsRunEntry, now: datetime, *, player_runs: bool) -> bool:
    """Return whether the sound is announced by a player that runs, and its moment has not come."""
    return player_runs and entry.outcome is None and now < entry.moment


def is_on_air(entry: AsRunEntry, now: datetime, *, player_runs: bool) -> bool:
    """Return whether the sound is on air at `now`; without a player nothing is.

    Of one that runs the log alone tells: long after the planned end nothing is on air any more.
    """
    if entry.outcome is not None or not player_runs:
        return False
    end = entry.moment + timedelta(seconds=entry.planned_s)
    return entry.moment <= now <= end + PATIENCE


def ended_early(state: SlotState, reason: str, entries: Iterable[AsRunEntry]) -> bool:
    """Return whether the slot was ended before all of it was heard, by a person or a stop.

    `reason` is why it came into its state, `entries` is what the log tells of it: what ends a slot
    early cuts a sound of it short, or lets one be missed, for that very reason.
    """
    given_up = (entry.reason for entry in entries if entry.outcome is not Outcome.AIRED)
    return state is SlotState.AIRED and bool(reason) and reason in given_up

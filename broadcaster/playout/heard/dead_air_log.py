"""What was written of dead air, to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from broadcaster.airlog import AsRunEntry, entries
from broadcaster.playout.models import DeadAirChange

OVER = "Đã nghe lại được tiếng loa"
HEARD_BADLY = 0.5
NOTED_WITHIN = timedelta(seconds=5)
"""How long after a sound's end it may still be noted that it was not heard."""


@dataclass(frozen=True, kw_only=True)
class Silence:
    """A sound that was sent and not heard: when it aired, and for how many seconds in vain."""

    began: datetime
    ended: datetime
    seconds: float


def dead_air_changes(session: Session, first: datetime, until: datetime) -> Sequence[DeadAirChange]:
    """Return what was noted from `first` up to before `until`, in order."""
    at = col(DeadAirChange.at)
    return session.exec(
        select(DeadAirChange).where(at >= first, at < until).order_by(at, col(DeadAirChange.id))
    ).all()


def silences(session: Session, first: datetime, until: datetime) -> list[Silence]:
    """Return what aired unheard from `first` up to before `until`, in order.

    1. A sound counts if it was noted meanwhile that nothing came out, or if that had been noted
       before, was not over yet, and less than `HEARD_BADLY` of the sound was heard. A second that
       is missed now and then is no dead air, and a player that was stopped does not say "over".
    2. It counts with the share of it that was not heard.
    3. While that share is not written, because it is on air or the player was stopped, it counts
       from the first note on, up to the one that says that it was over.
    """
    notes = dead_air_changes(session, first, until)
    found = (_silence(entry, notes, until) for entry in entries(session, first, until))
    return [silence for silence in found if silence is not None]


def _silence(entry: AsRunEntry, notes: Sequence[DeadAirChange], until: datetime) -> Silence | None:
    began = entry.started_at
    if began is None:
        return None
    ended = entry.ended_at or min(began + timedelta(seconds=entry.planned_s), until)
    meanwhile = [note for note in notes if began <= note.at <= ended + NOTED_WITHIN]
    before = [note for note in notes if note.at < began]
    if entry.heard is None:
        seconds = _noted_s(meanwhile, ended)
    elif meanwhile or (entry.heard < HEARD_BADLY and before and before[-1].change != OVER):
        seconds = (entry.aired_s or 0.0) * (1 - entry.heard)
    else:
        seconds = 0.0
    return Silence(began=began, ended=ended, seconds=seconds) if seconds > 0 else None


def _noted_s(notes: Sequence[DeadAirChange], ended: datetime) -> float:
    """Return for how many seconds, up to the sound's end, the notes say that nothing came out."""
    total_s = 0.0
    since: datetime | None = None
    for note in notes:
        if note.change != OVER:
            since = since or note.at
        elif since is not None:
            total_s += (note.at - since).total_seconds()
            since = None
    return total_s if since is None else total_s + max(0.0, (ended - since).total_seconds())

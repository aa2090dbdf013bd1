"""What was written of dead air, to be shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from broadcaster.playout.models import DeadAirChange

OVER = "Đã nghe lại được tiếng loa"


def dead_air_changes(session: Session, first: datetime, until: datetime) -> Sequence[DeadAirChange]:
    """Return what was noted from `first` up to before `until`, in order."""
    at = col(DeadAirChange.at)
    return session.exec(
        select(DeadAirChange).where(at >= first, at < until).order_by(at, col(DeadAirChange.id))
    ).all()


def silences(session: Session, first: datetime, until: datetime) -> Sequence[datetime]:
    """Return when it was noted in that time that nothing came out, in order."""
    found = dead_air_changes(session, first, until)
    return [change.at for change in found if change.change != OVER]

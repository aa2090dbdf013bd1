"""What was written of dead air, to be shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from broadcaster.playout.models import DeadAirChange


def dead_air_changes(session: Session, first: datetime, until: datetime) -> Sequence[DeadAirChange]:
    """Return what was noted from `first` up to before `until`, in order."""
    at = col(DeadAirChange.at)
    return session.exec(
        select(DeadAirChange).where(at >= first, at < until).order_by(at, col(DeadAirChange.id))
    ).all()

"""What may air: approved revisions whose content is still what was approved."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from broadcaster.errors import NotApproved
from broadcaster.newsroom.content import programmes_of, revision_sha256
from broadcaster.newsroom.kinds import Genre, Means, Priority, State
from broadcaster.newsroom.models import Approval, Revision, Transition
from broadcaster.newsroom.words import STATE_VI


@dataclass(frozen=True)
class Airable:
    """An approved revision that the timetable may take on the day it was asked for."""

    news_id: int
    revision: int
    content_sha256: str
    title: str
    genre: Genre
    field: int
    priority: Priority
    language: str
    airings: int
    programmes: tuple[str, ...]
    valid_from: date | None
    valid_until: date | None
    approved_at: datetime
    approved_by: str
    approval_id: int
    clip: str | None = None
    """The key of the sound that was approved."""


def airable(session: Session, on: date, until: date | None = None) -> list[Airable]:
    """Return what may be laid out on that day, or on one from then `until`, oldest approval first.

    A revision approved only for an interruption (`Means.EMERGENCY`) is not among it: nobody
    else said yes to it, so the timetable does not repeat it.
    """
    newest = select(func.max(Transition.id)).group_by(
        col(Transition.news_id), col(Transition.revision)
    )
    query = (
        select(Revision, Approval)
        .join(
            Transition,
            (col(Transition.news_id) == Revision.news_id)
            & (col(Transition.revision) == Revision.number),
        )
        .join(
            Approval,
            (col(Approval.news_id) == Revision.news_id)
            & (col(Approval.revision) == Revision.number),
        )
        .where(
            col(Transition.id).in_(newest),
            Transition.to_state == State.APPROVED,
            Approval.means != Means.EMERGENCY,
            or_(col(Revision.valid_from).is_(None), col(Revision.valid_from) <= (until or on)),
            or_(col(Revision.valid_until).is_(None), col(Revision.valid_until) >= on),
        )
        .order_by(col(Approval.id))
    )
    return [
        _airable(revision, approval)
        for revision, approval in session.exec(query)
        if holds(revision, approval)
    ]


def holds(revision: Revision, approval: Approval) -> bool:
    """Return whether the stored content is, byte for byte, the content that was approved."""
    return approval.content_sha256 == revision.content_sha256 == revision_sha256(revision)


def check_airable(
    session: Session, news_id: int, revision: int, content_sha256: str, on: date
) -> None:
    """Return if exactly this content may air on that day; the player asks just before the sound.

    Raises `NotApproved` with the reason.
    """
    stored = session.exec(
        select(Revision)
        .where(Revision.news_id == news_id, Revision.number == revision)
        .execution_options(populate_existing=True)
    ).first()
    approval = session.exec(
        select(Approval)
        .where(Approval.news_id == news_id, Approval.revision == revision)
        .order_by(col(Approval.id).desc())
    ).first()
    state = _state(session, news_id, revision)
    why = _fault(stored, state, approval, content_sha256, on)
    if why is not None:
        reason, reason_vi = why
        message = f"revision {revision} of news item {news_id} may not air: {reason}"
        raise NotApproved(
            message, f"Bản {revision} của tin bài số {news_id} không được phát: {reason_vi}."
        )


def withdrawn(session: Session, news_ids: Collection[int]) -> frozenset[int]:
    """Return which of the items nobody wants to be heard any more."""
    query = select(Transition.news_id).where(
        col(Transition.news_id).in_(news_ids), Transition.to_state == State.WITHDRAWN
    )
    return frozenset(session.exec(query))


def _standing(state: State | None) -> tuple[str, str]:
    """Return why an item in that state may not air, in English and Vietnamese."""
    if state is State.WITHDRAWN:
        return "it was withdrawn", "đã bị thu hồi"
    shown, shown_vi = (state.value, STATE_VI[state].lower()) if state else ("without history", "?")
    return (
        f"it is {shown}; have the newest revision approved",
        f"đang ở trạng thái “{shown_vi}”; hãy duyệt bản mới nhất",
    )


def _fault(
    stored: Revision | None,
    state: State | None,
    approval: Approval | None,
    content_sha256: str,
    on: date,
) -> tuple[str, str] | None:
    if stored is None:
        return (
            "it does not exist; lay the rundown out again",
            "không tồn tại; hãy xếp lại buổi phát",
        )
    if state is not State.APPROVED:
        return _standing(state)
    if approval is None:
        return "no approval is on record; revise it and have it approved", "không có phiếu duyệt"
    if content_sha256 != approval.content_sha256 or not holds(stored, approval):
        return (
            "its content is not what was approved; revise it and have it approved again",
            "nội dung khác với bản đã duyệt; hãy sửa và duyệt lại",
        )
    if not valid_on(stored, on):
        return (
            f"{on} is not within its validity ({_validity(stored)}); revise its dates",
            f"ngày {on:%d/%m/%Y} ngoài thời hạn phát; hãy sửa thời hạn",
        )
    return None


def valid_on(revision: Revision, on: date) -> bool:
    """Return whether the day lies within the revision's validity, both ends included."""
    begun = revision.valid_from is None or revision.valid_from <= on
    return begun and (revision.valid_until is None or on <= revision.valid_until)


def _state(session: Session, news_id: int, revision: int) -> State | None:
    step = session.exec(
        select(Transition)
        .where(Transition.news_id == news_id, Transition.revision == revision)
        .order_by(col(Transition.id).desc())
        .limit(1)
    ).first()
    return None if step is None else step.to_state


def _validity(revision: Revision) -> str:
    first = f"from {revision.valid_from}" if revision.valid_from else ""
    last = f"until {revision.valid_until}" if revision.valid_until else ""
    return f"{first} {last}".strip()


def _airable(revision: Revision, approval: Approval) -> Airable:
    return Airable(
        news_id=revision.news_id,
        revision=revision.number,
        content_sha256=revision.content_sha256,
        title=revision.title,
        genre=revision.genre,
        field=revision.field,
        priority=revision.priority,
        language=revision.language,
        airings=revision.airings,
        programmes=programmes_of(revision),
        valid_from=revision.valid_from,
        valid_until=revision.valid_until,
        approved_at=approval.at,
        approved_by=approval.by,
        approval_id=approval.id or 0,
        clip=approval.clip,
    )

"""News items as they stand: newest revision, state, approved revision, history."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from broadcaster.errors import NotFound
from broadcaster.newsroom.kinds import State
from broadcaster.newsroom.models import Approval, NewsItem, Revision, Transition


@dataclass(frozen=True)
class ItemView:
    """One news item: its newest revision and that one's state, and what is approved.

    `approved` is the revision that may air; it can be older than `newest`.
    """

    news_id: int
    newest: Revision
    state: State
    approved: Revision | None
    approval: Approval | None


def item(session: Session, news_id: int) -> ItemView:
    """Return the news item with that number; `NotFound` if there is none."""
    found = _views(session, [news_id])
    if not found:
        raise NotFound(*unknown_item(news_id))
    return found[0]


def items(session: Session, *, states: Collection[State] | None = None) -> list[ItemView]:
    """Return the news items, newest first; only those whose newest revision is in `states`."""
    return [view for view in _views(session) if states is None or view.state in states]


def revisions(session: Session, news_id: int) -> list[Revision]:
    """Return the item's revisions, oldest first; `NotFound` if there is no such item."""
    rows = session.exec(
        select(Revision).where(Revision.news_id == news_id).order_by(col(Revision.number))
    ).all()
    if not rows:
        raise NotFound(*unknown_item(news_id))
    return list(rows)


def history(session: Session, news_id: int) -> list[Transition]:
    """Return every step the item's revisions took, oldest first."""
    return list(
        session.exec(
            select(Transition).where(Transition.news_id == news_id).order_by(col(Transition.id))
        )
    )


def states(session: Session, news_id: int) -> dict[int, State]:
    """Return the state of each revision of the item: that of its newest transition."""
    return {step.revision: step.to_state for step in history(session, news_id)}


def unknown_item(news_id: int) -> tuple[str, str]:
    """Return the sentences for a number that no news item has."""
    return (
        f"there is no news item {news_id}; see 'broadcaster news list'",
        f"Không có tin bài số {news_id}; hãy xem danh sách tin bài.",
    )


def _views(session: Session, news_ids: Collection[int] | None = None) -> list[ItemView]:
    latest = _latest(session, news_ids)
    newest: dict[int, tuple[int, State]] = {}
    approved: dict[int, int] = {}
    for (news_id, number), state in sorted(latest.items()):
        newest[news_id] = (number, state)
        if state is State.APPROVED:
            approved[news_id] = number
    wanted = {(news_id, number) for news_id, (number, _) in newest.items()} | set(approved.items())
    rows = _revisions(session, news_ids, wanted)
    approvals = _approvals(session, news_ids)
    return [
        ItemView(
            news_id=news_id,
            newest=rows[news_id, number],
            state=state,
            approved=rows.get((news_id, approved.get(news_id, 0))),
            approval=approvals.get((news_id, approved.get(news_id, 0))),
        )
        for news_id, (number, state) in sorted(newest.items(), reverse=True)
    ]


def _latest(session: Session, news_ids: Collection[int] | None) -> dict[tuple[int, int], State]:
    newest = select(func.max(Transition.id)).group_by(
        col(Transition.news_id), col(Transition.revision)
    )
    if news_ids is not None:
        newest = newest.where(col(Transition.news_id).in_(news_ids))
    rows = session.exec(select(Transition).where(col(Transition.id).in_(newest)))
    return {(row.news_id, row.revision): row.to_state for row in rows}


def _revisions(
    session: Session, news_ids: Collection[int] | None, wanted: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], Revision]:
    query = select(Revision)
    if news_ids is not None:
        query = query.where(col(Revision.news_id).in_(news_ids))
    keys = set(wanted)
    return {
        (row.news_id, row.number): row
        for row in session.exec(query)
        if (row.news_id, row.number) in keys
    }


def _approvals(
    session: Session, news_ids: Collection[int] | None
) -> dict[tuple[int, int], Approval]:
    query = select(Approval).order_by(col(Approval.id))
    if news_ids is not None:
        query = query.where(col(Approval.news_id).in_(news_ids))
    return {(row.news_id, row.revision): row for row in session.exec(query)}


def locked_item(session: Session, news_id: int) -> NewsItem:
    """Return the item, held until the transaction ends, so that its steps follow one another.

    SQLite's write lock holds everything already. Raises `NotFound`.
    """
    found = session.exec(select(NewsItem).where(NewsItem.id == news_id).with_for_update()).first()
    if found is None:
        raise NotFound(*unknown_item(news_id))
    return found

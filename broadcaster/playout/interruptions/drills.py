"""Which texts were written for a drill: approved to be practised with, and for nothing else."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from broadcaster.errors import NotApproved
from broadcaster.newsroom import ItemView, Revision
from broadcaster.playout.models import Interruption


def drills(session: Session, views: Iterable[ItemView]) -> frozenset[int]:
    """Return the numbers of those news items that are the text of a drill.

    What counts is the approved revision, or the newest where none is approved: one that was
    written anew and approved as any other is no drill's.
    """
    query = select(Interruption.news_id, Interruption.revision).where(col(Interruption.drill))
    known = {(news_id, revision) for news_id, revision in session.exec(query)}
    return frozenset(
        view.news_id
        for view in views
        if (view.news_id, (view.approved or view.newest).number) in known
    )


def is_drill(session: Session, news_id: int, revision: int) -> bool:
    """Return whether that revision was written for a drill."""
    query = select(Interruption.id).where(
        col(Interruption.drill),
        Interruption.news_id == news_id,
        Interruption.revision == revision,
    )
    return session.exec(query.limit(1)).first() is not None


def require_real(session: Session, revision: Revision) -> None:
    """Raise `NotApproved` for the text of a drill: nobody said yes to it as a real message."""
    if not is_drill(session, revision.news_id, revision.number):
        return
    message = (
        f"news item {revision.news_id} is the text of a drill and approved for that alone; write "
        "the real message with --text"
    )
    raise NotApproved(
        message,
        f"Tin bài số {revision.news_id} là lời diễn tập, chỉ được duyệt để diễn tập; muốn phát "
        "thật, hãy nhập lời thông báo.",
    )

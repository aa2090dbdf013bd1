"""The rows that a step leaves behind: revisions, transitions, approvals."""

from sqlmodel import Session

from broadcaster.clock import Clock
from broadcaster.newsroom.content import Content, content_sha256
from broadcaster.newsroom.kinds import Means, State
from broadcaster.newsroom.models import Approval, NewsItem, Revision, Transition
from broadcaster.newsroom.views import states
from broadcaster.newsroom.workflow import Action, step


def add_item(session: Session, clock: Clock, content: Content, *, by: str) -> Revision:
    """Return the first revision, a draft, of a new item."""
    news = NewsItem(created_at=clock.now(), created_by=by)
    session.add(news)
    session.flush()
    if news.id is None:
        message = "the database gave the news item no number"
        raise RuntimeError(message)
    return add_revision(session, clock, content, news.id, 1, by=by)


def add_revision(
    session: Session, clock: Clock, content: Content, news_id: int, number: int, *, by: str
) -> Revision:
    """Return a new draft revision of the item."""
    values = content.model_dump() | {"programmes": ",".join(content.programmes)}
    revision = Revision(
        news_id=news_id,
        number=number,
        created_at=clock.now(),
        created_by=by,
        content_sha256=content_sha256(content),
        **values,
    )
    session.add(revision)
    session.flush()
    add_transition(session, clock, news_id, number, (None, State.DRAFT), by=by)
    return revision


def take_step(
    session: Session, clock: Clock, news_id: int, action: Action, *, by: str, reason: str = ""
) -> None:
    """Let the newest revision take one step; `NotAllowed` if it leads nowhere."""
    known = states(session, news_id)
    newest = max(known)
    following = step(known[newest], action, news_id=news_id, revision=newest)
    moved = (known[newest], following)
    add_transition(session, clock, news_id, newest, moved, by=by, reason=reason)


def add_approval(
    session: Session,
    clock: Clock,
    revision: Revision,
    *,
    by: str,
    means: Means,
    listened_s: float | None = None,
    clip: str | None = None,
    reason: str = "",
) -> Approval:
    """Return the approval of a submitted revision; the one approved before is replaced."""
    for number, state in states(session, revision.news_id).items():
        if state is State.APPROVED:
            replace(session, clock, revision.news_id, number, state, revision.number, by=by)
    approval = Approval(
        news_id=revision.news_id,
        revision=revision.number,
        content_sha256=revision.content_sha256,
        at=clock.now(),
        by=by,
        means=means,
        listened_s=listened_s,
        clip=clip,
    )
    session.add(approval)
    take_step(session, clock, revision.news_id, Action.APPROVE, by=by, reason=reason)
    return approval


def replace(
    session: Session,
    clock: Clock,
    news_id: int,
    number: int,
    state: State,
    successor: int,
    *,
    by: str,
) -> None:
    """Say that a newer revision has taken this one's place."""
    reason = f"được thay bằng bản {successor}"
    moved = (state, State.REPLACED)
    add_transition(session, clock, news_id, number, moved, by=by, reason=reason)


def add_transition(
    session: Session,
    clock: Clock,
    news_id: int,
    revision: int,
    moved: tuple[State | None, State],
    *,
    by: str,
    reason: str = "",
) -> None:
    """Write down that a revision moved from one state (None: from nothing) to another."""
    from_state, to_state = moved
    session.add(
        Transition(
            news_id=news_id,
            revision=revision,
            at=clock.now(),
            by=by,
            from_state=from_state,
            to_state=to_state,
            reason=reason,
        )
    )
    session.flush()

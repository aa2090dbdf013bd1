"""What people do with news items. Every call belongs to one open write transaction."""

from sqlmodel import Session

from broadcaster.clock import Clock, local_date
from broadcaster.errors import NotAllowed, NotFound
from broadcaster.newsroom.accounts import acting, person_named
from broadcaster.newsroom.conditions import (
    OfferedSound,
    given_reason,
    heard_seconds,
    newest_revision,
    possible_seconds,
    require_another_person,
    require_days_to_come,
    require_heard,
    require_newest,
    require_own,
    require_takeable,
    require_unchanged,
    unknown_revision,
)
from broadcaster.newsroom.content import Content
from broadcaster.newsroom.kinds import Means, State
from broadcaster.newsroom.models import Approval, Listening, Revision
from broadcaster.newsroom.rows import (
    add_approval,
    add_item,
    add_revision,
    add_transition,
    replace,
    take_step,
)
from broadcaster.newsroom.views import locked_item, revisions, states
from broadcaster.newsroom.workflow import Action, step
from broadcaster.station import Station


def create(
    session: Session, clock: Clock, station: Station, content: Content, *, by: str
) -> Revision:
    """Return the first revision, a draft, of a new news item.

    Raises `InvalidInput` for a script that is too long or a last day that is over, `NotFound` for
    an unknown person or a recording that is not there, `NotAllowed` for who may not write.
    """
    name, _ = acting(session, by, Action.CREATE)
    require_takeable(station, content)
    require_days_to_come(content, local_date(clock.now()))
    return add_item(session, clock, content, by=name)


def revise(
    session: Session, clock: Clock, station: Station, news_id: int, content: Content, *, by: str
) -> Revision:
    """Return a new draft revision of the item; the approved one goes on airing.

    A draft or a submitted revision before it is replaced. Raises as `create` does, `NotFound`
    for an unknown item and `NotAllowed` for a withdrawn one.
    """
    name, role = acting(session, by, Action.REVISE)
    require_own(locked_item(session, news_id), name, role)
    require_takeable(station, content)
    require_days_to_come(content, local_date(clock.now()))
    known = states(session, news_id)
    newest = max(known)
    step(known[newest], Action.REVISE, news_id=news_id, revision=newest)
    if known[newest] in {State.DRAFT, State.SUBMITTED}:
        replace(session, clock, news_id, newest, known[newest], newest + 1, by=name)
    return add_revision(session, clock, content, news_id, newest + 1, by=name)


def submit(session: Session, clock: Clock, news_id: int, *, by: str) -> None:
    """Hand the newest revision to the approver; `NotAllowed` if it is not a draft."""
    name, role = acting(session, by, Action.SUBMIT)
    require_own(locked_item(session, news_id), name, role)
    take_step(session, clock, news_id, Action.SUBMIT, by=name)


def approve(
    session: Session,
    clock: Clock,
    station: Station,
    news_id: int,
    *,
    by: str,
    means: Means,
    revision: int | None = None,
    content_sha256: str | None = None,
    sound: OfferedSound | None = None,
) -> Approval:
    """Return the approval of the newest revision, bound to the SHA-256 of its content.

    `revision` and `content_sha256` are what the approver had in front of them, `sound` is what
    they could hear: that is what airs. The revision that was approved before is replaced.

    Raises `NotAllowed` for who may not, an older or changed revision, one that was not
    submitted, its own author (two-person rule) and, in the panel, one they did not hear enough of.
    """
    name, _ = acting(session, by, Action.APPROVE)
    if means is Means.EMERGENCY:
        message = "an emergency approval comes with its interruption; use 'broadcaster interrupt'"
        raise NotAllowed(message, "Duyệt khẩn cấp chỉ đi cùng phát khẩn cấp.")
    locked_item(session, news_id)
    newest = newest_revision(session, news_id)
    require_newest(newest, revision)
    require_unchanged(newest, content_sha256)
    state = states(session, news_id)[newest.number]
    step(state, Action.APPROVE, news_id=news_id, revision=newest.number)
    require_another_person(station, newest, name)
    clip = sound.clip if sound else None
    heard_s = heard_seconds(session, newest, name, clip)
    require_heard(station, newest, name, means, heard_s, sound.duration_s if sound else None)
    return add_approval(session, clock, newest, by=name, means=means, listened_s=heard_s, clip=clip)


def reject(session: Session, clock: Clock, news_id: int, *, by: str, reason: str) -> None:
    """Send the submitted revision back with a reason; an approved one before it goes on airing."""
    name, _ = acting(session, by, Action.REJECT)
    why = given_reason(reason)
    locked_item(session, news_id)
    take_step(session, clock, news_id, Action.REJECT, by=name, reason=why)


def withdraw(session: Session, clock: Clock, news_id: int, *, by: str, reason: str) -> None:
    """Withdraw the whole item with a reason: nothing of it airs from then on."""
    name, _ = acting(session, by, Action.WITHDRAW)
    why = given_reason(reason)
    locked_item(session, news_id)
    known = states(session, news_id)
    newest = max(known)
    step(known[newest], Action.WITHDRAW, news_id=news_id, revision=newest)
    for number, state in known.items():
        if number == newest or state is State.APPROVED:
            moved = (state, State.WITHDRAWN)
            add_transition(session, clock, news_id, number, moved, by=name, reason=why)


def note_listening(
    session: Session,
    clock: Clock,
    news_id: int,
    revision: int,
    *,
    by: str,
    clip: str,
    seconds: float,
) -> None:
    """Record that somebody heard `seconds` of the revision's sound (`clip` is its key)."""
    person = person_named(session, by)
    if revision not in {row.number for row in revisions(session, news_id)}:
        raise NotFound(*unknown_revision(news_id, revision))
    session.add(
        Listening(
            news_id=news_id,
            revision=revision,
            by=person.name,
            at=clock.now(),
            clip=clip,
            seconds=possible_seconds(seconds),
        )
    )
    session.flush()


def approve_emergency(
    session: Session, clock: Clock, station: Station, content: Content, *, by: str
) -> Revision:
    """Return an approved revision for an interruption, made in one step.

    The two-person rule does not apply, and the history says so. `by` is an approver, an
    administrator or the console.
    """
    name, _ = acting(session, by, Action.INTERRUPT)
    require_takeable(station, content)
    revision = add_item(session, clock, content, by=name)
    take_step(session, clock, revision.news_id, Action.SUBMIT, by=name, reason="phát khẩn cấp")
    add_approval(
        session,
        clock,
        revision,
        by=name,
        means=Means.EMERGENCY,
        reason="phát khẩn cấp: duyệt ngay, không áp dụng quy tắc hai người",
    )
    return revision

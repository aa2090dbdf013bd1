"""Reading a text aloud again: when the station reads otherwise now, and only when somebody asks.

A changed dictionary or setting touches no sound that is there: what was approved stays as it was
heard. An item that waits for approval is read again when somebody asks for it.
"""

import re
from collections.abc import Collection

from sqlalchemy import func
from sqlmodel import Session, col, select

from broadcaster import newsroom
from broadcaster.clock import Clock
from broadcaster.errors import NotAllowed
from broadcaster.newsroom import Action, ItemView, Revision, State
from broadcaster.speech.models import Clip, Rendering, Rereading
from broadcaster.speech.spoken import Kind, Reading, explain, segments

_WORD = re.compile(r"\w+")


def ask_again(session: Session, clock: Clock, news_id: int, *, by: str) -> None:
    """Ask for a new sound of the item that waits for approval; asking twice is asking once.

    Raises `NotFound`, and `NotAllowed` for who may not, an item that does not wait for approval
    and a recording.
    """
    name, role = newsroom.acting(session, by, Action.REVISE)
    view = newsroom.item(session, news_id)
    newsroom.require_own(newsroom.locked_item(session, news_id), name, role)
    if view.state is not State.SUBMITTED or view.newest.script is None:
        message = (
            f"news item {news_id} is no script that waits for approval, so it is not read again; "
            "revise it to have it read anew"
        )
        raise NotAllowed(
            message,
            f"Tin bài số {news_id} không phải bài viết đang chờ duyệt nên không đọc lại; muốn "
            "đọc khác thì hãy sửa bài rồi gửi duyệt.",
        )
    source = view.newest.content_sha256
    if source in asked_again(session, [source]):
        return
    newest = session.exec(
        select(func.max(Rendering.id)).where(col(Rendering.source_sha256) == source)
    ).one()
    session.add(
        Rereading(source_sha256=source, at=clock.now(), by=name, after_rendering=newest or 0)
    )
    session.flush()


def asked_again(session: Session, sources: Collection[str] | None = None) -> set[str]:
    """Return the sources (of those given) that somebody asked for and that were not made since."""
    newest_wish = func.max(col(Rereading.after_rendering))
    query = select(col(Rereading.source_sha256), newest_wish).group_by(col(Rereading.source_sha256))
    if sources is not None:
        query = query.where(col(Rereading.source_sha256).in_(sources))
    wanted = dict(iter(session.exec(query)))
    made = select(col(Rendering.source_sha256), func.max(col(Rendering.id))).where(
        col(Rendering.source_sha256).in_(wanted), col(Rendering.clip).is_not(None)
    )
    newest = dict(iter(session.exec(made.group_by(col(Rendering.source_sha256)))))
    return {source for source, after in wanted.items() if (newest.get(source) or 0) <= after}


def is_read_otherwise(clip: Clip, script: str, reading: Reading) -> bool:
    """Return whether the station would say other words now than the clip does."""
    return clip.ai_generated and not is_still_read_so(clip.spoken, script, reading)


def is_still_read_so(words: str, script: str, reading: Reading) -> bool:
    """Return whether those are the words that the station says of the script now."""
    said = " ".join(part.text for part in segments(script, reading))
    return are_the_same_words(said, words)


def are_the_same_words(one: str, other: str) -> bool:
    """Return whether both say the same, wherever they rest."""
    return _WORD.findall(one) == _WORD.findall(other)


def unapproved_with(session: Session, written: str) -> list[ItemView]:
    """Return the items in work or waiting for approval in which that entry would be heard."""
    entry = Reading(dictionary={written: written})
    states = {State.DRAFT, State.SUBMITTED, State.REJECTED}
    return [
        view
        for view in newsroom.items(session, states=states)
        if any(span.kind is Kind.DICTIONARY for span in explain(view.newest.script or "", entry))
    ]


def approved_clip(session: Session, revision: Revision) -> Clip | None:
    """Return the sound of the revision that was there when it was approved; None without one."""
    return session.exec(
        select(Clip)
        .join(newsroom.Approval, col(newsroom.Approval.clip) == col(Clip.key))
        .where(
            newsroom.Approval.news_id == revision.news_id,
            newsroom.Approval.revision == revision.number,
        )
        .order_by(col(newsroom.Approval.id).desc())
        .limit(1)
    ).first()


def words_to_say(session: Session, source_sha256: str) -> str:
    """Return the words of the source's sound that was approved; "" where it is to be read anew.

    If that sound's file is lost, these words are spoken again, however the station reads by now.
    """
    if source_sha256 in asked_again(session, [source_sha256]):
        return ""
    clip = session.exec(
        select(Clip)
        .join(newsroom.Approval, col(newsroom.Approval.clip) == col(Clip.key))
        .where(newsroom.Approval.content_sha256 == source_sha256)
        .order_by(col(newsroom.Approval.id).desc())
        .limit(1)
    ).first()
    return clip.spoken if clip is not None else ""

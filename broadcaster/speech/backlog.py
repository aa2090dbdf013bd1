"""Which sounds are there, and which should be made now."""

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from broadcaster import newsroom
from broadcaster.clock import Clock, local_date
from broadcaster.newsroom import OfferedSound, Revision, State
from broadcaster.speech.clips import is_there
from broadcaster.speech.models import Clip, Rendering
from broadcaster.speech.rereading import approved_clip, are_the_same_words, asked_again
from broadcaster.station import Station

BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))


@dataclass(frozen=True)
class Failures:
    """How often a source failed since it last became a clip, and when last."""

    times: int
    last: datetime

    def is_over(self, now: datetime) -> bool:
        """Return whether it is time for the next attempt.

        A failure from the future was noted by a wrong clock and holds nothing up.
        """
        wait = BACK_OFF[min(self.times, len(BACK_OFF)) - 1]
        return not self.last <= now < self.last + wait


def text_source(text: str) -> str:
    """Return what stands for an announcement's text in `Rendering`: SHA-256 of its NFC."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def is_sound_of(session: Session, source_sha256: str, key: str | None, sha256: str) -> bool:
    """Return whether the clip `key`, a file with that SHA-256, was made of exactly that source."""
    query = (
        select(Clip)
        .join(Rendering, col(Rendering.clip) == Clip.key)
        .where(Rendering.source_sha256 == source_sha256, Clip.key == key, Clip.sha256 == sha256)
    )
    return session.exec(query).first() is not None


def clip_of(session: Session, source_sha256: str) -> Clip | None:
    """Return the newest clip of a revision's content or an announcement's text."""
    return session.exec(
        select(Clip)
        .join(Rendering, col(Rendering.clip) == col(Clip.key))
        .where(Rendering.source_sha256 == source_sha256)
        .order_by(col(Rendering.id).desc())
        .limit(1)
    ).first()


def sound_to_air(
    session: Session, station: Station, source_sha256: str, approved: Clip | None
) -> Clip | None:
    """Return the sound of an approved source that may air: `approved` is the one that was heard.

    If its file is lost, the newest that says the same words stands in, and never another reading
    of the text; without one it is the lost clip itself. Where nothing was heard before the
    approval, it is the newest.
    """
    if approved is None:
        return clip_of(session, source_sha256)
    if is_there(station, approved):
        return approved
    others = session.exec(
        select(Clip)
        .join(Rendering, col(Rendering.clip) == col(Clip.key))
        .where(Rendering.source_sha256 == source_sha256)
        .order_by(col(Rendering.id).desc())
    )
    for other in others:
        if are_the_same_words(other.spoken, approved.spoken) and is_there(station, other):
            return other
    return approved


def sound_of(session: Session, station: Station, revision: Revision) -> Clip | None:
    """Return the sound of the revision: as `sound_to_air` if it was approved, else the newest."""
    approved = approved_clip(session, revision)
    return sound_to_air(session, station, revision.content_sha256, approved)


def offered_sound(session: Session, news_id: int) -> OfferedSound | None:
    """Return what an approver of the item can hear now; None where there is no sound yet."""
    clip = clip_of(session, newsroom.item(session, news_id).newest.content_sha256)
    return OfferedSound(clip.key, clip.duration_s) if clip else None


def waiting(session: Session, clock: Clock, station: Station | None = None) -> list[Revision]:
    """Return the submitted or approved revisions whose sound should be made now, oldest first.

    What failed waits 1, 5, 15 minutes, then an hour. With `station`, those whose clip is no
    longer on disk are among them, also the one that was approved where another was made since.
    What somebody asked to hear again, in a changed reading, is among them too. What is no longer
    valid is left out.
    """
    today = local_date(clock.now())
    wanted: dict[str, Revision] = {}
    heard: dict[str, str] = {}
    for view in reversed(newsroom.items(session)):
        if view.approved is not None:
            wanted[view.approved.content_sha256] = view.approved
            if view.approval is not None and view.approval.clip is not None:
                heard[view.approved.content_sha256] = view.approval.clip
        if view.state in {State.SUBMITTED, State.APPROVED}:
            wanted[view.newest.content_sha256] = view.newest
    lost = _lost(session, station, heard) if station is not None else set()
    due = _due(session, clock, station, wanted, lost)
    return [
        revision
        for source, revision in wanted.items()
        if source in due and (revision.valid_until is None or revision.valid_until >= today)
    ]


def waiting_texts(
    session: Session, clock: Clock, texts: Iterable[str], station: Station | None = None
) -> list[str]:
    """Return those announcements whose sound should be made now, each once, as `waiting` does."""
    wanted = {text_source(text): text for text in texts}
    due = _due(session, clock, station, wanted, lost=())
    return [text for source, text in wanted.items() if source in due]


def _lost(session: Session, station: Station, heard: Mapping[str, str]) -> set[str]:
    """Return the sources whose approved clip, `heard`, is gone, and nothing says the same."""
    clips = session.exec(select(Clip).where(col(Clip.key).in_(set(heard.values()))))
    gone = {clip.key: clip for clip in clips if not is_there(station, clip)}
    return {
        source
        for source, key in heard.items()
        if key in gone and sound_to_air(session, station, source, gone[key]) is gone[key]
    }


def _due(
    session: Session,
    clock: Clock,
    station: Station | None,
    sources: Iterable[str],
    lost: Collection[str],
) -> set[str]:
    """Return the sources that have no clip, or lost it, and are not held up by their failures."""
    clips = _clips(session)
    there = {source for source, clip in clips.items() if station is None or is_there(station, clip)}
    there -= asked_again(session) | set(lost)
    now = clock.now()
    held_up = {
        source for source, failures in _failures(session).items() if not failures.is_over(now)
    }
    return set(sources) - there - held_up


def _clips(session: Session) -> dict[str, Clip]:
    """Return the newest clip of each source."""
    newest = (select(func.max(Rendering.id)).where(col(Rendering.clip).is_not(None))).group_by(
        col(Rendering.source_sha256)
    )
    rows = session.exec(
        select(Rendering.source_sha256, Clip)
        .join(Clip, col(Rendering.clip) == col(Clip.key))
        .where(col(Rendering.id).in_(newest))
    )
    return dict(iter(rows))


def _failures(session: Session) -> dict[str, Failures]:
    """Return the failures of each source since it last became a clip."""
    good = (
        select(Rendering.source_sha256, func.max(Rendering.id).label("id"))
        .where(col(Rendering.clip).is_not(None))
        .group_by(col(Rendering.source_sha256))
        .subquery()
    )
    rows = session.exec(
        select(Rendering.source_sha256, func.count(), func.max(Rendering.at))
        .outerjoin(good, good.c.source_sha256 == col(Rendering.source_sha256))
        .where(
            col(Rendering.failure).is_not(None),
            col(Rendering.id) > func.coalesce(good.c.id, 0),
        )
        .group_by(col(Rendering.source_sha256))
    )
    return {source: Failures(times, last) for source, times, last in rows}

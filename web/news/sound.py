"""The sound of a revision: whether it is there, hearing it, and how long somebody did."""

from dataclasses import dataclass

from flask import jsonify, render_template, request, send_file
from sqlmodel import Session, col, select
from werkzeug.wrappers import Response

from broadcaster.errors import InvalidInput, NotAllowed, NotFound
from broadcaster.newsroom import (
    Revision,
    heard_enough,
    heard_seconds,
    item,
    note_listening,
    revisions,
)
from broadcaster.speech import Clip, Rendering, asked_again, open_clip, sound_of
from web.access import me
from web.news.pages import Page, blueprint
from web.panel import panel


@dataclass(frozen=True, kw_only=True)
class SoundPart:
    """The sound of one revision if it was made, or what the last attempt to make it failed of."""

    revision: Revision
    clip: Clip | None
    failure: str
    again: bool
    """Somebody asked for a new one, in a changed reading, and it is not there yet."""


@blueprint.get("/<int:news_id>/revisions/<int:number>/sound")
def sound(news_id: int, number: int) -> Response:
    """Send the clip of the revision, in parts where the browser asks for parts."""
    station = panel().station
    with panel().store.reading() as session:
        clip = sound_of(session, station, _revision(session, news_id, number))
    if clip is None:
        raise NotFound(*_no_sound(news_id, number))
    _require_shown(clip)
    return send_file(open_clip(station, clip), mimetype="audio/wav", conditional=True)


@blueprint.get("/<int:news_id>/revisions/<int:number>/sound-part")
def part(news_id: int, number: int) -> Page:
    """Show the sound's part of the item's page anew, while the machine still reads."""
    with panel().store.reading() as session:
        revision = _revision(session, news_id, number)
        found = sound_part(session, revision)
        heard = heard_s(session, revision, me().name)
        state = item(session, news_id).state
    return render_template("news/sound.html", sound=found, heard=heard, state=state)


@blueprint.post("/<int:news_id>/revisions/<int:number>/listening")
def listening(news_id: int, number: int) -> Response:
    """Note that the visitor heard so many more seconds; say how many in all and if enough."""
    seconds = request.form.get("seconds", type=float)
    with panel().store.writing() as session:
        revision = _revision(session, news_id, number)
        clip = sound_of(session, panel().station, revision)
        if clip is None:
            raise NotFound(*_no_sound(news_id, number))
        _require_shown(clip)
        if seconds is None or not 0 < seconds <= clip.duration_s + 1:
            message = "the time of listening is not within the length of the sound"
            raise InvalidInput(message, "Thời gian nghe không hợp lệ; hãy tải lại trang.")
        note_listening(
            session,
            panel().clock,
            news_id,
            number,
            by=me().name,
            clip=clip.key,
            seconds=seconds,
        )
        heard = heard_s(session, revision, me().name)
    return jsonify(heard_s=heard, enough=heard_enough(heard, clip.duration_s))


def sound_part(session: Session, revision: Revision) -> SoundPart:
    """Return what is known of the revision's sound."""
    source = revision.content_sha256
    clip = sound_of(session, panel().station, revision)
    last = session.exec(
        select(Rendering)
        .where(Rendering.source_sha256 == source)
        .order_by(col(Rendering.id).desc())
        .limit(1)
    ).first()
    return SoundPart(
        revision=revision,
        clip=clip,
        failure=(last and last.failure) or "",
        again=source in asked_again(session, [source]),
    )


def heard_s(session: Session, revision: Revision, name: str) -> float | None:
    """Return how many seconds of the revision's sound the person heard; None if none of it."""
    clip = sound_of(session, panel().station, revision)
    return heard_seconds(session, revision, name, clip.key if clip else None)


def _revision(session: Session, news_id: int, number: int) -> Revision:
    for revision in revisions(session, news_id):
        if revision.number == number:
            return revision
    message = f"news item {news_id} has no revision {number}"
    raise NotFound(message, f"Tin bài số {news_id} không có bản {number}.")


def _require_shown(clip: Clip) -> None:
    """Refuse a page that shows another sound than there is now: the text was read again."""
    if request.args.get("clip", clip.key) != clip.key:
        message = "the text was read again since the page was opened; open it anew and listen"
        raise NotAllowed(message, "Bài vừa được đọc lại; hãy tải lại trang rồi nghe bản tiếng mới.")


def _no_sound(news_id: int, number: int) -> tuple[str, str]:
    return (
        f"revision {number} of news item {news_id} has no sound yet; wait for the renderer",
        "Bản tiếng chưa làm xong; xin chờ ít phút rồi mở lại.",
    )

"""The station's dictionary: what is read how, changed by people who know the names here."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from broadcaster import newsroom, speech
from broadcaster.errors import BroadcasterError, InvalidInput, NotFound
from broadcaster.newsroom import Action, ItemView, State, people
from broadcaster.speech import Entry, WrongEntry, spoken
from web.access import allowed_to, me
from web.faults import status_of
from web.panel import panel
from web.search import speaks_of
from web.spoken_words import KINDS, how_sure
from web.tryout import LONGEST_TRY, spoken_aloud
from web.words import names_of

Page = str | Response | tuple[str, int]

CHANGES_SHOWN = 20

blueprint = Blueprint("pronunciation", __name__, url_prefix="/pronunciation")


@dataclass(frozen=True, kw_only=True)
class EntryForm:
    """What the form of one entry holds, as typed, and what is wrong at which side.

    `seen` is the entry as it was when the form was opened; None for a new one.
    """

    written: str = ""
    reading: str = ""
    news_id: int | None = None
    seen: Entry | None = None
    wrong: dict[str, str] = field(default_factory=dict)


@blueprint.get("/")
def page() -> Page:
    """Show the entries, a sentence to try, and who changed what."""
    typed = " ".join(request.args.get("text", "").split())
    if len(typed) > LONGEST_TRY:
        error = f"Câu dài quá {LONGEST_TRY} ký tự; hãy thử câu ngắn hơn."
        return _page(typed[:LONGEST_TRY], error), 400
    return _page(typed)


@blueprint.get("/new")
@allowed_to(Action.PRONOUNCE)
def new() -> Page:
    """Show the form of a new entry, or of the one that is there already."""
    written = request.args.get("written", "")
    news_id = request.args.get("news", type=int)
    try:
        seen = speech.entry_of(panel().station, written)
    except NotFound:
        return _form(EntryForm(written=written, news_id=news_id))
    return _form(EntryForm(written=seen.written, reading=seen.reading, news_id=news_id, seen=seen))


@blueprint.post("/new")
@allowed_to(Action.PRONOUNCE)
def save() -> Page:
    """Take a new or changed entry, or show the form again with what is wrong beside its field."""
    form = _typed()
    here = panel()
    try:
        with here.store.writing() as session:
            if form.seen is None:
                entry = speech.add_entry(
                    session, here.clock, here.station, form.written, form.reading, by=me().name
                )
            else:
                entry = speech.change_entry(
                    session,
                    here.clock,
                    here.station,
                    form.seen,
                    form.written,
                    form.reading,
                    by=me().name,
                )
    except WrongEntry as error:
        form.wrong[error.side] = error.vi
        return _form(form), 400
    except BroadcasterError as error:
        return _form(form, error=error.vi), status_of(error)
    flash(f"Đã lưu: “{entry.written}” đọc là “{entry.said}”.", "done")
    return _back(form.news_id, entry.written)


@blueprint.post("/remove")
@allowed_to(Action.PRONOUNCE)
def remove() -> Page:
    """Take an entry out."""
    form = _typed()
    here = panel()
    try:
        if form.seen is None:
            message = "no entry is named"
            raise InvalidInput(message, "Hãy chọn một mục trong danh sách để xoá.")
        with here.store.writing() as session:
            speech.remove_entry(session, here.clock, here.station, form.seen, by=me().name)
    except BroadcasterError as error:
        return _form(form, error=error.vi), status_of(error)
    flash(f"Đã xoá “{form.seen.written}” khỏi từ điển.", "done")
    return redirect(url_for("pronunciation.page", changed=form.seen.written))


@blueprint.post("/read-again")
@allowed_to(Action.PRONOUNCE)
def read_again() -> Page:
    """Have the items that wait for approval and hold the word read again."""
    written = request.form.get("changed", "")
    here = panel()
    with here.store.writing() as session:
        found = _waiting(speech.unapproved_with(session, written)) if written.strip() else []
        for view in found:
            speech.ask_again(session, here.clock, view.news_id, by=me().name)
    flash(f"Máy đang đọc lại {len(found)} tin bài.", "done")
    return redirect(url_for("news.listing", state=State.SUBMITTED.value))


@blueprint.get("/sound")
def sound() -> Response:
    """Send the text as the station's voice reads it now; nothing of it is kept."""
    return send_file(BytesIO(spoken_aloud(request.args.get("text", ""))), mimetype="audio/wav")


def _back(news_id: int | None, written: str) -> Response:
    """Return to the item from which the word came, which is read again; else to the list."""
    here = panel()
    if news_id is None:
        return redirect(url_for("pronunciation.page", changed=written))
    with here.store.writing() as session:
        try:
            view = newsroom.item(session, news_id)
        except NotFound:
            return redirect(url_for("pronunciation.page", changed=written))
        if view.state is State.SUBMITTED:
            speech.ask_again(session, here.clock, news_id, by=me().name)
        elif view.state is State.APPROVED:
            flash(
                "Bản đã duyệt giữ nguyên tiếng như lúc duyệt. Muốn phát theo cách đọc mới, hãy "
                "bấm Sửa, gửi duyệt lại rồi bấm Đọc lại.",
                "note",
            )
        else:
            flash("Bản tiếng sẽ theo cách đọc mới khi gửi duyệt.", "note")
    return redirect(url_for("news.item", news_id=news_id))


def _typed() -> EntryForm:
    held = request.form
    written = held.get("seen_written", "")
    return EntryForm(
        written=held.get("written", ""),
        reading=held.get("reading", ""),
        news_id=held.get("news", type=int),
        seen=Entry(written, held.get("seen_reading", ""), "") if written else None,
    )


def _form(form: EntryForm, *, error: str = "") -> str:
    return render_template("pronunciation/form.html", form=form, error=error)


def _page(text: str, error: str = "") -> str:
    here = panel()
    words = " ".join(request.args.get("words", "").split())
    changed = request.args.get("changed", "")
    known = speech.dictionary_of(here.station)
    with here.store.reading() as session:
        context = _of_the_change(session, changed) if changed.strip() else {}
        changes = speech.pronunciation_changes(session, CHANGES_SHOWN)
        names = names_of(people(session))
    found = [
        entry for entry in known.entries if speaks_of(f"{entry.written} {entry.reading}", words)
    ]
    return render_template(
        "pronunciation/page.html",
        entries=found,
        total=len(known.entries),
        problems=known.wrong,
        words=words,
        text=text,
        tried=_tried(text),
        changes=changes,
        names=names,
        longest=LONGEST_TRY,
        error=error,
        **context,
    )


def _of_the_change(session: Session, changed: str) -> dict[str, Any]:
    found = speech.unapproved_with(session, changed)
    return {"changed": changed, "unapproved": found, "waiting": _waiting(found)}


def _waiting(views: list[ItemView]) -> list[ItemView]:
    return [view for view in views if view.state is State.SUBMITTED]


def _tried(text: str) -> dict[str, Any] | None:
    """Return how the sentence is read: its words, and each piece with what it was taken for."""
    if not text:
        return None
    reading = speech.reading_of(panel().station)
    spans = [
        {
            "source": span.source,
            "reading": span.reading,
            "plain": span.kind is spoken.Kind.TEXT,
            "kind": KINDS[span.kind],
            "how_sure": how_sure(span),
            "doubtful": span.confidence < spoken.DOUBT_BELOW,
        }
        for span in spoken.explain(text, reading)
    ]
    return {"words": spoken.spoken_form(text, reading), "spans": spans}

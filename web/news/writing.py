"""Writing a news item: a new one, or a new revision of one that is there."""

import re
import tempfile
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import cast

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from broadcaster.errors import BroadcasterError, InvalidInput
from broadcaster.newsroom import (
    RECORDING_ENDINGS,
    SCRIPT_ENDINGS,
    Action,
    create,
    programmes_of,
    read_script,
    revise,
    submit,
    take_recording,
)
from broadcaster.newsroom import item as item_view
from web.access import allowed_to, me
from web.faults import status_of
from web.news.form import Form, KeptRecordings
from web.news.pages import Page, blueprint
from web.news.reading import read_aloud
from web.panel import panel

LONGEST_FILE_NAME = 100
MEGABYTE = 1024 * 1024
LARGEST_DOCUMENT = 20 * MEGABYTE


@blueprint.get("/new")
@allowed_to(Action.CREATE)
def new() -> Page:
    """Show an empty form."""
    return _page(Form(), None)


@blueprint.post("/new")
@allowed_to(Action.CREATE)
def write_new() -> Page:
    """Take a new item in, or show the form again with everything it held."""
    return _write(None)


@blueprint.get("/<int:news_id>/edit")
@allowed_to(Action.REVISE)
def edit(news_id: int) -> Page:
    """Show the newest revision in the form."""
    with panel().store.reading() as session:
        newest = item_view(session, news_id).newest
    return _page(Form.of(newest, _keeper()), news_id)


@blueprint.post("/<int:news_id>/edit")
@allowed_to(Action.REVISE)
def write_revision(news_id: int) -> Page:
    """Take a new revision in, or show the form again with everything it held."""
    return _write(news_id)


def _write(news_id: int | None) -> Page:
    """Do what the pressed button says with the form.

    1. A document's text goes into the form, a recording is kept, whatever follows.
    2. `load` and `preview` show the form again; `drop` forgets the recording.
    3. `save` and `submit` take the content in; what is refused shows the form again.
    """
    form = Form.typed(request.form)
    pressed = request.form.get("pressed", "save")
    try:
        form = _with_document(form)
        form = _with_recording(form, dropped=pressed == "drop")
        if pressed in {"load", "preview", "drop"}:
            return _page(form, news_id, preview=pressed == "preview")
        saved = _save(form, news_id, hand_in=pressed == "submit")
    except BroadcasterError as error:
        return _page(form, news_id, error=error.vi), status_of(error)
    flash("Đã lưu và gửi duyệt." if pressed == "submit" else "Đã lưu bản thảo.", "done")
    return redirect(url_for("news.item", news_id=saved, saved=1))


def _save(form: Form, news_id: int | None, *, hand_in: bool) -> int:
    """Return the number of the item that was taken in.

    A programme that is gone may stay with an item that has it: the form says so.
    """
    here = panel()
    content = form.content(_keeper())
    schedules = here.schedules()
    with here.store.writing() as session:
        kept = () if news_id is None else programmes_of(item_view(session, news_id).newest)
        schedules.require(stem for stem in content.programmes if stem not in kept)
        if news_id is None:
            revision = create(session, here.clock, here.station, content, by=me().name)
        else:
            revision = revise(session, here.clock, here.station, news_id, content, by=me().name)
        if hand_in:
            submit(session, here.clock, revision.news_id, by=me().name)
    return revision.news_id


def _with_document(form: Form) -> Form:
    document = request.files.get("document")
    if document is None or not document.filename:
        return form
    with tempfile.TemporaryDirectory() as folder:
        path = _saved(document, Path(folder))
        if path.stat().st_size > LARGEST_DOCUMENT:
            message = "the document is too large"
            raise InvalidInput(
                message,
                f"Tệp văn bản lớn quá {LARGEST_DOCUMENT // MEGABYTE} MB; hãy chọn tệp khác.",
            )
        script = read_script(path, longest=panel().station.longest_script)
    return form.with_script(script.text, script.title)


def _with_recording(form: Form, *, dropped: bool) -> Form:
    if dropped:
        return replace(form, kept="", recording_name="")
    _, name = _keeper().read(form.kept)
    recording = request.files.get("recording")
    if recording is None or not recording.filename:
        return replace(form, recording_name=name or "")
    with tempfile.TemporaryDirectory() as folder:
        taken = take_recording(panel().station, _saved(recording, Path(folder)))
    return replace(form, kept=_keeper().sign(taken.sha256, taken.name), recording_name=taken.name)


def _saved(upload: FileStorage, folder: Path) -> Path:
    """Return the uploaded file in the folder, under its own name without anything but a name."""
    name = PurePosixPath((upload.filename or "").replace("\\", "/")).name
    safe = re.sub(r"[^\w .()+-]", "_", name).strip(" .")[-LONGEST_FILE_NAME:] or "tep"
    path = folder / safe
    upload.save(path)
    return path


def _keeper() -> KeptRecordings:
    return KeptRecordings(cast("bytes", current_app.secret_key))


def _page(form: Form, news_id: int | None, *, error: str = "", preview: bool = False) -> str:
    return render_template(
        "news/form.html",
        form=form,
        news_id=news_id,
        error=error,
        programmes=panel().schedules().programmes,
        longest=panel().station.longest_script,
        script_endings=",".join(sorted(SCRIPT_ENDINGS)),
        recording_endings=",".join(sorted(RECORDING_ENDINGS)),
        aloud=read_aloud(panel().station, form.script) if preview and form.script.strip() else None,
    )

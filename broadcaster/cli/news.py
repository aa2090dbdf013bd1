"""`broadcaster news`: news items and their workflow."""

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import click

from broadcaster import newsroom, speech
from broadcaster.app import App
from broadcaster.cli.doubts import doubts_json, tell_doubts
from broadcaster.cli.faults import say
from broadcaster.cli.options import (
    ID,
    Day,
    by_option,
    day_and_time,
    day_of,
    echo_json,
    echo_table,
    json_option,
    station_app,
)
from broadcaster.errors import BroadcasterError, InvalidInput
from broadcaster.newsroom import (
    PRIORITY_VI,
    STATE_VI,
    Content,
    Genre,
    ItemView,
    Means,
    Priority,
    Revision,
    State,
    actor_vi,
)
from broadcaster.playout import drills
from broadcaster.timetable import KIND_VI, EntryKind

SCRIPTS = frozenset({".txt", ".docx"})
DRILL_VI = KIND_VI[EntryKind.DRILL]


@click.group()
def news() -> None:
    """Add news items and take them through submission, approval, rejection and withdrawal."""


@news.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@by_option(required=False)
@click.option("--title", help="Without it, the document's own title, or the file's name.")
@click.option(
    "--genre",
    type=click.Choice([genre.value for genre in Genre]),
    default=Genre.TIN.value,
    show_default=True,
    help="What kind of item it is.",
)
@click.option(
    "--field",
    type=click.IntRange(1, 6),
    default=1,
    show_default=True,
    help="1 general, 2 unexpected, 3 policy and law, 4 direction, 5 knowledge, 6 good examples.",
)
@click.option(
    "--priority",
    type=click.Choice([priority.value for priority in Priority]),
    default=Priority.NORMAL.value,
    show_default=True,
    help="What goes first.",
)
@click.option("--language", default="vi", show_default=True, help="A short code.")
@click.option("--from", "first", type=Day(), help="First day it may air.")
@click.option("--until", "last", type=Day(), help="Last day it may air.")
@click.option(
    "--airings",
    type=click.IntRange(1, 1000),
    default=1,
    show_default=True,
    help="How often it shall air.",
)
@click.option(
    "--programme",
    "programmes",
    multiple=True,
    help="Air only there: a file of schedules/, without .toml (may be repeated).",
)
@click.pass_context
def add(  # noqa: PLR0917 - one argument for each option of the interface
    ctx: click.Context,
    /,
    files: tuple[Path, ...],
    by: str,
    title: str | None,
    first: date | str | None,
    last: date | str | None,
    programmes: tuple[str, ...],
    **content: Any,
) -> int:
    """Make drafts of FILES: .txt and .docx become scripts, sound files recorded items.

    Prints one id for each file. A file that cannot be taken is named with its reason, and the
    others are added all the same.
    """
    app = station_app(ctx)
    programmes = tuple(unicodedata.normalize("NFC", stem) for stem in programmes)
    if programmes:
        app.schedules.load().require(programmes)
    content |= {
        "valid_from": day_of(app, first) if first else None,
        "valid_until": day_of(app, last) if last else None,
        "programmes": programmes,
    }
    status = 0
    for file in files:
        try:
            revision = _add_file(app, file, title, content, by)
        except BroadcasterError as error:
            said = str(error)
            named = bool(file.name) and file.name in said
            say(said if named else f"{file}: {said}")
            status = 1
        else:
            click.echo(revision.news_id)
    return status


def _add_file(
    app: App, file: Path, title: str | None, content: dict[str, Any], by: str
) -> Revision:
    if file.is_dir():
        message = "this is a folder; name the files in it"
        raise InvalidInput(message)
    if not file.is_file():
        message = "there is no such file; look at its name and folder"
        raise InvalidInput(message)
    if file.suffix.lower() in SCRIPTS:
        script = newsroom.read_script(file, longest=app.station.longest_script)
        made = Content(title=title or script.title, script=script.text, **content)
    else:
        recording = newsroom.take_recording(app.station, file)
        made = Content(
            title=title or file.stem,
            recording=recording.sha256,
            recording_name=recording.name,
            **content,
        )
    with app.store.writing() as session:
        return newsroom.create(session, app.clock, app.station, made, by=by)


@news.command("list")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in State]),
    help="Only those (may be repeated).",
)
@json_option
@click.pass_context
def list_items(ctx: click.Context, states: tuple[str, ...], *, as_json: bool) -> None:
    """Show the news items, newest first."""
    app = station_app(ctx, last_good=True)
    wanted = [State(state) for state in states] or None
    with app.store.reading() as session:
        views = newsroom.items(session, states=wanted)
        practised = drills(session, views)
    if as_json:
        echo_json([_view_json(view, drill=view.news_id in practised) for view in views])
        return
    echo_table(
        ("Số", "Tiêu đề", "Thể loại", "Ưu tiên", "Bản", "Trạng thái", "Người viết"),
        (
            (
                view.news_id,
                view.newest.title,
                view.newest.genre.capitalize(),
                DRILL_VI if view.news_id in practised else PRIORITY_VI[view.newest.priority],
                view.newest.number,
                STATE_VI[view.state],
                actor_vi(view.newest.created_by),
            )
            for view in views
        ),
    )


@news.command("show")
@click.argument("news_id", metavar="ID", type=ID)
@json_option
@click.pass_context
def show(ctx: click.Context, news_id: int, *, as_json: bool) -> None:
    """Show one news item: its text, where it stands, and every step it took."""
    app = station_app(ctx, last_good=True)
    with app.store.reading() as session:
        view = newsroom.item(session, news_id)
        steps = newsroom.history(session, news_id)
        drill = bool(drills(session, [view]))
    if as_json:
        told = {
            "history": [step.model_dump() for step in steps],
            "doubts": doubts_json(app.station, view.newest.script),
        }
        echo_json(_view_json(view, drill=drill) | told)
        return
    newest = view.newest
    click.echo(f"{news_id}. {newest.title}")
    note = f", lời {DRILL_VI.lower()}" if drill else ""
    click.echo(f"{newest.genre}, bản {newest.number}, {STATE_VI[view.state].lower()}{note}")
    click.echo()
    click.echo(newest.script or f"Bản ghi âm: {newest.recording_name}")
    click.echo()
    tell_doubts(app.station, newest.script)
    echo_table(
        ("Lúc", "Ai", "Bản", "Thành", "Lý do"),
        (
            (
                day_and_time(step.at),
                actor_vi(step.by),
                step.revision,
                STATE_VI[step.to_state],
                step.reason,
            )
            for step in steps
        ),
    )


@news.command("submit")
@click.argument("news_id", metavar="ID", type=ID)
@by_option(required=True)
@click.pass_context
def submit(ctx: click.Context, news_id: int, by: str) -> None:
    """Hand the newest draft to the approver; say which readings are doubtful."""
    app = station_app(ctx)
    with app.store.writing() as session:
        newsroom.submit(session, app.clock, news_id, by=by)
        script = newsroom.item(session, news_id).newest.script
    tell_doubts(app.station, script)
    click.echo(f"{news_id}: {State.SUBMITTED}")


@news.command("approve")
@click.argument("news_id", metavar="ID", type=ID)
@by_option(required=True)
@click.option(
    "--revision", type=ID, help="The revision that was read; refused if it is not the newest."
)
@click.pass_context
def approve(ctx: click.Context, news_id: int, by: str, revision: int | None) -> None:
    """Say yes to the submitted revision, as a named person other than its author.

    What the machine is not sure how to read is told before.
    """
    app = station_app(ctx)
    with app.store.writing() as session:
        approval = newsroom.approve(
            session,
            app.clock,
            app.station,
            news_id,
            by=by,
            means=Means.COMMAND_LINE,
            revision=revision,
            sound=speech.offered_sound(session, news_id),
        )
        script = newsroom.item(session, news_id).newest.script
    tell_doubts(app.station, script)
    click.echo(f"{news_id}: {State.APPROVED}, revision {approval.revision}")


@news.command("reject")
@click.argument("news_id", metavar="ID", type=ID)
@by_option(required=True)
@click.option("--reason", required=True, help="Kept in the history.")
@click.pass_context
def reject(ctx: click.Context, news_id: int, by: str, reason: str) -> None:
    """Send the submitted revision back to its author."""
    app = station_app(ctx)
    with app.store.writing() as session:
        newsroom.reject(session, app.clock, news_id, by=by, reason=reason)
    click.echo(f"{news_id}: {State.REJECTED}")


@news.command("withdraw")
@click.argument("news_id", metavar="ID", type=ID)
@by_option(required=True)
@click.option("--reason", required=True, help="Kept in the history.")
@click.pass_context
def withdraw(ctx: click.Context, news_id: int, by: str, reason: str) -> None:
    """Let nothing of the item air from now on."""
    app = station_app(ctx)
    with app.store.writing() as session:
        newsroom.withdraw(session, app.clock, news_id, by=by, reason=reason)
    click.echo(f"{news_id}: {State.WITHDRAWN}")


def _view_json(view: ItemView, *, drill: bool) -> dict[str, Any]:
    newest = view.newest
    return {
        "id": view.news_id,
        "title": newest.title,
        "state": view.state,
        "revision": newest.number,
        "approved_revision": view.approved.number if view.approved else None,
        "approved_by": view.approval.by if view.approval else None,
        "genre": newest.genre,
        "field": newest.field,
        "priority": newest.priority,
        "drill": drill,
        "language": newest.language,
        "script": newest.script,
        "recording": newest.recording,
        "valid_from": newest.valid_from,
        "valid_until": newest.valid_until,
        "airings": newest.airings,
        "programmes": list(newsroom.programmes_of(newest)),
        "content_sha256": newest.content_sha256,
        "created_by": newest.created_by,
        "created_at": newest.created_at,
    }

"""One news item: what it says, how it sounds, where it stands, and what can be done now."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request
from sqlmodel import Session, col, select

from broadcaster.airlog import airings
from broadcaster.errors import NotFound
from broadcaster.newsroom import (
    Action,
    Approval,
    ItemView,
    Means,
    Revision,
    State,
    Transition,
    heard_enough,
    history,
    may,
    only_their_own,
    people,
    programmes_of,
    revisions,
)
from broadcaster.newsroom import item as item_view
from broadcaster.playout import drills
from broadcaster.speech import is_read_otherwise, offered_sound, reading_of
from broadcaster.timetable import AiredCount
from web.access import Visitor, me
from web.news.pages import Page, blueprint
from web.news.reading import ReadAloud, read_aloud
from web.news.sound import SoundPart, heard_s, sound_part
from web.panel import panel
from web.words import names_of

NEVER_AIRED = AiredCount(times=0, last=None)


@dataclass(frozen=True, kw_only=True)
class Steps:
    """What the visitor can do with the item now, and why not where a person would ask."""

    edit: bool
    submit: bool
    approve: bool
    reject: bool
    withdraw: bool
    own_work: bool
    heard_s: float | None
    must_listen: bool
    read_again: bool


@dataclass(frozen=True, kw_only=True)
class ItemPage:
    """Everything the page of one revision shows."""

    view: ItemView
    shown: Revision
    state: State
    revisions: list[Revision]
    history: list[Transition]
    aired: AiredCount
    sound: SoundPart
    steps: Steps
    programmes: tuple[str, ...]
    names: Mapping[str, str]
    aloud: ReadAloud | None
    read_otherwise: bool
    """The station says other words now than the sound does."""
    drill: bool
    """It is the text of a drill, approved for that alone."""
    by_interruption: bool
    """It was approved for an interruption alone: the timetable does not air it."""


@blueprint.get("/<int:news_id>")
def item(news_id: int) -> Page:
    """Show the newest revision of the item, or the one that `revision` names."""
    return item_page(news_id, request.args.get("revision", type=int))


def item_page(
    news_id: int, revision: int | None = None, *, error: str = "", reason: str = ""
) -> str:
    """Return the page of the item, with what was refused and what had been typed."""
    with panel().store.reading() as session:
        page = _gather(session, news_id, revision)
    return render_template("news/item.html", page=page, error=error, reason=reason)


def _gather(session: Session, news_id: int, number: int | None) -> ItemPage:
    view = item_view(session, news_id)
    known = revisions(session, news_id)
    shown = next((row for row in known if row.number == number), None)
    if number is None:
        shown = view.newest
    if shown is None:
        message = f"news item {news_id} has no revision {number}"
        raise NotFound(message, f"Tin bài số {news_id} không có bản {number}.")
    past = history(session, news_id)
    sound = sound_part(session, shown)
    station = panel().station
    return ItemPage(
        view=view,
        shown=shown,
        state={step.revision: step.to_state for step in past}[shown.number],
        revisions=known,
        history=past,
        aired=airings(session).get(news_id, NEVER_AIRED),
        sound=sound,
        steps=_steps(session, view, me()),
        programmes=programmes_of(shown),
        names=names_of(people(session)),
        aloud=read_aloud(station, shown.script) if shown.script else None,
        read_otherwise=sound.clip is not None
        and shown.script is not None
        and is_read_otherwise(sound.clip, shown.script, reading_of(station)),
        drill=bool(drills(session, [view])),
        by_interruption=_by_interruption(session, shown),
    )


def _by_interruption(session: Session, revision: Revision) -> bool:
    """Return whether it was approved for an interruption alone; what is withdrawn since was too."""
    query = select(Approval.means).where(
        Approval.news_id == revision.news_id, Approval.revision == revision.number
    )
    return session.exec(query.order_by(col(Approval.id).desc())).first() is Means.EMERGENCY


def _steps(session: Session, view: ItemView, visitor: Visitor) -> Steps:
    own_work = view.newest.created_by == visitor.name
    first = revisions(session, view.news_id)[0]
    theirs = not only_their_own(visitor.role) or first.created_by == visitor.name
    station = panel().station
    heard = heard_s(session, view.newest, visitor.name)
    sound = offered_sound(session, view.news_id)
    return Steps(
        edit=may(visitor.role, Action.REVISE) and theirs and view.state is not State.WITHDRAWN,
        submit=may(visitor.role, Action.SUBMIT) and theirs and view.state is State.DRAFT,
        approve=may(visitor.role, Action.APPROVE) and view.state is State.SUBMITTED,
        reject=may(visitor.role, Action.REJECT) and view.state is State.SUBMITTED,
        withdraw=may(visitor.role, Action.WITHDRAW) and view.state is not State.WITHDRAWN,
        read_again=may(visitor.role, Action.REVISE) and theirs and view.state is State.SUBMITTED,
        own_work=own_work and station.two_person_rule,
        heard_s=heard,
        must_listen=station.listen_before_approval
        and not heard_enough(heard, sound.duration_s if sound else None),
    )

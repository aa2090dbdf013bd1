"""The emergency page: a real message or a drill over whatever is on air, and silence."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session, col, select
from werkzeug.wrappers import Response

from broadcaster.airlog import entries
from broadcaster.errors import BroadcasterError, InvalidInput
from broadcaster.newsroom import Action, ItemView, State, items, people
from broadcaster.playout import (
    INTERRUPTED,
    Interruption,
    InterruptionChange,
    InterruptionState,
    drills,
    standing_vi,
)
from broadcaster.playout.interruptions.plans import moment_of, seconds_of
from web.access import allowed_to, me
from web.faults import status_of
from web.over_all import ALARMS, told_over_all
from web.panel import panel
from web.today import following_slot, on_air
from web.words import names_of

Page = str | Response | tuple[str, int]

CONFIRMATION = "KHẨN CẤP"
SHOWN_DAYS = 30
SHOWN_INTERRUPTIONS = 40
USUAL_LEVEL = 3
LONGEST_NUMBER = 9
EVERY_MINUTES = (5, 10, 15, 30, 60)

STEPS = {
    InterruptionState.REQUESTED: "chờ phát",
    InterruptionState.ON_AIR: "phát",
    InterruptionState.ENDED: "xong",
    InterruptionState.FAILED: "không phát được",
}
KINDS = {"real": False, "drill": True}

blueprint = Blueprint("interruption", __name__, url_prefix="/interruption")


@dataclass(frozen=True, kw_only=True)
class AlarmForm:
    """What the form holds, as typed."""

    title: str = ""
    text: str = ""
    news_id: str = ""
    level: str = str(USUAL_LEVEL)
    every: str = ""
    until: str = ""

    def news_number(self) -> int | None:
        """Return the news item that was chosen, if the text is not typed here."""
        short = len(self.news_id) <= LONGEST_NUMBER
        number = short and self.news_id.isascii() and self.news_id.isdigit()
        return int(self.news_id) if number else None


@blueprint.get("/")
@allowed_to(Action.INTERRUPT)
def page() -> Page:
    """Show what is on air, the two ways in, the stop button and the last interruptions."""
    return _page()


@blueprint.get("/open")
@allowed_to(Action.INTERRUPT)
def open_part() -> str:
    """Show what is not over, for the page that asks every few seconds."""
    return render_template("interruption/open.html", **_not_over())


@blueprint.get("/<any(real, drill):kind>")
@allowed_to(Action.INTERRUPT)
def form(kind: str) -> Page:
    """Show the form of a real message or of a drill."""
    return _form(kind, AlarmForm())


@blueprint.post("/<any(real, drill):kind>")
@allowed_to(Action.INTERRUPT)
def interrupt(kind: str) -> Page:
    """Put the message on air, or show the form again with what it held."""
    held = AlarmForm(
        title=request.form.get("title", ""),
        text=request.form.get("text", ""),
        news_id=request.form.get("news_id", ""),
        level=request.form.get("level", str(USUAL_LEVEL)),
        every=request.form.get("every", ""),
        until=request.form.get("until", ""),
    )
    drill = KINDS[kind]
    try:
        _check(held, drill=drill)
        number = held.news_number()
        name = panel().player.interrupt(
            by=me().name,
            title=" ".join(held.title.split()),
            text=held.text if number is None else None,
            news_id=number,
            drill=drill,
            level=int(held.level),
            **_repeat(held),
        )
    except BroadcasterError as error:
        return _form(kind, held, error=error.vi), status_of(error)
    behind_another = {"queued", INTERRUPTED}
    if any(one["id"] == name and one["state"] in behind_another for one in _open()):
        flash("Đã nhận. Lượt này đang chờ lượt phát khẩn cấp khác xong.", "done")
    else:
        flash("Đã bắt đầu diễn tập." if drill else "Đã bắt đầu phát khẩn cấp.", "done")
    return redirect(url_for("interruption.page"))


@blueprint.post("/cancel")
@allowed_to(Action.INTERRUPT)
def cancel() -> Page:
    """End one interruption with its repeats."""
    try:
        cancelled = panel().player.cancel(request.form.get("id", ""), me().name)
    except BroadcasterError as error:
        return _page(error=error.vi), status_of(error)
    flash("Đã huỷ." if cancelled else "Lượt phát này đã xong từ trước.", "done")
    return redirect(url_for("interruption.page"))


def _repeat(held: AlarmForm) -> dict[str, Any]:
    """Return the plan of the form as the player takes it; nothing if it is to be told once."""
    if not held.every:
        return {}
    until = moment_of(held.until, panel().clock.now()) if held.until.strip() else None
    return {"repeat_s": seconds_of(f"{held.every}m"), "until": until}


def _open() -> list[dict[str, Any]]:
    """Return the interruptions that are not over, as the player says; with times as moments."""
    state = panel().player.state() or {}
    return [
        {
            **one,
            **{
                key: datetime.fromisoformat(one[key])
                for key in ("until", "again_at")
                if one.get(key)
            },
        }
        for one in state.get("interruptions", [])
    ]


def _not_over() -> dict[str, Any]:
    return {"open_ones": _open(), "standing": standing_vi}


def _history(
    session: Session, since: datetime
) -> list[tuple[Interruption, list[InterruptionChange]]]:
    """Return the interruptions since then with what happened to each, the newest first."""
    asked = session.exec(
        select(Interruption)
        .where(col(Interruption.requested_at) >= since)
        .order_by(col(Interruption.requested_at).desc())
        .limit(SHOWN_INTERRUPTIONS)
    ).all()
    names = [one.id for one in asked]
    changes: dict[str, list[InterruptionChange]] = {name: [] for name in names}
    query = select(InterruptionChange).where(col(InterruptionChange.interruption).in_(names))
    for change in session.exec(query.order_by(col(InterruptionChange.id))):
        changes[change.interruption].append(change)
    return [(one, changes[one.id]) for one in asked]


@blueprint.post("/stop")
@allowed_to(Action.INTERRUPT)
def stop() -> Page:
    """Silence what is on air."""
    try:
        stopped = panel().player.stop(me().name)
    except BroadcasterError as error:
        return _page(error=error.vi), status_of(error)
    flash("Đã dừng phát." if stopped else "Lúc này không có gì đang phát.", "done")
    return redirect(url_for("interruption.page"))


def _check(held: AlarmForm, *, drill: bool) -> None:
    """Refuse what is not complete; a real message is confirmed by typing the word."""
    if not drill and _plain(request.form.get("confirmation", "")) != _plain(CONFIRMATION):
        message = f"a real emergency message is confirmed by typing {CONFIRMATION}"
        raise InvalidInput(
            message, f"Chưa phát. Muốn phát thật, hãy gõ chữ {CONFIRMATION} vào ô xác nhận."
        )
    if held.level not in {"1", "2", "3", "4", "5"}:
        message = "the level must be 1 to 5"
        raise InvalidInput(message, "Hãy chọn cấp độ từ 1 đến 5.")
    if held.until.strip() and not held.every:
        message = "there is a time to end, and not how often it is repeated until then"
        raise InvalidInput(
            message,
            "Đã ghi giờ kết thúc nhưng chưa chọn nhắc lại mỗi mấy phút. Hãy chọn ở ô Nhắc lại, "
            "hoặc xoá giờ.",
        )
    if held.news_id and held.news_number() is None:
        message = "the news item is not a number of the list"
        raise InvalidInput(message, "Hãy chọn tin bài trong danh sách.")
    if held.news_number() is None and not held.text.strip():
        message = "there is nothing to say; type the message or choose an approved item"
        raise InvalidInput(message, "Chưa có nội dung: hãy gõ lời thông báo hoặc chọn tin bài.")
    if held.news_number() is not None and held.text.strip():
        message = "either a text or a news item"
        raise InvalidInput(message, "Vừa gõ lời thông báo vừa chọn tin bài: hãy chỉ giữ một.")


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", " ".join(text.split()).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _form(kind: str, held: AlarmForm, *, error: str = "") -> str:
    approved = [] if KINDS[kind] else _real_items()
    return render_template(
        "interruption/form.html",
        held=held,
        drill=KINDS[kind],
        kind=kind,
        every_minutes=EVERY_MINUTES,
        approved=approved,
        confirmation=CONFIRMATION,
        error=error,
    )


def _real_items() -> list[ItemView]:
    """Return the approved news items that may be a real message: the text of a drill may not."""
    with panel().store.reading() as session:
        found = [view for view in items(session, states={State.APPROVED}) if view.approved]
        practised = drills(session, found)
    return [view for view in found if view.news_id not in practised]


def _page(error: str = "") -> str:
    now, not_over = panel().clock.now(), _not_over()
    with panel().store.reading() as session:
        found = entries(session, now - timedelta(days=SHOWN_DAYS), now + timedelta(days=1))
        over_all = told_over_all(session, found)
        following = following_slot(session, now)
        history = _history(session, now - timedelta(days=SHOWN_DAYS))
        names = names_of(people(session))
    return render_template(
        "interruption/page.html",
        stands={one["id"]: one for one in not_over["open_ones"]},
        history=history,
        names=names,
        steps=STEPS,
        now=now,
        air=on_air(),
        following=following,
        recent=[told for told in reversed(over_all) if told.last.kind in ALARMS],
        days=SHOWN_DAYS,
        error=error,
        **not_over,
    )

"""The live page: a person speaks at the station's microphone, now or in their part of a slot."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from broadcaster.airlog import entries
from broadcaster.errors import BroadcasterError, InvalidInput
from broadcaster.locks import PLAYER, works
from broadcaster.newsroom import Action
from broadcaster.playout import HeldUp, LiveRoom, PlayerDoor, held_up
from broadcaster.timetable import EntryKind, Live, Slot, SlotState, slots
from web.access import allowed_to, me
from web.faults import status_of
from web.panel import panel
from web.today import QUIETEST_DBFS, on_air

Page = str | Response | tuple[str, int]

SHOWN_DAYS = 30
SLOTS_AHEAD = timedelta(hours=12)
USUAL_MINUTES = 5
LONGEST_NUMBER = 9

blueprint = Blueprint("live", __name__, url_prefix="/live")


@blueprint.get("/")
@allowed_to(Action.SPEAK)
def page() -> Page:
    """Show who is at the microphone, the way to it, and the last ones who spoke."""
    return _page()


@blueprint.get("/state")
@allowed_to(Action.SPEAK)
def state_part() -> str:
    """Show who is at the microphone, for the page that asks every second."""
    return render_template("live/state.html", **_state())


@blueprint.post("/start")
@allowed_to(Action.SPEAK)
def start() -> Page:
    """Open the microphone for who asks."""
    try:
        slot_id = _number("slot")
        minutes = _number("minutes") or USUAL_MINUTES
        waiting = _held_up(minutes * 60.0) if slot_id is None else []
        _room().begin(
            by=me().name,
            title=request.form.get("title", ""),
            longest_s=minutes * 60.0,
            slot_id=slot_id,
        )
    except BroadcasterError as error:
        return _page(error=error.vi), status_of(error)
    flash(
        "Đã mở micrô. Nói sau tiếng báo."
        if slot_id is None
        else "Đã mở micrô. Đến phần trực tiếp của buổi phát, hãy nói sau tiếng báo.",
        "done",
    )
    for one in waiting:
        flash(f"Lưu ý: {one.vi}", "warning")
    return redirect(url_for("live.page"))


@blueprint.post("/end")
@allowed_to(Action.SPEAK)
def end() -> Page:
    """End what is spoken."""
    try:
        ended = _room().end(by=me().name)
    except BroadcasterError as error:
        return _page(error=error.vi), status_of(error)
    flash("Đã tắt micrô." if ended else "Lúc này không có ai ở micrô.", "done")
    return redirect(url_for("live.page"))


def _room() -> LiveRoom:
    station = panel().station
    return LiveRoom(panel().store, station, PlayerDoor(station.run / "player.json"))


def _number(name: str) -> int | None:
    """Return the number of a field; None if it is empty."""
    text = request.form.get(name, "").strip()
    if not text:
        return None
    short = len(text) <= LONGEST_NUMBER
    if not (short and text.isascii() and text.isdigit() and int(text)):
        message = f"'{name}' is not a number from 1 on"
        raise InvalidInput(message, "Hãy nhập một số từ 1 trở lên.")
    return int(text)


def _state() -> dict[str, object]:
    air = on_air()
    live = (air.state or {}).get("live")
    level = max(QUIETEST_DBFS, min(0.0, live["level_dbfs"])) if live else QUIETEST_DBFS
    within_s = live["left_s"] if live else panel().station.longest_live_s
    return {
        "air": air,
        "answers": air.state is not None or not works(PLAYER, panel().station.run),
        "live": live,
        "level": 1 - level / QUIETEST_DBFS,
        "held_up": [] if live and live["slot_id"] is not None else _held_up(within_s),
    }


def _held_up(within_s: float) -> list[HeldUp]:
    """Return the broadcasts that begin while somebody may still speak, from now on."""
    with panel().store.reading() as session:
        return held_up(session, panel().station, panel().clock.now(), within_s)


def _page(error: str = "") -> str:
    now = panel().clock.now()
    with panel().store.reading() as session:
        found = entries(session, now - timedelta(days=SHOWN_DAYS), now + timedelta(days=1))
        near = slots(session, now - SLOTS_AHEAD, now + SLOTS_AHEAD)
    return render_template(
        "live/page.html",
        now=now,
        minutes=USUAL_MINUTES,
        most_minutes=max(1, int(panel().station.longest_live_s // 60)),
        slots=[slot for slot in near if _has_live_part(slot)],
        recent=[entry for entry in reversed(found) if entry.kind is EntryKind.LIVE],
        days=SHOWN_DAYS,
        error=error,
        **_state(),
    )


def _has_live_part(slot: Slot) -> bool:
    if slot.state not in {SlotState.PLANNED, SlotState.ON_AIR}:
        return False
    programme = panel().schedules().programme(slot.programme)
    return programme is not None and any(isinstance(part, Live) for part in programme.rundown)

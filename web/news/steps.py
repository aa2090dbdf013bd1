"""The steps an item takes: submitted, approved, sent back, withdrawn."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from sqlmodel import Session

from broadcaster.errors import BroadcasterError, NotAllowed
from broadcaster.newsroom import Means, approve, item, reject, submit, withdraw
from broadcaster.speech import ask_again, offered_sound
from web.access import me
from web.faults import status_of
from web.news.item import item_page
from web.news.pages import Page, blueprint
from web.news.reading import read_aloud
from web.panel import panel


@blueprint.post("/<int:news_id>/submit")
def hand_in(news_id: int) -> Page:
    """Hand the draft to the approver."""
    return _step(
        news_id,
        "Đã gửi duyệt.",
        lambda session: submit(session, panel().clock, news_id, by=me().name),
    )


@blueprint.post("/<int:news_id>/approve")
def say_yes(news_id: int) -> Page:
    """Approve exactly the revision and the content that the approver had in front of them.

    Places that the machine was not sure of have to have been looked at.
    """
    return _step(
        news_id,
        "Đã phê duyệt. Tin bài sẽ vào lịch phát.",
        lambda session: _approve(session, news_id),
    )


@blueprint.post("/<int:news_id>/read-again")
def read_again(news_id: int) -> Page:
    """Have the item that waits for approval read again, as the station reads by now."""
    return _step(
        news_id,
        "Máy đang đọc lại bài theo cách đọc mới.",
        lambda session: ask_again(session, panel().clock, news_id, by=me().name),
    )


@blueprint.post("/<int:news_id>/reject")
def send_back(news_id: int) -> Page:
    """Send the revision back with the reason that was typed."""
    reason = request.form.get("reason", "")
    return _step(
        news_id,
        "Đã trả lại cho người soạn.",
        lambda session: reject(session, panel().clock, news_id, by=me().name, reason=reason),
    )


@blueprint.post("/<int:news_id>/withdraw")
def take_back(news_id: int) -> Page:
    """Withdraw the item with the reason that was typed."""
    reason = request.form.get("reason", "")
    return _step(
        news_id,
        "Đã thu hồi. Tin bài sẽ không phát nữa.",
        lambda session: withdraw(session, panel().clock, news_id, by=me().name, reason=reason),
    )


def _approve(session: Session, news_id: int) -> None:
    here = panel()
    approve(
        session,
        here.clock,
        here.station,
        news_id,
        by=me().name,
        means=Means.PANEL,
        revision=request.form.get("revision", type=int),
        content_sha256=request.form.get("content_sha256"),
        sound=offered_sound(session, news_id),
    )
    script = item(session, news_id).newest.script
    aloud = read_aloud(here.station, script) if script else None
    if aloud is not None and request.form.get("doubts_seen", "") != aloud.seal:
        count = len(aloud.doubts)
        message = f"the machine is not sure how to read {count} places; look at them first"
        raise NotAllowed(
            message,
            f"Máy không chắc cách đọc {count} chỗ trong bài; hãy xem từng chỗ, đánh dấu vào ô “Tôi "
            "đã xem”, rồi phê duyệt."
            if count
            else "Cách đọc của bài vừa đổi; hãy xem và nghe lại rồi phê duyệt.",
        )


def _step(news_id: int, done: str, take: Callable[[Session], object]) -> Page:
    try:
        with panel().store.writing() as session:
            take(session)
    except BroadcasterError as error:
        reason = request.form.get("reason", "")
        return item_page(news_id, error=error.vi, reason=reason), status_of(error)
    flash(done, "done")
    return redirect(url_for("news.item", news_id=news_id))

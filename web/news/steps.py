"""The steps an item takes: submitted, approved, sent back, withdrawn."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from sqlmodel import Session

from broadcaster.errors import BroadcasterError
from broadcaster.newsroom import Means, approve, reject, submit, withdraw
from web.access import me
from web.faults import status_of
from web.news.item import item_page
from web.news.pages import Page, blueprint
from web.news.sound import newest_sound
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
    """Approve exactly the revision and the content that the approver had in front of them."""
    here = panel()
    return _step(
        news_id,
        "Đã phê duyệt. Tin bài sẽ vào lịch phát.",
        lambda session: approve(
            session,
            here.clock,
            here.station,
            news_id,
            by=me().name,
            means=Means.PANEL,
            revision=request.form.get("revision", type=int),
            content_sha256=request.form.get("content_sha256"),
            sound=newest_sound(session, news_id),
        ),
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


def _step(news_id: int, done: str, take: Callable[[Session], object]) -> Page:
    try:
        with panel().store.writing() as session:
            take(session)
    except BroadcasterError as error:
        reason = request.form.get("reason", "")
        return item_page(news_id, error=error.vi, reason=reason), status_of(error)
    flash(done, "done")
    return redirect(url_for("news.item", news_id=news_id))

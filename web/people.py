"""The people of the station, for the administrator; and everybody's own password."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_user
from sqlmodel import Session
from werkzeug.wrappers import Response

from broadcaster.errors import BroadcasterError, InvalidInput
from broadcaster.newsroom import (
    Action,
    Role,
    add_person,
    authenticate,
    disable_person,
    people,
    set_password,
)
from web.access import Visitor, allowed_to, me
from web.faults import status_of
from web.panel import panel

Page = str | Response | tuple[str, int]

blueprint = Blueprint("people", __name__, url_prefix="/people")


@blueprint.get("/")
@allowed_to(Action.MANAGE_PEOPLE)
def page() -> Page:
    """Show everybody, and the form for one more."""
    return _page()


@blueprint.post("/")
@allowed_to(Action.MANAGE_PEOPLE)
def add() -> Page:
    """Add a person."""
    typed = request.form

    def work(session: Session) -> str:
        person = add_person(
            session,
            panel().clock,
            name=typed.get("name", ""),
            role=_role(typed.get("role", "")),
            password=typed.get("password", ""),
            full_name=typed.get("full_name", ""),
        )
        return f"Đã thêm tài khoản “{person.name}”."

    return _do(work)


@blueprint.post("/<name>/disable")
@allowed_to(Action.MANAGE_PEOPLE)
def disable(name: str) -> Page:
    """Take a person's rights away."""

    def work(session: Session) -> str:
        disable_person(session, panel().clock, name)
        return f"Đã khoá tài khoản “{name}”."

    return _do(work)


@blueprint.post("/<name>/password")
@allowed_to(Action.MANAGE_PEOPLE)
def reset(name: str) -> Page:
    """Give a person a new password."""

    def work(session: Session) -> str:
        set_password(session, name, request.form.get("password", ""))
        return f"Đã đặt mật khẩu mới cho “{name}”."

    return _do(work)


@blueprint.get("/password")
def password() -> Page:
    """Show the form for the visitor's own password."""
    return render_template("people/password.html", error="")


@blueprint.post("/password")
def change_password() -> Page:
    """Change the visitor's own password, if they know the present one."""
    wanted = request.form.get("password", "")
    try:
        if wanted != request.form.get("again", ""):
            message = "the two new passwords differ"
            raise InvalidInput(message, "Hai lần gõ mật khẩu mới không giống nhau; hãy gõ lại.")
        with panel().store.writing() as session:
            authenticate(session, me().name, request.form.get("present", ""))
            set_password(session, me().name, wanted)
            person = authenticate(session, me().name, wanted)
    except BroadcasterError as error:
        return render_template("people/password.html", error=error.vi), status_of(error)
    login_user(Visitor(person))
    flash("Đã đổi mật khẩu.", "done")
    return redirect(url_for("today.page"))


def _do(work: Callable[[Session], str]) -> Page:
    try:
        with panel().store.writing() as session:
            done = work(session)
    except BroadcasterError as error:
        return _page(error=error.vi), status_of(error)
    flash(done, "done")
    return redirect(url_for("people.page"))


def _page(error: str = "") -> str:
    with panel().store.reading() as session:
        everybody = people(session)
    return render_template("people/page.html", everybody=everybody, error=error)


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError as error:
        message = f"'{text}' is no role"
        raise InvalidInput(message, "Hãy chọn vai trò của người này.") from error

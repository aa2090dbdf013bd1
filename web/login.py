"""Coming in and going out."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from broadcaster.errors import BroadcasterError
from broadcaster.newsroom import authenticate, people
from web.access import Visitor
from web.faults import status_of
from web.panel import panel
from web.protection import ATTEMPTS_PER_ADDRESS, ATTEMPTS_PER_NAME, limiter

blueprint = Blueprint("login", __name__)

Page = str | Response | tuple[str, int]


def _failed(response: Response) -> bool:
    return response.status_code >= 400  # noqa: PLR2004 - HTTP's own border


def _name() -> str:
    return "login:" + request.form.get("name", "").strip().casefold()[:60]


@blueprint.get("/login")
def enter() -> Page:
    """Show the form; whoever is in already goes to today's page."""
    if current_user.is_authenticated:
        return redirect(url_for("today.page"))
    return _form()


@blueprint.post("/login")
@limiter.limit(ATTEMPTS_PER_ADDRESS, deduct_when=_failed)
@limiter.limit(ATTEMPTS_PER_NAME, key_func=_name, deduct_when=_failed)
def check() -> Page:
    """Let the person in, or show the form again with what was typed (never the password)."""
    name = request.form.get("name", "").strip()
    try:
        with panel().store.reading() as store:
            person = authenticate(store, name, request.form.get("password", ""))
    except BroadcasterError as error:
        return _form(name=name, error=error.vi), status_of(error)
    session.clear()
    session.permanent = True
    login_user(Visitor(person))
    return redirect(_inside(request.form.get("next", "")))


@blueprint.post("/logout")
def leave() -> Page:
    """End the session."""
    logout_user()
    session.clear()
    flash("Đã đăng xuất.", "done")
    return redirect(url_for("login.enter"))


def _form(name: str = "", error: str = "") -> str:
    with panel().store.reading() as store:
        nobody_yet = not people(store)
    wanted = request.values.get("next", "")
    return render_template("login.html", name=name, error=error, next=wanted, nobody_yet=nobody_yet)


def _inside(wanted: str) -> str:
    """Return the page to go on to: the wanted one only if it lies in this panel."""
    parts = urlsplit(wanted)
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    if inside and not parts.scheme and not parts.netloc:
        return wanted
    return url_for("today.page")

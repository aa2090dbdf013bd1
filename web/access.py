"""Who is asking, and which pages are theirs."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user

from broadcaster.errors import NotAllowed, NotFound
from broadcaster.newsroom import Action, Person, may, person_named
from web.panel import panel

P = ParamSpec("P")
T = TypeVar("T")

OPEN_TO_STRANGERS = frozenset(
    {"login.enter", "login.check", "login.leave", "static", "bootstrap.static"}
)
LOG_IN_FIRST = "Mời đăng nhập để vào trang quản lý."


class Visitor:
    """A person who is logged in, as their row in the store stands now."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, person: Person) -> None:
        self.name = person.name
        self.full_name = person.full_name or person.name
        self.role = person.role
        self._stamp = hashlib.sha256(person.password_hash.encode()).hexdigest()[:16]

    def get_id(self) -> str:
        """Return what the session keeps: it stops holding once the password is another."""
        return f"{self._stamp}:{self.name}"


def me() -> Visitor:
    """Return who is logged in; only for pages that ask for a login."""
    return cast("Visitor", current_user._get_current_object())  # noqa: SLF001 - its documented way


def allowed_to(action: Action) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let only those into a page whose role may do this; the others are told so."""

    def guard(view: Callable[P, T]) -> Callable[P, T]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
            if not may(me().role, action):
                message = f"this role may not {action.value}"
                raise NotAllowed(message, "Tài khoản của anh/chị không có quyền làm việc này.")
            return view(*args, **kwargs)

        return guarded

    return guard


def watch_the_door(app: Flask) -> None:
    """Ask for a login before every page but the few that are open to strangers."""
    door = LoginManager()
    door.user_loader(_visitor)
    door.init_app(app)
    app.before_request(_ask_for_login)
    app.jinja_env.globals.update(may=may, Action=Action)


def _ask_for_login() -> ResponseReturnValue | None:
    """Return the way to the login, which leads back here, or to where the form was sent from."""
    if request.endpoint in OPEN_TO_STRANGERS or current_user.is_authenticated:
        return None
    flash(LOG_IN_FIRST, "note")
    if request.method == "GET":
        back = request.full_path if request.query_string else request.path
    else:
        back = urlsplit(request.referrer or "").path
    return redirect(url_for("login.enter", next=back or None))


def _visitor(kept: str) -> Visitor | None:
    _, _, name = kept.partition(":")
    with panel().store.reading() as session:
        try:
            person = person_named(session, name)
        except NotFound:
            return None
    visitor = Visitor(person)
    return visitor if person.disabled_at is None and visitor.get_id() == kept else None

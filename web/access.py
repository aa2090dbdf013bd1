"""Who is asking, and which pages are theirs."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask
from flask_login import LoginManager, UserMixin, current_user, login_required

from broadcaster.errors import NotAllowed, NotFound
from broadcaster.newsroom import Action, Person, may, person_named
from web.panel import panel

P = ParamSpec("P")
T = TypeVar("T")

LOG_IN_FIRST = "Mời đăng nhập để vào trang quản lý."


class Visitor(UserMixin):
    """A person who is logged in, as their row in the store stands now."""

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
    visitor = current_user._get_current_object()  # noqa: SLF001 - flask-login's documented way
    assert isinstance(visitor, Visitor)
    return visitor


def allowed_to(action: Action) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let only those into a page whose role may do this; strangers are asked to log in."""

    def guard(view: Callable[P, T]) -> Callable[P, T]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
            if not may(me().role, action):
                message = f"this role may not {action.value}"
                raise NotAllowed(message, "Tài khoản của anh/chị không có quyền làm việc này.")
            return view(*args, **kwargs)

        kept: Callable[P, T] = login_required(guarded)
        return kept

    return guard


def watch_the_door(app: Flask) -> None:
    """Let the app know who is logged in, from the session and the store."""
    door = LoginManager()
    door.login_view = "login.enter"
    door.login_message = LOG_IN_FIRST
    door.login_message_category = "note"
    door.user_loader(_visitor)
    door.init_app(app)
    app.jinja_env.globals.update(may=may, Action=Action)


def _visitor(kept: str) -> Visitor | None:
    _, _, name = kept.partition(":")
    with panel().store.reading() as session:
        try:
            person = person_named(session, name)
        except NotFound:
            return None
    visitor = Visitor(person)
    return visitor if person.disabled_at is None and visitor.get_id() == kept else None

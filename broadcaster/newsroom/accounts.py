"""The people of the station: who they are, and whether they are who they say."""

import re
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from sqlmodel import Session, col, select

from broadcaster.clock import Clock
from broadcaster.errors import InvalidInput, NotAllowed
from broadcaster.newsroom.actors import login_name, require_console, require_person, unknown
from broadcaster.newsroom.console import CONSOLE
from broadcaster.newsroom.kinds import Role
from broadcaster.newsroom.models import Person
from broadcaster.newsroom.workflow import Action

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200
_LOGIN_NAME = re.compile(r"[^\W_](?:[\w.-]{0,58}[^\W_])?")
_HASHER = PasswordHasher()


def add_person(
    session: Session, clock: Clock, *, name: str, role: Role, password: str, full_name: str = ""
) -> Person:
    """Return the new person. `name` is what they log in with; it is kept in lower case.

    Raises `InvalidInput` for a name that is taken or cannot be used and for a short password.
    """
    login = login_name(name)
    if not _LOGIN_NAME.fullmatch(login) or login == CONSOLE:
        message = (
            f"'{name}' cannot be a login name; use up to 60 letters, digits, dots and hyphens, "
            f"without spaces, and not '{CONSOLE}'"
        )
        raise InvalidInput(
            message,
            "Tên đăng nhập chỉ gồm chữ, số, dấu chấm và gạch nối, không "
            f"có dấu cách, dài nhất 60 ký tự và không phải “{CONSOLE}”.",
        )
    if _find(session, login) is not None:
        message = f"there is a person named '{login}' already; choose another login name"
        raise InvalidInput(message, f"Tên đăng nhập “{login}” đã có; hãy chọn tên khác.")
    person = Person(
        name=login,
        full_name=" ".join(unicodedata.normalize("NFC", full_name).split())[:120] or login,
        role=Role(role),
        password_hash=_HASHER.hash(_checked(password)),
        created_at=clock.now(),
    )
    session.add(person)
    session.flush()
    return person


def people(session: Session) -> list[Person]:
    """Return everybody, by login name; disabled people too."""
    return list(session.exec(select(Person).order_by(col(Person.name))))


def person_named(session: Session, name: str) -> Person:
    """Return the person with that login name; `NotFound` if there is none."""
    person = _find(session, login_name(name))
    if person is None:
        raise unknown(name)
    return person


def disable_person(session: Session, clock: Clock, name: str) -> None:
    """Take the person's rights away; what they did stays.

    Raises `NotFound`, and `NotAllowed` for the last administrator who is left.
    """
    person = person_named(session, name)
    if person.disabled_at is not None:
        return
    others = [
        other
        for other in people(session)
        if other.role is Role.ADMINISTRATOR
        and other.disabled_at is None
        and other.name != person.name
    ]
    if person.role is Role.ADMINISTRATOR and not others:
        message = f"'{person.name}' is the last administrator; add another one first"
        raise NotAllowed(
            message,
            f"“{person.name}” là quản trị viên cuối cùng; hãy thêm một quản trị viên khác trước.",
        )
    person.disabled_at = clock.now()
    session.add(person)
    session.flush()


def set_password(session: Session, name: str, password: str) -> None:
    """Give the person a new password; `NotFound`, or `InvalidInput` for a short one."""
    person = person_named(session, name)
    person.password_hash = _HASHER.hash(_checked(password))
    session.add(person)
    session.flush()


def authenticate(session: Session, name: str, password: str) -> Person:
    """Return the person who knows this password.

    Raises `NotAllowed` with the same words, after the same work, for an unknown name, a
    disabled person and a wrong password.
    """
    decoy = _decoy_hash()
    person = _find(session, login_name(name))
    known = person.password_hash if person is not None else decoy
    right = _verifies(known, unicodedata.normalize("NFC", password)[: LONGEST_PASSWORD + 1])
    if person is None or person.disabled_at is not None or not right:
        message = "wrong name or password; try again, or ask the administrator"
        raise NotAllowed(
            message, "Tên đăng nhập hoặc mật khẩu không đúng; hãy thử lại hoặc hỏi quản trị viên."
        )
    return person


def acting(session: Session, by: str, action: Action) -> tuple[str, Role | None]:
    """Return the name that goes into the records and the role (None for the console).

    Raises `NotFound` for an unknown person, `NotAllowed` for a disabled one or one whose role
    does not allow the action.
    """
    if by == CONSOLE:
        require_console(action)
        return CONSOLE, None
    person = person_named(session, by)
    disabled = person.disabled_at is not None
    require_person(person.name, person.role, action, disabled=disabled)
    return person.name, person.role


def _find(session: Session, login: str) -> Person | None:
    if "\0" in login:  # PostgreSQL takes no NUL, not even in a question
        return None
    return session.exec(select(Person).where(Person.name == login)).first()


def _checked(password: str) -> str:
    """Return the password in NFC, as another keyboard would give it."""
    composed = unicodedata.normalize("NFC", password)
    if not SHORTEST_PASSWORD <= len(composed) <= LONGEST_PASSWORD:
        message = (
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, this one has "
            f"{len(composed)}; choose another"
        )
        raise InvalidInput(
            message,
            f"Mật khẩu phải có từ {SHORTEST_PASSWORD} đến "
            f"{LONGEST_PASSWORD} ký tự; hãy chọn mật khẩu khác.",
        )
    return composed


def _verifies(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


@cache
def _decoy_hash() -> str:
    return _HASHER.hash("nobody has this password")

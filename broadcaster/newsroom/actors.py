"""Who may act: the rule, and a look at the people that loads no table.

An emergency does not wait a second for the libraries of the database. Where the people lie in a
file of SQLite, the standard library reads the one row that counts.
"""

import sqlite3
import unicodedata
from contextlib import closing
from pathlib import Path

from broadcaster.errors import NotAllowed, NotFound
from broadcaster.newsroom.console import CONSOLE
from broadcaster.newsroom.kinds import Role
from broadcaster.newsroom.workflow import Action, console_may, may

_PERSON = "SELECT role, disabled_at IS NOT NULL FROM person WHERE name = ?"
_WAITS_S = 0.5


def login_name(name: str) -> str:
    """Return the form in which a login name is kept: NFC, lower case, no outer spaces."""
    return unicodedata.normalize("NFC", name).strip().lower()


def require_console(action: Action) -> None:
    """Raise `NotAllowed` if the machine's console may not do it without a person's name."""
    if not console_may(action):
        message = f"to {action.value} needs a person's name; say who with --by NAME"
        raise NotAllowed(message, "Việc này cần tên một người; hãy đăng nhập.")


def require_person(name: str, role: Role, action: Action, *, disabled: bool) -> None:
    """Raise `NotAllowed` for a disabled person, and for one whose role does not allow it."""
    if disabled:
        message = f"'{name}' is disabled; somebody else must {action.value}"
        raise NotAllowed(message, f"Tài khoản “{name}” đã bị khoá; cần người khác làm.")
    if not may(role, action):
        message = (
            f"'{name}' is {role.value} and may not {action.value}; ask somebody whose role "
            "allows it"
        )
        raise NotAllowed(
            message, f"Vai trò của “{name}” không được làm việc này; hãy nhờ người có quyền."
        )


def unknown(name: str) -> NotFound:
    """Return the error that says that nobody has this name."""
    message = f"there is nobody named '{name}'; see 'broadcaster user list'"
    return NotFound(message, f"Không có ai tên đăng nhập “{name}”; hãy xem danh sách người dùng.")


def looked_up(database: Path | None, by: str, action: Action) -> bool:
    """Return whether the file could tell that `by` may do it; False: ask the store.

    Nothing is written. Raises `NotFound` for an unknown person, `NotAllowed`.
    """
    if by == CONSOLE:
        require_console(action)
        return True
    if database is None:
        return False
    name = login_name(by)
    address = f"{database.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=_WAITS_S)) as connection:
            found = connection.execute(_PERSON, (name,)).fetchone()
    except sqlite3.Error:
        return False
    if found is None:
        raise unknown(by)
    require_person(name, Role(found[0]), action, disabled=bool(found[1]))
    return True

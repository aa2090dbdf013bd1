"""The station's dictionary as people change it: one entry at a time, recorded, never lost.

`schedules/pronunciation.toml` is also written by hand. A change here reads the file, changes one
entry and puts the file back whole, with its comments and in its order.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tomlkit
from filelock import FileLock, Timeout
from sqlmodel import Session, col, select
from tomlkit import TOMLDocument
from tomlkit.items import Table

from broadcaster import newsroom
from broadcaster.clock import Clock
from broadcaster.errors import NotFound, StoreUnavailable, WrongSetting
from broadcaster.newsroom import Action
from broadcaster.problems import WrongFile, text_of, unreadable
from broadcaster.speech.dictionary import SECTION, Dictionary, Entry, parse_dictionary
from broadcaster.speech.models import PronunciationChange
from broadcaster.speech.spoken.entries import WORDS, WRITTEN, WrongEntry, checked_entry, entry_key
from broadcaster.speech.station_reading import DICTIONARY, dictionary_of, require_not_emptied
from broadcaster.station import Station
from broadcaster.whole_file import put_whole

LOCK = "pronunciation.lock"
PATIENCE_S = 5.0
_ATTEMPTS = 5


def entry_of(station: Station, written: str) -> Entry:
    """Return the entry of that written form, as the rules compare them; `NotFound`."""
    for entry in dictionary_of(station).entries:
        if entry_key(entry.written) == entry_key(written):
            return entry
    raise _gone(written)


def add_entry(
    session: Session, clock: Clock, station: Station, written: str, reading: str, *, by: str
) -> Entry:
    """Return the new entry.

    A line of the same written form that cannot be used is replaced by it. Raises `WrongEntry` for
    what cannot be an entry, `NotAllowed` for who may not, `WrongSetting` for a file that cannot be
    read as a whole and `StoreUnavailable` where it cannot be written.
    """

    def add(document: TOMLDocument, known: Dictionary) -> Edited:
        tidy, words = checked_entry(written, reading, known.said)
        _add_to(_table(document), known, tidy, words)
        return (Entry(tidy, words, words),)

    (entry,) = _change(session, clock, station, add, by=by, before=())
    return entry


def change_entry(
    session: Session,
    clock: Clock,
    station: Station,
    seen: Entry,
    written: str,
    reading: str,
    *,
    by: str,
) -> Entry:
    """Return the changed entry; `seen` is it as the person had it before them.

    Raises as `add_entry` does, and `NotFound` or `WrongEntry` where somebody else has taken it
    away or changed it since.
    """

    def change(document: TOMLDocument, known: Dictionary) -> Edited:
        table = _table(document)
        _require_as_seen(table, seen)
        others = {other: said for other, said in known.said.items() if other != seen.written}
        tidy, words = checked_entry(written, reading, others)
        if tidy == " ".join(seen.written.split()):
            tidy = seen.written
            table[tidy] = words
        else:
            table.remove(seen.written)
            _add_to(table, known, tidy, words)
        return (Entry(tidy, words, words),)

    (entry,) = _change(session, clock, station, change, by=by, before=(seen,))
    return entry


def remove_entry(session: Session, clock: Clock, station: Station, seen: Entry, *, by: str) -> None:
    """Take the entry out; raises as `change_entry` does."""

    def remove(document: TOMLDocument, known: Dictionary) -> Edited:
        del known
        table = _table(document)
        _require_as_seen(table, seen)
        table.remove(seen.written)
        return ()

    _change(session, clock, station, remove, by=by, before=(seen,))


def pronunciation_changes(session: Session, limit: int = 50) -> list[PronunciationChange]:
    """Return who changed what, newest first; what was changed by hand in the file is not there."""
    query = select(PronunciationChange).order_by(col(PronunciationChange.id).desc()).limit(limit)
    return list(session.exec(query))


Edited = tuple[Entry, ...]
"""What an edit leaves of its entry: the one as it is now, or nothing."""


def _change(
    session: Session,
    clock: Clock,
    station: Station,
    edit: Callable[[TOMLDocument, Dictionary], Edited],
    *,
    by: str,
    before: Edited,
) -> Edited:
    """Record the change, then put the changed file in its place.

    1. One at a time: a lock file keeps the panel and the command line apart.
    2. The file is read, changed and checked whole.
    3. If an editor saved it meanwhile, the change is made anew on what they saved.
    4. The row is written first: if the file refuses, the transaction takes it back.
    """
    name, _ = newsroom.acting(session, by, Action.PRONOUNCE)
    path = station.schedules / DICTIONARY
    with _alone(station):
        for _ in range(_ATTEMPTS):
            content = _content(station)
            changed, after = _edited(content, path, edit)
            if _content(station) == content:
                break
        else:
            raise _busy()
        were = {entry.written: entry.reading for entry in before}
        are = {entry.written: entry.reading for entry in after}
        for written in {**were, **are}:
            session.add(
                PronunciationChange(
                    at=clock.now(),
                    by=name,
                    written=written,
                    before=were.get(written),
                    after=are.get(written),
                )
            )
        session.flush()
        _put_in_place(path, changed)
    return after


def _edited(
    content: bytes, path: Path, edit: Callable[[TOMLDocument, Dictionary], Edited]
) -> tuple[bytes, Edited]:
    """Return the changed content; what was wrong in it before stays as it is."""
    known = parse_dictionary(content, path)
    document = tomlkit.parse(text_of(content, str(path)))
    after = edit(document, known)
    changed = tomlkit.dumps(document).encode("utf-8")
    for written, problem in parse_dictionary(changed, path).unusable.items():
        if written not in known.unusable:
            raise WrongFile([problem])
    return changed, after


def _add_to(table: Table, known: Dictionary, written: str, words: str) -> None:
    """Put the entry in, in place of those of its written form that cannot be used."""
    for other in known.unusable:
        if other in table and entry_key(other) == entry_key(written):
            table.remove(other)
    table.add(written, words)


def _table(document: TOMLDocument) -> Table:
    """Return the table of entries, put at the end of a file that has none."""
    if SECTION not in document:
        document.add(SECTION, tomlkit.table())
    table = document[SECTION]
    if not isinstance(table, Table):
        message = f"{DICTIONARY}: write [{SECTION}] on a line of its own, with one entry a line."
        vi = f"Tệp {DICTIONARY}: hãy viết [{SECTION}] thành một dòng riêng, mỗi mục một dòng."
        raise WrongSetting(message, vi)
    return table


def _require_as_seen(table: Table, seen: Entry) -> None:
    """Refuse where somebody else was quicker."""
    if seen.written not in table:
        raise _gone(seen.written)
    now = str(table[seen.written])
    if now != seen.reading:
        raise WrongEntry(
            WORDS,
            f"{seen.written!r} has been changed to {now!r} by somebody else; look at it again.",
            f"Trong lúc đó người khác đã đổi cách đọc “{seen.written}” thành “{now}”. Hãy xem "
            "lại rồi lưu lần nữa.",
        )


@contextmanager
def _alone(station: Station) -> Iterator[None]:
    station.run.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(station.run / LOCK, timeout=PATIENCE_S):
            yield
    except Timeout as error:
        raise _busy() from error


def _content(station: Station) -> bytes:
    """Return what is in the file; nothing where there is no file."""
    path = station.schedules / DICTIONARY
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise WrongFile([unreadable(path, error)]) from error
    require_not_emptied(station, content)
    return content


def _put_in_place(path: Path, content: bytes) -> None:
    """Write the file aside, then give it its name: it is the old one or the new one, whole."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        put_whole(path, content)
    except OSError as error:
        reason = error.strerror or error
        message = f"{path} cannot be written ({reason}); free some space or mend its rights"
        vi = f"Không ghi được từ điển ({reason}); hãy kiểm tra ổ đĩa và quyền ghi tệp {path.name}."
        raise StoreUnavailable(message, vi) from error


def _gone(written: str) -> NotFound:
    return NotFound(
        f"{written!r} is not in the station's dictionary; see 'broadcaster pronunciation list'",
        f"“{written}” không có trong từ điển; có thể người khác vừa xoá. Hãy xem lại danh sách.",
    )


def _busy() -> StoreUnavailable:
    return StoreUnavailable(
        f"{DICTIONARY} is being changed by somebody else; try again",
        "Người khác đang sửa từ điển; hãy chờ một chút rồi lưu lại.",
    )


__all__ = [
    "WORDS",
    "WRITTEN",
    "Entry",
    "WrongEntry",
    "add_entry",
    "change_entry",
    "entry_of",
    "pronunciation_changes",
    "remove_entry",
]

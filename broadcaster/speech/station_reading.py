"""How this station has its texts read: as its region speaks, with its own dictionary of names."""

import codecs
import logging
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from broadcaster.last_good import KeptCopy, goes_on_serving, not_kept
from broadcaster.problems import Problem, WrongFile, unreadable
from broadcaster.speech.dictionary import Dictionary, parse_dictionary
from broadcaster.speech.spoken import Reading
from broadcaster.station import Station

DICTIONARY = "pronunciation.toml"

_log = logging.getLogger(__name__)
_told: dict[Path, tuple[str, ...]] = {}
"""What the log says of each station's dictionary already: a station is read again and again."""


def reading_of(station: Station) -> Reading:
    """Return the station's reading.

    A dictionary with a mistake must not silence a warning: texts are read with what serves of it,
    and the log tells the rest.
    """
    dictionary = dictionary_of(station)
    problems = tuple(str(problem) for problem in dictionary.wrong)
    if _told.get(station.home, ()) != problems:
        _told[station.home] = problems
        for problem in problems:
            _log.warning("dictionary: %s", problem)
    return reading_with(station, dictionary)


def reading_with(station: Station, dictionary: Dictionary) -> Reading:
    """Return the reading of the station's region with that dictionary; nothing is logged."""
    return Reading(**station.reading.words(), dictionary=dictionary.said)


def dictionary_of(station: Station) -> Dictionary:
    """Return what serves of the station's dictionary, with all that is wrong in it. Never raises.

    Entries that cannot be used are left out. While the file as a whole cannot be read, its last
    good version serves; a file that was removed is gone.
    """
    path = station.schedules / DICTIONARY
    kept = _kept(station)
    try:
        content = path.read_bytes()
        require_not_emptied(station, content)
        found = parse_dictionary(content, path)
    except FileNotFoundError:
        if not path.parent.is_dir():
            return _last_good(kept) or Dictionary()
        kept.forget()
        return Dictionary()
    except OSError as error:
        return _instead(kept, [unreadable(path, error)], path)
    except WrongFile as error:
        return _instead(kept, error.problems, path)
    try:
        kept.keep(content)
    except OSError as error:
        return replace(found, wrong=(*found.wrong, not_kept(path, kept, error)))
    return found


def require_not_emptied(station: Station, content: bytes) -> None:
    """Raise `WrongFile` for a file that is blank, though it was not when it was kept.

    A power cut leaves such a file behind an editor; who wants no entries removes them, or the file.
    """
    kept = _kept(station)
    if content.removeprefix(codecs.BOM_UTF8).strip() or not (kept.content() or b"").strip():
        return
    file = station.schedules / DICTIONARY
    message = (
        f"{file} is empty, and was not before; copy {kept.path} there, or remove the empty file to "
        "begin without entries"
    )
    vi = (
        f"Tệp {file.name} bị trống; hãy chép tệp {DICTIONARY} trong thư mục run/schedules vào chỗ "
        "đó, hoặc xoá tệp trống nếu muốn bắt đầu lại từ đầu."
    )
    raise WrongFile([Problem(str(file), None, message, vi)])


def _kept(station: Station) -> KeptCopy:
    return KeptCopy(station.run / "schedules" / DICTIONARY)


def _last_good(kept: KeptCopy) -> Dictionary | None:
    content = kept.content()
    if content is None:
        return None
    try:
        return parse_dictionary(content, kept.path)
    except WrongFile:
        return None


def _instead(kept: KeptCopy, wrong: Iterable[Problem], path: Path) -> Dictionary:
    """Return the last good version, with what is wrong in the file of now."""
    found = _last_good(kept)
    if found is None:
        nothing = Problem(
            str(path),
            None,
            f"{path}: there is no earlier good version, so texts are read without it",
            f"Tệp {path.name}: chưa có bản đúng nào trước đó nên đài đọc không theo từ điển.",
        )
        return Dictionary(wrong=(*wrong, nothing))
    return replace(found, wrong=(*wrong, goes_on_serving(path)))

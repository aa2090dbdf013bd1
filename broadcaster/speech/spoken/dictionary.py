"""The station's own pronunciations: schedules/pronunciation.toml."""

import re
from pathlib import Path

from broadcaster.errors import WrongSetting
from broadcaster.speech.spoken.pipeline import spoken_form
from broadcaster.speech.spoken.reading import Reading

SECTION = "pronunciation"
_LONGEST_ENTRY = 100
_LONGEST_READING = 300
_LINE = re.compile(r"line (\d+)")


def load_dictionary(path: Path) -> dict[str, str]:
    """Written form to spoken words, from a TOML file with one table [pronunciation].

    A file that is not there is an empty dictionary. Readings are taken through the rules, so
    that "QL 5" may be written in a reading too. Raises WrongSetting, naming file, line and
    remedy, for a file that is no TOML, an unknown table, an entry that is no text, is empty, too
    long, or whose reading would be changed by another entry of the file.
    """
    import tomllib

    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read ({error}); save it as a UTF-8 text file."
        raise WrongSetting(message) from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = found[1] if found else str(text.count("\n") + 1)
        message = (
            f"{path}, line {line}: this is no TOML ({error}); an entry looks like "
            f'"Chư Pơng" = "chư pông", both sides in quotation marks.'
        )
        raise WrongSetting(message) from error
    for name in content:
        if name != SECTION:
            message = (
                f"{path}, line {_line_of(text, name)}: {name!r} is not known here; "
                f"put every entry under [{SECTION}]."
            )
            raise WrongSetting(message)
    entries = content.get(SECTION, {})
    if not isinstance(entries, dict):
        message = f"{path}: [{SECTION}] must be a table of entries."
        raise WrongSetting(message)
    checked = {written: _checked(path, text, written, words) for written, words in entries.items()}
    _refuse_circles(path, text, checked)
    return checked


def _checked(path: Path, text: str, written: str, words: object) -> str:
    """The spoken words of one entry."""
    where = f"{path}, line {_line_of(text, written)}"
    if not isinstance(words, str):
        message = (
            f"{where}: the reading of {written!r} is no text; "
            f'write it in quotation marks, for instance "{written}" = "...".'
        )
        raise WrongSetting(message)
    if not written.strip() or len(written) > _LONGEST_ENTRY:
        message = (
            f"{where}: an entry must have 1 to {_LONGEST_ENTRY} characters; shorten or remove it."
        )
        raise WrongSetting(message)
    if len(words) > _LONGEST_READING:
        message = (
            f"{where}: the reading of {written!r} is longer than {_LONGEST_READING} "
            "characters; shorten it."
        )
        raise WrongSetting(message)
    said = spoken_form(words)
    if not said:
        message = f"{where}: the reading of {written!r} has no words; write how it is said."
        raise WrongSetting(message)
    return said


def _refuse_circles(path: Path, text: str, entries: dict[str, str]) -> None:
    """Refuse a reading that another entry would change again."""
    reading = Reading(dictionary=entries)
    for written, words in entries.items():
        again = spoken_form(words, reading)
        if again != words:
            message = (
                f"{path}, line {_line_of(text, written)}: the reading of {written!r} contains "
                f"another entry of this file and would be changed to {again!r}; "
                f"write the reading with the final words."
            )
            raise WrongSetting(message)


def _line_of(text: str, name: str) -> int:
    """The number of the first line that begins with `name`, or 1."""
    begins = re.compile(rf"""\s*\[?\s*["']?{re.escape(name)}["'\s=\]]""")
    for number, line in enumerate(text.split("\n"), start=1):
        if begins.match(line):
            return number
    return 1

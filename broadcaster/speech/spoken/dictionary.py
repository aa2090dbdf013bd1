"""The station's own pronunciations: schedules/pronunciation.toml, and what an entry may be."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from broadcaster.errors import InvalidInput, WrongSetting
from broadcaster.speech.spoken.marks import MARK
from broadcaster.speech.spoken.pipeline import spoken_form
from broadcaster.speech.spoken.reading import Reading
from broadcaster.speech.spoken.source import plain_text

SECTION = "pronunciation"
LONGEST_ENTRY = 100
LONGEST_READING = 300
WRITTEN, WORDS = "written", "reading"
"""The two sides of an entry, by which `WrongEntry` names the wrong one."""

_LINE = re.compile(r"line (\d+)")
_FIGURE = re.compile(r"\d+")
_UNREADABLE = re.compile(r"[^\w\s,.'’-]|_")
_APOSTROPHES = str.maketrans("’ʼ‘", "'''")


class WrongEntry(InvalidInput):
    """An entry that cannot be taken; `side` is the wrong side of it."""

    def __init__(self, side: str, message: str, vi: str) -> None:
        super().__init__(message, vi)
        self.side = side


def load_dictionary(path: Path) -> dict[str, str]:
    """Written form to spoken words, from a TOML file with one table [pronunciation].

    A file that is not there is an empty dictionary. Readings are taken through the rules, so
    that "QL 5" may be written in a reading too. Raises WrongSetting, naming file, line and
    remedy, for a file that is no TOML, an unknown table, an entry that is no text, is empty, too
    long, there twice, or whose reading would be changed by another entry of the file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read ({error}); save it as a UTF-8 text file."
        vi = f"Không đọc được tệp {path.name}; hãy lưu lại tệp dạng UTF-8."
        raise WrongSetting(message, vi) from error
    return parse_dictionary(text, path)


def parse_dictionary(text: str, path: Path) -> dict[str, str]:
    """Written form to spoken words, from the file's text; raises as `load_dictionary` does."""
    entries = written_entries(text, path)
    checked = {written: _checked(path, text, written, words) for written, words in entries.items()}
    _refuse_twins(path, text, checked)
    _refuse_circles(path, text, checked)
    return checked


def written_entries(text: str, path: Path) -> dict[str, str]:
    """The entries as they stand in the file's text, unchecked but for their being entries."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise _wrong(
            path,
            line,
            f"this is no TOML ({error}); an entry looks like "
            f'"Chư Pơng" = "chư pông", both sides in quotation marks.',
            'viết sai dạng; một mục viết như sau: "Chư Pơng" = "chư pông", cả hai bên trong '
            "ngoặc kép.",
        ) from error
    for name in content:
        if name != SECTION:
            raise _wrong(
                path,
                _line_of(text, name),
                f"{name!r} is not known here; put every entry under [{SECTION}].",
                f"“{name}” không dùng ở đây; mọi mục phải viết dưới dòng [{SECTION}].",
            )
    entries = content.get(SECTION, {})
    if not isinstance(entries, dict):
        message = f"{path}: [{SECTION}] must be a table of entries."
        vi = f"Tệp {path.name}: [{SECTION}] phải là một bảng gồm các mục."
        raise WrongSetting(message, vi)
    return entries


def entry_key(written: str) -> str:
    """What makes two entries the same: capitals count only where there is nothing but capitals."""
    plain = " ".join(plain_text(written).plain.translate(_APOSTROPHES).split())
    return plain if plain.isupper() and len(plain) > 1 else plain.lower()


def checked_entry(written: str, words: str, others: Mapping[str, str]) -> tuple[str, str]:
    """An entry as people type it, both sides tidied, when it may stand beside `others`.

    `others` are written form to spoken words. A reading that people type has to be the very words
    that will be said. Raises WrongEntry naming the side, what is wrong and what to do.
    """
    written = " ".join(plain_text(written).plain.split())
    words = " ".join(plain_text(words).plain.split())
    _require_written(written)
    for other in others:
        if entry_key(other) == entry_key(written):
            raise WrongEntry(
                WRITTEN,
                f"{written!r} is in the dictionary already, read {others[other]!r}; change that.",
                f"“{written}” đã có trong từ điển, đọc là “{others[other]}”. Muốn đổi thì bấm Sửa "
                "ở mục đó.",
            )
    _require_words(words)
    said = spoken_form(words)
    _require_no_circle({**others, written: said}, written)
    return written, words.lower()


def _require_written(written: str) -> None:
    if not any(letter.isalnum() for letter in written):
        raise WrongEntry(
            WRITTEN,
            "the written form is empty; write the word as it stands in the script.",
            "Chưa có chữ viết: hãy ghi từ đúng như trong tin bài, ví dụ: Tơ Drah.",
        )
    if len(written) > LONGEST_ENTRY:
        raise WrongEntry(
            WRITTEN,
            f"the written form is longer than {LONGEST_ENTRY} characters; shorten it.",
            f"Chữ viết dài quá {LONGEST_ENTRY} ký tự; hãy chỉ ghi một từ hoặc một tên.",
        )
    mark = MARK.search(written)
    if mark is not None:
        raise WrongEntry(
            WRITTEN,
            f"{mark[0]!r} is a mark for the voice and is never spoken; write a word.",
            f"“{mark[0]}” là dấu cho máy nghỉ hoặc nhấn, không đọc thành tiếng; hãy ghi một từ.",
        )


def _require_words(words: str) -> None:
    """Refuse what is not the very words that will be said."""
    if not any(letter.isalpha() or letter.isdigit() for letter in words):
        raise WrongEntry(
            WORDS,
            "the reading is empty; write how it is said.",
            "Chưa có cách đọc: hãy ghi bằng chữ, từng tiếng một, ví dụ: tơ đờ ra.",
        )
    if len(words) > LONGEST_READING:
        raise WrongEntry(
            WORDS,
            f"the reading is longer than {LONGEST_READING} characters; shorten it.",
            f"Cách đọc dài quá {LONGEST_READING} ký tự; hãy rút ngắn.",
        )
    said = spoken_form(words)
    figure = _FIGURE.search(words)
    if figure:
        raise WrongEntry(
            WORDS,
            f"the reading holds the figure {figure[0]}; write it in words: {said}",
            f"Cách đọc có chữ số “{figure[0]}”; hãy viết bằng chữ: {said}",
        )
    sign = _UNREADABLE.search(words)
    if sign:
        raise WrongEntry(
            WORDS,
            f"the reading holds the sign {sign[0]!r}, which cannot be said; write words only.",
            f"Cách đọc có ký hiệu “{sign[0]}” không đọc được; hãy chỉ viết bằng chữ.",
        )
    if said != spoken_form(words.lower().replace("-", " ")) or said != _bare(words):
        raise WrongEntry(
            WORDS,
            f"the reading would be said {said!r}; write the very words that are to be said.",
            f"Cách đọc này sẽ thành “{said}”. Nếu đúng thì hãy viết như vậy; nếu sai, hãy viết "
            "từng tiếng một.",
        )


def _bare(words: str) -> str:
    """The words without capitals and hyphens, which change nothing about how they are said."""
    return " ".join(words.lower().replace("-", " ").split())


def _require_no_circle(entries: dict[str, str], new: str) -> None:
    alone = Reading(dictionary={new: entries[new]})
    if spoken_form(entries[new], alone) != entries[new]:
        raise WrongEntry(
            WORDS,
            f"the reading contains {new!r} itself; write it with other letters.",
            f"Cách đọc chứa chính chữ “{new}”; hãy viết bằng những tiếng khác.",
        )
    reading = Reading(dictionary=entries)
    for written, words in entries.items():
        again = spoken_form(words, reading)
        if again == words:
            continue
        if written == new:
            raise WrongEntry(
                WORDS,
                f"the reading contains another entry and would be said {again!r}; "
                "write the final words.",
                f"Cách đọc này chứa một mục khác của từ điển nên sẽ thành “{again}”; hãy viết "
                "cách đọc khác.",
            )
        raise WrongEntry(
            WRITTEN,
            f"{new!r} occurs in the reading of {written!r}, which would be said {again!r}; "
            "write the entry longer, or change the other reading first.",
            f"“{new}” có trong cách đọc của mục “{written}” nên mục đó sẽ thành “{again}”; hãy "
            "ghi chữ viết dài hơn, hoặc sửa mục kia trước.",
        )


def _checked(path: Path, text: str, written: str, words: object) -> str:
    """The spoken words of one entry of the file."""
    if not isinstance(words, str):
        raise _wrong(
            path,
            _line_of(text, written),
            f"the reading of {written!r} is no text; "
            f'write it in quotation marks, for instance "{written}" = "...".',
            f"cách đọc của “{written}” phải là chữ trong ngoặc kép.",
        )
    if not entry_key(written) or len(written) > LONGEST_ENTRY:
        raise _wrong(
            path,
            _line_of(text, written),
            f"an entry must have 1 to {LONGEST_ENTRY} characters; shorten or remove it.",
            f"chữ viết phải có từ 1 đến {LONGEST_ENTRY} ký tự; hãy rút ngắn hoặc xoá mục này.",
        )
    if len(words) > LONGEST_READING:
        raise _wrong(
            path,
            _line_of(text, written),
            f"the reading of {written!r} is longer than {LONGEST_READING} characters; shorten it.",
            f"cách đọc của “{written}” dài quá {LONGEST_READING} ký tự; hãy rút ngắn.",
        )
    said = spoken_form(words)
    if not said:
        raise _wrong(
            path,
            _line_of(text, written),
            f"the reading of {written!r} has no words; write how it is said.",
            f"cách đọc của “{written}” không có chữ nào; hãy viết cách đọc bằng chữ.",
        )
    return said


def _refuse_twins(path: Path, text: str, entries: dict[str, str]) -> None:
    """Refuse two entries that mean the same written form."""
    seen: dict[str, str] = {}
    for written in entries:
        twin = seen.setdefault(entry_key(written), written)
        if twin != written:
            raise _wrong(
                path,
                _line_of(text, written),
                f"{written!r} is there already as {twin!r}; keep one of them.",
                f"“{written}” trùng với mục “{twin}”; hãy giữ một mục.",
            )


def _refuse_circles(path: Path, text: str, entries: dict[str, str]) -> None:
    """Refuse a reading that another entry would change again."""
    reading = Reading(dictionary=entries)
    for written, words in entries.items():
        again = spoken_form(words, reading)
        if again != words:
            raise _wrong(
                path,
                _line_of(text, written),
                f"the reading of {written!r} contains another entry of this file and would be "
                f"changed to {again!r}; write the reading with the final words.",
                f"cách đọc của “{written}” chứa một mục khác nên sẽ thành “{again}”; hãy viết "
                "cách đọc khác.",
            )


def _wrong(path: Path, line: int, message: str, vi: str) -> WrongSetting:
    return WrongSetting(f"{path}, line {line}: {message}", f"Tệp {path.name}, dòng {line}: {vi}")


def _line_of(text: str, name: str) -> int:
    """The number of the first line that begins with `name`, or 1."""
    begins = re.compile(rf"""\s*\[?\s*["']?{re.escape(name)}["'\s=.\]]""")
    for number, line in enumerate(text.split("\n"), start=1):
        if begins.match(line):
            return number
    return 1

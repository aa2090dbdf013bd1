"""An entry of the station's dictionary as people type it: what it may be."""

import re
from collections.abc import Mapping

from broadcaster.errors import InvalidInput
from broadcaster.speech.spoken.marks import MARK
from broadcaster.speech.spoken.pipeline import spoken_form
from broadcaster.speech.spoken.reading import Reading
from broadcaster.speech.spoken.source import plain_text

LONGEST_ENTRY = 100
LONGEST_READING = 300
WRITTEN, WORDS = "written", "reading"
"""The two sides of an entry, by which `WrongEntry` names the wrong one."""

_FIGURE = re.compile(r"\d+")
_UNREADABLE = re.compile(r"[^\w\s,.'’-]|_")
_APOSTROPHES = str.maketrans("’ʼ‘", "'''")


class WrongEntry(InvalidInput):
    """An entry that cannot be taken; `side` is the wrong side of it."""

    def __init__(self, side: str, message: str, vi: str) -> None:
        super().__init__(message, vi)
        self.side = side


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

"""Marks for the voice that an editor may write into a script: [nghỉ 2s], [nhấn]...[/nhấn]."""

import re
from collections.abc import Iterator

from broadcaster.speech.spoken.spans import CERTAIN, UNKNOWN, Found, Kind

MARK = re.compile(
    r"\[\s*(?:(?P<rest>nghỉ|nghĩ|pause)\s*[:=]?\s*(?:(?P<length>\d{1,3}(?:[.,]\d{1,3})?)\s*"
    r"(?P<unit>ms|s|giây|phút)?)?|(?P<close>/)?\s*(?P<stress>nhấn(?:\s+mạnh)?))\s*\]",
    re.IGNORECASE,
)
"""One mark; its group `rest` or `stress` says which."""

DEFAULT_REST_S = 1.0
LONGEST_REST_S = 30.0
_SECONDS = {"ms": 0.001, "s": 1.0, "giây": 1.0, "phút": 60.0}

_LENGTH = r"\d{1,4}(?:[.,]\d{1,3})?\s*[a-zà-ỹ]{0,5}"
_MISTYPED_REST = re.compile(
    rf"\[\s*/?\s*(?:(?:nghỉ|nghĩ|nghi|nghir|nghị|ngỉ|ngi|pause|rest)\s*[:=]?\s*(?:{_LENGTH})?"
    rf"|(?:tạm\s+)?(?:nghỉ|dừng|ngừng|ngắt|im\ lặng)\s*[:=]?\s*{_LENGTH})\s*(?:\]|(?=\n|\Z))"
    rf"|\[\s*(?:nghỉ|nghĩ|nghi)\s*[:=]?\s*\d{{1,3}}(?:[.,]\d{{1,3}})?\s*(?:ms|s|giây|giay)\b",
    re.IGNORECASE,
)
_STRESS = r"(?:nhấn|nhan|nhân|nhắn|nhẩn|nhần|nhán|nhans|nhaans|nhấng)(?:\s+m[ạa]nh)?"
_MISTYPED_STRESS = re.compile(
    rf"\[\s*[/\\]?\s*{_STRESS}\s*[/\\]?\s*(?:\]|(?=\n|\Z))|\[\s*nhấn(?:\s+mạnh)?\s*:"
    rf"|\[\s*/\s*nhấn\b|\[\s*nhấn\b(?=[^\[\]\n]{{1,200}}\[\s*/\s*nhấn)",
    re.IGNORECASE,
)

REST, STRESS = "mark", "mark.stress"
STRESS_RULES = frozenset({STRESS, "mark.unclosed", "mark.unopened"})
ADVICE = {
    "mark.mistyped-rest": "Máy bỏ qua dấu này. Muốn máy nghỉ, hãy viết [nghỉ 2s].",
    "mark.mistyped-stress": "Máy bỏ qua dấu này. Muốn nhấn mạnh, hãy viết [nhấn] trước và [/nhấn]"
    " sau những từ cần nhấn.",
    "mark.unclosed": "Sau chỗ này không có [/nhấn], nên máy bỏ qua. Hãy viết [/nhấn] sau từ cuối"
    " cần nhấn.",
    "mark.unopened": "Trước chỗ này không có [nhấn], nên máy bỏ qua. Hãy viết [nhấn] trước từ đầu"
    " cần nhấn, hoặc xóa dấu này.",
    "mark.too-long": "Máy chỉ nghỉ tối đa 30 giây. Muốn nghỉ lâu hơn, hãy tách thành hai tin.",
}
"""What an editor should write instead, for each rule that found a mark wrong."""


def mark_at(text: str, start: int) -> Found | None:
    """The mark that begins at `start` of plain `text`; one that is mistyped is not sure."""
    mark = MARK.match(text, start)
    if mark is not None and mark["stress"]:
        return _found(mark, STRESS)
    if mark is not None:
        return _found(mark, "mark.too-long" if _asked_s(mark) > LONGEST_REST_S else REST)
    mark = _MISTYPED_REST.match(text, start)
    if mark is not None:
        return _found(mark, "mark.mistyped-rest")
    mark = _MISTYPED_STRESS.match(text, start)
    return None if mark is None else _found(mark, "mark.mistyped-stress")


def paired(text: str, found: list[Found]) -> list[Found]:
    """`found` with every [nhấn] that is not closed, and [/nhấn] that is not opened, in doubt."""
    stresses = [at for at, one in enumerate(found) if one.rule == STRESS]
    pairs = pair([found[at] for at in stresses], text)
    checked = list(found)
    for at, (closes, is_paired) in zip(stresses, pairs, strict=True):
        if not is_paired:
            rule = "mark.unopened" if closes else "mark.unclosed"
            checked[at] = found[at]._replace(rule=rule, confidence=UNKNOWN)
    return checked


def pair(stresses: list[Found], text: str) -> Iterator[tuple[bool, bool]]:
    """For each stress mark whether it closes, and whether its other half is there."""
    closing = [_closes(text, one) for one in stresses]
    for at, closes in enumerate(closing):
        if closes:
            yield True, at > 0 and not closing[at - 1]
        else:
            yield False, at + 1 < len(closing) and closing[at + 1]


def rest_seconds(mark: "re.Match[str]") -> float:
    """The length of the silence a [nghỉ] mark asks for, in seconds, at most half a minute."""
    return min(_asked_s(mark), LONGEST_REST_S)


def _asked_s(mark: "re.Match[str]") -> float:
    if not mark["length"]:
        return DEFAULT_REST_S
    length = float(mark["length"].replace(",", "."))
    return length * _SECONDS[(mark["unit"] or "s").lower()]


def _closes(text: str, one: Found) -> bool:
    return "/" in text[one.start : one.end]


def _found(mark: "re.Match[str]", rule: str) -> Found:
    sure = CERTAIN if rule in {REST, STRESS} else UNKNOWN
    return Found(mark.start(), mark.end(), ",", Kind.MARK, rule, sure)

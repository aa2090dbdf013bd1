"""The title that a document gives itself, as it is laid out by NĐ 30/2020/NĐ-CP, phụ lục I."""

import re
from collections.abc import Sequence

LONGEST_TITLE = 120

# The kinds of official documents (điều 7), and what communes send out beside them.
_KINDS = frozenset(
    {
        "nghị quyết", "quyết định", "chỉ thị", "quy chế", "quy định", "thông cáo", "thông báo",
        "hướng dẫn", "chương trình", "kế hoạch", "phương án", "đề án", "dự án", "báo cáo",
        "biên bản", "tờ trình", "công văn", "công điện", "giấy mời", "phiếu báo", "thư công",
        "thư mời", "thư ngỏ", "lời kêu gọi",
    }
)  # fmt: skip
_MATTER = re.compile(r"(?i)^\W*(?:v/v|về việc)\b\W*")
_LETTERHEAD = re.compile(r"(?i)^\W*số\s*:|độc lập\W+tự do|\bngày\b.*\btháng\b.*\bnăm\b")
_ADDRESSED = re.compile(r"(?i)^\W*kính gửi\b")
_GROUNDS = re.compile(r"(?i)^\W*(?:căn cứ|thực hiện|kính gửi)\b")
_ENDS = (".", ":", ";", ",", "!", "?")


def title_of(lines: Sequence[str], heading: str | None = None) -> str:
    """Return the title, at most `LONGEST_TITLE` characters: the heading, else the first line.

    Where that, or what follows the letterhead, only names the kind of document ("THÔNG BÁO"), the
    title is the kind with the matter below it: "Thông báo về việc cấm đường"; without such a line,
    with the words that begin the document. `lines` holds at least one line with words.
    """
    said = [line for line in (" ".join(each.split()) for each in lines) if _worded(line)]
    if heading is not None:
        heading = " ".join(heading.split())
        named = said.index(heading) if _kind(heading) and heading in said else None
    else:
        named = _behind_letterhead(said)
    if named is None:
        return _short(heading or said[0])
    if not (kind := _kind(said[named])):
        return _short(f"Về việc {_matter_from(said[named:])}")
    return _short(_title(kind, said[named + 1 :]) or said[named])


def _title(kind: str, below: Sequence[str]) -> str:
    """Return the kind with its matter, or with the document's first words; empty without any."""
    if not below:
        return ""
    matter = _matter_from(below)
    if _MATTER.match(below[0]):
        return f"{kind} về việc {matter}"
    if _GROUNDS.match(matter) or matter.endswith(_ENDS):
        opening = next((line for line in below if not _ADDRESSED.match(line)), "")
        return f"{kind}: {opening}" if opening else ""
    return f"{kind} {_uncapitalised(matter)}"


def _matter_from(lines: Sequence[str]) -> str:
    """Return the matter without "Về việc"; it goes on in lines that begin with a small letter."""
    matter = [_MATTER.sub("", lines[0])]
    for line in lines[1:]:
        if matter[-1].endswith(_ENDS) or not line[0].islower():
            break
        matter.append(line)
    return " ".join(matter).rstrip(" )]*./") if _MATTER.match(lines[0]) else " ".join(matter)


def _behind_letterhead(said: Sequence[str]) -> int | None:
    """Return which line names the kind or the matter, if only a letterhead stands before it."""
    for place, line in enumerate(said):
        if _kind(line) or (place and _MATTER.match(line)):
            return place
        if not (line.isupper() or _LETTERHEAD.search(line)):
            return None
    return None


def _kind(line: str) -> str | None:
    """Return the kind of document ("Thông báo") if the line says no more than that."""
    bare = line.strip(" :.*-").casefold()
    return bare.capitalize() if bare in _KINDS else None


def _uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def _worded(line: str) -> bool:
    return any(sign.isalnum() for sign in line)


def _short(title: str) -> str:
    if len(title) <= LONGEST_TITLE:
        return title
    cut = title[: LONGEST_TITLE - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"

"""Which news items a slot may take, in which order, and in words why one is left out. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from broadcaster.newsroom import Airable, Priority
from broadcaster.timetable.programmes import Programme, Section

RANK = {Priority.EMERGENCY: 0, Priority.PRIORITY: 1, Priority.NORMAL: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadySound:
    """A sound that is on disk. `file` is relative to the home; `clip` is empty for tunes."""

    file: str
    sha256: str
    duration_s: float
    clip: str | None = None
    voice: str = ""
    ai_generated: bool = False


@dataclass(frozen=True, slots=True)
class AiredCount:
    """How often a news item was aired whole, and the local day of the last time.

    `planned` is how often it stands in slots that come before the one that is looked at, and
    have not aired yet; `last` may then be the day of such a slot.
    """

    times: int
    last: date | None
    planned: int = 0


@dataclass(frozen=True, kw_only=True)
class Candidate(Airable):
    """An approved item with its sound and what the log says of it.

    `airings` is how often it is wanted, `aired` how often it was, and `planned` how often it
    stands in slots before this one. Without a `sound`, `no_sound` says why (Vietnamese).
    `on_air_in` names a slot that is on air and holds the item.
    """

    sound: ReadySound | None
    no_sound: str = ""
    aired: int = 0
    planned: int = 0
    last_aired: date | None = None
    on_air_in: str = ""


def newest_only(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return one candidate for each item: the highest revision."""
    newest: dict[int, Candidate] = {}
    for candidate in candidates:
        known = newest.get(candidate.news_id)
        if known is None or known.revision < candidate.revision:
            newest[candidate.news_id] = candidate
    return list(newest.values())


def in_order(candidates: Iterable[Candidate], programme: Programme, day: date) -> list[Candidate]:
    """Return the candidates, the one to be placed first at the front.

    1. emergency, priority, normal [TT 39/2020/TT-BTTTT];
    2. items that prefer this programme;
    3. those that aired less often, so that wanted airings spread;
    4. those whose last valid day is today;
    5. the oldest approval.
    """
    return sorted(
        candidates,
        key=lambda c: (
            RANK[c.priority],
            programme.stem not in c.programmes,
            c.aired + c.planned,
            c.valid_until != day,
            c.approved_at,
            c.news_id,
        ),
    )


def takes(section: Section, candidate: Candidate) -> bool:
    """Return whether the section's filters let the item in; no filter takes everything."""
    return (
        (not section.fields or candidate.field in section.fields)
        and (not section.genres or candidate.genre in section.genres)
        and _speaks(section, candidate)
    )


def _speaks(section: Section, candidate: Candidate) -> bool:
    return not section.languages or candidate.language in section.languages


def why_not(candidate: Candidate, programme: Programme, day: date) -> str | None:
    """Return why the programme cannot take the item on that day (Vietnamese), or None.

    An item with priority goes ahead of the sections: of them it needs only one in its language,
    whatever fields and genres they take. Room is not asked about here.
    """
    sections = [part for part in programme.rundown if isinstance(part, Section)]
    return (
        _not_valid(candidate, day)
        or _aired_enough(candidate)
        or _for_others(candidate, programme)
        or _not_in_language(candidate, programme)
        or _no_section(candidate, sections)
        or _no_sound(candidate)
    )


def minutes(seconds: float) -> str:
    """Return a length as people read it: 3:20, or 1:05:00 from an hour on."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    if hours:
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{rest // 60}:{rest % 60:02d}"


def _not_valid(candidate: Candidate, day: date) -> str | None:
    if candidate.valid_from and day < candidate.valid_from:
        return f"chưa đến ngày phát (từ {candidate.valid_from:%d/%m/%Y})"
    if candidate.valid_until and day > candidate.valid_until:
        return f"đã hết hạn phát (đến {candidate.valid_until:%d/%m/%Y})"
    return None


def _aired_enough(candidate: Candidate) -> str | None:
    if candidate.aired >= candidate.airings:
        return f"đã phát đủ số lần ({candidate.aired}/{candidate.airings})"
    left = candidate.airings - candidate.aired - candidate.planned
    if left <= 0:
        return (
            f"đã xếp đủ số lần vào các buổi phát trước (muốn {candidate.airings}, "
            f"đã phát {candidate.aired}, sẽ phát {candidate.planned})"
        )
    if left == 1 and candidate.on_air_in:
        return f"lần phát cuối đang nằm trong buổi phát {candidate.on_air_in}"
    return None


def _for_others(candidate: Candidate, programme: Programme) -> str | None:
    if candidate.programmes and programme.stem not in candidate.programmes:
        return f"chỉ dành cho chương trình khác ({', '.join(candidate.programmes)})"
    return None


def _not_in_language(candidate: Candidate, programme: Programme) -> str | None:
    if programme.languages and candidate.language not in programme.languages:
        return f"chương trình không phát ngôn ngữ này ({candidate.language})"
    return None


def _no_section(candidate: Candidate, sections: list[Section]) -> str | None:
    if not sections:
        return "chương trình không có mục nào để phát tin bài"
    ahead = candidate.priority is not Priority.NORMAL
    if any((_speaks if ahead else takes)(section, candidate) for section in sections):
        return None
    if ahead:
        return f"không mục nào phát ngôn ngữ “{candidate.language}”"
    return f"không mục nào nhận thể loại “{candidate.genre.value}”, lĩnh vực {candidate.field}" + (
        "" if candidate.language == "vi" else f", ngôn ngữ “{candidate.language}”"
    )


def _no_sound(candidate: Candidate) -> str | None:
    if candidate.sound is None:
        return candidate.no_sound or "chưa có tệp tiếng"
    return None

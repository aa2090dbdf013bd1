"""The weekly log (sổ nhật ký hằng tuần), as plain values: what inspections check."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from broadcaster.airlog import (
    ANCHOR_FILE,
    AsRunEntry,
    Outcome,
    Verdict,
    airtime,
    entries,
    is_on_air,
    read_head,
    result_vi,
    verify,
)
from broadcaster.clock import local, local_date, start_of
from broadcaster.errors import InvalidInput
from broadcaster.newsroom import Revision
from broadcaster.reports.words import (
    AI_VOICE,
    HEARD,
    RECORDING,
    REPEAT,
    WHOLE_SLOT,
)
from broadcaster.station import Station
from broadcaster.timetable import KIND_VI, EntryKind, PlannedEntry, Slot, SlotState


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the log: one sound, or one slot that was missed as a whole.

    `sort` is the genre of a news item, or what else it was; `aired_s` is what was heard.
    """

    number: int
    day: date
    planned_at: datetime | None
    started_at: datetime | None
    programme: str
    content: str
    sort: str
    kind: EntryKind
    aired_s: float
    voice: str
    outcome: Outcome | None
    result: str
    reason: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class DayTotal:
    """One day: its slots by how they went, what was heard by kind, in seconds.

    `heard_s` is for how long anything was heard: less than all kinds together where sounds lay
    over one another.
    """

    day: date
    slots: int
    aired: int
    missed: int
    cancelled: int
    aired_s: dict[EntryKind, float]
    heard_s: float
    not_whole: int


@dataclass(frozen=True, kw_only=True)
class WeeklyLog:
    """Everything the document says; `sealed` tells whether the log's chain is whole."""

    station: str
    first: date
    last: date
    lines: tuple[Line, ...]
    days: tuple[DayTotal, ...]
    verdict: Verdict
    sealed: str

    @property
    def heard_s(self) -> float:
        """For how many seconds anything was heard."""
        return sum(day.heard_s for day in self.days)

    @property
    def overlaid_s(self) -> float:
        """By how many seconds the lines together are longer: sounds lay over one another."""
        return round(sum(line.aired_s for line in self.lines) - self.heard_s, 3)


def weekly_log(
    session: Session,
    station: Station,
    first: date,
    last: date,
    *,
    now: datetime,
    player_runs: bool,
) -> WeeklyLog:
    """Return the log of the days from `first` to `last`, both included, as known at `now`.

    Without a player (`player_runs`) nothing is on air, whatever the log still holds open.
    """
    began, ended = start_of(first), start_of(last + timedelta(days=1))
    found = entries(session, began, ended)
    on_air = {e.entry for e in found if is_on_air(e, now, player_runs=player_runs)}
    results = [_result(entry, result_vi(entry, now, player_runs=player_runs)) for entry in found]
    in_range = (col(Slot.planned_at) >= began, col(Slot.planned_at) < ended)
    slots = list(session.exec(select(Slot).where(*in_range)))
    verdict, sealed = _seal(session, station)
    return WeeklyLog(
        station=station.name,
        first=first,
        last=last,
        lines=_lines(found, results, _genres(session, found), _repeats(session, found)),
        days=_days(first, last, found, slots, on_air),
        verdict=verdict,
        sealed=sealed,
    )


def shown(moment: datetime) -> datetime:
    """Return Vietnam's time to the nearest second of the same day, as the documents write it."""
    exact = local(moment)
    nearest = (exact + timedelta(milliseconds=500)).replace(microsecond=0)
    return nearest if nearest.date() == exact.date() else exact.replace(microsecond=0)


def _lines(
    found: list[AsRunEntry],
    results: list[str],
    genres: dict[tuple[int | None, int | None], str],
    repeats: set[tuple[int | None, int | None]],
) -> tuple[Line, ...]:
    return tuple(
        Line(
            number=number,
            day=local_date(entry.moment),
            planned_at=entry.planned_at,
            started_at=entry.started_at,
            programme=entry.slot,
            content=_content(entry, repeat=(entry.slot_id, entry.position) in repeats),
            sort=_sort(entry, genres),
            kind=entry.kind,
            aired_s=entry.aired_s or 0.0,
            voice=_voice(entry),
            outcome=entry.outcome,
            result=result,
            reason=entry.reason,
            hash=entry.hash,
        )
        for number, (entry, result) in enumerate(zip(found, results, strict=True), 1)
    )


def _content(entry: AsRunEntry, *, repeat: bool) -> str:
    title = entry.title
    if entry.kind is EntryKind.DRILL:
        title = f"[{KIND_VI[EntryKind.DRILL].upper()}] {title}"
    if entry.offset_s > 0:
        title = f"{title} (phát tiếp từ giây {round(entry.offset_s)})"
    return f"{title} ({REPEAT})" if repeat else title


def _result(entry: AsRunEntry, result: str) -> str:
    """Return how it went; where a monitor listened, how much of it was heard."""
    return result if entry.heard is None else f"{result}, {HEARD} {entry.heard:.0%}"


def _sort(entry: AsRunEntry, genres: dict[tuple[int | None, int | None], str]) -> str:
    if _is_whole_slot(entry):
        return WHOLE_SLOT
    if entry.kind is EntryKind.ITEM:
        return genres.get((entry.news_id, entry.revision), KIND_VI[EntryKind.ITEM])
    return KIND_VI[entry.kind]


def _is_whole_slot(entry: AsRunEntry) -> bool:
    missed = entry.outcome is Outcome.MISSED and entry.kind is EntryKind.ANNOUNCEMENT
    return missed and entry.slot_id is not None and entry.position is None


def _voice(entry: AsRunEntry) -> str:
    """Return who spoke; a synthetic voice says so (Luật Trí tuệ nhân tạo, Điều 11)."""
    if not entry.ai_generated:
        recorded = entry.kind is EntryKind.ITEM and not entry.voice
        return RECORDING if recorded else entry.voice
    return f"{entry.voice} ({AI_VOICE})" if entry.voice else AI_VOICE


def _genres(session: Session, found: list[AsRunEntry]) -> dict[tuple[int | None, int | None], str]:
    items = {entry.news_id for entry in found if entry.news_id is not None}
    revisions = session.exec(select(Revision).where(col(Revision.news_id).in_(items)))
    return {(each.news_id, each.number): each.genre.value.capitalize() for each in revisions}


def _repeats(session: Session, found: list[AsRunEntry]) -> set[tuple[int | None, int | None]]:
    slots = {entry.slot_id for entry in found if entry.slot_id is not None}
    planned = session.exec(
        select(PlannedEntry).where(col(PlannedEntry.slot_id).in_(slots), col(PlannedEntry.repeat))
    )
    return {(each.slot_id, each.position) for each in planned}


def _days(
    first: date, last: date, found: list[AsRunEntry], slots: list[Slot], on_air: set[str]
) -> tuple[DayTotal, ...]:
    """Return each day's totals. A slot aired if any of it was heard, by the log's own words.

    `on_air` names the entries that are heard now. A slot of which only rows without an end tell
    neither aired nor was missed: nobody knows yet.
    """
    day_of = {slot.id: local_date(slot.planned_at) for slot in slots}
    heard: dict[int, bool] = defaultdict(bool)
    unsure = {entry.slot_id for entry in found if entry.outcome is None}
    for entry in found:
        if entry.slot_id is not None:
            day_of.setdefault(entry.slot_id, local_date(entry.moment))
            heard[entry.slot_id] |= entry.entry in on_air or bool(entry.aired_s)
    cancelled = {slot.id for slot in slots if slot.state is SlotState.CANCELLED} - heard.keys()
    added_s = airtime(found)
    totals = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        here = {slot for slot, its_day in day_of.items() if its_day == day}
        of_day = [entry for entry in found if local_date(entry.moment) == day]
        totals.append(
            DayTotal(
                day=day,
                slots=len(here - cancelled),
                aired=sum(heard.get(slot or 0, False) for slot in here),
                missed=sum(not heard[slot] for slot in heard.keys() & here - unsure),
                cancelled=len(here & cancelled),
                aired_s=_by_kind(of_day),
                heard_s=sum(added_s.get(entry.entry, 0.0) for entry in of_day),
                not_whole=sum(e.outcome not in {None, Outcome.AIRED} for e in of_day),
            )
        )
    return tuple(totals)


def _by_kind(found: Iterable[AsRunEntry]) -> dict[EntryKind, float]:
    totals = dict.fromkeys(EntryKind, 0.0)
    for entry in found:
        totals[entry.kind] += entry.aired_s or 0.0
    return totals


def _seal(session: Session, station: Station) -> tuple[Verdict, str]:
    """Return whether the whole log is the one that was written, and the sentence that says so."""
    try:
        head, mark = read_head(station.run / ANCHOR_FILE), ""
    except InvalidInput as error:
        head, mark = None, f" {error.vi}"
    verdict = verify(session, head)
    if verdict.ok:
        said = f"Nhật ký nguyên vẹn: {verdict.rows} dòng, mã băm cuối {verdict.head_hash}."
    else:
        said = (
            f"NHẬT KÝ KHÔNG CÒN NGUYÊN VẸN từ dòng {verdict.first_bad_seq}; mã băm của dòng cuối "
            f"còn đúng: {verdict.head_hash}. Hãy báo kỹ thuật kiểm tra."
        )
    return verdict, said + mark

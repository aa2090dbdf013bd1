"""Programmes, items and sounds that the timetable's tests are about."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time

from broadcaster.newsroom import Genre, Priority
from broadcaster.timetable.calendar import Calendar
from broadcaster.timetable.dates import DatedSlot
from broadcaster.timetable.entries import Rundown, Sounds
from broadcaster.timetable.models import StartRule
from broadcaster.timetable.programmes import Part, Programme, Say, Section, Tune
from broadcaster.timetable.rundown import build_rundown
from broadcaster.timetable.schedules import Schedules
from broadcaster.timetable.selection import Candidate, ReadySound

STATION = "xã Mẫu"
DAY = date(2026, 11, 21)
GREETING = Say("Đài truyền thanh {station} kính chào bà con.")
FAREWELL = Say("Chương trình đến đây kết thúc.")
NEWS = Section("Tin trong xã", sting=True)

A_PROGRAMME = Programme(
    stem="ban-tin-sang",
    name="Bản tin sáng",
    days=tuple(range(7)),
    starts=(time(5, 30),),
    length_s=600,
    rule=StartRule.HARD,
    rundown=(Tune("opening"), GREETING, NEWS, FAREWELL, Tune("closing")),
)
A_SLOT = DatedSlot(
    "ban-tin-sang", "Bản tin sáng", datetime(2026, 11, 20, 22, 30, tzinfo=UTC), 600, StartRule.HARD
)
AN_ITEM = Candidate(
    news_id=1,
    revision=1,
    content_sha256="c" * 64,
    title="Tin thử",
    genre=Genre.TIN,
    field=1,
    priority=Priority.NORMAL,
    language="vi",
    airings=1,
    programmes=(),
    valid_from=None,
    valid_until=None,
    approved_at=datetime(2026, 11, 1, tzinfo=UTC),
    approved_by="lanhdao",
    approval_id=1,
    sound=ReadySound(file="clips/ab/x.wav", sha256="a" * 64, duration_s=60.0, clip="k" * 64),
)


def programme(*parts: Part, length_s: int = 600, **changes: object) -> Programme:
    """Return a programme of these parts."""
    return replace(A_PROGRAMME, rundown=parts, length_s=length_s, **changes)  # type: ignore[arg-type]


def item(news_id: int, seconds: float = 60.0, **changes: object) -> Candidate:
    """Return an item of that length; later ids were approved later."""
    sound = ReadySound(
        file=f"clips/{news_id}.wav",
        sha256=f"{news_id:064x}",
        duration_s=seconds,
        clip=f"{news_id:064x}",
        voice="vi",
        ai_generated=True,
    )
    base = replace(
        AN_ITEM,
        news_id=news_id,
        title=f"Tin số {news_id}",
        sound=sound,
        approved_at=datetime(2026, 11, 1, 0, news_id % 60, tzinfo=UTC),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def tune(name: str, seconds: float) -> ReadySound:
    """Return a sound of ours that lasts so long."""
    return ReadySound(file=f"audio_assets/{name}.wav", sha256="b" * 64, duration_s=seconds)


def words(seconds: float) -> ReadySound:
    """Return a spoken announcement that lasts so long."""
    return ReadySound(
        file="clips/say.wav",
        sha256="d" * 64,
        duration_s=seconds,
        clip="e" * 64,
        voice="vi",
        ai_generated=True,
    )


def sounds(texts: Iterable[str] = ()) -> Sounds:
    """Return every tune, and the announcements of `A_PROGRAMME` and of the texts."""
    known = (
        "Đài truyền thanh xã Mẫu kính chào bà con.",
        "Chương trình đến đây kết thúc.",
        "Tin trong xã",
        *texts,
    )
    return Sounds(
        tunes={
            "opening": tune("opening", 10),
            "closing": tune("closing", 8),
            "sting": tune("sting", 3),
            "chime": tune("chime", 2),
        },
        announcements={text: words(5) for text in known},
    )


def schedules(*programmes: Programme, calendar: Calendar | None = None) -> Schedules:
    """Return the programmes as a station's schedules, in the order of their file names."""
    ordered = tuple(sorted(programmes, key=lambda p: p.stem))
    return Schedules(ordered, calendar or Calendar())


def built(*items: Candidate, by: Programme = A_PROGRAMME, having: Sounds | None = None) -> Rundown:
    """Return the rundown of the items in the programme, on the day of the tests."""
    slot = DatedSlot(by.stem, by.name, A_SLOT.planned_at, by.length_s, by.rule)
    return build_rundown(by, slot, items, having or sounds(), station=STATION)

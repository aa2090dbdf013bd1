"""A week in the life of xã Mẫu's station, as its log tells it."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from broadcaster.airlog import Outcome, append
from broadcaster.clock import start_of
from broadcaster.newsroom import Genre, NewsItem, Priority, Revision
from broadcaster.timetable import EntryKind, PlannedEntry, Slot, SlotState, StartRule
from tests.airlog.examples import air, an_airing, miss, start

MONDAY = date(2026, 11, 16)
SUNDAY = date(2026, 11, 22)


def at(day: date, hour: int, minute: int = 0, second: float = 0) -> datetime:
    """Return the UTC moment of that time in Vietnam."""
    return start_of(day) + timedelta(hours=hour, minutes=minute, seconds=second)


NOW = at(SUNDAY, 24)
"""When the reports are made: the week's last sound is on air."""


def add_item(session: Session, title: str, genre: Genre) -> int:
    """Add a news item of one revision; return its number."""
    item = NewsItem(created_at=at(MONDAY, 8), created_by="bientap")
    session.add(item)
    session.flush()
    assert item.id is not None
    session.add(
        Revision(
            news_id=item.id,
            number=1,
            created_at=at(MONDAY, 8),
            created_by="bientap",
            title=title,
            genre=genre,
            field=1,
            priority=Priority.NORMAL,
            language="vi",
            script="Nội dung.",
            content_sha256="0" * 64,
        )
    )
    session.flush()
    return item.id


def add_slot(session: Session, planned_at: datetime, state: SlotState, name: str) -> int:
    """Add a slot; return its number."""
    slot = Slot(
        programme="ban-tin",
        name=name,
        planned_at=planned_at,
        length_s=1800.0,
        rule=StartRule.HARD,
        state=state,
    )
    session.add(slot)
    session.flush()
    assert slot.id is not None
    return slot.id


def log_the_week(session: Session) -> None:
    """Log five slots: whole, cut by a drill, missed with its rundown, missed as a whole, cancelled.

    The first day also has a slot that is still planned and a sound that is on air.
    """
    tiem = add_item(session, "Lịch tiêm chủng tháng 12", Genre.THONG_BAO)
    dien = add_item(session, "=Tạm ngừng cấp điện", Genre.TIN)
    tuesday, wednesday, thursday = (MONDAY + timedelta(days=n) for n in (1, 2, 3))
    whole = _Show(session, add_slot(session, at(MONDAY, 5, 30), SlotState.AIRED, "Bản tin sáng"))
    whole.air(EntryKind.TUNE, "opening", 15.2)
    whole.air(EntryKind.ANNOUNCEMENT, "Lời chào", 6.4, ai_generated=True, voice="espeak vi")
    whole.air(
        EntryKind.ITEM,
        "Lịch tiêm chủng tháng 12",
        95.5,
        news_id=tiem,
        revision=1,
        voice="gtts vi",
        ai_generated=True,
    )
    whole.air(EntryKind.ITEM, "=Tạm ngừng cấp điện", 40.25, news_id=dien, revision=1)
    cut = _Show(session, add_slot(session, at(tuesday, 5, 30), SlotState.AIRED, "Bản tin sáng"))
    _mark_repeat(session, cut.slot_id)
    cut.air(
        EntryKind.ITEM,
        "Lịch tiêm chủng tháng 12",
        20.0,
        news_id=tiem,
        revision=1,
        outcome=Outcome.CUT,
        reason="diễn tập",
    )
    air(
        session,
        "drill",
        an_airing(
            kind=EntryKind.DRILL,
            title="Bão số 9",
            slot="",
            slot_id=None,
            news_id=None,
            planned_at=None,
            position=None,
            planned_s=30.0,
            voice="espeak vi",
        ),
        at=at(tuesday, 5, 30, 20),
    )
    air(
        session,
        "rest",
        an_airing(
            title="Lịch tiêm chủng tháng 12",
            news_id=tiem,
            revision=1,
            offset_s=20.0,
            slot_id=cut.slot_id,
            slot=cut.name,
            planned_at=cut.planned_at,
            planned_s=75.5,
        ),
        at=at(tuesday, 5, 30, 50),
    )
    lost = add_slot(session, at(wednesday, 17), SlotState.MISSED, "Bản tin chiều")
    append(
        session,
        miss(
            "lost",
            an_airing(
                slot_id=lost,
                slot="Bản tin chiều",
                news_id=dien,
                revision=1,
                title="=Tạm ngừng cấp điện",
                planned_at=at(wednesday, 17),
            ),
        ),
    )
    gone = add_slot(session, at(thursday, 5, 30), SlotState.MISSED, "Bản tin sáng")
    append(
        session,
        miss(
            "gone",
            an_airing(
                kind=EntryKind.ANNOUNCEMENT,
                title="Bản tin sáng",
                slot="Bản tin sáng",
                slot_id=gone,
                position=None,
                planned_at=at(thursday, 5, 30),
                news_id=None,
            ),
        ),
    )
    add_slot(session, at(thursday, 17), SlotState.CANCELLED, "Bản tin chiều")
    add_slot(session, at(SUNDAY, 17), SlotState.PLANNED, "Bản tin chiều")
    append(
        session,
        start(
            "now",
            an_airing(
                kind=EntryKind.RELAY,
                title="VOV1",
                news_id=None,
                slot_id=None,
                slot="",
                planned_at=None,
                voice="",
            ),
            at(SUNDAY, 23, 59, 59.6),
        ),
    )


def _mark_repeat(session: Session, slot_id: int) -> None:
    session.add(
        PlannedEntry(
            slot_id=slot_id,
            position=0,
            kind=EntryKind.ITEM,
            title="x",
            repeat=True,
            clip_sha256="0" * 64,
            file="x.wav",
            offset_s=0.0,
            planned_s=95.5,
        )
    )
    session.flush()


class _Show:
    """A slot whose sounds follow one another."""

    def __init__(self, session: Session, slot_id: int) -> None:
        slot = session.get_one(Slot, slot_id)
        self.session = session
        self.slot_id = slot_id
        self.name = slot.name
        self.planned_at = self.now = slot.planned_at
        self.position = 0

    def air(
        self,
        kind: EntryKind,
        title: str,
        aired_s: float,
        *,
        outcome: Outcome = Outcome.AIRED,
        reason: str = "",
        **values: Any,
    ) -> None:
        sample = {"news_id": None, "revision": None, "voice": "", "ai_generated": False}
        airing = an_airing(
            kind=kind,
            title=title,
            slot_id=self.slot_id,
            slot=self.name,
            position=self.position,
            planned_at=self.now,
            planned_s=aired_s,
            **{**sample, **values},
        )
        name = f"{self.slot_id}-{self.position}"
        air(
            self.session, name, airing, at=self.now, aired_s=aired_s, outcome=outcome, reason=reason
        )
        self.now += timedelta(seconds=aired_s)
        self.position += 1

"""The newsroom's services, each call in a transaction of its own."""

from datetime import date
from typing import Any

from broadcaster import newsroom
from broadcaster.newsroom import (
    Airable,
    Approval,
    Content,
    ItemView,
    Means,
    OfferedSound,
    Revision,
    Transition,
)
from broadcaster.station import Station
from broadcaster.store import Store
from tests.rig.fake_clock import FakeClock

HEARD = "c" * 64

TODAY = date(2026, 11, 21)
SCRIPT = "Sáng thứ hai, trạm y tế xã tiêm chủng cho trẻ em tại nhà văn hoá thôn."


def content(script: str = SCRIPT, **wishes: Any) -> Content:
    """Return a script's content."""
    return Content.model_validate({"title": "Lịch tiêm chủng", "script": script} | wishes)


class Desk:
    """What the tests do with news items."""

    def __init__(self, store: Store, clock: FakeClock, station: Station) -> None:
        self.store = store
        self.clock = clock
        self.station = station

    def create(self, said: Content | None = None, *, by: str = "lan") -> Revision:
        with self.store.writing() as session:
            return newsroom.create(session, self.clock, self.station, said or content(), by=by)

    def revise(self, news_id: int, said: Content, *, by: str = "lan") -> Revision:
        with self.store.writing() as session:
            return newsroom.revise(session, self.clock, self.station, news_id, said, by=by)

    def submit(self, news_id: int, *, by: str = "lan") -> None:
        with self.store.writing() as session:
            newsroom.submit(session, self.clock, news_id, by=by)

    def submitted(self, said: Content | None = None, *, by: str = "lan") -> int:
        news_id = self.create(said, by=by).news_id
        self.submit(news_id, by=by)
        return news_id

    def approve(
        self,
        news_id: int,
        *,
        by: str = "minh",
        means: Means = Means.COMMAND_LINE,
        revision: int | None = None,
        content_sha256: str | None = None,
        sound: OfferedSound | None = None,
    ) -> Approval:
        with self.store.writing() as session:
            return newsroom.approve(
                session,
                self.clock,
                self.station,
                news_id,
                by=by,
                means=means,
                revision=revision,
                content_sha256=content_sha256,
                sound=sound,
            )

    def approved(self, said: Content | None = None) -> int:
        news_id = self.submitted(said)
        self.approve(news_id)
        return news_id

    def reject(self, news_id: int, *, by: str = "minh", reason: str = "thiếu ngày giờ") -> None:
        with self.store.writing() as session:
            newsroom.reject(session, self.clock, news_id, by=by, reason=reason)

    def withdraw(self, news_id: int, *, by: str = "minh", reason: str = "sai địa điểm") -> None:
        with self.store.writing() as session:
            newsroom.withdraw(session, self.clock, news_id, by=by, reason=reason)

    def listen(self, news_id: int, revision: int, *, by: str = "minh", seconds: float = 9) -> None:
        with self.store.writing() as session:
            newsroom.note_listening(
                session, self.clock, news_id, revision, by=by, clip=HEARD, seconds=seconds
            )

    def interrupt(self, said: Content | None = None, *, by: str = "minh") -> Revision:
        with self.store.writing() as session:
            return newsroom.approve_emergency(
                session, self.clock, self.station, said or content(), by=by
            )

    def item(self, news_id: int) -> ItemView:
        with self.store.reading() as session:
            return newsroom.item(session, news_id)

    def history(self, news_id: int) -> list[Transition]:
        with self.store.reading() as session:
            return newsroom.history(session, news_id)

    def airable(self, on: date = TODAY) -> list[Airable]:
        with self.store.reading() as session:
            return newsroom.airable(session, on)

    def check(self, news_id: int, revision: int, sha256: str, on: date = TODAY) -> None:
        with self.store.reading() as session:
            newsroom.check_airable(session, news_id, revision, sha256, on)

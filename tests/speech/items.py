"""News items for the tests of this room."""

from broadcaster import newsroom
from broadcaster.newsroom import Content, Genre, Priority, Revision
from broadcaster.station import Station
from broadcaster.store import Store
from tests.rig.fake_clock import FakeClock

GREETING = "Đài truyền thanh xã Mẫu xin kính chào toàn thể bà con."
SCRIPT = (
    "Trạm y tế xã Mẫu tiêm chủng ngày 25/12 từ 7h30 đến 11h.\n\n"
    "Đề nghị bà con đưa trẻ đến đúng giờ và mang theo sổ tiêm chủng."
)


def content(title: str = "Lịch tiêm chủng", **changes: object) -> Content:
    values: dict[str, object] = {
        "title": title,
        "genre": Genre.THONG_BAO,
        "field": 1,
        "priority": Priority.NORMAL,
        "language": "vi",
        "script": SCRIPT,
    }
    return Content.model_validate(values | changes)


def submitted(
    store: Store, clock: FakeClock, station: Station, title: str = "Tin", **changes: object
) -> Revision:
    with store.writing() as session:
        revision = newsroom.create(
            session, clock, station, content(title, **changes), by=newsroom.CONSOLE
        )
        newsroom.submit(session, clock, revision.news_id, by=newsroom.CONSOLE)
        return revision

import json
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from broadcaster.airlog import Airing, LogKeeper, NewHearing, entries
from broadcaster.playout.models import DeadAirChange
from broadcaster.store import Store
from broadcaster.timetable import EntryKind
from tests.rig.fake_clock import FakeClock
from tests.web.newsdesk import air
from tests.web.test_writing import EVIL
from tests.web.visitor import Visitor, words


def test_the_log_shows_what_aired(officer: Visitor, keeper: LogKeeper, clock: FakeClock) -> None:
    air(keeper, clock, title=EVIL, news_id=None, slot="Bản tin sáng", ai_generated=True,
         voice="vi")  # fmt: skip
    answer = officer.get("/log/")
    page = words(answer)
    assert "05:00:00" in page
    assert "0:10" in page
    assert "giọng máy: vi" in page
    assert "<script>alert" not in answer.text


def test_the_log_shows_the_volume_of_each_zone(
    officer: Visitor, keeper: LogKeeper, clock: FakeClock
) -> None:
    air(keeper, clock, title="Tin", volume='{"<b>Thôn Mẫu 1": 100, "Thôn Mẫu 2": 40}')
    answer = officer.get("/log/")
    assert "âm lượng" in words(answer)
    assert "Thôn Mẫu 2 40%" in words(answer)
    assert "<b>Thôn" not in answer.text


def test_the_log_shows_where_the_volume_changed_while_something_was_heard(
    officer: Visitor, keeper: LogKeeper, clock: FakeClock
) -> None:
    told = [
        {"from": "2026-11-21T05:00:00+07:00", "percents": {"Thôn Mẫu 1": 100}},
        {"from": "2026-11-21T05:00:04+07:00", "percents": {"Thôn Mẫu 1": 50}},
        {"from": "2026-11-21T07:00:00+07:00", "percents": {"Thôn Mẫu 1": 70}},
    ]
    air(keeper, clock, title="Tin", volume=json.dumps(told))
    page = words(officer.get("/log/"))
    assert "âm lượng Thôn Mẫu 1 100%" in page
    assert "từ 05:00:04 Thôn Mẫu 1 50%" in page
    assert "70%" not in page, "it was over before that"


def test_the_log_is_filtered_by_day_kind_and_outcome(
    officer: Visitor, keeper: LogKeeper, clock: FakeClock
) -> None:
    air(keeper, clock, title="Tin ngày đầu")
    clock.advance(86400)
    air(keeper, clock, title="Tin ngày sau")
    air(keeper, clock, title="Nhạc ngày sau", kind=EntryKind.TUNE)
    keeper.missed(
        Airing(kind=EntryKind.ITEM, title="Tin bị lỡ", planned_at=clock.now()), reason="mất điện"
    )
    today = words(officer.get("/log/"))
    assert "Tin ngày sau" in today
    assert "Tin ngày đầu" not in today
    both = words(officer.get("/log/?from=2026-11-21&to=2026-11-22"))
    assert both.index("Tin ngày đầu") < both.index("Tin ngày sau")
    assert "Nhạc ngày sau" not in words(officer.get("/log/?kind=item"))
    missed = words(officer.get("/log/?outcome=missed"))
    assert "mất điện" in missed
    assert "Tin ngày sau" not in missed


@pytest.mark.parametrize(
    "question",
    ["from=x", "from=2026-11-22&to=2026-11-21", "from=2020-01-01&to=2026-11-21",
     "from=9999-12-31", "from=0001-01-01"],
)  # fmt: skip
def test_impossible_days_are_told(officer: Visitor, question: str) -> None:
    answer = officer.get(f"/log/?{question}")
    assert answer.status_code == 400
    assert "notice refused" in words(answer)


def test_the_week_is_exported_as_a_workbook(
    officer: Visitor, keeper: LogKeeper, clock: FakeClock
) -> None:
    air(keeper, clock, title="=2+3", slot="Bản tin sáng")
    answer = officer.get("/log/report.xlsx?from=2026-11-16&to=2026-11-22")
    assert answer.status_code == 200
    assert "nhat-ky-phat-thanh_2026-11-16_2026-11-22.xlsx" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=2+3"] == ["s"]


def test_the_week_is_exported_as_csv(officer: Visitor, keeper: LogKeeper, clock: FakeClock) -> None:
    air(keeper, clock, title="Tin đã phát")
    answer = officer.get("/log/report.csv?from=2026-11-16&to=2026-11-22")
    assert "Tin đã phát" in answer.data.decode("utf-8-sig")


@pytest.mark.parametrize("path", ["/log/report.exe", "/log/report.xlsx?from=x", "/log/report.pdf"])
def test_an_impossible_export_is_told(officer: Visitor, path: str) -> None:
    answer = officer.get(path)
    assert answer.status_code == 400
    assert "notice refused" in words(answer)


def test_the_chain_is_verified_in_front_of_the_reader(
    officer: Visitor, keeper: LogKeeper, clock: FakeClock, store: Store
) -> None:
    air(keeper, clock)
    assert "nguyên vẹn: 2 dòng" in words(officer.get("/log/verification"))
    with store.writing() as session:
        connection = session.connection()
        triggers = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='as_run'"
        ).all()
        for (name,) in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE as_run SET title='khác' WHERE seq=2")
    page = words(officer.get("/log/verification", headers={"X-Part": "1"}))
    assert "không còn nguyên vẹn, từ dòng số 2" in page
    assert "<html" not in page


def test_a_sound_that_is_laid_ahead_is_not_told_as_heard(
    officer: Visitor, keeper: LogKeeper, clock: FakeClock
) -> None:
    ahead = clock.now() + timedelta(seconds=1.9997)
    keeper.started(Airing(kind=EntryKind.ITEM, title="Tin"), started_at=ahead)
    page = words(officer.get("/log/"))
    assert "05:00:02" in page
    assert "Sắp phát" in page
    clock.advance(3)
    assert "Sắp phát" not in words(officer.get("/log/"))
    assert "Đang phát" in words(officer.get("/log/"))
    clock.advance(60)
    page = words(officer.get("/log/"))
    assert "Chưa rõ: máy phát đã dừng" in page
    assert "Đang phát" not in page


def test_the_log_tells_what_was_heard_where_a_monitor_listened(
    officer: Visitor, keeper: LogKeeper, clock: FakeClock, store: Store
) -> None:
    air(keeper, clock, title="Tin một")
    assert "nghe được" not in words(officer.get("/log/"))
    with store.reading() as session:
        (entry,) = entries(session, clock.now() - timedelta(days=1), clock.now())
    assert keeper.heard(
        NewHearing(at=clock.now(), entry=entry.entry, share=0.974, judged_s=9.0, level_dbfs=-30.0)
    )
    assert "nghe được 97%" in words(officer.get("/log/"))


def test_the_log_tells_when_nothing_came_out_of_the_loudspeaker(
    officer: Visitor, clock: FakeClock, store: Store
) -> None:
    assert "Không có tiếng ra loa" not in words(officer.get("/log/"))
    with store.writing() as session:
        change = "Không có tiếng ra loa; mở lại thiết bị âm thanh"
        session.add(DeadAirChange(at=clock.now(), change=change, device=EVIL, level_dbfs=-71.6))
    page = officer.get("/log/")
    assert change in words(page)
    assert "-72 dBFS" in words(page)
    assert "<script>alert" not in page.text
    assert change not in words(officer.get("/log/?from=2026-11-01&to=2026-11-02"))

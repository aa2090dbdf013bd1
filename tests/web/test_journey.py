from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from broadcaster import airlog, timetable
from broadcaster.airlog import Airing, LogKeeper, Outcome
from broadcaster.newsroom import State
from broadcaster.station import Station
from broadcaster.store import Store
from broadcaster.timetable import Slot, SlotState
from tests.rig.chromium import PHONE, visitor
from tests.rig.fake_clock import FakeClock
from tests.web import journey
from tests.web.fake_door import FakeDoor
from tests.web.newsdesk import Newsdesk
from tests.web.served import served
from tests.web.visitor import PASSWORD

pytestmark = pytest.mark.browser

TITLE = "Tiêm phòng cho trẻ em"
SCRIPT = "Trạm y tế xã tiêm phòng cho trẻ em vào sáng thứ bảy, từ bảy giờ ba mươi phút."


def _air(station: Station, store: Store, clock: FakeClock, slot: Slot) -> None:
    """Freeze the slot and log it as aired, as a player does."""
    keeper = LogKeeper(store, clock, station.run / airlog.RESERVE_FILE)
    schedules = timetable.schedules_of(station).load()
    assert slot.id is not None
    clock.set(slot.planned_at)
    with store.writing() as session:
        entries = timetable.freeze(session, clock, station, schedules, slot.id, {}, by="player")
    for entry in entries:
        row = keeper.started(Airing.planned(slot, entry), started_at=clock.now())
        clock.advance(entry.planned_s)
        keeper.ended(row, ended_at=clock.now(), aired_s=entry.planned_s, outcome=Outcome.AIRED)
    with store.writing() as session:
        timetable.close(session, clock, slot.id, SlotState.AIRED, by="player")


def test_from_script_to_log_in_the_browser(
    editors_page: Page,
    approvers_page: Page,
    desk: Newsdesk,
    station: Station,
    store: Store,
    clock: FakeClock,
    slots: list[Slot],
    tmp_path: Path,
) -> None:
    number = journey.write_item(editors_page, TITLE, SCRIPT)
    expect(editors_page.get_by_text("Đang chờ lãnh đạo duyệt.")).to_be_visible()
    desk.spoken(number)

    journey.listen_and_approve(approvers_page, TITLE)
    approval = desk.view(number).approval
    assert approval is not None
    assert approval.by == "lanh-dao"
    assert approval.listened_s
    assert approval.listened_s >= 1

    journey.see_in_timetable(editors_page, TITLE)
    _air(station, store, clock, slots[0])
    journey.see_aired(editors_page, TITLE)

    book = openpyxl.load_workbook(journey.export_week(editors_page, tmp_path))
    values = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert TITLE in values


def test_the_page_shows_the_sound_as_soon_as_it_is_made(
    approvers_page: Page, desk: Newsdesk
) -> None:
    number = desk.submitted(TITLE)
    journey.open_item(approvers_page, TITLE)
    expect(approvers_page.get_by_text("Máy đang đọc bài thành tiếng")).to_be_visible()
    desk.spoken(number)
    journey.listen(approvers_page)
    expect(approvers_page.get_by_role("button", name="Phê duyệt")).to_be_enabled()


def test_what_was_typed_can_be_had_back_after_the_page_was_left(editors_page: Page) -> None:
    editors_page.goto("/news/new")
    editors_page.get_by_label("Tiêu đề").fill(TITLE)
    editors_page.get_by_label("Bài viết để máy đọc").fill(SCRIPT)
    editors_page.get_by_label("Bản tin sáng").check()
    editors_page.goto("/today")
    editors_page.goto("/news/new")
    expect(editors_page.get_by_label("Tiêu đề")).to_have_value("")
    editors_page.get_by_role("button", name="Lấy lại").click()
    expect(editors_page.get_by_label("Tiêu đề")).to_have_value(TITLE)
    expect(editors_page.get_by_label("Bài viết để máy đọc")).to_have_value(SCRIPT)
    expect(editors_page.get_by_label("Bản tin sáng")).to_be_checked()
    editors_page.get_by_role("button", name="Lưu bản thảo").click()
    expect(editors_page.get_by_text("Đã lưu bản thảo.")).to_be_visible()
    editors_page.goto("/news/new")
    expect(editors_page.get_by_role("button", name="Lấy lại")).to_have_count(0)


def test_the_letters_are_counted_and_a_refused_form_stays_filled(editors_page: Page) -> None:
    editors_page.goto("/news/new")
    editors_page.get_by_label("Bài viết để máy đọc").fill(SCRIPT)
    expect(editors_page.locator("#script-count")).to_have_text(f"{len(SCRIPT)} ký tự")
    editors_page.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(editors_page.get_by_role("alert")).to_contain_text("Tiêu đề phải có")
    expect(editors_page.get_by_label("Bài viết để máy đọc")).to_have_value(SCRIPT)


def test_a_form_that_is_sent_twice_is_taken_once(editors_page: Page, desk: Newsdesk) -> None:
    editors_page.goto("/news/new")
    editors_page.get_by_label("Tiêu đề").fill(TITLE)
    editors_page.get_by_label("Bài viết để máy đọc").fill(SCRIPT)
    editors_page.get_by_role("button", name="Lưu bản thảo").dblclick()
    expect(editors_page.get_by_text("Đã lưu bản thảo.")).to_be_visible()
    assert desk.view(1).state is State.DRAFT
    with pytest.raises(Exception, match="no news item 2"):
        desk.view(2)


def test_today_renews_itself_and_says_when_the_server_is_lost(
    chromium: Browser, app: Flask, station: Station, door: FakeDoor
) -> None:
    with visitor(chromium) as person:
        page = person.new_page()
        with served(app, station) as address:
            page.goto(f"{address}login")
            page.get_by_label("Tên đăng nhập").fill("bien-tap")
            page.get_by_label("Mật khẩu").fill(PASSWORD)
            page.get_by_role("button", name="Đăng nhập").click()
            expect(page.get_by_text("Lúc này không phát gì")).to_be_visible()
            door.says = {
                "on_air": {"kind": "item", "title": TITLE, "position_s": 1, "planned_s": 9}
            }
            expect(page.get_by_text(TITLE)).to_be_visible()
        expect(page.get_by_text("Mất liên lạc với máy chủ")).to_be_visible()


@pytest.mark.parametrize(
    "path",
    ["/today", "/news/", "/news/new", "/news/1", "/timetable/", "/log/", "/interruption/",
     "/interruption/real", "/people/password"],
)  # fmt: skip
def test_no_page_is_wider_than_a_phone(approvers_page: Page, desk: Newsdesk, path: str) -> None:
    desk.spoken(desk.approved("Một tiêu đề khá dài để xem trang có tràn ra ngoài màn hình không"))
    approvers_page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    approvers_page.goto(path)
    wide = approvers_page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0

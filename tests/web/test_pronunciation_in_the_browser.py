"""From a name that is read wrongly to the new sound of the item, as an editor and an approver."""

import re

import pytest
from playwright.sync_api import Page, expect

from broadcaster.newsroom import State
from tests.rig.chromium import PHONE
from tests.web import journey
from tests.web.newsdesk import Newsdesk

pytestmark = pytest.mark.browser

TITLE = "Họp làng Tơ Drah"
SCRIPT = "Mời bà con làng Tơ Drah họp tại nhà văn hóa lúc 7 giờ 30 ngày 5/12/2026."


def test_a_village_name_is_added_from_its_doubt_and_heard(
    editors_page: Page, approvers_page: Page, desk: Newsdesk
) -> None:
    number = journey.write_item(editors_page, TITLE, SCRIPT)
    desk.spoken(number)

    editors_page.reload()
    expect(editors_page.get_by_text("Máy không chắc cách đọc 1 chỗ.")).to_be_visible()
    journey.keep_picture(editors_page, "1-item-with-a-doubt")
    editors_page.get_by_role("link", name="Thêm “Drah” vào từ điển").click()
    written = editors_page.get_by_label("Chữ viết trong tin bài")
    expect(written).to_have_value("Drah")
    written.fill("Tơ Drah")
    editors_page.get_by_label("Đọc là").fill("tơ đờ ra 3")
    editors_page.get_by_role("button", name="Lưu và đọc lại tin bài").click()
    expect(editors_page.get_by_role("alert")).to_contain_text("chữ số “3”")
    expect(editors_page.get_by_label("Đọc là")).to_have_attribute("aria-invalid", "true")
    journey.keep_picture(editors_page, "2-form-with-a-mistake")
    editors_page.get_by_label("Đọc là").fill("tơ đờ ra")

    hear = editors_page.get_by_role("button", name="Nghe thử cách đọc")
    hear.click()
    expect(hear).to_have_attribute("data-playing", re.compile(r"[\d.]+"))

    editors_page.get_by_role("button", name="Lưu và đọc lại tin bài").click()
    expect(editors_page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(editors_page.get_by_text("Máy đang đọc lại bài theo cách đọc mới")).to_be_visible()
    expect(editors_page.get_by_text("không chắc cách đọc")).to_have_count(0)
    journey.keep_picture(editors_page, "3-item-read-again")

    new = desk.read_again(number)
    assert "tơ đờ ra" in new.spoken
    sound = editors_page.locator("audio#sound")
    expect(sound).to_have_attribute("src", re.compile(new.key))
    journey.listen(editors_page)

    journey.listen_and_approve(approvers_page, TITLE)
    approval = desk.view(number).approval
    assert approval is not None
    assert approval.clip == new.key


def test_the_approver_cannot_overlook_a_doubt(approvers_page: Page, desk: Newsdesk) -> None:
    number = desk.submitted(TITLE, script=SCRIPT)
    desk.spoken(number)
    journey.open_item(approvers_page, TITLE)
    journey.listen(approvers_page)
    approve = approvers_page.get_by_role("button", name="Phê duyệt")
    expect(approve).to_be_enabled()
    journey.keep_picture(approvers_page, "4-approval-with-a-doubt")
    approve.click()
    assert desk.view(number).state is State.SUBMITTED, "the browser asks for the box first"
    approvers_page.get_by_label("Tôi đã xem 1 chỗ máy không chắc").check()
    approve.click()
    expect(approvers_page.get_by_text("Đã phê duyệt.")).to_be_visible()


def test_a_sentence_is_tried_and_heard(editors_page: Page) -> None:
    editors_page.get_by_role("link", name="Từ điển", exact=True).click()
    editors_page.get_by_role("link", name="Thêm từ").click()
    editors_page.get_by_label("Chữ viết trong tin bài").fill("H'Bia")
    editors_page.get_by_label("Đọc là").fill("hờ bia")
    editors_page.get_by_role("button", name="Lưu vào từ điển").click()
    expect(editors_page.get_by_text("Đã lưu: “H'Bia” đọc là “hờ bia”.")).to_be_visible()
    editors_page.get_by_label("Gõ một câu có từ cần thử").fill(
        "Chị H’Bia nhận 1.250.000 đ/hộ, gọi 0912.345.678, gặp XYZK."
    )
    editors_page.get_by_role("button", name="Xem máy đọc thế nào").click()
    tried = editors_page.locator("#tried")
    expect(tried).to_contain_text("chị hờ bia nhận một triệu hai trăm năm mươi nghìn đồng một hộ")
    expect(tried.get_by_role("row").filter(has_text="XYZK")).to_contain_text("không biết")
    hear = editors_page.get_by_role("button", name="Nghe thử")
    hear.click()
    expect(hear).to_have_attribute("data-playing", re.compile(r"[\d.]+"))
    journey.keep_picture(editors_page, "5-dictionary")


@pytest.mark.parametrize("path", ["/pronunciation/", "/pronunciation/new?written=Drah", "/news/1"])
def test_the_pages_fit_a_phone(editors_page: Page, desk: Newsdesk, path: str) -> None:
    desk.spoken(desk.submitted(TITLE, script=SCRIPT + " Gặp ông XYZKLMNPQRSTV."))
    editors_page.goto("/pronunciation/new?written=XYZ")
    editors_page.get_by_label("Đọc là").fill("hờ" * 60)
    editors_page.get_by_role("button", name="Lưu vào từ điển").click()
    editors_page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    editors_page.goto(f"{path}?text=Làng Drah họp ngày 5/12." if path.endswith("n/") else path)
    wide = editors_page.evaluate("document.documentElement.scrollWidth")
    journey.keep_picture(editors_page, f"6-phone{re.sub(r'[^a-z0-9]', '-', path)}")
    assert wide <= PHONE["width"]


def test_every_field_and_button_has_a_name(editors_page: Page, desk: Newsdesk) -> None:
    desk.spoken(desk.submitted(TITLE, script=SCRIPT))
    for path in ("/pronunciation/?text=a", "/pronunciation/new", "/news/1"):
        editors_page.goto(path)
        nameless = editors_page.evaluate(
            """() => [...document.querySelectorAll("input:not([type=hidden]), textarea, button, a")]
                .filter((one) => !(one.labels?.length || one.ariaLabel || one.textContent.trim()))
                .map((one) => one.outerHTML)"""
        )
        assert nameless == [], path

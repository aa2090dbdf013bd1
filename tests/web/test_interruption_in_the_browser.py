"""The emergency page while it stands open: what is over goes, what begins comes."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web import journey
from tests.web.fake_door import FakeDoor

pytestmark = pytest.mark.browser


def _one(name: str, title: str, state: str) -> dict[str, Any]:
    return {"id": name, "title": title, "drill": False, "level": 3, "by": "lanh-dao",
            "state": state, "repeat_s": None, "until": None, "again_at": None}  # fmt: skip


def test_what_is_over_keeps_no_button_and_what_began_since_can_be_cancelled(
    approvers_page: Page, door: FakeDoor
) -> None:
    assert door.says
    door.says["interruptions"] = [_one("a", "Lũ về", "on air")]
    approvers_page.get_by_role("link", name="Phát khẩn cấp").click()
    cancel = approvers_page.get_by_role("button", name="Huỷ")
    row = approvers_page.get_by_role("row")
    expect(row).to_contain_text("Lũ về")
    expect(cancel).to_be_visible()

    door.says["interruptions"] = []
    expect(cancel).to_have_count(0)
    expect(approvers_page.get_by_text("Chưa xong")).to_have_count(0)

    door.says["interruptions"] = [_one("b", "Bão số 5", "waiting")]
    expect(row).to_contain_text("Bão số 5")
    journey.keep_picture(approvers_page, "interruption-not-over")
    cancel.focus()
    with approvers_page.expect_response("**/interruption/open"):
        pass
    with approvers_page.expect_response("**/interruption/open"):
        pass
    expect(cancel).to_be_focused()
    cancel.click()
    expect(approvers_page.get_by_text("Đã huỷ.")).to_be_visible()
    assert door.cancelled == [("b", "lanh-dao")]

"""What people do in the panel, step by step, in a real browser: one function for each errand."""

import os
import re
from pathlib import Path

from playwright.sync_api import Page, expect


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture for people to look at, where a folder for them is named."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def log_in(page: Page, name: str, password: str) -> None:
    """Come in; ends on today's page."""
    page.goto("/login")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hôm nay")


def log_out(page: Page) -> None:
    """Go out; ends on the login page."""
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_text("Đã đăng xuất.")).to_be_visible()


def write_item(page: Page, title: str, script: str, *, submit: bool = True) -> int:
    """Write an item and return its number; ends on the page of the item."""
    page.get_by_role("link", name="Tin bài", exact=True).click()
    page.get_by_role("link", name="Soạn tin bài mới").click()
    page.get_by_label("Tiêu đề").fill(title)
    page.get_by_label("Bài viết để máy đọc").fill(script)
    page.get_by_role("button", name="Lưu và gửi duyệt" if submit else "Lưu bản thảo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    number = re.search(r"/news/(\d+)", page.url)
    assert number
    return int(number[1])


def open_item(page: Page, title: str) -> None:
    """Find an item in the list of the newsroom and open it."""
    page.get_by_role("link", name="Tin bài", exact=True).click()
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def listen(page: Page) -> None:
    """Play the sound of the open item, once it is there, until the panel says it was heard."""
    sound = page.locator("audio#sound")
    expect(sound).to_be_visible()
    sound.evaluate("sound => sound.play()")
    expect(page.locator("#heard")).to_contain_text("đã nghe")


def listen_and_approve(page: Page, title: str) -> None:
    """Open an item that waits, hear it, and approve it; before, the button does not work."""
    open_item(page, title)
    approve = page.get_by_role("button", name="Phê duyệt")
    expect(approve).to_be_disabled()
    listen(page)
    expect(approve).to_be_enabled()
    approve.click()
    expect(page.get_by_text("Đã phê duyệt.")).to_be_visible()


def see_in_timetable(page: Page, title: str) -> None:
    """Find the item among what is to air."""
    page.get_by_role("link", name="Lịch phát", exact=True).click()
    expect(page.get_by_role("cell", name=title).first).to_be_visible()


def see_aired(page: Page, title: str) -> None:
    """Find the item in today's log, heard to its end, and the log intact."""
    page.get_by_role("link", name="Nhật ký", exact=True).click()
    row = page.get_by_role("row").filter(has_text=title).first
    expect(row).to_contain_text("Đã phát")
    expect(page.get_by_text("Sổ nhật ký nguyên vẹn")).to_be_visible()


def export_week(page: Page, folder: Path) -> Path:
    """Return the workbook of this week's log, as it was downloaded."""
    page.get_by_role("link", name="Nhật ký", exact=True).click()
    page.get_by_role("link", name="Tuần này").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Tải sổ nhật ký (Excel)").click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path

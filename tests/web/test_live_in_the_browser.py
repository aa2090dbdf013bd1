"""The live microphone as an approver uses it: a real browser, a real player, a real source."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from broadcaster.airlog import Outcome
from broadcaster.timetable import EntryKind
from tests.rig.chromium import DESK, PHONE, visitor
from tests.rig.commune import APPROVER, PASSWORD, Commune
from tests.rig.known_clip import make_noise, write_wav
from tests.rig.pulse import SoundServer
from tests.web import journey
from tests.web.served import served
from web import create_app

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sound]

TITLE = "Thông báo của Chủ tịch"
TRIES = 10


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Commune]:
    made = Commune(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def server() -> Iterator[SoundServer]:
    with SoundServer() as server:
        server.env["PULSE_SOURCE"] = server.add_microphone()
        yield server


@pytest.fixture
def page(chromium: Browser, commune: Commune) -> Iterator[Page]:
    """Give the live page of the approver, before anybody speaks."""
    app = commune.app
    panel = create_app(app.station, app.store, app.clock, player=app.interrupter)
    with served(panel, app.station) as address, visitor(chromium, address) as person:
        page = person.new_page()
        journey.log_in(page, APPROVER, PASSWORD)
        page.get_by_role("link", name="Phát trực tiếp").click()
        yield page


def _fits(page: Page, name: str) -> None:
    """Look at the page at a desk and on a phone: nothing reaches beyond the screen."""
    for size in (DESK, PHONE):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], name
        journey.keep_picture(page, f"{name}-{size['width']}")


def _open_the_microphone(page: Page) -> None:
    """Ask for it, again where it brought no sound within seconds, as on a busy machine."""
    opened = page.get_by_text("Đã mở micrô. Nói sau tiếng báo.")
    for _ in range(TRIES):
        with page.expect_navigation():
            page.get_by_role("button", name="Mở micrô").click()
        expect(opened.or_(page.get_by_role("alert")).first).to_be_visible()
        if opened.is_visible():
            return
    expect(opened).to_be_visible()


def test_an_approver_opens_the_microphone_speaks_and_closes_it(
    page: Page, commune: Commune, server: SoundServer, tmp_path: Path
) -> None:
    voice = tmp_path / "voice.wav"
    write_wav(voice, make_noise(60, seed=11, level_db=-20))
    off = page.get_by_role("button", name="Nói xong, tắt micrô")
    expect(page.get_by_text("Máy phát chưa chạy")).to_be_visible()
    expect(off).to_be_hidden()
    with commune.player("device", env=server.env):
        expect(page.get_by_text("Đang tắt", exact=True)).to_be_visible()
        _fits(page, "live-off")
        page.get_by_label("Tiêu đề").fill(TITLE)
        page.get_by_label("Nói nhiều nhất mấy phút").fill("2")
        _open_the_microphone(page)
        expect(page.get_by_text("ĐANG PHÁT TRỰC TIẾP")).to_be_visible()
        expect(page.get_by_role("button", name="Mở micrô")).to_be_hidden()
        with server.speaking(voice):
            level = page.get_by_role("meter", name="Mức tiếng vào micrô")
            expect(level).not_to_have_attribute("value", "0.00")
            expect(page.get_by_text(TITLE, exact=True).first).to_be_visible()
            _fits(page, "live-on")
            off.click()
            expect(page.get_by_text("Đã tắt micrô.")).to_be_visible()
        expect(page.get_by_text("Đang tắt", exact=True)).to_be_visible()
        commune.wait_for(
            lambda: (rows := commune.log(EntryKind.LIVE)) and rows[0].outcome is not None
        )
    page.reload()
    row = page.get_by_role("row").filter(has_text=TITLE)
    expect(row).to_contain_text("Đã phát")
    expect(row).to_contain_text(APPROVER)
    _fits(page, "live-told")
    (live,) = commune.log(EntryKind.LIVE)
    assert (live.title, live.voice, live.outcome) == (TITLE, APPROVER, Outcome.AIRED)
    assert (live.planned_s, live.reason) == (120.0, f"kết thúc bởi {APPROVER}")


def test_a_microphone_that_brings_nothing_is_told_on_the_page(
    page: Page, commune: Commune, server: SoundServer
) -> None:
    env = {**server.env, "BROADCASTER_MICROPHONE": "không có micrô này"}
    with commune.player("device", env=env):
        page.reload()
        page.get_by_label("Tiêu đề").fill(TITLE)
        page.get_by_role("button", name="Mở micrô").click()
        expect(page.get_by_role("alert")).to_contain_text("icrô")
        expect(page.get_by_label("Tiêu đề")).to_have_value(TITLE)
        _fits(page, "live-refused")
    assert commune.log() == []

"""The browser rig itself: it is in Vietnam, and it hears what goes wrong inside a page."""

import pytest
from playwright.sync_api import Browser, Page

from tests.rig.chromium import PageComplaint, visitor


@pytest.mark.browser
def test_the_visitor_reads_vietnamese_and_lives_in_vietnam(page: Page) -> None:
    page.set_content("<p>Đài truyền thanh xã Mẫu</p>")
    assert page.inner_text("p") == "Đài truyền thanh xã Mẫu"
    assert page.evaluate("navigator.language") == "vi-VN"
    zone = "Intl.DateTimeFormat().resolvedOptions().timeZone"
    assert page.evaluate(zone) in {"Asia/Ho_Chi_Minh", "Asia/Saigon"}


@pytest.mark.browser
def test_two_visitors_share_nothing(chromium: Browser) -> None:
    cookie = {"name": "who", "value": "first", "url": "http://127.0.0.1/"}
    with visitor(chromium) as first, visitor(chromium) as second:
        first.add_cookies([cookie])  # type: ignore[list-item]
        assert len(first.cookies()) == 1
        assert second.cookies() == []


def open_page(chromium: Browser, content: str) -> None:
    with visitor(chromium) as person:
        page = person.new_page()
        page.set_content(content)
        page.evaluate("new Promise(over => setTimeout(over, 50))")  # behind all that went wrong


@pytest.mark.browser
@pytest.mark.parametrize(
    "script", ["console.error('spoilt')", "setTimeout(() => { throw new Error('spoilt') })"]
)
def test_an_error_inside_a_page_is_no_success(chromium: Browser, script: str) -> None:
    with pytest.raises(PageComplaint, match="spoilt"):
        open_page(chromium, f"<script>{script}</script>")


@pytest.mark.browser
def test_what_the_content_security_policy_refuses_is_no_success(chromium: Browser) -> None:
    policy = "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">"
    with pytest.raises(PageComplaint, match="Content Security Policy"):
        open_page(chromium, f"{policy}<script>document.title = 'ran'</script>")

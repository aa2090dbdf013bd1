"""Debian's Chromium, headless, driven by Playwright; each visitor has a profile of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    expect,
    sync_playwright,
)

from tests.rig.parts import program
from tests.rig.patience import PATIENCE_S

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
PATIENCE_MS = 1000 * PATIENCE_S
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 800}

expect.set_options(timeout=PATIENCE_MS)


class PageComplaint(AssertionError):
    """A page raised an error of its own, or its policy refused a part of it."""


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Give a browser with an empty profile. Raises `MissingPart` where there is none."""
    executable = program("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, headless=True, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visitor(browser: Browser, address: str | None = None) -> Iterator[BrowserContext]:
    """Give one person's browser, in Vietnamese and in Vietnam, with cookies of their own.

    `address` is what relative links start from. Raises `PageComplaint` afterwards if a page
    visited raised a script error or broke its own content security policy.
    """
    context = browser.new_context(
        base_url=address,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": DESK["width"], "height": DESK["height"]},
    )
    context.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # A page that is refused (403) or not there (404) is told here too, and may be meant.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(f"{message.page.url if message.page else '?'}: {message.text}")

    context.on("console", hear)
    context.on("weberror", lambda error: complaints.append(_sentence(error.error)))
    try:
        yield context
    finally:
        context.close()
    if complaints:
        raise PageComplaint("; ".join(complaints))


def _sentence(error: Error) -> str:
    return error.message.splitlines()[0]

import re
from pathlib import Path

import pytest

from broadcaster.airlog import ENDED_EARLY_VI, OUTCOME_VI
from broadcaster.station import setting_names

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "huong-dan"
PANEL = ROOT / "web"
NAMED = re.compile(r"^\| \*\*([^*]+)\*\* \|", re.MULTILINE)
NOTICE = re.compile(r'<p class="notice[^>]*>(.+?)</p>', re.DOTALL)
LINK = re.compile(r"\]\(([^)]+)\)")


def _panel_words() -> str:
    parts = [*PANEL.rglob("*.html"), *PANEL.rglob("*.js"), *PANEL.rglob("*.py")]
    shown = " ".join(part.read_text(encoding="utf-8") for part in parts)
    return " ".join([*shown.split(), ENDED_EARLY_VI])


@pytest.mark.parametrize("page", sorted(GUIDE.glob("*.md")), ids=lambda page: page.name)
def test_every_button_the_guide_names_is_in_the_panel(page: Path) -> None:
    named = NAMED.findall(page.read_text(encoding="utf-8"))
    assert named
    shown = _panel_words()
    assert [label for label in named if label not in shown] == []


def test_the_technicians_guide_explains_every_notice_of_todays_page() -> None:
    named = NAMED.findall((GUIDE / "ky-thuat.md").read_text(encoding="utf-8"))
    parts = (PANEL / "templates" / "today").glob("*.html")
    shown = [told for part in parts for told in NOTICE.findall(part.read_text(encoding="utf-8"))]
    assert shown
    assert [told for told in shown if not any(label in told for label in named)] == []


@pytest.mark.parametrize("page", sorted(GUIDE.glob("*.md")), ids=lambda page: page.name)
def test_every_page_the_guide_leads_to_is_there(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (GUIDE / link).is_file()] == []


def test_the_guide_explains_every_outcome_of_the_log() -> None:
    page = (GUIDE / "bao-cao.md").read_text(encoding="utf-8")
    named = list(OUTCOME_VI.values())
    assert [text for text in named if f"| {text} |" not in page] == []


def test_the_technicians_guide_explains_every_setting() -> None:
    page = (GUIDE / "ky-thuat.md").read_text(encoding="utf-8")
    assert {name for name in setting_names() if f"\n| `{name}` | " not in page} == set()

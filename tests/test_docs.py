"""What the documents name is there: files and folders of the repository, and what links lead to."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("broadcaster", "web", "tests", "benchmarks", "audio_assets", "docs", "schedules")
MARKDOWN = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "audio_assets").glob("*.md")]
)
SOURCES = sorted(
    file for room in ("broadcaster", "web", "benchmarks") for file in (ROOT / room).rglob("*.py")
)
MADE_LATER = {"run/", "run/schedules/", ".venv-peers/"}

QUOTED = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"[\w./-]*\w\.py\b")
FOLDER = re.compile(r"[a-z0-9_./-]+/")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def named(text: str) -> set[str]:
    """Return the Python files and the folders that stand between backticks."""
    quoted = QUOTED.findall(text)
    files = {file for words in quoted for file in FILE.findall(words)}
    return files | {words for words in quoted if FOLDER.fullmatch(words)}


@cache
def there() -> frozenset[str]:
    """Return every file and folder of the rooms, folders with a slash behind."""
    inside = [path for room in ROOMS for path in (ROOT / room, *(ROOT / room).rglob("*"))]
    return frozenset(
        f"/{path.relative_to(ROOT).as_posix()}{'/' if path.is_dir() else ''}" for path in inside
    )


def missing(text: str) -> set[str]:
    """Return what the text names and nothing in the repository ends with."""
    return {
        name
        for name in named(text) - MADE_LATER
        if not any(path.endswith(f"/{name}") for path in there())
    }


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("file", MARKDOWN, ids=name_of)
def test_every_file_and_folder_that_a_document_names_is_there(file: Path) -> None:
    assert not missing(file.read_text(encoding="utf-8"))


def test_every_file_that_the_code_names_is_there() -> None:
    found = {name_of(file): missing(file.read_text(encoding="utf-8")) for file in SOURCES}
    assert not {file: names for file, names in found.items() if names}


@pytest.mark.parametrize("file", MARKDOWN, ids=name_of)
def test_every_relative_link_leads_to_a_file(file: Path) -> None:
    links = LINK.findall(file.read_text(encoding="utf-8"))
    paths = {link.partition("#")[0] for link in links if "://" not in link}
    assert not {path for path in paths if not (file.parent / path).exists()}


def test_a_name_of_nothing_is_noticed() -> None:
    text = "`playout/`, `mixer.py`, `nowhere.py [DAYS]`, `live/mixer.py`, `nowhere/`, `2/3`"
    assert missing(text) == {"nowhere.py", "live/mixer.py", "nowhere/"}

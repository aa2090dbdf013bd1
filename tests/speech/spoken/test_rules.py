"""Every rule of the table reads its own example, and is needed for it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.speech.spoken import DEFAULT, DOUBT_BELOW, Reading, explain, spoken_form
from broadcaster.speech.spoken.pipeline import join
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.rules import ALL, AT_DIGITS, AT_LETTERS, AT_SYMBOLS
from broadcaster.speech.spoken.scanner import Reader, compiled, following
from broadcaster.speech.spoken.source import plain_text
from broadcaster.speech.spoken.tidy import tidy

TABLES = Path(__file__).parent / "readings"
by_name = pytest.mark.parametrize("rule", ALL, ids=[rule.name for rule in ALL])


@by_name
def test_a_rule_reads_its_example(rule: Rule) -> None:
    text, expected = rule.example
    assert spoken_form(text) == expected
    assert rule.name in {span.rule for span in explain(text)}


@by_name
def test_without_the_rule_its_example_is_read_or_reported_otherwise(rule: Rule) -> None:
    text, _ = rule.example
    settings = (DEFAULT, Reading(year="digits"))
    assert any(
        outcome(text, Reader(reading)) != outcome(text, Reader(reading, without=[rule.name]))
        for reading in settings
    )


def outcome(text: str, reader: Reader) -> tuple[str, tuple[str, ...]]:
    """The spoken form and what would be shown to the editor."""
    plain = plain_text(text).plain
    found = reader.find(plain)
    doubtful = (plain[one.start : one.end] for one in found if one.confidence < DOUBT_BELOW)
    return tidy(join(plain, found)), tuple(doubtful)


def test_rule_names_are_unique_and_begin_with_their_kind() -> None:
    names = [rule.name for rule in ALL]
    assert len(names) == len(set(names))
    assert all("." in name for name in names)


def test_no_rule_is_left_out_where_its_form_stands() -> None:
    """What a rule can begin with only saves time: every form in the tables still comes to it."""
    texts = [text for table in sorted(TABLES.glob("*.tsv")) for text in written_in(table)]
    shut_out = {
        (rule.name, text[start : start + 40])
        for text in [*texts, *(rule.example[0] for rule in ALL)]
        for start, end, rules in openings(text)
        for rule in rules
        if not rule.may_begin(text[start], end - start, following(text, end))
        and compiled(rule.pattern).match(text, start)
    }
    assert not shut_out


def written_in(table: Path) -> list[str]:
    """The plain written texts of one table of readings."""
    lines = table.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if "\t" in line and not line.startswith("#")]
    return [plain_text(written.replace("\\n", "\n")).plain for _, written, *_ in cells]


def openings(text: str) -> Iterator[tuple[int, int, tuple[Rule, ...]]]:
    """Each run of letters, run of digits and sign, with the rules that may be tried there."""
    for run in re.finditer(r"(?P<letters>[^\W\d_]+)|(?P<digits>\d+)|[^\w\s]|_", text):
        if run["letters"]:
            yield run.start(), run.end(), AT_LETTERS
        else:
            yield run.start(), run.end(), AT_DIGITS if run["digits"] else AT_SYMBOLS

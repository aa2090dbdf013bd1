"""Every rule of the table reads its own example, and is needed for it."""

import pytest

from broadcaster.speech.spoken import DEFAULT, DOUBT_BELOW, Reading, explain, spoken_form
from broadcaster.speech.spoken.pipeline import join
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.rules import ALL
from broadcaster.speech.spoken.scanner import Reader
from broadcaster.speech.spoken.source import plain_text
from broadcaster.speech.spoken.tidy import tidy

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

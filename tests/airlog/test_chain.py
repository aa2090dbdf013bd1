"""The hash chain over plain values: any log holds, any single change shows where it is."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.airlog.chain import (
    EMPTY,
    GENESIS,
    SEALED,
    SEALED_IF_TOLD,
    Head,
    fault,
    row_hash,
    seconds,
)
from broadcaster.airlog.models import AsRunRow

moments = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone itself
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone itself
    timezones=st.just(UTC),
)
texts = st.text(max_size=20)
spans = st.floats(0, 1e6).map(seconds)
fields: dict[str, st.SearchStrategy[Any]] = {
    "at": moments,
    "event": st.sampled_from(["started", "ended"]),
    "entry": texts,
    "slot_id": st.none() | st.integers(1, 9999),
    "slot": texts,
    "position": st.none() | st.integers(0, 99),
    "planned_at": st.none() | moments,
    "started_at": st.none() | moments,
    "ended_at": st.none() | moments,
    "kind": st.sampled_from(["item", "tune", "drill"]),
    "news_id": st.none() | st.integers(1, 9999),
    "revision": st.none() | st.integers(1, 99),
    "title": texts,
    "voice": texts,
    "ai_generated": st.booleans(),
    "clip": st.none() | texts,
    "file": texts,
    "offset_s": spans,
    "planned_s": spans,
    "aired_s": st.none() | spans,
    "outcome": st.none() | st.sampled_from(["aired", "cut"]),
    "reason": texts,
    "volume": st.none() | texts,
}
rows = st.lists(st.fixed_dictionaries(fields), min_size=1, max_size=6)


def chained(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    chain: list[dict[str, Any]] = []
    before = GENESIS
    for seq, value in enumerate(values, 1):
        row = {**value, "seq": seq, "prev_hash": before}
        before = row_hash(before, row)
        chain.append({**row, "hash": before})
    return chain


def first_fault(chain: list[dict[str, Any]]) -> int | None:
    """Return the place (from 0) of the first row that does not follow, None if all do."""
    head = EMPTY
    for place, row in enumerate(chain):
        if fault(head, row):
            return place
        head = Head(row["seq"], row["hash"])
    return None


def test_every_column_but_the_two_hashes_is_sealed() -> None:
    sealed = {*SEALED, *SEALED_IF_TOLD}
    assert sealed == set(AsRunRow.model_fields) - {"prev_hash", "hash"}


@given(rows)
def test_rows_that_tell_no_volume_hash_as_before_there_was_one(
    values: list[dict[str, Any]],
) -> None:
    before = [{name: v for name, v in row.items() if name != "volume"} for row in values]
    since = [{**row, "volume": None} for row in values]
    assert [row["hash"] for row in chained(before)] == [row["hash"] for row in chained(since)]


@given(rows, st.sampled_from([None, '{"Thôn Mẫu 1": 60}', ""]))
def test_a_volume_that_was_told_is_neither_changed_nor_taken_away(
    values: list[dict[str, Any]], forged: str | None
) -> None:
    chain = chained([{**row, "volume": '{"Thôn Mẫu 1": 80}'} for row in values])
    assert first_fault(chain) is None
    for place in range(len(chain)):
        falsified = [dict(row) for row in chain]
        falsified[place]["volume"] = forged
        assert first_fault(falsified) == place


@settings(deadline=None)
@given(rows)
def test_any_chain_holds(values: list[dict[str, Any]]) -> None:
    assert first_fault(chained(values)) is None


@settings(deadline=None)
@given(st.data(), rows)
def test_a_change_of_any_one_field_shows_at_its_row(
    data: st.DataObject, values: list[dict[str, Any]]
) -> None:
    chain = chained(values)
    place = data.draw(st.integers(0, len(chain) - 1))
    name = data.draw(st.sampled_from([*fields, "seq", "hash", "prev_hash"]))
    strategy = fields.get(name, st.integers(-5, 20) if name == "seq" else texts)
    chain[place][name] = data.draw(strategy.filter(lambda new: new != chain[place][name]))
    assert first_fault(chain) == place


@settings(deadline=None)
@given(st.data(), rows)
def test_a_removed_row_shows_where_it_was(
    data: st.DataObject, values: list[dict[str, Any]]
) -> None:
    chain = chained([*values, *values])
    place = data.draw(st.integers(0, len(chain) - 2))
    del chain[place]
    assert first_fault(chain) == place


@settings(deadline=None)
@given(st.data(), rows)
def test_a_row_put_in_shows_even_if_the_rows_behind_it_are_numbered_anew(
    data: st.DataObject, values: list[dict[str, Any]]
) -> None:
    chain = chained(values)
    place = data.draw(st.integers(0, len(chain) - 1))
    put_in = {**data.draw(st.fixed_dictionaries(fields)), "seq": place + 1}
    before = chain[place]["prev_hash"]
    put_in |= {"prev_hash": before, "hash": row_hash(before, put_in)}
    for row in chain[place:]:
        row["seq"] += 1
    chain.insert(place, put_in)
    assert first_fault(chain) == place + 1


@pytest.mark.parametrize(("value", "stored"), [(1.23456, 1.235), (-0.0, 0.0), (2, 2.0)])
def test_seconds_are_sealed_as_whole_milliseconds(value: float, stored: float) -> None:
    assert repr(seconds(value)) == repr(stored)

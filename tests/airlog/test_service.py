"""The log in real databases: rows go in sealed, sounds come out merged."""

import json
import threading
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadcaster.airlog import (
    GENESIS,
    Event,
    NewRow,
    Outcome,
    airings,
    append,
    entries,
    entry_json,
    last_row,
    open_entries,
    verify,
)
from broadcaster.airlog.chain import row_hash
from broadcaster.airlog.service import sealed_values
from broadcaster.store import Store
from broadcaster.timetable import AiredCount, EntryKind
from tests.airlog.examples import MORNING, air, an_airing, end, miss, start

DAY = timedelta(days=1)


def test_rows_are_numbered_and_chained_from_the_genesis(store: Store) -> None:
    with store.writing() as session:
        first = append(session, start("a"))
        second = append(session, end(start("a"), 60, Outcome.AIRED))
    assert (first.seq, first.prev_hash) == (1, GENESIS)
    assert (second.seq, second.prev_hash) == (2, first.hash)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    title=st.text(max_size=40),
    reason=st.text(max_size=40),
    offset_s=st.floats(0, 1e5),
    aired_s=st.floats(0, 1e5),
    started_at=st.datetimes(
        min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone itself
        max_value=datetime(2099, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone itself
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))]),
    ),
    entry=st.uuids().map(str),
)
def test_any_row_hashes_the_same_when_it_is_read_back(
    store: Store, title: str, reason: str, entry: str, started_at: datetime, **spans: float
) -> None:
    airing = an_airing(title=title, offset_s=spans["offset_s"])
    started = start(entry, airing, started_at)
    with store.writing() as session:
        append(session, started)
        append(session, end(started, spans["aired_s"], Outcome.AIRED, reason))
    with store.reading() as session:
        row = last_row(session)
        assert row is not None
        assert row.hash == row_hash(row.prev_hash, sealed_values(row))
        assert verify(session).ok


def test_telling_the_same_event_again_adds_nothing_and_keeps_the_first_word(store: Store) -> None:
    with store.writing() as session:
        first = air(session, "a")
        again = append(session, end(start("a"), 10, Outcome.CUT, "mất điện"))
        assert again.seq == first.seq
        assert again.outcome is Outcome.AIRED
        assert verify(session).rows == 2


def test_writers_at_the_same_time_do_not_break_the_chain(store: Store) -> None:
    failures: list[BaseException] = []

    def write(name: str) -> None:
        try:
            for number in range(10):
                with store.writing() as session:
                    append(session, start(f"{name}{number}"))
        except BaseException as error:  # noqa: BLE001 - the test tells what went wrong in a thread
            failures.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.reading() as session:
        verdict = verify(session)
    assert (verdict.ok, verdict.rows) == (True, 30)


def test_the_two_rows_of_a_sound_read_as_one_entry(store: Store) -> None:
    with store.writing() as session:
        ended = air(session, "a", aired_s=41.5, outcome=Outcome.CUT, reason="phát khẩn cấp")
        (entry,) = entries(session, MORNING, MORNING + DAY)
    assert entry.seq == ended.seq
    assert entry.hash == ended.hash
    assert entry.started_at == MORNING
    assert entry.ended_at == MORNING + timedelta(seconds=41.5)
    assert (entry.aired_s, entry.planned_s) == (41.5, 60.0)
    assert (entry.outcome, entry.reason) == (Outcome.CUT, "phát khẩn cấp")


def test_a_sound_on_air_has_no_outcome_yet(store: Store) -> None:
    with store.writing() as session:
        append(session, start("a"))
        (entry,) = entries(session, MORNING, MORNING + DAY)
    assert entry.outcome is None
    assert entry.ended_at is None
    assert entry.aired_s is None


def test_what_was_missed_stands_at_its_planned_time(store: Store) -> None:
    late = an_airing(title="Sau", planned_at=MORNING + timedelta(hours=1))
    with store.writing() as session:
        append(session, miss("b", late))
        air(session, "a")
        both = entries(session, MORNING, MORNING + DAY)
        none = entries(session, MORNING + DAY, MORNING + 2 * DAY)
    assert [entry.entry for entry in both] == ["a", "b"]
    assert both[1].started_at is None
    assert both[1].aired_s == 0
    assert both[1].outcome is Outcome.MISSED
    assert none == []


def test_the_range_includes_its_first_moment_and_excludes_its_last(store: Store) -> None:
    with store.writing() as session:
        air(session, "a")
        air(session, "b", at=MORNING + DAY)
        found = entries(session, MORNING, MORNING + DAY)
    assert [entry.entry for entry in found] == ["a"]


def test_an_entry_as_json_has_the_promised_fields(store: Store) -> None:
    with store.writing() as session:
        air(session, "a")
        (entry,) = entries(session, MORNING, MORNING + DAY)
    read = json.loads(json.dumps(entry_json(entry)))
    promised = (
        "seq slot planned_at started_at ended_at kind news_id revision title voice clip planned_s "
        "aired_s file outcome reason hash ai_generated entry position offset_s"
    )
    assert set(promised.split()) <= set(read)
    assert read["slot"] == "Bản tin sáng"
    assert read["kind"] == "item"
    assert read["outcome"] == "aired"
    assert read["started_at"] == "2026-11-21T05:30:00.000000+07:00"
    assert datetime.fromisoformat(read["ended_at"]) == MORNING + timedelta(seconds=60)
    assert read["ai_generated"] is True


def test_an_item_counts_as_aired_once_a_slot(store: Store) -> None:
    evening = MORNING + timedelta(hours=20)  # 1:30 on the next day in Vietnam
    with store.writing() as session:
        air(session, "a", an_airing(news_id=7, slot_id=1))
        air(session, "b", an_airing(news_id=7, slot_id=1))
        air(session, "c", an_airing(news_id=7, slot_id=2), at=evening)
        air(session, "d", an_airing(news_id=8, slot_id=2))
        counts = airings(session)
    assert counts == {7: AiredCount(2, date(2026, 11, 22)), 8: AiredCount(1, date(2026, 11, 21))}


def test_an_item_cut_and_then_aired_to_its_end_counts_once(store: Store) -> None:
    with store.writing() as session:
        air(session, "a", aired_s=20, outcome=Outcome.CUT, reason="phát khẩn cấp")
        assert airings(session) == {}
        air(session, "b", an_airing(offset_s=20))
        assert airings(session)[7].times == 1


def test_what_was_not_aired_by_the_timetable_does_not_count(store: Store) -> None:
    with store.writing() as session:
        for kind in set(EntryKind) - {EntryKind.ITEM}:
            air(session, kind.value, an_airing(kind=kind))
        append(session, miss("m"))
        append(session, miss("f", outcome=Outcome.FAILED))
        append(session, start("s"))
        assert airings(session) == {}


def test_airings_outside_any_slot_count_each(store: Store) -> None:
    with store.writing() as session:
        air(session, "a", an_airing(slot_id=None))
        air(session, "b", an_airing(slot_id=None))
        assert airings(session)[7].times == 2


def test_only_sounds_without_an_end_are_open(store: Store) -> None:
    with store.writing() as session:
        air(session, "a")
        append(session, start("b"))
        append(session, miss("c"))
        assert [row.entry for row in open_entries(session)] == ["b"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"at": datetime(2026, 11, 21)}, "naive"),  # noqa: DTZ001 - the point of the test
        ({"entry": ""}, "entry"),
        ({"entry": "x" * 37}, "entry"),
        ({"planned_s": float("nan")}, "planned_s"),
        ({"offset_s": -1.0}, "offset_s"),
        ({"outcome": None}, "without an outcome"),
        ({"aired_s": None}, "seconds aired"),
        ({"started_at": None}, "without a start"),
        ({"outcome": Outcome.CUT}, "without a reason"),
        ({"outcome": Outcome.MISSED, "reason": "x"}, "missed and yet on air"),
        ({"event": Event.STARTED}, "starts and has ended"),
        ({"event": Event.STARTED, "started_at": None}, "starts without a time"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(changes: dict[str, Any], said: str) -> None:
    row = vars(end(start("a"), 60, Outcome.AIRED))
    with pytest.raises(ValueError, match=said):
        NewRow(**{**row, **changes})


def test_text_that_a_database_refuses_is_logged_all_the_same(store: Store) -> None:
    airing = an_airing(title="Tin\0 số \udcff 1", kind=EntryKind.EMERGENCY)
    with store.writing() as session:
        air(session, "a", airing)
    with store.reading() as session:
        (entry,) = entries(session, MORNING, MORNING + DAY)
        assert verify(session).ok
    assert entry.title == "Tin� số ? 1"

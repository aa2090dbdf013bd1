"""What a monitor heard: written behind the log's rows, sealed, and part of the verification."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from broadcaster.airlog import (
    ANCHOR_FILE,
    GENESIS,
    RESERVE_FILE,
    LogKeeper,
    NewHearing,
    Outcome,
    Verdict,
    append,
    append_hearing,
    entries,
    entry_json,
    last_head,
    read_head,
    verify,
)
from broadcaster.airlog.hearing import hearing_head
from broadcaster.store import Store
from tests.airlog.examples import MORNING, air, an_airing, start, tampering
from tests.rig.fake_clock import FakeClock


def of(entry: str, share: float = 0.75, **values: Any) -> NewHearing:
    made: dict[str, Any] = {"at": MORNING, "judged_s": 12.0, "level_dbfs": -31.5} | values
    return NewHearing(entry=entry, share=share, **made)


@pytest.fixture
def log(store: Store) -> Store:
    """Give a store whose log has three sounds that were heard, and one no monitor listened to."""
    with store.writing() as session:
        for entry in "abcd":
            air(session, entry)
        assert [append_hearing(session, of(entry)) for entry in "abc"] == [True] * 3
    return store


def verdict(store: Store, **kept: Any) -> Verdict:
    with store.reading() as session:
        return verify(session, **kept)


def of_the_morning(session: Session) -> dict[str, float | None]:
    found = entries(session, MORNING.replace(hour=0), MORNING.replace(day=22))
    return {entry.entry: entry.heard for entry in found}


def test_the_log_tells_the_share_only_where_a_monitor_listened(log: Store) -> None:
    with log.reading() as session:
        assert of_the_morning(session) == {"a": 0.75, "b": 0.75, "c": 0.75, "d": None}
        found = entries(session, MORNING.replace(hour=0), MORNING.replace(day=22))
    told = {entry.entry: entry_json(entry) for entry in found}
    assert told["a"]["heard"] == 0.75
    assert "heard" not in told["d"]
    assert verdict(log).ok


def test_nothing_is_said_of_a_sound_whose_end_is_not_written(store: Store) -> None:
    with store.writing() as session:
        append(session, start("a", an_airing()))
        assert not append_hearing(session, of("a"))
        assert not append_hearing(session, of("unknown"))
        assert hearing_head(session).seq == 0


def test_what_was_said_first_stays(log: Store) -> None:
    with log.writing() as session:
        assert append_hearing(session, of("a", share=0.1))
        assert of_the_morning(session)["a"] == 0.75
        assert hearing_head(session).seq == 3


@pytest.mark.parametrize(
    ("column", "false"),
    [
        ("at", "2026-11-20 00:00:00.000000"),
        ("entry", "d"),
        ("of", GENESIS),
        ("share", 1.0),
        ("judged_s", 11.0),
        ("level_dbfs", -31.4),
        ("prev_hash", "f" * 64),
        ("hash", "f" * 64),
    ],
)
def test_a_changed_value_shows_with_its_row(log: Store, column: str, false: object) -> None:
    with tampering(log, "hearing") as session:
        statement = f'UPDATE hearing SET "{column}" = :false WHERE seq = 2'  # noqa: S608
        session.execute(text(statement), {"false": false})
        found = verify(session)
    assert (found.ok, found.first_bad_seq) == (False, 2)
    assert found.why.startswith("what was heard: row 2 ")


def test_a_row_taken_out_shows_and_at_the_end_by_the_head_that_was_kept(log: Store) -> None:
    with tampering(log, "hearing") as session:
        head = replace(last_head(session), heard=hearing_head(session))
        session.execute(text("DELETE FROM hearing WHERE seq = 3"))
        assert verify(session).ok
        assert "row 3 was written" in verify(session, head).why
        session.execute(text("DELETE FROM hearing WHERE seq = 1"))
        assert verify(session).first_bad_seq == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE hearing SET share = 1", "DELETE FROM hearing", "DELETE FROM hearing WHERE seq = 3"],
)
def test_the_database_refuses_to_change_what_was_heard(log: Store, statement: str) -> None:
    with pytest.raises(IntegrityError, match="never changed"), log.writing() as session:
        session.execute(text(statement))


def test_the_keeper_writes_behind_the_end_and_keeps_both_heads(
    store: Store, tmp_path: Path
) -> None:
    clock = FakeClock()
    keeper = LogKeeper(store, clock, tmp_path / RESERVE_FILE)
    begun = keeper.started(an_airing(), started_at=clock.now(), entry="a")
    assert not keeper.heard(of("a"))
    clock.advance(10)
    keeper.ended(begun, ended_at=clock.now(), aired_s=10.0, outcome=Outcome.AIRED)
    assert keeper.heard(of("a"))
    assert keeper.heard(of("a", share=0.0))
    head = read_head(tmp_path / ANCHOR_FILE)
    assert head is not None
    assert head.heard is not None
    assert head.heard.seq == 1
    assert verdict(store, head=head).ok
    keeper.missed(an_airing(), reason="không có tệp")
    assert read_head(tmp_path / ANCHOR_FILE).heard == head.heard  # type: ignore[union-attr]


def test_a_head_kept_before_anything_was_heard_is_still_read(store: Store, tmp_path: Path) -> None:
    keeper = LogKeeper(store, FakeClock(), tmp_path / RESERVE_FILE)
    keeper.missed(an_airing(), reason="không có tệp")
    assert "heard" not in (tmp_path / ANCHOR_FILE).read_text(encoding="utf-8")
    head = read_head(tmp_path / ANCHOR_FILE)
    assert verdict(store, head=head).ok


@given(share=st.floats(-2, 2), judged_s=st.floats(-5, 5))
def test_impossible_shares_are_refused(share: float, judged_s: float) -> None:
    if 0 <= share <= 1 and judged_s > 0:
        assert of("a", share, judged_s=judged_s).share <= 1
    else:
        with pytest.raises(ValueError, match="cannot have been heard"):
            of("a", share, judged_s=judged_s)

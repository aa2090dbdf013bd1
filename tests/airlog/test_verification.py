"""Falsifying the log in the database shows, and the first bad row is named."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from broadcaster.airlog import (
    GENESIS,
    AsRunRow,
    Head,
    append,
    last_head,
    last_row,
    verification,
    verify,
)
from broadcaster.airlog.chain import row_hash
from broadcaster.airlog.service import sealed_values
from broadcaster.store import Store
from tests.airlog.examples import air, an_airing, miss, tampering

FALSE_VALUES: dict[str, Any] = {
    "at": "2026-11-20 00:00:00.000000",
    "event": "started",
    "entry": "z",
    "slot_id": 99,
    "slot": "Chương trình khác",
    "position": None,
    "planned_at": None,
    "started_at": "2026-11-20 00:00:00.000001",
    "ended_at": "2026-11-20 23:59:59.999999",
    "kind": "tune",
    "news_id": 8,
    "revision": 1,
    "title": "Lịch tiêm chủng tháng 11",
    "voice": "",
    "ai_generated": False,
    "clip": None,
    "file": "clips/ab/abce.wav",
    "offset_s": 0.0004,
    "planned_s": 60.001,
    "aired_s": 59.9999,
    "outcome": "cut",
    "reason": " ",
    "volume": '{"Thôn Mẫu 1": 100}',
    "prev_hash": GENESIS,
    "hash": "f" * 64,
}


@pytest.fixture
def log(store: Store) -> Store:
    """Give a store whose log has eight rows."""
    with store.writing() as session:
        for entry in "abcd":
            air(session, entry)
    return store


@pytest.fixture
def open_log(log: Store) -> Iterator[Session]:
    """Give a session in which that log can be falsified."""
    with tampering(log) as session:
        yield session


def test_an_untouched_log_holds(log: Store) -> None:
    with log.reading() as session:
        verdict = verify(session, last_head(session))
        assert verdict.head_hash == last_head(session).hash
    assert (verdict.ok, verdict.rows, verdict.first_bad_seq) == (True, 8, None)


def test_an_empty_log_holds(store: Store) -> None:
    with store.reading() as session:
        verdict = verify(session)
    assert (verdict.ok, verdict.rows, verdict.head_hash) == (True, 0, GENESIS)


def test_a_false_value_in_any_column_shows_at_its_row(open_log: Session) -> None:
    append(open_log, miss("e"))  # only a single row can be told as the other event
    assert set(FALSE_VALUES) == set(AsRunRow.model_fields) - {"seq"}
    for column, value in FALSE_VALUES.items():
        seq = 9 if column == "event" else 4
        update = text(f"UPDATE as_run SET {column} = :value WHERE seq = {seq}")  # noqa: S608 - ours
        falsified = open_log.begin_nested()
        open_log.execute(update, {"value": value})
        verdict = verify(open_log)
        assert (column, verdict.ok, verdict.first_bad_seq) == (column, False, seq)
        falsified.rollback()
    assert verify(open_log).ok


def test_a_row_removed_from_the_middle_shows(open_log: Session) -> None:
    open_log.execute(text("DELETE FROM as_run WHERE seq = 5"))
    verdict = verify(open_log)
    assert (verdict.ok, verdict.first_bad_seq, verdict.rows) == (False, 5, 7)
    assert "row 5 is missing" in verdict.why


def test_the_first_row_removed_shows(open_log: Session) -> None:
    open_log.execute(text("DELETE FROM as_run WHERE seq = 1"))
    assert verify(open_log).first_bad_seq == 1


def test_exchanged_rows_show(open_log: Session) -> None:
    for old, new in ((3, 100), (6, 3), (100, 6)):
        open_log.execute(text(f"UPDATE as_run SET seq = {new} WHERE seq = {old}"))  # noqa: S608
    assert verify(open_log).first_bad_seq == 3


@pytest.mark.parametrize("seq", [0, -3])
def test_a_row_before_the_first_shows(open_log: Session, seq: int) -> None:
    open_log.execute(text(f"UPDATE as_run SET seq = {seq} WHERE seq = 8"))  # noqa: S608 - ours
    verdict = verify(open_log)
    assert (verdict.first_bad_seq, verdict.ok) == (seq, False)


def test_a_value_that_cannot_be_read_shows_at_its_row(log: Store) -> None:
    value = "once upon a time" if log.url.get_backend_name() == "sqlite" else "infinity"
    with tampering(log) as session:
        session.execute(text("UPDATE as_run SET at = :at WHERE seq = 6"), {"at": value})
        verdict = verify(session)
    assert (verdict.ok, verdict.first_bad_seq) == (False, 6)
    assert "cannot be read" in verdict.why


def test_rows_removed_from_the_end_show_by_the_head_kept_outside(open_log: Session) -> None:
    head = last_head(open_log)
    open_log.execute(text("DELETE FROM as_run WHERE seq > 6"))
    assert verify(open_log).ok
    verdict = verify(open_log, head)
    assert (verdict.ok, verdict.first_bad_seq) == (False, 7)
    assert "removed from its end" in verdict.why


def test_an_emptied_log_shows_by_the_head_kept_outside(open_log: Session) -> None:
    head = last_head(open_log)
    open_log.execute(text("DELETE FROM as_run"))
    assert verify(open_log, head).first_bad_seq == 1


def test_a_log_built_anew_shows_by_the_head_kept_outside(open_log: Session) -> None:
    head = last_head(open_log)
    open_log.execute(text("DELETE FROM as_run WHERE seq > 6"))
    for entry in "xyz":
        append(open_log, miss(entry, an_airing(title="Tin giả")))
    assert verify(open_log).ok
    verdict = verify(open_log, head)
    assert (verdict.ok, verdict.first_bad_seq) == (False, head.seq)
    assert "built anew" in verdict.why


def test_a_head_older_than_the_log_still_holds(log: Store) -> None:
    with log.writing() as session:
        head = last_head(session)
        air(session, "e")
        assert verify(session, head).ok
        assert verify(session, Head(0, GENESIS)).ok


def test_a_row_sealed_with_a_hash_of_its_own_shows_at_the_next(open_log: Session) -> None:
    row = last_row(open_log)
    assert row is not None
    values = {**sealed_values(row), "title": "Tin giả"}
    forged = {"title": "Tin giả", "hash": row_hash(row.prev_hash, values)}
    air(open_log, "e")
    open_log.execute(text("UPDATE as_run SET title = :title, hash = :hash WHERE seq = 8"), forged)
    assert verify(open_log).first_bad_seq == 9


def test_a_log_is_walked_to_its_end_in_portions(
    log: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "_CHUNK", 3)
    with tampering(log) as session:
        assert verify(session).rows == 8
        session.execute(text("UPDATE as_run SET title = 'x' WHERE seq = 8"))
        assert verify(session).first_bad_seq == 8

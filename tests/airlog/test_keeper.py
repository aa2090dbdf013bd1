"""The keeper: what goes on air reaches the log once, in order, whatever the database does."""

import json
import logging
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from broadcaster.airlog import (
    Head,
    Outcome,
    entries,
    last_head,
    open_entries,
    read_head,
    rows_in_reserve,
    verify,
)
from broadcaster.airlog.keeper import RETRY_AFTER_S, UNKNOWN_REASON
from broadcaster.store import Store
from broadcaster.timetable import EntryKind
from tests.airlog.desk import Desk
from tests.airlog.examples import MORNING, air, an_airing, tampering


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    """Give a desk whose store works."""
    return Desk(store, tmp_path)


def test_a_sound_is_in_the_log_when_it_starts_and_when_it_ends(desk: Desk) -> None:
    started = desk.keeper.started(an_airing(), started_at=MORNING)
    (on_air,) = desk.log()
    assert (on_air.outcome, on_air.entry) == (None, started.entry)
    desk.clock.advance(12.3456)
    desk.keeper.ended(
        started,
        ended_at=desk.clock.now(),
        aired_s=12.3456,
        outcome=Outcome.CUT,
        reason="phát khẩn cấp",
    )
    (entry,) = desk.log()
    assert (entry.outcome, entry.aired_s, entry.reason) == (Outcome.CUT, 12.346, "phát khẩn cấp")
    assert entry.ended_at == desk.clock.now()
    assert entry.news_id == 7


def test_the_start_that_was_measured_replaces_the_announced_one(desk: Desk) -> None:
    started = desk.keeper.started(an_airing(), started_at=MORNING)
    measured = MORNING + timedelta(milliseconds=3)
    desk.keeper.ended(
        started,
        started_at=measured,
        ended_at=MORNING + timedelta(seconds=60),
        aired_s=59.997,
        outcome=Outcome.AIRED,
    )
    (entry,) = desk.log()
    assert entry.started_at == measured


def test_a_sound_taken_back_before_its_first_sample_was_missed(desk: Desk) -> None:
    planned_yesterday = an_airing(planned_at=MORNING - timedelta(hours=9))
    started = desk.keeper.started(planned_yesterday, started_at=MORNING)
    desk.keeper.never_heard(started, reason="phát khẩn cấp")
    (entry,) = desk.log()
    assert (entry.outcome, entry.started_at, entry.aired_s) == (Outcome.MISSED, None, 0.0)
    assert entry.reason == "phát khẩn cấp"
    with desk.store.store.reading() as session:
        assert open_entries(session) == []
        assert entries(session, MORNING, MORNING + timedelta(days=1)) == []


def test_a_sound_left_open_by_a_crash_can_be_ended_from_its_row(desk: Desk) -> None:
    desk.keeper.started(an_airing(), started_at=MORNING)
    keeper = desk.restarted()
    with desk.store.store.reading() as session:
        (row,) = open_entries(session)
    keeper.ended(
        row,
        ended_at=MORNING + timedelta(seconds=7),
        aired_s=7.0,
        outcome=Outcome.CUT,
        reason="máy phát khởi động lại",
    )
    (entry,) = desk.log()
    assert (entry.outcome, entry.aired_s, entry.title) == (Outcome.CUT, 7.0, an_airing().title)


def test_the_rest_of_a_cut_sound_is_planned_shorter() -> None:
    rest = an_airing(planned_s=60.0).rest(20.0).rest(50.0)
    assert (rest.offset_s, rest.planned_s) == (50.0, 10.0)


def test_a_missed_sound_is_one_row_with_its_reason(desk: Desk) -> None:
    desk.keeper.missed(an_airing(), reason="mất điện")
    desk.keeper.failed(an_airing(planned_at=MORNING + timedelta(1 / 24)), reason="mất tệp tiếng")
    missed, failed = desk.log()
    assert (missed.outcome, missed.reason, missed.aired_s) == (Outcome.MISSED, "mất điện", 0.0)
    assert missed.started_at is None
    assert (failed.outcome, failed.started_at) == (Outcome.FAILED, None)


def test_a_slot_missed_before_it_had_a_rundown_is_one_row(desk: Desk) -> None:
    desk.keeper.missed_slot(
        slot_id=5,
        slot="Bản tin chiều",
        planned_at=MORNING,
        planned_s=1800.0,
        reason="đài không hoạt động",
    )
    (entry,) = desk.log()
    assert (entry.slot_id, entry.title, entry.position) == (5, "Bản tin chiều", None)
    assert (entry.kind, entry.outcome) == (EntryKind.ANNOUNCEMENT, Outcome.MISSED)
    assert entry.planned_s == 1800.0


def test_an_end_without_a_reason_is_logged_all_the_same(desk: Desk) -> None:
    desk.air("A", Outcome.CUT)
    assert [entry.reason for entry in desk.log()] == [UNKNOWN_REASON]


def test_nothing_is_lost_or_exchanged_while_the_database_is_away(desk: Desk) -> None:
    desk.air("A")
    desk.store.away = True
    desk.air("B")
    desk.air("C")
    assert desk.titles() == ["A"]
    assert desk.keeper.waiting == 4
    desk.store.away = False
    desk.clock.advance(RETRY_AFTER_S)
    desk.air("D")
    assert desk.titles() == ["A", "B", "C", "D"]
    assert [entry.outcome for entry in desk.log()] == [Outcome.AIRED] * 4
    assert desk.keeper.waiting == 0


def test_a_database_that_is_away_is_left_alone_for_a_while(desk: Desk) -> None:
    desk.store.away = True
    desk.keeper.started(an_airing(), started_at=MORNING)
    tries = desk.store.tries
    for _ in range(3):
        desk.keeper.started(an_airing(), started_at=MORNING)
    assert desk.store.tries == tries
    desk.clock.advance(RETRY_AFTER_S)
    desk.keeper.started(an_airing(), started_at=MORNING)
    assert desk.store.tries == tries + 1


def test_merging_does_not_wait_for_the_next_sound(desk: Desk) -> None:
    desk.store.away = True
    desk.air("A")
    assert not desk.keeper.merge()
    desk.store.away = False
    assert desk.keeper.merge()
    assert desk.titles() == ["A"]
    assert desk.keeper.merge()


def test_a_real_database_error_sends_the_row_to_the_reserve(desk: Desk) -> None:
    with desk.store.store.writing() as session:
        session.execute(text("ALTER TABLE as_run RENAME TO elsewhere"))
    desk.air("A")
    assert desk.keeper.waiting == 2
    with desk.store.store.writing() as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO as_run"))
    assert desk.keeper.merge()
    assert desk.titles() == ["A"]


def test_the_reserve_outlives_the_program(desk: Desk) -> None:
    desk.store.away = True
    desk.air("A")
    desk.store.away = False
    desk.restarted()
    assert desk.keeper.waiting == 2
    desk.air("B")
    assert desk.titles() == ["A", "B"]


def test_a_crash_between_merging_and_emptying_the_reserve_doubles_nothing(desk: Desk) -> None:
    desk.store.away = True
    desk.air("A")
    kept = desk.reserve.read_bytes()
    desk.store.away = False
    assert desk.keeper.merge()
    desk.reserve.write_bytes(kept)
    desk.restarted()
    desk.air("B")
    assert desk.titles() == ["A", "B"]


def test_a_lost_answer_to_a_commit_doubles_nothing(desk: Desk) -> None:
    desk.store.dies_after_commit = True
    started = desk.keeper.started(an_airing(), started_at=MORNING)
    desk.store.dies_after_commit = False
    desk.clock.advance(RETRY_AFTER_S)
    desk.keeper.ended(started, ended_at=desk.clock.now(), aired_s=5.0, outcome=Outcome.AIRED)
    assert len(desk.log()) == 1
    with desk.store.store.reading() as session:
        assert verify(session).rows == 2


@pytest.mark.parametrize("torn_bytes", [1, 200])
def test_a_torn_last_line_is_survived_and_told(
    desk: Desk, torn_bytes: int, caplog: pytest.LogCaptureFixture
) -> None:
    desk.store.away = True
    desk.air("A")
    desk.keeper.started(an_airing(title="B"), started_at=desk.clock.now())
    whole = desk.reserve.read_bytes().rstrip(b"\n")
    desk.reserve.write_bytes(whole[:-torn_bytes])
    desk.restarted()
    assert rows_in_reserve(desk.reserve) == desk.keeper.waiting == 2
    desk.air("C")
    desk.store.away = False
    with caplog.at_level(logging.ERROR):
        assert desk.keeper.merge()
    assert desk.titles() == ["A", "C"]
    assert "1 rows of the reserve were torn" in caplog.text
    aside = desk.reserve.with_name("airlog.reserve.torn").read_text(encoding="utf-8")
    assert aside.strip() == whole[:-torn_bytes].split(b"\n")[-1].decode("utf-8")
    assert desk.keeper.waiting == 0


def test_rubbish_in_the_reserve_stops_nothing(desk: Desk) -> None:
    rubbish = [b"null", b"[]", b"{}", b'{"kind": 1}', b"\0\0\0", b"\xff\xfe", b"\r"]
    desk.reserve.write_bytes(b"\n".join(rubbish) + b"\n")
    desk.restarted()
    desk.air("A")
    assert desk.titles() == ["A"]


def test_the_reserve_takes_rows_in_space_claimed_beforehand(desk: Desk) -> None:
    before = desk.reserve.stat()
    desk.store.away = True
    for _ in range(20):
        desk.air("A")
    after = desk.reserve.stat()
    assert (after.st_size, after.st_blocks) == (before.st_size, before.st_blocks)
    assert before.st_blocks * 512 >= before.st_size
    assert desk.keeper.waiting == 40


def test_a_reserve_that_is_full_grows(desk: Desk) -> None:
    desk.store.away = True
    size = desk.reserve.stat().st_size
    while desk.reserve.stat().st_size == size:
        desk.keeper.missed(an_airing(title="x" * 20_000), reason="mất điện")
    waiting = desk.keeper.waiting
    desk.store.away = False
    assert desk.keeper.merge()
    assert len(desk.titles()) == waiting
    assert desk.reserve.stat().st_size == size


def test_rows_stay_in_memory_if_even_the_reserve_refuses(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.store.away = True
    desk.reserve.unlink()
    desk.reserve.mkdir()
    desk.air("A")
    assert "only in memory" in caplog.text
    assert "free disk space" in caplog.text
    desk.reserve.rmdir()
    desk.air("B")
    assert len(desk.reserve.read_text(encoding="utf-8").split()) > 0
    desk.store.away = False
    assert desk.keeper.merge()
    assert desk.titles() == ["A", "B"]


def test_rows_in_memory_reach_the_database_without_a_reserve(desk: Desk) -> None:
    desk.store.away = True
    desk.reserve.unlink()
    desk.reserve.mkdir()
    desk.air("A")
    assert desk.keeper.waiting == 2
    desk.store.away = False
    desk.clock.advance(RETRY_AFTER_S)
    desk.air("B")
    assert desk.titles() == ["A", "B"]
    assert desk.keeper.waiting == 0


def test_a_reserve_that_cannot_be_read_does_not_stop_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.reserve.unlink()
    desk.reserve.mkdir()
    desk.restarted()
    desk.air("A")
    assert desk.titles() == ["A"]
    assert "cannot be read" in caplog.text


def test_threads_share_a_keeper(desk: Desk) -> None:
    def work() -> None:
        for _ in range(5):
            started = desk.keeper.started(an_airing(), started_at=MORNING)
            desk.keeper.ended(started, ended_at=MORNING, aired_s=0.0, outcome=Outcome.AIRED)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.outcome for entry in desk.log()] == [Outcome.AIRED] * 15
    assert desk.keeper.waiting == 0


def test_the_head_is_kept_beside_the_reserve_after_each_row(desk: Desk) -> None:
    desk.air("A")
    with desk.store.store.reading() as session:
        assert read_head(desk.anchor) == last_head(session)
    desk.air("B")
    with desk.store.store.reading() as session:
        assert read_head(desk.anchor) == last_head(session) != Head(2, "")
        assert last_head(session).seq == 4


def test_the_mark_stays_where_it_was_once_the_log_has_lost_rows(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.air("A")
    lost = Head(50, "f" * 64)
    desk.anchor.write_text(json.dumps({"seq": lost.seq, "hash": lost.hash}), encoding="utf-8")
    desk.air("B")
    assert read_head(desk.anchor) == lost
    assert "lost row 50" in caplog.text
    with desk.store.store.reading() as session:
        verdict = verify(session, lost)
    assert (verdict.ok, verdict.first_bad_seq) == (False, 5)


def test_a_damaged_mark_does_not_stop_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.anchor.write_text("{", encoding="utf-8")
    desk.air("A")
    assert "delete it" in caplog.text
    desk.anchor.unlink()
    desk.air("B")
    assert desk.titles() == ["A", "B"]


def test_a_log_shortened_behind_the_keepers_back_shows(desk: Desk) -> None:
    desk.air("A")
    desk.air("B")
    with tampering(desk.store.store) as session:
        session.execute(text("DELETE FROM as_run WHERE seq > 2"))
        air(session, "later", an_airing(title="C"))
        air(session, "later still", an_airing(title="D"))
        assert verify(session).ok
        assert not verify(session, read_head(desk.anchor)).ok


def test_who_asks_how_many_rows_wait_never_waits(desk: Desk) -> None:
    desk.keeper.started(an_airing(), started_at=MORNING)
    with desk.keeper._lock:
        assert desk.keeper.waiting == 0

"""The weekly log says what happened: aired, cut, missed, drilled, day by day."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from broadcaster.airlog import (
    ANCHOR_FILE,
    Head,
    NewHearing,
    append,
    append_hearing,
    keep_head,
    last_head,
)
from broadcaster.reports import WeeklyLog, weekly_log
from broadcaster.reports.weekly_log import shown
from broadcaster.station import Station
from broadcaster.store import Store
from broadcaster.timetable import EntryKind, lay_out, slots
from tests.airlog.examples import air, an_airing, miss, start, tampering
from tests.reports.week import MONDAY, NOW, SUNDAY, at, log_the_week
from tests.rig.fake_clock import FakeClock
from tests.timetable.examples import programme, schedules


@pytest.fixture
def station(tmp_path: Path) -> Station:
    """Give the settings of xã Mẫu."""
    return Station(home=tmp_path)


@pytest.fixture
def log(store: Store, station: Station) -> WeeklyLog:
    """Give the log of the example week."""
    with store.writing() as session:
        log_the_week(session)
        return weekly_log(session, station, MONDAY, SUNDAY, now=NOW, player_runs=True)


def test_each_sound_is_a_line_in_the_order_of_time(log: WeeklyLog) -> None:
    assert [(line.number, line.sort, line.result) for line in log.lines] == [
        (1, "Nhạc hiệu", "Đã phát"),
        (2, "Lời dẫn", "Đã phát"),
        (3, "Thông báo", "Đã phát"),
        (4, "Tin", "Đã phát"),
        (5, "Thông báo", "Bị cắt"),
        (6, "Diễn tập", "Đã phát"),
        (7, "Thông báo", "Đã phát"),
        (8, "Tin", "Bị lỡ"),
        (9, "Cả buổi", "Bị lỡ"),
        (10, "Tiếp âm", "Đang phát"),
    ]


def test_drills_repeats_and_the_rest_of_a_cut_item_say_so(log: WeeklyLog) -> None:
    assert log.lines[4].content == "Lịch tiêm chủng tháng 12 (phát lại)"
    assert log.lines[5].content == "[DIỄN TẬP] Bão số 9"
    assert log.lines[6].content == "Lịch tiêm chủng tháng 12 (phát tiếp từ giây 20)"


def test_a_synthetic_voice_is_marked(log: WeeklyLog) -> None:
    assert log.lines[2].voice == "gtts vi (giọng AI)"
    assert log.lines[3].voice == "bản thu"
    assert log.lines[0].voice == ""


def test_what_was_missed_has_no_start_and_its_reason(log: WeeklyLog) -> None:
    missed = log.lines[7]
    assert (missed.started_at, missed.aired_s, missed.reason) == (None, 0.0, "mất điện")
    assert missed.planned_at == at(MONDAY + timedelta(days=2), 17)


def test_days_count_their_slots_by_how_they_went(log: WeeklyLog) -> None:
    counted = [(d.slots, d.aired, d.missed, d.cancelled, d.not_whole) for d in log.days]
    assert counted == [
        (1, 1, 0, 0, 0),
        (1, 1, 0, 0, 1),
        (1, 0, 1, 0, 1),
        (1, 0, 1, 1, 1),
        (0, 0, 0, 0, 0),
        (0, 0, 0, 0, 0),
        (1, 0, 0, 0, 0),
    ]


def test_days_sum_what_was_heard_by_kind(log: WeeklyLog) -> None:
    monday, tuesday = log.days[:2]
    assert monday.aired_s[EntryKind.ITEM] == 135.75
    assert monday.aired_s[EntryKind.TUNE] == 15.2
    assert tuesday.aired_s[EntryKind.ITEM] == 95.5
    assert tuesday.aired_s[EntryKind.DRILL] == 30.0


def test_words_over_a_tune_are_heard_once_also_over_midnight(
    store: Store, station: Station
) -> None:
    tune = an_airing(kind=EntryKind.TUNE, title="nhạc hiệu")
    words = an_airing(kind=EntryKind.ANNOUNCEMENT, title="lời chào")
    with store.writing() as session:
        air(session, "tune", tune, at=at(MONDAY, 5, 30), aired_s=120)
        air(session, "words", words, at=at(MONDAY, 5, 30), aired_s=120)
        air(session, "late", tune, at=at(MONDAY, 23, 59, 30), aired_s=60)
        air(session, "greeting", words, at=at(MONDAY, 24, 0, 10), aired_s=50)
        log = weekly_log(session, station, MONDAY, SUNDAY, now=NOW, player_runs=True)
    monday, tuesday = log.days[:2]
    assert (monday.heard_s, tuesday.heard_s) == (180, 30)
    assert (monday.aired_s[EntryKind.TUNE], monday.aired_s[EntryKind.ANNOUNCEMENT]) == (180, 120)
    assert (log.heard_s, log.overlaid_s) == (210, 140)


def test_the_days_are_vietnams_and_both_ends_count(store: Store, station: Station) -> None:
    with store.writing() as session:
        air(session, "before", at=at(MONDAY, 0) - timedelta(seconds=1))
        air(session, "first", an_airing(title="đầu"), at=at(MONDAY, 0))
        air(session, "last", an_airing(title="cuối"), at=at(SUNDAY, 23, 59, 59))
        air(session, "after", at=at(SUNDAY, 24))
        log = weekly_log(session, station, MONDAY, SUNDAY, now=NOW, player_runs=True)
    assert [(line.content, line.day) for line in log.lines] == [("đầu", MONDAY), ("cuối", SUNDAY)]


def test_times_are_shown_to_the_nearest_second_of_the_same_day() -> None:
    assert shown(at(MONDAY, 5, 29, 59.9996)).isoformat() == "2026-11-16T05:30:00+07:00"
    assert shown(at(MONDAY, 5, 30, 0.4)).isoformat() == "2026-11-16T05:30:00+07:00"
    assert shown(at(SUNDAY, 23, 59, 59.6)).date() == SUNDAY


def test_what_a_monitor_heard_stands_with_the_result(store: Store, station: Station) -> None:
    with store.writing() as session:
        for entry in "ab":
            air(session, entry, at=at(MONDAY, 5))
        heard = NewHearing(at=at(MONDAY, 6), entry="a", share=0.998, judged_s=9, level_dbfs=-30)
        append_hearing(session, heard)
        log = weekly_log(session, station, MONDAY, SUNDAY, now=NOW, player_runs=True)
    assert [line.result for line in log.lines] == ["Đã phát, nghe được 100%", "Đã phát"]


def test_the_seal_names_the_last_hash_of_a_whole_log(store: Store, station: Station) -> None:
    with store.writing() as session:
        air(session, "a")
        head = last_head(session)
        keep_head(station.run / ANCHOR_FILE, head)
        log = weekly_log(session, station, MONDAY, SUNDAY, now=NOW, player_runs=True)
    assert log.verdict.ok
    assert head.hash in log.sealed
    assert "nguyên vẹn: 2 dòng" in log.sealed


def test_the_seal_warns_of_a_falsified_log(store: Store, station: Station) -> None:
    with store.writing() as session:
        air(session, "a")
    with tampering(store) as session:
        session.execute(text("UPDATE as_run SET reason = 'x' WHERE seq = 2"))
        log = weekly_log(session, station, MONDAY, SUNDAY, now=NOW, player_runs=True)
    assert not log.verdict.ok
    assert "KHÔNG CÒN NGUYÊN VẸN từ dòng 2" in log.sealed


def test_the_seal_warns_of_a_shortened_log(store: Store, station: Station) -> None:
    keep_head(station.run / ANCHOR_FILE, Head(4, "f" * 64))
    with store.writing() as session:
        air(session, "a")
        log = weekly_log(session, station, MONDAY, SUNDAY, now=NOW, player_runs=True)
    assert "KHÔNG CÒN NGUYÊN VẸN từ dòng 3" in log.sealed


def test_a_damaged_mark_does_not_prevent_the_report(store: Store, station: Station) -> None:
    station.run.mkdir()
    (station.run / ANCHOR_FILE).write_text("?", encoding="utf-8")
    with store.reading() as session:
        log = weekly_log(session, station, MONDAY, SUNDAY, now=NOW, player_runs=True)
    assert "Không đọc được" in log.sealed
    assert log.verdict.ok


def test_a_single_day_can_be_asked_for(store: Store, station: Station) -> None:
    with store.reading() as session:
        log = weekly_log(
            session, station, date(2024, 2, 29), date(2024, 2, 29), now=NOW, player_runs=True
        )
    assert [day.day for day in log.days] == [date(2024, 2, 29)]
    assert log.lines == ()


@pytest.mark.parametrize(
    ("after_s", "result", "aired"), [(-2, "Sắp phát", 0), (90, "Đang phát", 1), (121, "Chưa rõ", 0)]
)
def test_what_has_no_end_counts_as_aired_only_while_it_can_be_on_air(
    store: Store, station: Station, after_s: float, result: str, aired: int
) -> None:
    began = at(MONDAY, 5)
    with store.writing() as session:
        append(session, start("a", at=began))
        now = began + timedelta(seconds=after_s)
        log = weekly_log(session, station, MONDAY, MONDAY, now=now, player_runs=True)
    assert log.lines[0].result.startswith(result)
    assert [(day.slots, day.aired, day.missed) for day in log.days] == [(1, aired, 0)]


def test_nothing_is_on_air_without_a_player(store: Store, station: Station) -> None:
    with store.writing() as session:
        append(session, start("a", at=at(MONDAY, 5)))
        now = at(MONDAY, 5, 0, 30)
        log = weekly_log(session, station, MONDAY, MONDAY, now=now, player_runs=False)
    assert log.lines[0].result == "Chưa rõ: máy phát đã dừng"
    assert [(day.slots, day.aired, day.missed) for day in log.days] == [(1, 0, 0)]


def test_a_slot_of_before_the_station_was_there_is_in_no_column(
    store: Store, station: Station
) -> None:
    clock = FakeClock(at(MONDAY, 10))
    declared = schedules(programme(starts=(time(5, 30), time(17))))
    with store.writing() as session:
        lay_out(session, clock, declared)
        (evening,) = slots(session, at(MONDAY, 0), at(MONDAY, 24))
        append(session, miss("gone", an_airing(slot_id=evening.id, planned_at=evening.planned_at)))
        log = weekly_log(session, station, MONDAY, MONDAY, now=NOW, player_runs=True)
    assert [(day.slots, day.aired, day.missed) for day in log.days] == [(1, 0, 1)]

from datetime import UTC, datetime, time

import pytest

from broadcaster.clock import VIETNAM
from broadcaster.timetable.calendar import Rules
from broadcaster.timetable.dates import DatedSlot
from broadcaster.timetable.models import StartRule
from broadcaster.timetable.rules import Severity, warnings_of

USUAL = Rules(sessions_a_day=48)


def slot(start: str, length_s: float = 1800, day: int = 21) -> DatedSlot:
    moment = datetime.combine(datetime(2026, 11, day, tzinfo=UTC), time.fromisoformat(start))
    at = moment.replace(tzinfo=VIETNAM).astimezone(UTC)
    return DatedSlot("a", "A", at, length_s, StartRule.HARD)


def severities(*slots: DatedSlot, rules: Rules = USUAL) -> list[str]:
    return [warning.severity.value for warning in warnings_of(slots, rules)]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("00:00", ["strong"]),
        ("04:59:59", ["strong"]),
        ("05:00", ["warning"]),
        ("05:29:59", ["warning"]),
        ("05:30", ["note"]),
        ("05:59", ["note"]),
        ("06:00", []),
        ("17:00", []),
        ("20:30", []),
        ("20:31", ["strong"]),
        ("21:00", ["strong"]),
        ("23:59", ["strong"]),
    ],
)
def test_how_a_start_is_judged(start: str, expected: list[str]) -> None:
    assert severities(slot(start)) == expected


def test_the_hours_are_the_stations_own_settings() -> None:
    own = Rules(earliest_start=time(6, 30), too_early=time(6), quiet_from=time(22))
    assert severities(slot("06:15"), rules=own) == ["warning"]
    assert severities(slot("05:45"), rules=own) == ["strong"]
    assert severities(slot("21:15"), rules=own) == []


def test_a_session_longer_than_the_longest_is_warned_about() -> None:
    assert severities(slot("17:00", 3600)) == []
    found = warnings_of([slot("17:00", 4500)], USUAL)
    assert [(w.severity, w.vi) for w in found] == [
        (Severity.WARNING, "Dài 75 phút, quá mức 60 phút một buổi.")
    ]


def test_sessions_beyond_the_days_number_are_warned_about_in_order_of_time() -> None:
    third = slot("19:00")
    found = warnings_of([third, slot("11:00"), slot("06:00"), slot("06:00", day=22)], Rules())
    assert [(w.slot, w.vi) for w in found] == [
        (third, "Là buổi thứ 3 trong ngày; quy chế chỉ 2 buổi.")
    ]


def test_a_day_of_the_week_without_broadcasts_is_warned_about() -> None:
    weekdays = Rules(days=(0, 1, 2, 3, 4))
    assert severities(slot("17:00", day=20), rules=weekdays) == []
    assert severities(slot("17:00", day=21), rules=weekdays) == ["warning"]


def test_a_warning_speaks_both_languages() -> None:
    warning = warnings_of([slot("04:30")], USUAL)[0]
    assert warning.message == "starts at 04:30, in the hours of rest (21:00 to 05:00)"
    assert warning.vi == ("Bắt đầu lúc 04:30, trong giờ nghỉ của người dân (từ 21:00 đến 05:00).")

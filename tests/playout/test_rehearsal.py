"""Rehearsal: the real director over long stretches of simulated time."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from broadcaster import airlog, timetable
from broadcaster.airlog import Outcome
from broadcaster.clock import local
from broadcaster.playout import rehearse
from broadcaster.playout.rehearsal import RehearsedSlot
from broadcaster.timetable import EntryKind, SlotState
from tests.rig.commune import TEXTS, Commune

DAILY = """\
name = "Bản tin"
starts = ["05:30:00", "23:55:00"]
length = "10m"
[[rundown]]
tune = "opening"
[[rundown]]
section = "Tin"
[[rundown]]
tune = "closing"
"""


@pytest.fixture
def commune(commune: Commune) -> Commune:
    (commune.home / "schedules" / "ban-tin.toml").write_text(DAILY, encoding="utf-8")
    commune.approved(TEXTS[0], airings=3)
    commune.approved(TEXTS[1], airings=1, valid_from=date(2028, 3, 1))
    commune.prepare()
    return commune


def run(commune: Commune, first: date, days: int) -> list[RehearsedSlot]:
    app = commune.app
    return rehearse(app.store, app.station, app.schedules.load(), first, days)


def test_a_leap_year_goes_through_with_every_slot_accounted_for(commune: Commune) -> None:
    slots = run(commune, date(2028, 1, 1), 366)
    assert len(slots) == 2 * 366
    assert {slot.state for slot in slots} == {SlotState.AIRED}
    days = {local(slot.planned_at).date() for slot in slots}
    assert date(2028, 2, 29) in days
    assert len(days) == 366
    for slot in slots:
        assert slot.entries[0].started_at == slot.planned_at
        for one, following in zip(slot.entries, slot.entries[1:], strict=False):
            assert one.started_at is not None
            assert following.started_at is not None
            gap = following.started_at - one.started_at - timedelta(seconds=one.heard_s)
            assert abs(gap.total_seconds()) < 0.01


def test_airings_and_validity_are_kept_over_the_days(commune: Commune) -> None:
    slots = run(commune, date(2028, 2, 27), 7)
    airings: dict[int, list[date]] = {}
    for slot in slots:
        for entry in slot.entries:
            if entry.kind is EntryKind.ITEM and entry.news_id:
                assert entry.outcome is Outcome.AIRED
                airings.setdefault(entry.news_id, []).append(local(slot.planned_at).date())
    first, second = airings.values()
    assert len(first) == 3
    assert second == [date(2028, 3, 1)]
    reasons = {reason for slot in slots for _, _, reason in slot.left_out}
    assert any(reason.startswith("đã xếp đủ số lần") for reason in reasons)
    assert not any(reason.startswith("đã phát đủ số lần") for reason in reasons)


def test_words_over_a_tune_make_a_slot_no_longer(commune: Commune) -> None:
    words = "Kính chào bà con xã Mẫu, mời bà con nghe bản tin sáng nay."
    greeted = f'tune = "opening"\nunder = "3s"\n[[rundown]]\nsay = "{words}"'
    greeting = DAILY.replace('tune = "opening"', greeted)
    (commune.home / "schedules" / "ban-tin.toml").write_text(greeting, encoding="utf-8")
    commune.prepare()
    slot = run(commune, date(2028, 1, 1), 1)[0]
    heard = sorted((e.started_at, e.heard_s) for e in slot.entries if e.started_at)
    (began, _), (words_at, _), *_, (last_at, last_s) = heard
    assert words_at == began + timedelta(seconds=3)
    lasts = last_at + timedelta(seconds=last_s) - began
    assert slot.heard_s == pytest.approx(lasts.total_seconds(), abs=0.1)
    assert slot.heard_s < sum(seconds for _, seconds in heard) - 1


def test_nothing_is_written(commune: Commune) -> None:
    run(commune, date(2028, 1, 1), 3)
    with commune.app.store.reading() as session:
        assert airlog.last_row(session) is None


def test_a_slot_over_midnight_is_whole(commune: Commune) -> None:
    late = run(commune, date(2028, 12, 31), 1)[-1]
    assert local(late.planned_at).hour == 23
    assert late.state is SlotState.AIRED


TET = """
[[special_day]]
first = 2028-01-25
last = 2028-01-27
reason = "Tết Nguyên đán"
cancel = "all"
[[special_day]]
date = 2028-01-28
reason = "mồng ba Tết"
replace = { ban-tin = ["07:00"] }
"""


def test_every_dated_slot_appears_once_with_its_state_and_reason(commune: Commune) -> None:
    (commune.home / "schedules" / "calendar.toml").write_text(TET, encoding="utf-8")
    first, days = date(2028, 1, 20), 14
    planned = timetable.plan(commune.app.schedules.load(), first, days)
    slots = run(commune, first, days)
    declared = [slot.planned_at for slot in planned.slots]
    withheld = [held.slot.planned_at for held in planned.withheld]
    assert [slot.planned_at for slot in slots] == sorted(declared + withheld)
    quiet = {slot.planned_at: slot for slot in slots if slot.state is SlotState.CANCELLED}
    assert sorted(quiet) == sorted(withheld)
    reasons = [slot.reason for slot in quiet.values()]
    assert reasons.count("nghỉ phát: Tết Nguyên đán") == 6
    assert reasons.count("đổi giờ phát sang 07:00: mồng ba Tết") == 2
    assert not any(slot.entries for slot in quiet.values())
    later = next(s for s in slots if local(s.planned_at).date() == date(2028, 1, 28) if s.entries)
    assert local(later.planned_at).hour == 7


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2027, 12, 31), date(2028, 1, 1)),
        (date(2028, 2, 28), date(2028, 3, 1)),
        (date(2027, 2, 28), date(2027, 3, 1)),
        (date(2028, 4, 30), date(2028, 5, 1)),
    ],
)
def test_a_slot_over_midnight_ends_in_the_next_day_month_or_year(
    commune: Commune, first: date, last: date
) -> None:
    late = DAILY.replace("23:55:00", "23:59:50")
    (commune.home / "schedules" / "ban-tin.toml").write_text(late, encoding="utf-8")
    slots = run(commune, first, (last - first).days)
    over = [slot for slot in slots if local(slot.planned_at).hour == 23]
    assert len(over) == (last - first).days
    for slot in over:
        assert slot.state is SlotState.AIRED
        ends = slot.entries[-1]
        assert ends.started_at is not None
        day_of_end = local(ends.started_at + timedelta(seconds=ends.heard_s)).date()
        assert day_of_end == local(slot.planned_at).date() + timedelta(days=1)


def test_nothing_is_asked_of_the_database_for_each_item(commune: Commune) -> None:
    asked: list[str] = []
    event.listen(
        commune.app.store.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_more: asked.append(statement),
    )
    run(commune, date(2028, 1, 1), 5)
    for_few_days = len(asked)
    asked.clear()
    run(commune, date(2028, 1, 1), 60)
    assert len(asked) == for_few_days

"""Which slots of a day there were: those stored, those to come, and those slept through."""

from datetime import UTC, date, datetime, time, timedelta

from broadcaster.store import Store
from broadcaster.timetable import Slot, SlotState, lay_out, slots_on
from broadcaster.timetable.schedules import Schedules
from tests.rig.fake_clock import FakeClock
from tests.timetable.examples import programme, schedules

TODAY = date(2026, 11, 21)
TEN = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
TWICE_A_DAY = schedules(programme(starts=(time(5, 30), time(17)), length_s=1800))


def known(
    store: Store, clock: FakeClock, declared: Schedules, first: date = TODAY, days: int = 1
) -> list[Slot]:
    with store.reading() as session:
        return slots_on(session, declared, first, days, clock.now())


def lay(store: Store, clock: FakeClock, declared: Schedules) -> None:
    with store.writing() as session:
        lay_out(session, clock, declared)


def hours(slots: list[Slot]) -> list[tuple[int, bool]]:
    """Return the hour of each slot in UTC, and whether it is stored."""
    return [(slot.planned_at.hour, slot.id is not None) for slot in slots]


def test_what_was_over_before_the_station_was_there_was_never_planned(
    store: Store, clock: FakeClock
) -> None:
    clock.set(TEN)
    assert hours(known(store, clock, TWICE_A_DAY)) == [(10, False)]
    lay(store, clock, TWICE_A_DAY)
    assert hours(known(store, clock, TWICE_A_DAY)) == [(10, True)]
    assert known(store, clock, TWICE_A_DAY, TODAY - timedelta(days=30), 30) == []


def test_a_start_that_is_declared_too_late_for_today_comes_tomorrow(
    store: Store, clock: FakeClock
) -> None:
    lay(store, clock, TWICE_A_DAY)
    clock.set(TEN)
    later = schedules(programme(starts=(time(6, 30), time(17)), length_s=1800))
    lay(store, clock, later)
    assert hours(known(store, clock, later)) == [(22, True), (10, True)]
    tomorrow = [slot for slot in known(store, clock, later, TODAY + timedelta(days=1))
                if slot.state is SlotState.PLANNED]  # fmt: skip
    assert hours(tomorrow) == [(23, True), (10, True)]


def test_what_is_further_ahead_than_is_laid_out_stands_as_declared(
    store: Store, clock: FakeClock
) -> None:
    lay(store, clock, TWICE_A_DAY)
    found = known(store, clock, TWICE_A_DAY, TODAY + timedelta(days=7), 2)
    assert [slot.id is not None for slot in found] == [True, True, False, False]
    assert {slot.state for slot in found} == {SlotState.PLANNED}


def test_what_a_switched_off_machine_slept_through_was_planned(
    store: Store, clock: FakeClock
) -> None:
    lay(store, clock, TWICE_A_DAY)
    clock.advance(11 * 86_400)
    new = programme(stem="moi", starts=(time(9),), length_s=600)
    declared = schedules(*TWICE_A_DAY.programmes, new)
    asleep = known(store, clock, declared, TODAY, 11)
    assert [slot.id is not None for slot in asleep] == [True] * 16 + [False] * 6
    assert {slot.programme for slot in asleep} == {"ban-tin-sang"}
    lay(store, clock, declared)
    awake = known(store, clock, declared, TODAY, 11)
    key = [(slot.programme, slot.planned_at, slot.state) for slot in asleep]
    assert [(slot.programme, slot.planned_at, slot.state) for slot in awake] == key

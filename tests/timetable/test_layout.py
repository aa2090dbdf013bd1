import threading
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import select

from broadcaster.store import Store
from broadcaster.timetable import Slot, SlotChange, SlotState, StartRule
from broadcaster.timetable.calendar import Calendar, SpecialDay
from broadcaster.timetable.layout import LAID_OUT_BY, lay_out
from broadcaster.timetable.schedules import Schedules
from broadcaster.timetable.service import close, slot_changes, slots
from tests.rig.fake_clock import FakeClock
from tests.rig.patience import PATIENCE_S
from tests.timetable.examples import A_PROGRAMME, programme, schedules

TWICE_A_DAY = schedules(programme(starts=(time(5, 30), time(17)), length_s=1800))
EVER = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def laid_out(store: Store, clock: FakeClock, declared: Schedules, days: int = 2) -> list[Slot]:
    with store.writing() as session:
        lay_out(session, clock, declared, days)
    with store.reading() as session:
        return slots(session, *EVER)


def history(store: Store, slot: Slot) -> list[tuple[str | None, str, str, str]]:
    assert slot.id is not None
    with store.reading() as session:
        return [
            (c.from_state and c.from_state.value, c.to_state.value, c.by, c.reason)
            for c in slot_changes(session, [slot.id])[slot.id]
        ]


def test_the_slots_of_the_coming_days_are_planned(store: Store, clock: FakeClock) -> None:
    found = laid_out(store, clock, TWICE_A_DAY)
    assert [(s.planned_at.isoformat(), s.state, s.length_s, s.rule) for s in found] == [
        (f"2026-11-{day}T{hour}:00+00:00", SlotState.PLANNED, 1800, StartRule.HARD)
        for day, hour in ((20, "22:30"), (21, "10:00"), (21, "22:30"), (22, "10:00"))
    ]
    assert history(store, found[0]) == [(None, "planned", LAID_OUT_BY, "")]


def test_laying_out_again_changes_nothing(store: Store, clock: FakeClock) -> None:
    first = laid_out(store, clock, TWICE_A_DAY)
    again = laid_out(store, clock, TWICE_A_DAY)
    assert [slot.id for slot in again] == [slot.id for slot in first]
    with store.reading() as session:
        assert len(session.exec(select(SlotChange)).all()) == len(first)


def test_a_slot_of_earlier_today_is_not_made_up(store: Store, clock: FakeClock) -> None:
    clock.set(datetime(2026, 11, 21, 3, 0, tzinfo=UTC))
    assert len(laid_out(store, clock, TWICE_A_DAY)) == 3


def test_a_slot_that_begins_this_second_is_still_laid_out(store: Store, clock: FakeClock) -> None:
    clock.set(datetime(2026, 11, 20, 22, 30, tzinfo=UTC))
    assert len(laid_out(store, clock, TWICE_A_DAY)) == 4


def test_a_past_slot_nobody_claimed_stays_planned_for_the_player(
    store: Store, clock: FakeClock
) -> None:
    laid_out(store, clock, TWICE_A_DAY)
    clock.advance(86400)
    past = laid_out(store, clock, schedules())[0]
    assert past.state is SlotState.PLANNED


def test_a_removed_programme_leaves_its_slots_cancelled_with_the_reason(
    store: Store, clock: FakeClock
) -> None:
    laid_out(store, clock, TWICE_A_DAY)
    found = laid_out(store, clock, schedules())
    assert {slot.state for slot in found} == {SlotState.CANCELLED}
    assert history(store, found[0])[-1] == (
        "planned", "cancelled", LAID_OUT_BY, "không còn trong lịch phát đã khai báo",
    )  # fmt: skip


def test_a_programme_that_comes_back_is_planned_again(store: Store, clock: FakeClock) -> None:
    laid_out(store, clock, TWICE_A_DAY)
    laid_out(store, clock, schedules())
    found = laid_out(store, clock, TWICE_A_DAY)
    assert {slot.state for slot in found} == {SlotState.PLANNED}
    assert [step[1] for step in history(store, found[0])] == ["planned", "cancelled", "planned"]


def test_what_a_person_cancelled_stays_cancelled(store: Store, clock: FakeClock) -> None:
    first = laid_out(store, clock, TWICE_A_DAY)[0]
    assert first.id is not None
    with store.writing() as session:
        close(session, clock, first.id, SlotState.CANCELLED, by="truong-dai", reason="mất điện")
    found = laid_out(store, clock, TWICE_A_DAY)
    assert found[0].state is SlotState.CANCELLED
    assert history(store, found[0])[-1][2:] == ("truong-dai", "mất điện")


def test_a_special_day_is_there_as_cancelled_with_its_reason(
    store: Store, clock: FakeClock
) -> None:
    day = date(2026, 11, 22)
    mourning = SpecialDay(day, day, "Quốc tang", cancel=frozenset({"all"}))
    declared = schedules(*TWICE_A_DAY.programmes, calendar=Calendar(special_days=(mourning,)))
    found = laid_out(store, clock, declared)
    assert [slot.state.value for slot in found] == ["planned"] * 2 + ["cancelled"] * 2
    assert history(store, found[2]) == [(None, "cancelled", LAID_OUT_BY, "nghỉ phát: Quốc tang")]
    assert {s.state for s in laid_out(store, clock, TWICE_A_DAY)} == {SlotState.PLANNED}


def test_a_special_day_declared_late_cancels_what_was_planned(
    store: Store, clock: FakeClock
) -> None:
    laid_out(store, clock, TWICE_A_DAY)
    day = date(2026, 11, 22)
    tet = SpecialDay(day, day, "Tết", replace={"ban-tin-sang": (time(7),)})
    declared = schedules(*TWICE_A_DAY.programmes, calendar=Calendar(special_days=(tet,)))
    found = laid_out(store, clock, declared)
    assert [(s.planned_at.hour, s.state.value) for s in found[2:]] == [
        (22, "cancelled"), (0, "planned"), (10, "cancelled"),
    ]  # fmt: skip
    assert history(store, found[2])[-1][3] == "đổi giờ phát sang 07:00: Tết"


def test_an_overlapping_slot_is_there_as_cancelled_and_says_with_what(
    store: Store, clock: FakeClock
) -> None:
    other = programme(stem="x", name="Chương trình X", starts=(time(5, 35),))
    found = laid_out(store, clock, schedules(A_PROGRAMME, other), days=1)
    assert [(s.programme, s.state.value) for s in found] == [
        ("ban-tin-sang", "planned"), ("x", "cancelled"),
    ]  # fmt: skip
    assert "trùng giờ với “Bản tin sáng” (ban-tin-sang.toml)" in history(store, found[1])[0][3]


def test_a_planned_slot_follows_its_programme_and_says_what_changed(
    store: Store, clock: FakeClock
) -> None:
    laid_out(store, clock, TWICE_A_DAY)
    longer = schedules(
        programme(
            starts=(time(5, 30), time(17)), length_s=2700, name="Bản tin mới", rule=StartRule.SOFT
        )
    )
    found = laid_out(store, clock, longer)
    assert {(s.length_s, s.name, s.rule) for s in found} == {(2700, "Bản tin mới", StartRule.SOFT)}
    assert history(store, found[0])[-1] == (
        "planned", "planned", LAID_OUT_BY,
        (
            "đổi tên từ “Bản tin sáng” thành “Bản tin mới”; đổi độ dài từ 30 thành 45 phút; "
            "đổi cách bắt đầu từ “đúng giờ” thành “đợi hết mục”"
        ),
    )  # fmt: skip


def test_a_slot_on_air_is_left_alone(store: Store, clock: FakeClock) -> None:
    first = laid_out(store, clock, TWICE_A_DAY)[0]
    with store.writing() as session:
        row = session.get(Slot, first.id)
        assert row is not None
        row.state = SlotState.ON_AIR
        session.add(row)
    assert laid_out(store, clock, schedules())[0].state is SlotState.ON_AIR


def test_two_processes_may_lay_out_at_once(store: Store, clock: FakeClock) -> None:
    start = threading.Barrier(4)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            start.wait(PATIENCE_S)
            laid_out(store, clock, TWICE_A_DAY, days=5)
        except BaseException as error:  # noqa: BLE001 - whatever a thread met is the result
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert failures == []
    found = laid_out(store, clock, TWICE_A_DAY, days=5)
    assert len(found) == 10
    with store.reading() as session:
        assert len(session.exec(select(SlotChange)).all()) == 10


def test_a_month_of_days_passing_keeps_eight_days_ahead(store: Store, clock: FakeClock) -> None:
    for _ in range(30):
        laid_out(store, clock, TWICE_A_DAY, days=8)
        clock.advance(86400)
    with store.reading() as session:
        found = slots(session, *EVER)
    assert len(found) == 2 * (29 + 8)
    assert found[-1].planned_at - found[0].planned_at == timedelta(days=36, hours=11.5)


def test_what_a_stopped_station_slept_through_is_laid_for_the_player_to_miss(
    store: Store, clock: FakeClock
) -> None:
    laid_out(store, clock, TWICE_A_DAY)
    clock.advance(11 * 86_400)
    found = laid_out(store, clock, TWICE_A_DAY)
    past = [slot for slot in found if slot.planned_at < clock.now()]
    assert len(past) == 2 * 11
    assert {slot.state for slot in past} == {SlotState.PLANNED}


def test_a_programme_declared_during_the_stop_has_missed_nothing(
    store: Store, clock: FakeClock
) -> None:
    laid_out(store, clock, TWICE_A_DAY)
    clock.advance(11 * 86_400)
    new = programme(stem="moi", starts=(time(9),), length_s=600)
    found = laid_out(store, clock, schedules(*TWICE_A_DAY.programmes, new))
    new_slots = [slot for slot in found if slot.programme == "moi"]
    assert len(new_slots) == 2
    assert all(slot.planned_at >= clock.now() for slot in new_slots)

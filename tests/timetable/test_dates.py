from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.clock import VIETNAM, local, local_date
from broadcaster.timetable.calendar import Calendar, SpecialDay
from broadcaster.timetable.dates import dated_slots, overlaps_of, plan
from broadcaster.timetable.models import StartRule
from broadcaster.timetable.programmes import Programme
from tests.timetable.examples import programme, schedules

ONE_DAY = timedelta(days=1)


def at(stem: str, *starts: str, length_s: int = 1800, **changes: object) -> Programme:
    times = tuple(time.fromisoformat(start) for start in starts)
    return programme(stem=stem, name=stem.upper(), starts=times, length_s=length_s, **changes)


def starts(*programmes: Programme, first: date, days: int = 1, **more: object) -> list[str]:
    found = dated_slots(schedules(*programmes, **more), first, days)  # type: ignore[arg-type]
    return [f"{slot.programme} {local(slot.planned_at):%d/%m %H:%M:%S}" for slot in found]


def test_a_slot_starts_at_its_local_second_and_is_kept_in_utc() -> None:
    slot = dated_slots(schedules(at("a", "05:30:07")), date(2026, 11, 21), 1)[0]
    assert slot.planned_at.isoformat() == "2026-11-20T22:30:07+00:00"
    assert slot.ends_at - slot.planned_at == timedelta(minutes=30)
    assert (slot.programme, slot.name, slot.rule) == ("a", "A", StartRule.HARD)


def test_slots_stand_in_order_over_days_and_programmes() -> None:
    found = starts(at("b", "05:30", "17:00"), at("a", "11:00"), first=date(2027, 2, 28), days=2)
    assert found == [
        "b 28/02 05:30:00", "a 28/02 11:00:00", "b 28/02 17:00:00",
        "b 01/03 05:30:00", "a 01/03 11:00:00", "b 01/03 17:00:00",
    ]  # fmt: skip


def test_only_the_days_of_the_week_that_are_named() -> None:
    found = starts(at("a", "08:00", days=(5,)), first=date(2026, 11, 16), days=14)
    assert found == ["a 21/11 08:00:00", "a 28/11 08:00:00"]


def test_the_twenty_ninth_of_february_has_its_slots() -> None:
    assert starts(at("a", "05:30"), first=date(2028, 2, 28), days=3) == [
        "a 28/02 05:30:00", "a 29/02 05:30:00", "a 01/03 05:30:00",
    ]  # fmt: skip


def test_a_whole_leap_year_has_every_slot() -> None:
    everything = schedules(at("a", "05:30", "17:00"), at("b", "11:00"), at("c", "23:50"))
    found = dated_slots(everything, date(2028, 1, 1), 366)
    assert len(found) == 366 * 4
    assert {local_date(slot.planned_at) for slot in found} == {
        date(2028, 1, 1) + ONE_DAY * n for n in range(366)
    }


def test_a_programme_that_is_switched_off_or_outside_its_dates_has_no_slots() -> None:
    off = at("a", "05:30", enabled=False)
    dated = at("b", "05:30", first=date(2026, 12, 31), last=date(2027, 1, 1))
    assert starts(off, dated, first=date(2026, 12, 29), days=6) == [
        "b 31/12 05:30:00", "b 01/01 05:30:00",
    ]  # fmt: skip


def test_of_two_that_overlap_the_first_by_file_name_keeps_and_the_other_has_a_reason() -> None:
    both = schedules(at("b", "05:30"), at("a", "05:45"))
    made = plan(both, date(2026, 11, 21), 1)
    assert [slot.programme for slot in made.slots] == ["a"]
    assert [(w.slot.programme, w.reason) for w in made.withheld] == [
        ("b", "trùng giờ với “A” (a.toml) lúc 05:45 ngày 21/11/2026")
    ]


def test_slots_that_only_touch_both_air() -> None:
    assert len(starts(at("a", "05:30"), at("b", "06:00"), first=date(2026, 11, 21))) == 2


def test_an_overlap_across_midnight_is_seen_from_either_day() -> None:
    late, early = at("a", "23:50"), at("b", "00:05")
    assert starts(late, early, first=date(2026, 11, 21), days=1) == ["a 21/11 23:50:00"]
    assert starts(late, early, first=date(2026, 11, 22), days=1) == ["a 22/11 23:50:00"]


def test_an_overlap_within_one_programme_keeps_the_earlier_start() -> None:
    one = at("a", "05:30", "05:45")
    assert starts(one, first=date(2026, 11, 21)) == ["a 21/11 05:30:00"]
    assert len(overlaps_of([one], Calendar())) == 1


def test_overlaps_are_found_only_where_both_air_on_the_same_day() -> None:
    weekdays, sunday = at("a", "05:30", days=(0, 1, 2, 3, 4)), at("b", "05:30", days=(6,))
    assert overlaps_of([weekdays, sunday], Calendar()) == []
    assert len(overlaps_of([weekdays, at("b", "05:30", days=(3,))], Calendar())) == 1
    early, late = at("a", "05:30", last=date(2026, 6, 30)), at("b", "05:30", first=date(2026, 7, 1))
    assert overlaps_of([early, late], Calendar()) == []


def test_an_overlap_that_only_a_special_day_brings_is_found() -> None:
    calendar = Calendar(
        special_days=(
            SpecialDay(date(2027, 2, 6), date(2027, 2, 8), "Tết", replace={"a": (time(17),)}),
        )
    )
    found = overlaps_of([at("a", "05:30"), at("b", "17:10")], calendar)
    assert [(o.kept.programme, o.lost.programme) for o in found] == [("a", "b")]


def test_a_day_of_mourning_takes_everything_off_with_its_reason() -> None:
    mourning = SpecialDay(
        date(2027, 1, 15), date(2027, 1, 16), "Quốc tang", cancel=frozenset({"all"})
    )
    made = plan(
        schedules(at("a", "05:30"), at("b", "17:00"), calendar=Calendar(special_days=(mourning,))),
        date(2027, 1, 15), 3,
    )  # fmt: skip
    assert [local_date(slot.planned_at).day for slot in made.slots] == [17, 17]
    assert {w.reason for w in made.withheld} == {"nghỉ phát: Quốc tang"}
    assert len(made.withheld) == 4


def test_tet_moves_one_programme_and_takes_another_off() -> None:
    tet = SpecialDay(
        date(2027, 2, 5), date(2027, 2, 6), "Tết Nguyên đán",
        cancel=frozenset({"all"}), replace={"a": (time(7), time(18))},
    )  # fmt: skip
    both = schedules(at("a", "05:30"), at("b", "17:00"), calendar=Calendar(special_days=(tet,)))
    made = plan(both, date(2027, 2, 5), 1)
    assert [(s.programme, local(s.planned_at).hour) for s in made.slots] == [("a", 7), ("a", 18)]
    assert [(w.slot.programme, w.reason) for w in made.withheld] == [
        ("a", "đổi giờ phát sang 07:00, 18:00: Tết Nguyên đán"),
        ("b", "nghỉ phát: Tết Nguyên đán"),
    ]


def test_election_day_can_add_a_start_on_a_weekday_the_programme_does_not_have() -> None:
    vote = SpecialDay(date(2027, 5, 30), date(2027, 5, 30), "Bầu cử", replace={"a": (time(8),)})
    found = starts(
        at("a", "05:30", days=(0,)), first=date(2027, 5, 30), days=2,
        calendar=Calendar(special_days=(vote,)),
    )  # fmt: skip
    assert found == ["a 30/05 08:00:00", "a 31/05 05:30:00"]


a_time = st.builds(time, st.integers(0, 23), st.sampled_from([0, 10, 30, 59]))
a_programme = st.builds(
    lambda stem, starts, length, days, first, span: at(
        stem,
        *(start.isoformat() for start in sorted(starts)),
        length_s=length,
        days=tuple(sorted(days)),
        first=first,
        last=first + ONE_DAY * span if first and span is not None else None,
    ),
    st.sampled_from("abcdef"),
    st.sets(a_time, min_size=1, max_size=3),
    st.sampled_from([60, 1800, 7200, 43200]),
    st.sets(st.integers(0, 6), min_size=1),
    st.none() | st.dates(date(2028, 2, 20), date(2028, 3, 10)),
    st.none() | st.integers(0, 20),
)
a_special_day = st.builds(
    lambda first, span, cancel, replace: SpecialDay(
        first, first + ONE_DAY * span, "x", frozenset(cancel),
        {stem: tuple(sorted(times)) for stem, times in replace.items()},
    ),
    st.dates(date(2028, 2, 20), date(2028, 3, 5)),
    st.integers(0, 3),
    st.sets(st.sampled_from(["a", "b", "all"])),
    st.dictionaries(st.sampled_from("abc"), st.sets(a_time, min_size=1, max_size=2), max_size=2),
)  # fmt: skip
some_schedules = st.builds(
    lambda programmes, special: schedules(*programmes, calendar=Calendar(special_days=special)),
    st.lists(a_programme, max_size=4, unique_by=lambda p: p.stem),
    st.lists(a_special_day, max_size=2).map(tuple),
)


@given(some_schedules)
@settings(max_examples=60, deadline=None)
def test_slots_never_overlap(everything: object) -> None:
    found = dated_slots(everything, date(2028, 2, 25), 8)  # type: ignore[arg-type]
    for one, following in pairwise(found):
        assert one.ends_at <= following.planned_at


@given(some_schedules, st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_the_slots_of_a_day_do_not_depend_on_where_the_asked_days_begin(
    everything: object, later: int
) -> None:
    first = date(2028, 2, 25)
    whole = plan(everything, first, 8)  # type: ignore[arg-type]
    part = plan(everything, first + ONE_DAY * later, 8 - later)  # type: ignore[arg-type]
    begin = datetime.combine(first + ONE_DAY * later, time(0), tzinfo=VIETNAM)
    assert part.slots == tuple(s for s in whole.slots if s.planned_at >= begin)
    assert part.withheld == tuple(w for w in whole.withheld if w.slot.planned_at >= begin)


@given(some_schedules)
@settings(max_examples=60, deadline=None)
def test_every_start_that_is_asked_for_is_kept_or_withheld_once(everything: object) -> None:
    made = plan(everything, date(2028, 2, 25), 8)  # type: ignore[arg-type]
    kept = [(s.programme, s.planned_at) for s in made.slots]
    lost = [(w.slot.programme, w.slot.planned_at) for w in made.withheld]
    assert len(set(kept + lost)) == len(kept) + len(lost)
    assert all(w.reason for w in made.withheld)


@pytest.mark.parametrize("first", [date(2026, 11, 21), date(2028, 2, 29)])
def test_what_a_week_withholds_for_overlap_is_also_reported_as_a_problem(first: date) -> None:
    programmes = [at("a", "23:00", length_s=7200), at("b", "00:30"), at("c", "00:50")]
    lost = {w.slot.programme for w in plan(schedules(*programmes), first, 7).withheld}
    found = overlaps_of(programmes, Calendar())
    assert lost == {"b", "c"}
    assert {(o.kept.programme, o.lost.programme) for o in found} >= {("a", "b"), ("a", "c")}

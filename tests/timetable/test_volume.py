"""How loud each zone is, by the hour."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.clock import VIETNAM
from broadcaster.station import shipped
from broadcaster.timetable.folder import ScheduleFolder
from broadcaster.timetable.mistakes import WrongSchedule
from broadcaster.timetable.volume import (
    QuietHours,
    Volume,
    Zone,
    parse_volume,
    volume_steps,
    volume_told,
)

DECLARED = """
[[zone]]
name = "Thôn Mẫu 1"
[[zone]]
name = "Thôn Mẫu 2"
channel = 2
volume = 80
[[hours]]
begin = "20:00"
until = "06:00"
volume = 50
days = ["fri"]
[[hours]]
begin = "07:00"
until = "11:00"
volume = 0
zones = ["Thôn Mẫu 2"]
"""
VOLUME = parse_volume(DECLARED, "volume.toml")
FRIDAY, SATURDAY = 20, 21


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


def both(day: int, hour: int, minute: int = 0) -> tuple[int, ...]:
    return tuple(VOLUME.percents((), at(day, hour, minute)).values())


def test_a_zone_has_its_own_volume_by_day() -> None:
    assert VOLUME.percents((), at(SATURDAY, 17)) == {"Thôn Mẫu 1": 100, "Thôn Mẫu 2": 80}
    assert VOLUME.channels == 2


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    assert both(FRIDAY, 19, 59) == (100, 80)
    assert both(FRIDAY, 20) == (50, 40)
    assert both(SATURDAY, 5, 59) == (50, 40)
    assert both(SATURDAY, 6) == (100, 80)
    assert both(SATURDAY, 20) == (100, 80)
    assert both(FRIDAY, 5) == (100, 80)


def test_beside_a_school_nothing_is_heard_in_its_hours() -> None:
    assert both(FRIDAY, 9) == (100, 0)
    assert VOLUME.levels(VOLUME.percents((), at(FRIDAY, 9))) == (1.0, 0.0)


def test_a_programme_is_heard_in_its_zones_only() -> None:
    assert VOLUME.percents(("Thôn Mẫu 2",), at(SATURDAY, 17)) == {
        "Thôn Mẫu 1": 0,
        "Thôn Mẫu 2": 80,
    }


def test_a_programme_whose_zones_are_all_unknown_is_heard_everywhere() -> None:
    assert VOLUME.percents(("Thôn khác",), at(SATURDAY, 17)) == VOLUME.percents(
        (), at(SATURDAY, 17)
    )


def test_without_zones_everything_is_heard_as_it_is() -> None:
    assert Volume().percents((), at(FRIDAY, 23)) == {}
    assert Volume().channels == 1


def test_of_two_zones_on_a_channel_the_louder_counts() -> None:
    volume = Volume((Zone("a", 1, 30), Zone("b", 1, 70), Zone("c", 3, 10)))
    assert volume.levels(volume.percents((), at(FRIDAY, 12))) == (0.7, 0.0, 0.1)


def steps(begin: datetime, end: datetime) -> list[tuple[datetime, tuple[int, ...]]]:
    return [(step.since, tuple(step.percents.values())) for step in VOLUME.steps((), begin, end)]


def test_what_is_heard_over_the_edge_of_quiet_hours_changes_there() -> None:
    assert steps(at(FRIDAY, 19, 50), at(FRIDAY, 20)) == [(at(FRIDAY, 19, 50), (100, 80))]
    assert steps(at(FRIDAY, 19, 50), at(SATURDAY, 6, 10)) == [
        (at(FRIDAY, 19, 50), (100, 80)),
        (at(FRIDAY, 20), (50, 40)),
        (at(SATURDAY, 6), (100, 80)),
    ]
    assert steps(at(FRIDAY, 20), at(FRIDAY, 20, 10)) == [(at(FRIDAY, 20), (50, 40))]


def test_an_emergency_changes_at_no_edge() -> None:
    (step,) = VOLUME.steps((), at(FRIDAY, 19), at(FRIDAY, 21), emergency=True)
    assert set(step.percents.values()) == {100}


def test_what_is_told_is_read_again_and_what_nobody_can_read_is_nothing() -> None:
    begin = at(FRIDAY, 19, 50)
    for end in (at(FRIDAY, 20), at(FRIDAY, 20, 10)):
        found = VOLUME.steps((), begin, end)
        assert volume_steps(volume_told(found), begin) == found
    assert volume_told(VOLUME.steps((), begin, begin)).startswith('{"Thôn Mẫu 1": 100')
    for strange in (None, "", "[]", "7", "{", '[{"from": "x"}]', "[5]"):
        assert volume_steps(strange, begin) == []


volumes = st.builds(
    Volume,
    st.lists(
        st.builds(Zone, st.sampled_from("abcd"), st.integers(1, 4), st.integers(0, 100)),
        min_size=1,
        max_size=4,
        unique_by=lambda zone: zone.name,
    ).map(tuple),
    st.lists(
        st.builds(
            QuietHours,
            st.times().map(lambda t: t.replace(tzinfo=None)),
            st.times().map(lambda t: t.replace(tzinfo=None)),
            st.integers(0, 100),
            st.lists(st.sampled_from("abcd")).map(tuple),
            st.lists(st.integers(0, 6)).map(tuple),
        ),
        max_size=4,
    ).map(tuple),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001 - the zone is added here
    lambda naive: naive.replace(tzinfo=VIETNAM)
)


@settings(deadline=None)
@given(volumes, moments, st.lists(st.sampled_from("abcdx"), max_size=3))
def test_an_emergency_is_heard_everywhere_and_hours_only_ever_lower(
    volume: Volume, moment: datetime, wanted: list[str]
) -> None:
    loud = volume.percents(wanted, moment, emergency=True)
    assert set(loud.values()) == {100}
    usual = volume.percents(wanted, moment)
    by_name = {zone.name: zone.volume for zone in volume.zones}
    assert all(0 <= percent <= by_name[name] for name, percent in usual.items())
    levels = volume.levels(usual)
    assert len(levels) == volume.channels
    assert all(0 <= level <= 1 for level in levels)
    for zone in volume.zones:
        assert levels[zone.channel - 1] >= usual[zone.name] / 100


@given(volumes, moments, st.integers(1, 3 * 86_400), st.integers(0, 3 * 86_400))
def test_the_steps_tell_the_percents_of_every_moment(
    volume: Volume, begin: datetime, length_s: int, later_s: int
) -> None:
    begin = begin.replace(microsecond=0)
    moment = begin + timedelta(seconds=min(later_s, length_s - 1))
    found = volume.steps((), begin, begin + timedelta(seconds=length_s))
    then = [step for step in found if step.since <= moment][-1]
    assert then.percents == volume.percents((), moment)


UNKNOWN = """[[zone]]
name = "a"
[[hours]]
begin = "20:00"
until = "6:00"
volume = 5
zones = ["b"]
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[zone]]\nname = "a"\nvolume = 120\n', "line 3: 'volume': write the volume in percent"),
        ('[[zone]]\nname = "a"\nchannel = 0\n', "1 is left, 2 right"),
        ('[[zone]]\nname = "a"\n[[zone]]\nname = "a"\n', "'name': the zone “a” stands twice"),
        (UNKNOWN, "line 7: 'zones': there is no zone “b”"),
        ('[[zone]]\nname = "a"\nvolum = 3\n', "did you mean 'volume'"),
        (
            '[[hours]]\nbegin = "07:00"\nuntil = "7:00"\nvolume = 0\n',
            "line 3: 'until': these hours end when they begin, so they never hold",
        ),
    ],
)
def test_a_mistake_names_its_line_and_what_to_do(text: str, said: str) -> None:
    with pytest.raises(WrongSchedule) as caught:
        parse_volume(text, "volume.toml")
    assert said in str(caught.value)


def test_a_whole_day_is_two_hours_that_meet_at_noon() -> None:
    day = 'begin = "{}"\nuntil = "{}"\nvolume = 0\ndays = ["fri"]\n'
    text = "".join("[[hours]]\n" + day.format(*h) for h in (("00:00", "12:00"), ("12:00", "00:00")))
    hours = parse_volume('[[zone]]\nname = "a"\n' + text, "volume.toml")
    moments = [at(FRIDAY, 0), at(FRIDAY, 12), at(FRIDAY, 23, 59), at(SATURDAY, 0)]
    assert [hours.percents((), moment)["a"] for moment in moments] == [0, 0, 0, 100]


def test_zones_on_one_channel_are_a_problem_and_serve(tmp_path: Path) -> None:
    file = tmp_path / "volume.toml"
    zones = [("a", 2), ("b", 1), ("c", 2)]
    text = "".join(f'[[zone]]\nname = "{name}"\nchannel = {at}\n' for name, at in zones)
    file.write_text(text, encoding="utf-8")
    schedules = ScheduleFolder(tmp_path).load()
    (problem,) = schedules.problems
    assert problem.message == (
        f"{file}: the zones “a” and “c” are on channel 2, so each is as loud as the loudest of "
        "them; give each a channel of its own, or declare them as one zone"
    )
    assert problem.vi.startswith("Tệp volume.toml: các khu vực “a”, “c” cùng ở kênh 2")
    assert len(schedules.volume.zones) == 3


def test_the_example_is_silent_and_right_once_uncommented() -> None:
    text = (shipped("schedules") / "volume.toml").read_text(encoding="utf-8")
    assert parse_volume(text, "volume.toml") == Volume()
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    declared = "\n".join(line for line in lines if line.startswith("[[") or " = " in line[:10])
    found = parse_volume(declared, "volume.toml")
    assert [zone.channel for zone in found.zones] == [1, 2]
    assert found.hours[0] == QuietHours(time(20), time(6), 60)
    assert (found.hours[1].volume, found.hours[1].days) == (0, (0, 1, 2, 3, 4))


def test_the_folder_takes_it_up_keeps_the_last_good_and_names_unknown_zones(
    tmp_path: Path,
) -> None:
    folder = ScheduleFolder(tmp_path, keep=tmp_path / "kept")
    (tmp_path / "sang.toml").write_text('starts = ["05:30"]\nzones = ["Thôn Mẫu 9"]\n')
    file = tmp_path / "volume.toml"
    file.write_text(DECLARED, encoding="utf-8")
    schedules = folder.load()
    assert schedules.volume == VOLUME
    assert [p.stem for p in schedules.programmes] == ["sang"]
    assert "there is no zone “Thôn Mẫu 9”" in str(schedules.problems[0])
    file.write_text("[[zone]", encoding="utf-8")
    assert folder.load().volume == VOLUME
    assert ScheduleFolder(tmp_path, keep=tmp_path / "kept").load().volume == VOLUME
    file.unlink()
    assert folder.load().volume == Volume()

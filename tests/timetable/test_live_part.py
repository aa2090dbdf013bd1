"""A part that somebody speaks: its place in a rundown, and what a schedule file may say of it."""

import pytest

from broadcaster.timetable.mistakes import WrongSchedule
from broadcaster.timetable.models import EntryKind
from broadcaster.timetable.programmes import Live, Tune, parse_programme
from tests.timetable.examples import built, programme


def declared(part: str) -> str:
    return f'starts = ["5:30"]\n[[rundown]]\n{part}\n'


def test_a_live_part_is_read_with_its_longest_time() -> None:
    read = parse_programme(declared('live = "Lãnh đạo xã nói chuyện"\nat_most = "5m"'), "x.toml")
    assert read.rundown == (Live("Lãnh đạo xã nói chuyện", 300),)


def test_it_lasts_ten_minutes_where_nothing_is_said() -> None:
    assert parse_programme(declared('live = "Nói chuyện"'), "x.toml").rundown[0] == Live(
        "Nói chuyện", 600
    )


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ('live = "Nói chuyện"\nat_most = "40m"', "last longer than the programme"),
        ('live = "Nói chuyện"\nlength = "5m"', "it belongs to a relay, not to a live"),
        ('live = "Nói chuyện"\nsay = "Chào"', "holds 'say' and 'live'"),
        ('live = ""', "write a text"),
    ],
)
def test_a_wrong_live_part_says_what_to_do(part: str, said: str) -> None:
    with pytest.raises(WrongSchedule, match=said) as caught:
        parse_programme(declared(part), "x.toml")
    assert all(problem.line and problem.line >= 2 for problem in caught.value.problems)


def test_its_time_is_kept_free_and_no_sound_is_looked_for() -> None:
    rundown = built(by=programme(Tune("opening"), Live("Nói chuyện", 120), Tune("closing")))
    assert [(e.kind, e.title, e.offset_s, e.planned_s, e.file) for e in rundown.entries] == [
        (EntryKind.TUNE, "Nhạc hiệu mở đầu", 0, 10, "audio_assets/opening.wav"),
        (EntryKind.LIVE, "Nói chuyện", 10, 120, ""),
        (EntryKind.TUNE, "Nhạc hiệu kết thúc", 130, 8, "audio_assets/closing.wav"),
    ]
    assert rundown.notes == ()

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadcaster.station import Station, shipped
from broadcaster.timetable import Schedules
from broadcaster.timetable.folder import ScheduleFolder, schedules_of

MORNING = 'name = "Sáng"\nstarts = ["05:30"]\n'
BROKEN = 'name = "Sáng"\nstarts = ["05:30"]\nlenght = "30m"\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "schedules"
    folder.mkdir()
    return folder


def write(path: Path, name: str, text: str) -> Path:
    file = path / name
    file.write_text(text, encoding="utf-8")
    return file


def names(schedules: Schedules) -> list[str]:
    return [programme.name for programme in schedules.programmes]


def messages(schedules: Schedules) -> str:
    return "\n".join(str(problem) for problem in schedules.problems)


def test_the_examples_that_come_with_the_software_serve_without_a_problem() -> None:
    loaded = ScheduleFolder(shipped("schedules")).load()
    assert [p.stem for p in loaded.programmes] == ["ban-tin-chieu", "ban-tin-sang", "thong-bao"]
    assert loaded.problems == ()


def test_programmes_stand_in_the_order_of_their_files(path: Path) -> None:
    for stem in ("c", "a", "b"):
        write(path, f"{stem}.toml", f'starts = ["0{"abc".index(stem)}:00"]')
    loaded = ScheduleFolder(path).load()
    assert [p.stem for p in loaded.programmes] == ["a", "b", "c"]
    assert loaded.programme("b") is loaded.programmes[1]
    assert loaded.programme("x") is None


def test_the_calendar_and_the_pronunciation_are_no_programmes(path: Path) -> None:
    write(path, "calendar.toml", "[rules]\nsessions_a_day = 5\n")
    write(path, "pronunciation.toml", 'anything = "goes"')
    write(path, ".hidden.toml", "no toml")
    write(path, "notes.txt", "no toml")
    (path / "old").mkdir()
    loaded = ScheduleFolder(path).load()
    assert (loaded.programmes, loaded.problems) == ((), ())
    assert loaded.calendar.rules.sessions_a_day == 5


def test_a_broken_file_keeps_its_last_good_version_on_and_says_what_is_wrong(path: Path) -> None:
    folder = ScheduleFolder(path)
    file = write(path, "sang.toml", MORNING)
    assert folder.load().problems == ()
    write(path, "sang.toml", BROKEN)
    for _ in range(2):
        loaded = folder.load()
        assert names(loaded) == ["Sáng"]
        assert f"{file} line 3: unknown key 'lenght', did you mean 'length'?" in messages(loaded)
        assert "the last good version goes on serving" in messages(loaded)
    write(path, "sang.toml", MORNING.replace("Sáng", "Sáng mới"))
    loaded = folder.load()
    assert (names(loaded), loaded.problems) == (["Sáng mới"], ())


def test_a_broken_file_does_not_touch_the_others(path: Path) -> None:
    write(path, "hong.toml", BROKEN)
    write(path, "sang.toml", MORNING)
    loaded = ScheduleFolder(path).load()
    assert names(loaded) == ["Sáng"]
    assert "there is no earlier good version" in messages(loaded)


def test_a_file_that_is_being_saved_and_empty_for_a_moment_changes_nothing(path: Path) -> None:
    folder = ScheduleFolder(path)
    write(path, "sang.toml", MORNING)
    folder.load()
    write(path, "sang.toml", "")
    assert names(folder.load()) == ["Sáng"]


def test_a_removed_file_is_a_programme_gone_also_when_it_was_broken(path: Path) -> None:
    folder = ScheduleFolder(path)
    file = write(path, "sang.toml", MORNING)
    folder.load()
    write(path, "sang.toml", BROKEN)
    folder.load()
    file.unlink()
    loaded = folder.load()
    assert (loaded.programmes, loaded.problems) == ((), ())
    write(path, "sang.toml", BROKEN)
    assert folder.load().programmes == ()


def test_the_last_good_version_also_serves_after_a_restart(tmp_path: Path) -> None:
    station = Station(home=tmp_path, name="xã Mẫu")
    station.schedules.mkdir()
    file = write(station.schedules, "sang.toml", MORNING)
    calendar = write(station.schedules, "calendar.toml", "[rules]\nsessions_a_day = 5\n")
    schedules_of(station).load()
    write(station.schedules, "sang.toml", BROKEN)
    write(station.schedules, "calendar.toml", "[rules")
    loaded = schedules_of(station).load()
    assert names(loaded) == ["Sáng"]
    assert loaded.calendar.rules.sessions_a_day == 5
    assert len(loaded.problems) == 4
    file.unlink()
    calendar.unlink()
    loaded = schedules_of(station).load()
    assert (loaded.programmes, loaded.problems) == ((), ())
    assert loaded.calendar.rules.sessions_a_day == 2
    write(station.schedules, "sang.toml", BROKEN)
    assert schedules_of(station).load().programmes == ()


def test_a_folder_that_cannot_be_seen_takes_nothing_off(tmp_path: Path, path: Path) -> None:
    keep = tmp_path / "keep"
    folder = ScheduleFolder(path, keep)
    write(path, "sang.toml", MORNING)
    folder.load()
    path.rename(tmp_path / "elsewhere")
    for seeing in (folder, ScheduleFolder(path, keep)):
        loaded = seeing.load()
        assert names(loaded) == ["Sáng"]
        assert "cannot be read" in messages(loaded)


def test_a_folder_that_never_was_there_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    loaded = ScheduleFolder(tmp_path / "none").load()
    assert loaded.programmes == ()
    assert "cannot be read (No such file or directory)" in messages(loaded)


def test_not_being_able_to_keep_a_copy_is_told_and_stops_nothing(
    tmp_path: Path, path: Path
) -> None:
    (tmp_path / "keep").write_text("a file where a folder should be")
    write(path, "sang.toml", MORNING)
    loaded = ScheduleFolder(path, tmp_path / "keep").load()
    assert names(loaded) == ["Sáng"]
    assert "no copy could be kept" in messages(loaded)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("starts = []".encode("utf-16"), "line 1: the file is not UTF-8"),
        ('# một\nname = "Bản tin"'.encode("utf-16-le") + b"\xff", "is not UTF-8"),
        (b'# dong\nname = "B\xe1\xba\xa3n tin s\xe1ng"\n', "line 2: the file is not UTF-8"),
        (b"\x00\x01\x02", "line 1: this is not valid TOML"),
    ],
)
def test_a_file_in_another_encoding_is_refused_with_the_line(
    path: Path, content: bytes, said: str
) -> None:
    (path / "sang.toml").write_bytes(content)
    assert said in messages(ScheduleFolder(path).load())


def test_a_file_with_a_byte_order_mark_is_read(path: Path) -> None:
    (path / "sang.toml").write_bytes(b"\xef\xbb\xbf" + MORNING.encode())
    assert names(ScheduleFolder(path).load()) == ["Sáng"]


def test_a_file_name_too_long_for_the_store_is_told(path: Path) -> None:
    write(path, f"{'x' * 90}.toml", MORNING)
    assert "the file's name is longer than 80" in messages(ScheduleFolder(path).load())


def test_an_unreadable_file_keeps_its_last_good_version_on(path: Path) -> None:
    folder = ScheduleFolder(path)
    file = write(path, "sang.toml", MORNING)
    folder.load()
    file.unlink()
    file.mkdir()
    loaded = folder.load()
    assert names(loaded) == ["Sáng"]
    assert "cannot be read" in messages(loaded)


def test_overlapping_programmes_are_a_problem_that_names_both_files_and_times(
    path: Path,
) -> None:
    write(path, "a.toml", 'starts = ["17:00"]\nlength = "30m"')
    write(path, "b.toml", 'starts = ["17:15"]\nlength = "30m"')
    loaded = ScheduleFolder(path).load()
    assert len(loaded.problems) == 1
    said = messages(loaded)
    assert said == (
        f"{path / 'b.toml'}: the slot at 17:15:00 overlaps the one of a.toml at 17:00:00 (30 min), "
        "so it is left out (the first by file name keeps); move one of them or shorten it"
    )
    assert "b.toml" in loaded.problems[0].vi
    assert "a.toml" in loaded.problems[0].vi


def test_overlaps_across_midnight_and_within_one_programme_are_problems(path: Path) -> None:
    write(path, "a.toml", 'starts = ["23:50", "23:55"]\nlength = "30m"\ndays = ["sun"]')
    write(path, "b.toml", 'starts = ["00:10"]\nlength = "30m"\ndays = ["mon"]')
    said = messages(ScheduleFolder(path).load())
    assert "slot at 23:55:00 overlaps the one of a.toml at 23:50:00" in said
    assert "slot at 00:10:00 overlaps the one of a.toml at 23:50:00" in said


def test_a_special_day_that_names_no_programme_is_told_the_nearest(path: Path) -> None:
    write(path, "ban-tin-sang.toml", MORNING)
    write(
        path, "calendar.toml",
        '[[special_day]]\ndate = 2027-02-05\nreason = "Tết"\ncancel = ["ban-tin-san", "khac"]\n',
    )  # fmt: skip
    loaded = ScheduleFolder(path).load()
    assert "programme 'ban-tin-san', which has no file; did you mean 'ban-tin-sang'?" in messages(
        loaded
    )
    assert "programme 'khac', which has no file; correct the name" in messages(loaded)
    assert len(loaded.calendar.special_days) == 1


def test_a_kept_copy_is_whole_or_not_there(tmp_path: Path, path: Path) -> None:
    keep = tmp_path / "keep"
    write(path, "sang.toml", MORNING)
    ScheduleFolder(path, keep).load()
    assert sorted(os.listdir(keep)) == ["sang.toml"]  # noqa: PTH208 - also what is hidden
    assert (keep / "sang.toml").read_text(encoding="utf-8") == MORNING


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_content_whatever_stops_the_loading(path: Path, content: bytes) -> None:
    write(path, "sang.toml", MORNING)
    (path / "rac.toml").write_bytes(content)
    (path / "calendar.toml").write_bytes(content)
    assert "Sáng" in names(ScheduleFolder(path).load())


@given(cut=st.integers(0, 2000), put=st.text("[]{}=\"'#,.\n", max_size=6), at=st.integers(0, 2000))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_damaged_example_is_taken_or_told_and_never_a_crash(
    path: Path, cut: int, put: str, at: int
) -> None:
    text = (shipped("schedules") / "ban-tin-sang.toml").read_text(encoding="utf-8")[1500:]
    text = text[: at % len(text)] + put + text[(at + cut % 20) % len(text) :]
    file = write(path, "thu.toml", text)
    loaded = ScheduleFolder(path).load()
    assert loaded.programmes or any(p.file == str(file) for p in loaded.problems)


def special(days: str, change: str, reason: str) -> str:
    return f'[[special_day]]\n{days}\nreason = "{reason}"\n{change}\n'


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('cancel = "all"', 'cancel = "all"'),
        ('cancel = "all"', 'replace = { a = ["06:00"] }'),
        ('cancel = ["a"]', 'cancel = ["a"]'),
        ('replace = { a = ["06:00"] }', 'replace = { a = ["07:00"], b = ["08:00"] }'),
    ],
)
def test_two_special_days_about_one_programme_on_one_date_are_a_problem(
    path: Path, first: str, second: str
) -> None:
    write(path, "a.toml", 'starts = ["05:30"]')
    write(path, "b.toml", 'starts = ["17:30"]')
    text = special("date = 2027-02-07", first, "Tết") + special(
        "date = 2027-02-07", second, "Bầu cử"
    )
    file = write(path, "calendar.toml", text)
    loaded = ScheduleFolder(path).load()
    (problem,) = loaded.problems
    assert problem.message.startswith(
        f"{file}: the special days “Tết” and “Bầu cử” change the same programme on 2027-02-07; "
        "put what is to hold there into one of them"
    )
    assert problem.vi.startswith("Tệp calendar.toml: hai ngày đặc biệt “Tết” và “Bầu cử”")
    assert len(loaded.calendar.special_days) == 2


def test_of_special_days_that_meet_the_dates_are_told_that_they_share(path: Path) -> None:
    days = (
        special("first = 2027-02-05\nlast = 2027-02-10", 'cancel = "all"', "Tết")
        + special("first = 2027-02-09\nlast = 2027-02-20", 'cancel = "all"', "Sửa máy")
        + special("date = 2027-02-21", 'cancel = "all"', "Quốc tang")
    )
    write(path, "calendar.toml", days)
    (problem,) = ScheduleFolder(path).load().problems
    assert "from 2027-02-09 to 2027-02-10" in problem.message
    assert "ngày 09/02/2027 đến 10/02/2027" in problem.vi


def test_special_days_about_other_programmes_share_a_date_in_peace(path: Path) -> None:
    write(path, "a.toml", 'starts = ["05:30"]')
    write(path, "b.toml", 'starts = ["17:30"]')
    text = special("date = 2027-02-07", 'cancel = ["a"]', "Tết") + special(
        "date = 2027-02-07", 'replace = { b = ["18:00"] }', "Bầu cử"
    )
    write(path, "calendar.toml", text)
    assert ScheduleFolder(path).load().problems == ()

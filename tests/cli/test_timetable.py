"""`broadcaster timetable` and `rehearse`."""

from datetime import UTC, datetime, timedelta

import pytest

from broadcaster import timetable
from broadcaster.airlog import RESERVE_FILE, LogKeeper
from broadcaster.app import open_app
from broadcaster.clock import SystemClock, local_date
from tests.cli.command_line import CommandLine
from tests.rig.fake_clock import FakeClock
from tests.web.newsdesk import stopped_slot

PROGRAMME = """\
name = "{name}"
starts = ["{starts}"]
length = "10m"
[[rundown]]
tune = "opening"
[[rundown]]
section = "Tin trong xã"
"""


def declare(cli: CommandLine, stem: str, name: str, starts: str = "05:30:00") -> None:
    (cli.home / "schedules" / f"{stem}.toml").write_text(
        PROGRAMME.format(name=name, starts=starts), encoding="utf-8"
    )


def tomorrow() -> str:
    return (local_date(SystemClock().now()) + timedelta(days=1)).isoformat()


def test_slots_and_rundowns_to_come_are_shown(cli: CommandLine) -> None:
    declare(cli, "sang", "Bản tin sáng")
    shown = cli("timetable", "--from", tomorrow(), "--days", 3, "--json").json
    assert [slot["name"] for slot in shown["slots"]] == ["Bản tin sáng"] * 3
    (slot, *_) = shown["slots"]
    assert datetime.fromisoformat(slot["planned_at"]).astimezone(UTC).hour == 22
    assert slot["length_s"] == 600
    assert slot["state"] == "planned"
    assert [entry["kind"] for entry in slot["entries"]] == ["tune"]
    assert shown["problems"] == []
    table = cli.done("timetable", "--from", tomorrow())
    for said in ("Bản tin sáng", "chưa đến giờ", "Nhạc hiệu"):
        assert said in table
    assert {"planned", "tune"}.isdisjoint(table.split())


def test_a_rule_that_is_not_kept_names_the_slot_and_its_days(cli: CommandLine) -> None:
    declare(cli, "khuya", "Bản tin khuya", "22:30:00")
    first = local_date(SystemClock().now()) + timedelta(days=1)
    both = f"{first:%d/%m}, {first + timedelta(days=1):%d/%m}"
    words = ("timetable", "--from", first.isoformat(), "--days", 2)
    told = f"Bản tin khuya 22:30 ngày {both}: Bắt đầu lúc 22:30, trong giờ nghỉ"
    assert f"Lưu ý: {told}" in cli.done(*words)
    (warning,) = cli(*words, "--json").json["warnings"]
    assert warning.startswith(told)


def test_a_cancelled_slot_says_why_and_shows_no_empty_table(cli: CommandLine) -> None:
    declare(cli, "sang", "Bản tin sáng")
    (cli.home / "schedules" / "calendar.toml").write_text(
        f'[[special_day]]\ndate = {tomorrow()}\nreason = "Nghỉ lễ"\ncancel = "all"\n',
        encoding="utf-8",
    )
    (slot,) = cli("timetable", "--from", tomorrow(), "--days", 1, "--json").json["slots"]
    assert slot["state"] == "cancelled"
    (why,) = slot["notes"]
    assert "Nghỉ lễ" in why
    table = cli.done("timetable", "--from", tomorrow(), "--days", 1)
    assert why in table
    assert "Nội dung" not in table


def test_what_is_left_out_has_its_reason(cli: CommandLine) -> None:
    script = cli.home.parent / "tin.txt"
    script.write_text("Sáng mai trạm y tế xã tiêm phòng cho trẻ.", encoding="utf-8")
    cli.done("news", "add", script, "--by", "bientap")
    cli.done("news", "submit", 1, "--by", "bientap")
    cli.done("news", "approve", 1, "--by", "lanhdao")
    declare(cli, "sang", "Bản tin sáng")
    (slot,) = cli("timetable", "--from", tomorrow(), "--days", 1, "--json").json["slots"]
    (left,) = slot["left_out"]
    assert left["news_id"] == 1
    assert left["reason"] == "chưa có tệp tiếng"
    assert "Không phát: 1." in cli.done("timetable", "--from", tomorrow(), "--days", 1)


def test_a_slot_that_is_over_and_never_was_is_not_shown(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(cli, "sang", "Bản tin sáng")
    evening = datetime(2026, 11, 21, 14, tzinfo=UTC)
    monkeypatch.setattr(SystemClock, "now", lambda self: evening)
    slots = cli("timetable", "--from", "2026-11-20", "--days", 4, "--json").json["slots"]
    assert [slot["planned_at"][:10] for slot in slots] == ["2026-11-21", "2026-11-22"]


def test_no_rule_is_told_of_a_slot_that_never_was(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(cli, "sang", "Bản tin sáng", '05:30:00", "09:30:00", "17:00:00')
    noon = datetime(2026, 11, 21, 5, tzinfo=UTC)
    monkeypatch.setattr(SystemClock, "now", lambda self: noon)
    today = cli("timetable", "--from", "2026-11-21", "--days", 1, "--json").json
    assert len(today["slots"]) == 1
    assert today["warnings"] == []
    tomorrow = cli("timetable", "--from", "2026-11-22", "--days", 1, "--json").json
    assert any("Là buổi thứ 3 trong ngày" in told for told in tomorrow["warnings"])


def test_a_slot_that_somebody_stopped_says_by_whom(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(cli, "sang", "Bản tin sáng")
    app, clock = open_app(cli.home), FakeClock()
    keeper = LogKeeper(app.store, clock, app.station.run / RESERVE_FILE)
    with app.store.writing() as session:
        timetable.lay_out(session, clock, app.schedules.load(), 1)
        (slot,) = timetable.slots(session, clock.now(), clock.now() + timedelta(days=1))
    stopped_slot(app.store, clock, keeper, slot, "dừng bởi lanhdao")
    app.store.close()
    monkeypatch.setattr(SystemClock, "now", lambda self: clock.now())
    asked = ("timetable", "--from", "2026-11-21", "--days", 1)
    (shown,) = cli(*asked, "--json").json["slots"]
    assert (shown["state"], shown["ended_early"]) == ("aired", True)
    assert shown["notes"] == ["dừng bởi lanhdao"]
    told = cli.done(*asked)
    assert "phát chưa hết" in told
    assert "dừng bởi lanhdao" in told


def test_overlapping_slots_are_told_with_both_files_and_the_rest_goes_on(
    cli: CommandLine,
) -> None:
    declare(cli, "sang", "Bản tin sáng", "05:30:00")
    declare(cli, "som", "Bản tin sớm", "05:35:00")
    declare(cli, "chieu", "Bản tin chiều", "17:00:00")
    shown = cli("timetable", "--from", tomorrow(), "--days", 1, "--json").json
    assert "Bản tin chiều" in [s["name"] for s in shown["slots"] if s["state"] == "planned"]
    (problem,) = shown["problems"]
    assert "sang.toml" in problem
    assert "som.toml" in problem
    assert "Lỗi lịch: Tệp som.toml: buổi phát lúc" in cli.done(
        "timetable", "--from", tomorrow(), "--days", 1
    )
    examined = cli("doctor")
    assert examined.status == 1
    assert "som.toml" in examined.out


def test_a_broken_schedule_file_is_told_with_file_line_and_nearest_key(cli: CommandLine) -> None:
    declare(cli, "sang", "Bản tin sáng")
    (cli.home / "schedules" / "hong.toml").write_text(
        'name = "x"\nstarts = ["05:00"]\nlenght = "5m"\n', encoding="utf-8"
    )
    shown = cli("timetable", "--from", tomorrow(), "--days", 1, "--json").json
    assert [slot["name"] for slot in shown["slots"]] == ["Bản tin sáng"]
    assert any(
        "hong.toml" in problem and "line 3" in problem and "'length'" in problem
        for problem in shown["problems"]
    )


def test_a_sound_that_is_not_there_is_told_with_file_and_line(cli: CommandLine) -> None:
    declare(cli, "sang", "Bản tin sáng")
    file = cli.home / "schedules" / "sang.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("opening", "opning"), encoding="utf-8")
    (problem,) = cli("timetable", "--json").json["problems"]
    assert problem.startswith(f"{file} line 5: there is no sound 'opning'")
    assert "Lỗi lịch: Tệp sang.toml, dòng 5: không có âm thanh “opning”" in cli.done("timetable")


def test_a_rehearsal_plays_the_days_and_writes_nothing(cli: CommandLine) -> None:
    declare(cli, "sang", "Bản tin sáng")
    shown = cli("rehearse", "--from", "2027-02-06", "--days", 3, "--json").json
    assert [slot["state"] for slot in shown["slots"]] == ["aired"] * 3
    (tune,) = shown["slots"][0]["entries"]
    started, planned = tune["started_at"], shown["slots"][0]["planned_at"]
    assert abs(datetime.fromisoformat(started) - datetime.fromisoformat(planned)) < timedelta(
        seconds=1
    )
    assert shown["slots"][0]["left_out"] == []
    told = cli.done("rehearse", "--from", "2027-02-06", "--days", 3)
    assert told.splitlines()[-1] == "3 slots rehearsed"
    assert cli("airlog", "--from", "2027-02-06", "--to", "2027-02-09", "--json").json == []


@pytest.mark.parametrize("command", ["timetable", "rehearse"])
@pytest.mark.parametrize("days", ["0", "-3", "9999", "x"])
def test_an_impossible_number_of_days_is_wrong_usage(
    cli: CommandLine, command: str, days: str
) -> None:
    assert "--days" in cli.misused(command, "--days", days)

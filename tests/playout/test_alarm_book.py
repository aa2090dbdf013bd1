"""Interruptions that are repeated, queued, cancelled, and taken up again after a restart."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from broadcaster.airlog import Outcome
from broadcaster.errors import InvalidInput
from broadcaster.playout.air import AirItem, Alarm, Request
from broadcaster.playout.interruptions.book import AlarmBook
from broadcaster.playout.interruptions.note import NOTE_BYTES, AlarmNote
from broadcaster.playout.interruptions.plans import RepeatPlan, may_go_on, moment_of, seconds_of
from broadcaster.playout.interruptions.words import CANCELLED, GAVE_WAY, STARTING, STOPPED
from tests.playout.stage import FakeDesk, Stage
from tests.rig.small_disk import small_disk

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)  # 16:00 in Vietnam
TEN_MINUTES_S = 600.0


# ---------------------------------------------------------------------- plans


@pytest.mark.parametrize(
    ("written", "seconds"), [("10m", 600), ("90s", 90), ("1h30m", 5400), (" 1H ", 3600)]
)
def test_a_length_of_time_is_read(written: str, seconds: float) -> None:
    assert seconds_of(written) == seconds


@pytest.mark.parametrize("written", ["", "10", "m", "10 phút", "-5m", "1h30"])
def test_what_is_no_length_of_time_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput, match="write 10m"):
        seconds_of(written)


@pytest.mark.parametrize(
    ("written", "hours_ahead"), [("18:00", 2), ("16:30:00", 0.5), ("16:00", 24), ("15:00", 23)]
)
def test_a_time_of_day_is_the_next_one(written: str, hours_ahead: float) -> None:
    assert moment_of(written, NOW) == NOW + timedelta(hours=hours_ahead)


@pytest.mark.parametrize("written", ["", "18", "25:00", "18:60", "six"])
def test_what_is_no_time_of_day_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput, match="18:00"):
        moment_of(written, NOW)


@pytest.mark.parametrize("every_s", [0.0, 59.0, 86_401.0])
def test_a_plan_that_is_noise_or_none_is_refused(every_s: float) -> None:
    with pytest.raises(InvalidInput):
        RepeatPlan(every_s=every_s)


def test_what_a_stop_cut_short_goes_on_while_its_time_is_not_over() -> None:
    minute = timedelta(minutes=1)
    assert may_go_on(NOW - 9 * minute, NOW, None)
    assert not may_go_on(NOW - 11 * minute, NOW, None)
    assert may_go_on(NOW - 300 * minute, NOW, RepeatPlan(every_s=600))
    assert may_go_on(NOW - 300 * minute, NOW, RepeatPlan(every_s=600, until=NOW + minute))
    assert not may_go_on(NOW - minute, NOW, RepeatPlan(every_s=600, until=NOW))


# ---------------------------------------------------------------------- the book on a stage


class Desk(FakeDesk):
    """Lets the book learn what the director says."""

    book: AlarmBook

    def alarm_starts(self, alarm: Alarm) -> None:
        super().alarm_starts(alarm)
        self.book.changed(alarm, STARTING)

    def alarm_changed(self, alarm: Alarm, state: str, reason: str) -> None:
        super().alarm_changed(alarm, state, reason)
        self.book.changed(alarm, state)


class BookedStage(Stage):
    """A stage whose interruptions go through the book, as in the player."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.desk.__class__ = Desk
        self.told: list[tuple[str, str]] = []
        self.note = AlarmNote(folder / "alarms.json")
        self.open_book()

    def open_book(self) -> None:
        self.book = self.desk.book = AlarmBook(  # type: ignore[attr-defined]
            self.clock,
            self.note,
            tell=lambda alarm, state, _reason: self.told.append((alarm.id, state)),
            later=lambda act: act(),
        )

    def interrupt(
        self, name: str, *, message_s: float = 5, level: int = 3, **asked: Any
    ) -> dict[str, object]:
        request = self.alarm(name, level=level)
        assert request.alarm
        self.book.asked(request.alarm, {"id": name, **asked})
        answer = self.ask(request)
        self.book.answered(name, queued=bool(answer["queued"]))
        given = self.message(name, message_s)
        assert given.message
        self.ask(given)
        self.book.message_given(name, {"id": name, "title": f"message {name}"}, given.message)
        return answer

    def run(self, seconds: float, step_s: float = 0.05) -> None:
        for _ in range(round(seconds / step_s)):
            for alarm in self.book.due():
                self.director.ask(Request(do="interrupt", alarm=alarm))
            self.director.step()
            self.clock.advance(step_s)
        self.director.step()

    def starts(self, name: str) -> list[float]:
        return [round(self.offset(line)) for line in self.heard(f"message {name}")]

    def restart(self) -> tuple[list[Alarm], set[str]]:
        """Open the book as a new player does."""

        def message_of(message: dict[str, Any]) -> AirItem:
            item = self.message(message["id"], 5).message
            assert item
            return item

        self.open_book()
        return self.book.restore(self.alarm_of, message_of)

    def alarm_of(self, asked: dict[str, Any]) -> Alarm:
        alarm = self.alarm(asked["id"]).alarm
        assert alarm
        return alarm


@pytest.fixture
def stage(tmp_path: Path) -> BookedStage:
    return BookedStage(tmp_path)


def test_a_message_is_told_again_each_ten_minutes_until_it_is_cancelled(stage: BookedStage) -> None:
    stage.interrupt("a", repeat_s=TEN_MINUTES_S)
    stage.run(1900, step_s=0.5)
    assert stage.starts("a") == pytest.approx([4, 604, 1204, 1804], abs=2)
    assert len(stage.heard("tone a")) == 4
    assert stage.book.cancel("a", "huỷ") == "waiting"
    stage.run(1300, step_s=0.5)
    assert len(stage.starts("a")) == 4
    assert stage.book.state() == []
    assert stage.told[-1] == ("a", "ended")


def test_a_plan_ends_at_its_time_even_if_the_clock_is_stepped(stage: BookedStage) -> None:
    until = stage.clock.now() + timedelta(minutes=25)
    stage.interrupt("a", repeat_s=TEN_MINUTES_S, until=until.isoformat())
    stage.run(60, step_s=0.5)
    stage.clock.set(stage.clock.now() - timedelta(hours=5))
    stage.run(3000, step_s=0.5)
    assert len(stage.heard("message a")) == 3
    assert stage.book.state() == []


def test_a_message_without_a_plan_is_told_once(stage: BookedStage) -> None:
    stage.interrupt("a")
    stage.run(2000, step_s=0.5)
    assert len(stage.heard("message a")) == 1
    assert stage.book.state() == []


def test_the_slot_on_air_goes_on_behind_each_repeat(stage: BookedStage) -> None:
    stage.slot("slot", 5, *[60.0] * 20, length_s=1500)
    stage.run(8)
    stage.interrupt("a", repeat_s=300.0)
    stage.run(1300, step_s=0.25)
    heard: dict[str, float] = {}
    for line in stage.journal.lines:
        heard[line.title] = heard.get(line.title, 0.0) + line.heard_s
    whole = [title for title, seconds in heard.items() if title.startswith("slot")]
    assert len(whole) >= 19
    assert all(heard[title] == pytest.approx(60, abs=0.1) for title in whole[:19])
    assert len(stage.heard("message a")) == 5


def test_one_that_waits_behind_another_is_reported_as_queued(stage: BookedStage) -> None:
    assert stage.interrupt("high", level=5)["queued"] is False
    assert stage.interrupt("low", level=2)["queued"] is True
    stage.run(1)
    assert [(one["id"], one["state"]) for one in stage.book.state()] == [
        ("high", "on air"),
        ("low", "queued"),
    ]
    assert ("low", "requested") in stage.told
    stage.run(10)
    assert [(one["id"], one["state"]) for one in stage.book.state()] == [("low", "on air")]


def test_one_whose_turn_has_come_is_on_air_once_who_asked_is_told_so(stage: BookedStage) -> None:
    request = stage.alarm("a")
    assert request.alarm
    stage.book.asked(request.alarm, {"id": "a"})
    stage.ask(request)
    assert stage.book.standing("a") == STARTING
    stage.book.answered("a", queued=False)
    assert stage.book.standing("a") == "on air"


def test_one_that_nobody_asked_for_now_is_on_air_once_the_output_takes_it(
    stage: BookedStage,
) -> None:
    stage.interrupt("a", repeat_s=60.0)
    stage.run(30)
    stage.out.runs = False
    stage.run(40)
    assert stage.book.standing("a") == STARTING
    stage.out.runs = True
    stage.run(1)
    assert stage.book.standing("a") == "on air"


def test_how_one_was_given_up_is_known_to_who_brings_its_words(stage: BookedStage) -> None:
    for name in ("a", "b"):
        stage.interrupt(name, message_s=30)
    stage.run(6)
    stage.book.cancel("b", "huỷ bởi a")
    stage.ask(Request(do="cancel", id="b", reason="huỷ bởi a"))
    stage.book.cancel_all("dừng bởi a")
    stage.ask(Request(do="stop", reason="dừng bởi a"))
    assert [stage.book.standing(name) for name in "abc"] == [STOPPED, CANCELLED, ""]


def test_a_drill_that_gives_way_is_known_as_such_and_one_that_was_heard_as_nothing(
    stage: BookedStage,
) -> None:
    drill = stage.alarm("tập", drill=True)
    assert drill.alarm
    stage.book.asked(drill.alarm, {"id": "tập"})
    stage.ask(drill)
    stage.book.cancel_all("nhường tin khẩn cấp thật", only_drills=True)
    stage.interrupt("thật")
    assert stage.book.standing("tập") == GAVE_WAY
    stage.run(30)
    assert stage.book.standing("thật") == ""


def test_one_whose_asker_never_had_an_answer_is_not_taken_up(stage: BookedStage) -> None:
    request = stage.alarm("a")
    assert request.alarm
    stage.book.asked(request.alarm, {"id": "a"})
    assert stage.restart() == ([], set())


def test_of_two_only_the_one_that_is_heard_is_on_air(stage: BookedStage) -> None:
    stage.interrupt("low", level=2, message_s=20)
    stage.run(8)
    stage.interrupt("high", level=5)
    stage.run(1)
    assert [(one["id"], one["state"]) for one in stage.book.state()] == [
        ("low", "interrupted"),
        ("high", "on air"),
    ]
    stage.run(10)
    assert [(one["id"], one["state"]) for one in stage.book.state()] == [("low", "on air")]


def test_cancelling_the_one_on_air_lets_the_next_be_heard(stage: BookedStage) -> None:
    stage.interrupt("high", level=5, message_s=60, repeat_s=TEN_MINUTES_S)
    stage.interrupt("low", level=2)
    stage.run(10)
    assert stage.book.cancel("high", "huỷ bởi a") == "on air"
    stage.ask(Request(do="cancel", id="high", reason="huỷ bởi a"))
    stage.run(15)
    (cut,) = stage.heard("message high")
    assert (cut.outcome, cut.reason) == (Outcome.CUT, "huỷ bởi a")
    assert [line.outcome for line in stage.heard("message low")] == [Outcome.AIRED]
    stage.run(1300, step_s=0.5)
    assert len(stage.heard("message high")) == 1


def test_cancelling_one_that_is_queued_leaves_the_one_on_air_alone(stage: BookedStage) -> None:
    stage.interrupt("high", level=5, message_s=20)
    stage.interrupt("low", level=2)
    stage.run(8)
    stage.book.cancel("low", "huỷ")
    stage.ask(Request(do="cancel", id="low", reason="huỷ"))
    stage.run(30)
    assert [line.outcome for line in stage.heard("message high")] == [Outcome.AIRED]
    assert [line.outcome for line in stage.heard("message low")] == [Outcome.MISSED]


def test_what_nobody_could_hear_is_told_again_by_its_plan(stage: BookedStage) -> None:
    stage.out.runs = False
    stage.interrupt("a", repeat_s=60.0)
    stage.run(40, step_s=0.5)
    stage.out.runs = True
    stage.run(90, step_s=0.5)
    assert [line.outcome for line in stage.heard("message a")].count(Outcome.AIRED) >= 1


# ---------------------------------------------------------------------- restarts


def test_a_plan_is_kept_across_a_restart(stage: BookedStage) -> None:
    stage.interrupt("a", repeat_s=TEN_MINUTES_S)
    stage.run(60, step_s=0.5)
    due, names = stage.restart()
    assert (due, names) == ([], {"a"})
    (kept,) = stage.book.state()
    assert kept["state"] == "waiting"
    stage.run(600, step_s=0.5)
    assert stage.starts("a") == pytest.approx([4, 604], abs=3)


def test_what_was_cancelled_does_not_come_back_after_a_crash(stage: BookedStage) -> None:
    stage.interrupt("a", message_s=60, repeat_s=TEN_MINUTES_S)
    stage.run(20)
    assert stage.book.cancel("a", "huỷ") == "on air"
    assert stage.restart() == ([], set())


@pytest.mark.parametrize("message_s", [5, 60])
def test_a_plan_ends_at_its_time_if_the_clock_was_behind_at_the_restart(
    stage: BookedStage, message_s: float
) -> None:
    until = stage.clock.now() + timedelta(minutes=25)
    stage.interrupt("a", message_s=message_s, repeat_s=TEN_MINUTES_S, until=until.isoformat())
    stage.run(30)
    right = stage.clock.now()
    stage.clock.set(right - timedelta(days=400))
    due, _ = stage.restart()
    for alarm in due:
        stage.director.ask(Request(do="interrupt", alarm=alarm))
    stage.run(120, step_s=0.5)
    stage.clock.set(right + timedelta(seconds=120))
    stage.run(600, step_s=0.5)
    assert stage.book.state()
    stage.run(3600, step_s=0.5)
    assert stage.book.state() == []
    assert max(line.started_at for line in stage.heard("message a") if line.started_at) < until


def test_a_plan_is_over_that_waits_when_the_clock_is_set_right_behind_its_end(
    stage: BookedStage,
) -> None:
    until = stage.clock.now() + timedelta(minutes=25)
    stage.interrupt("a", repeat_s=TEN_MINUTES_S, until=until.isoformat())
    stage.run(30)
    stage.clock.set(NOW - timedelta(days=400))
    stage.restart()
    stage.clock.set(until + timedelta(minutes=1))
    stage.run(700, step_s=0.5)
    assert len(stage.heard("tone a")) == 1
    assert stage.book.state() == []
    assert stage.told[-1] == ("a", "ended")


def test_an_emergency_that_was_open_at_a_crash_is_taken_up_again(stage: BookedStage) -> None:
    stage.interrupt("a", message_s=60)
    stage.run(20)
    stage.clock.advance(30)
    due, names = stage.restart()
    assert [alarm.id for alarm in due] == ["a"]
    assert names == {"a"}
    assert due[0].message is not None


def test_an_emergency_of_long_ago_is_not_taken_up_again(stage: BookedStage) -> None:
    stage.interrupt("a", message_s=60)
    stage.run(20)
    stage.clock.advance(3600)
    assert stage.restart() == ([], set())


def test_an_emergency_that_stops_the_player_each_time_is_let_go(stage: BookedStage) -> None:
    stage.interrupt("a", message_s=60)
    stage.run(20)
    assert stage.restart()[1] == {"a"}
    assert stage.restart()[1] == {"a"}
    assert stage.restart()[1] == set()


@pytest.mark.parametrize(("repeat_s", "heard_s"), [(0.0, 4), (TEN_MINUTES_S, 60)])
def test_an_emergency_whose_words_kill_the_player_at_each_start_is_let_go(
    stage: BookedStage, repeat_s: float, heard_s: float
) -> None:
    stage.interrupt("a", repeat_s=repeat_s)
    stage.run(heard_s)
    for _ in range(2):
        stage.open_book()
        with pytest.raises(SystemExit):
            stage.book.restore(stage.alarm_of, lambda _: sys.exit(9))
    assert stage.restart() == ([], set())


@pytest.mark.parametrize("torn", [b"", b"[{", b'[{"id": "x"}]', b"{}", b"\xff\xfe", b"[1]"])
def test_a_torn_note_keeps_nobody_from_the_air(stage: BookedStage, torn: bytes) -> None:
    stage.note._path.write_bytes(torn)
    assert stage.restart() == ([], set())


def test_the_note_is_kept_on_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 256) as mounted:
        note = AlarmNote(tmp_path / "disk" / "alarms.json")
        if mounted:
            with pytest.raises(OSError, match="No space"):
                (tmp_path / "disk" / "filler").write_bytes(bytes(NOTE_BYTES * 8))
        note.keep([{"id": "a"}])
        assert note.read() == [{"id": "a"}]


def test_a_message_that_is_withdrawn_is_not_told_again(stage: BookedStage) -> None:
    stage.interrupt("a", repeat_s=60.0, message_s=20)
    stage.run(12)
    stage.desk.recalled = {99}
    stage.run(120)
    assert [line.outcome for line in stage.heard("message a")] == [Outcome.CUT]
    assert len(stage.heard("tone a")) == 1
    assert stage.book.state() == []


def test_a_message_that_is_withdrawn_between_two_repeats_has_no_tone(stage: BookedStage) -> None:
    stage.interrupt("a", repeat_s=60.0)
    stage.run(20)
    stage.desk.forbidden = {"message a"}
    stage.run(120)
    assert [line.outcome for line in stage.heard("message a")] == [Outcome.AIRED, Outcome.FAILED]
    assert len(stage.heard("tone a")) == 1
    assert stage.desk.alarm_states == [("a", "on air"), ("a", "ended"), ("a", "failed")]
    assert stage.book.state() == []


def test_the_message_of_a_repeat_is_whole_again(stage: BookedStage) -> None:
    stage.interrupt("a", repeat_s=60.0, message_s=20)
    stage.run(12)
    stage.director.device_lost(stage.out.heard())
    stage.director.device_back()
    stage.run(100)
    heard = [line for line in stage.heard("message a") if line.outcome is Outcome.AIRED]
    assert heard[-1].heard_s == pytest.approx(20, abs=0.01)

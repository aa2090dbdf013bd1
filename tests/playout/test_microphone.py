"""The live microphone under the director: over what is on air, or in its part of a slot."""

import pytest

from broadcaster.airlog import Outcome
from broadcaster.errors import PlayoutUnavailable
from broadcaster.playout.air import Request
from broadcaster.playout.live.microphone import UNARMED
from tests.playout.microphone_stage import MicrophoneStage


@pytest.fixture
def stage() -> MicrophoneStage:
    return MicrophoneStage()


CHIME = "Tiếng báo trước khi Chủ tịch xã Mẫu nói trực tiếp"


def test_a_chime_and_then_the_person_over_what_is_on_air_which_goes_on(
    stage: MicrophoneStage,
) -> None:
    stage.slot("A", 60, 100)
    stage.run(80)
    assert stage.speak() == {"id": "speech", "queued": False}
    stage.run(30)
    assert stage.end()
    stage.run(120)
    assert stage.lines() == [
        ("A 1", Outcome.CUT),
        (CHIME, Outcome.AIRED),
        ("Thông báo", Outcome.AIRED),
        ("A 1", Outcome.AIRED),
    ]
    first, _, live, rest = stage.journal.lines
    assert first.reason == "nhường phát trực tiếp"
    assert live.reason == "kết thúc bởi lanhdao"
    assert stage.offset(live) == pytest.approx(82, abs=0.1)
    assert first.heard_s + rest.heard_s == pytest.approx(100, abs=0.1)
    assert stage.sources[0].closed
    assert stage.microphone.state() is None


def test_it_ends_at_its_longest(stage: MicrophoneStage) -> None:
    stage.speak(longest_s=20)
    stage.run(40)
    assert stage.lines()[-1] == ("Thông báo", Outcome.AIRED)
    assert not stage.end()
    assert stage.director.on_air is None


def test_two_people_are_never_at_it(stage: MicrophoneStage) -> None:
    stage.speak()
    with pytest.raises(PlayoutUnavailable, match="at the microphone already"):
        stage.speech()


def test_who_comes_right_behind_another_leaves_no_microphone_open(stage: MicrophoneStage) -> None:
    first = stage.speech()
    first.over.set()
    stage.speak()
    assert [source.closed for source in stage.sources] == [True, False]


def test_an_emergency_ends_it(stage: MicrophoneStage) -> None:
    stage.speak()
    stage.run(10)
    stage.ask(stage.alarm("a", tone_s=4))
    stage.ask(stage.message("a", 10))
    stage.run(40)
    live = stage.heard("Thông báo")
    assert [(line.outcome, line.reason) for line in live] == [(Outcome.CUT, "nhường phát khẩn cấp")]
    assert stage.lines()[-1] == ("message a", Outcome.AIRED)
    assert stage.microphone.state() is None
    assert stage.desk.alarm_states == [("a", "on air"), ("a", "ended")]


def test_nobody_speaks_into_an_emergency(stage: MicrophoneStage) -> None:
    stage.ask(stage.alarm("a", tone_s=4))
    stage.ask(stage.message("a", 10))
    stage.run(5)
    assert stage.speak()["id"] == ""


def test_stop_ends_it(stage: MicrophoneStage) -> None:
    stage.speak()
    stage.run(10)
    assert stage.ask(Request(do="stop", reason="dừng bởi kỹ thuật")) == {"stopped": True}
    stage.run(1)
    (live,) = stage.heard("Thông báo")
    assert (live.outcome, live.reason) == (Outcome.CUT, "dừng bởi kỹ thuật")
    assert stage.microphone.state() is None


def test_ended_before_the_chime_is_over_nothing_of_the_person_is_heard(
    stage: MicrophoneStage,
) -> None:
    stage.speak()
    stage.run(0.5)
    assert stage.end()
    stage.run(5)
    (live,) = stage.heard("Thông báo")
    assert live.outcome is Outcome.MISSED
    assert stage.microphone.state() is None


def test_a_live_part_waits_for_nobody(stage: MicrophoneStage) -> None:
    stage.live_slot()
    stage.run(120)
    assert stage.lines() == [
        ("Lãnh đạo nói chuyện", Outcome.MISSED),
        ("trước", Outcome.AIRED),
        ("sau", Outcome.AIRED),
    ]
    assert stage.journal.lines[0].reason == UNARMED
    assert stage.offset(stage.heard("sau")[0]) == 70.0


def test_who_was_there_in_time_speaks_in_the_part_and_the_rest_moves_up(
    stage: MicrophoneStage,
) -> None:
    stage.live_slot()
    stage.run(40)
    stage.speech(slot_id=1)
    stage.run(50)
    assert stage.end()
    stage.run(60)
    assert stage.lines() == [
        ("trước", Outcome.AIRED),
        (CHIME, Outcome.AIRED),
        ("Lãnh đạo nói chuyện: Thông báo", Outcome.AIRED),
        ("sau", Outcome.AIRED),
    ]
    assert stage.offset(stage.heard("sau")[0]) == pytest.approx(90, abs=0.2)
    assert stage.sources[0].closed


def test_a_part_is_never_longer_than_it_may_be(stage: MicrophoneStage) -> None:
    stage.live_slot(longest_s=30)
    stage.run(40)
    stage.speech(slot_id=1)
    stage.run(120)
    assert stage.offset(stage.heard("sau")[0]) == pytest.approx(102, abs=0.2)


def test_after_an_emergency_the_part_is_over_and_the_slot_goes_on(stage: MicrophoneStage) -> None:
    stage.live_slot()
    stage.run(40)
    stage.speech(slot_id=1)
    stage.run(50)
    stage.ask(stage.alarm("a", tone_s=4))
    stage.ask(stage.message("a", 10))
    stage.run(60)
    assert stage.lines()[-1] == ("sau", Outcome.AIRED)
    (live,) = stage.heard("Lãnh đạo nói chuyện: Thông báo")
    assert live.outcome is Outcome.CUT
    assert stage.microphone.state() is None


def test_a_microphone_without_sound_is_told(stage: MicrophoneStage) -> None:
    stage.plugged = False
    with pytest.raises(PlayoutUnavailable, match="nothing comes from the microphone"):
        stage.speech()
    assert stage.sources[0].closed

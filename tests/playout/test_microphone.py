"""The live microphone under the director: over what is on air, or in its part of a slot."""

from collections import deque
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile

from broadcaster.airlog import Outcome
from broadcaster.errors import PlayoutUnavailable
from broadcaster.playout.air import AirItem, Limits, Request, Show, SlotPlan
from broadcaster.playout.director import Director
from broadcaster.playout.live.again import Again
from broadcaster.playout.live.carriage import Carriage
from broadcaster.playout.live.microphone import NOT_AGAIN, UNARMED, Microphone, Speech
from broadcaster.playout.live.recording import LiveRecording
from broadcaster.playout.live.sound import Expected, LiveSound
from broadcaster.playout.live.speeches import Noted, SpeechNote, SpeechPlan
from broadcaster.playout.sounds.files import HeldSound
from broadcaster.playout.sounds.growing_wav import GrowingWav
from broadcaster.timetable import EntryKind, StartRule
from tests.playout.stage import RATE, Silence, Stage

CHIME_S = 2.0


class FakeSource:
    """A microphone that brings sound as long as `plugged`."""

    def __init__(self, stage: "MicrophoneStage") -> None:
        self.sound = LiveSound(stage.clock, RATE, holds_s=600, begins_at_s=0.0)
        if stage.plugged:
            self.sound.put(np.ones(500, np.int16))
        self.trouble = "" if stage.plugged else "mất kết nối"
        self.closed = False

    def close(self) -> None:
        self.closed = True

    def wait_until_closed(self, patience_s: float) -> None:
        del patience_s


class FakeRecording(LiveRecording):
    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True

    def wait_until_kept(self, patience_s: float) -> None:
        del patience_s


class MicrophoneStage(Stage):
    """The stage with a microphone."""

    def __init__(self) -> None:
        super().__init__()
        self.plugged = True
        self.sources: list[FakeSource] = []
        self.microphone = Microphone(
            self.clock,
            RATE,
            self.journal,
            HeldSound(np.zeros(round(CHIME_S * RATE), np.int16)),
            self._open,
            lambda plan, file: FakeRecording(),
        )
        self.director = Director(
            self.clock,
            self.out,
            self.desk,
            self.journal,
            Limits(late_start_s=600, longest_interruption_s=300),
            carriage=Carriage(
                self.clock,
                self.out,
                self.journal,
                self._open,
                silence_s=10,
                return_after_s=15,
                microphone=self.microphone,
            ),
        )

    def _open(self, _: str = "") -> FakeSource:
        self.sources.append(FakeSource(self))
        return self.sources[-1]

    def speech(self, longest_s: float = 600, slot_id: int | None = None) -> Speech:
        plan = SpeechPlan(
            id="speech", by="lanhdao", name="Chủ tịch xã Mẫu", title="Thông báo",
            longest_s=longest_s, slot_id=slot_id,
        )  # fmt: skip
        return self.microphone.open(plan)

    def speak(self, longest_s: float = 600) -> dict[str, object]:
        alarm = self.microphone.alarm(self.speech(longest_s))
        return self.ask(Request(do="interrupt", by="lanhdao", alarm=alarm))

    def end(self) -> bool:
        return bool(self.ask(Request(do="end live", by="lanhdao"))["ended"])

    def live_slot(self, in_s: float = 60, longest_s: float = 120) -> SlotPlan:
        """Put a slot on the timetable: an item, a live part, an item."""
        plan = SlotPlan(
            slot_id=1,
            name="Buổi",
            planned_at=self.began + timedelta(seconds=in_s),
            length_s=600,
            rule=StartRule.HARD,
        )
        line = [
            AirItem(kind=EntryKind.ITEM, title="trước", sound=Silence(10), slot_id=1),  # type: ignore[arg-type]
            AirItem(
                kind=EntryKind.LIVE,
                title="Lãnh đạo nói chuyện",
                sound=Expected(round(longest_s * RATE)),
                slot_id=1,
                position=1,
                live=True,
            ),
            AirItem(kind=EntryKind.ITEM, title="sau", sound=Silence(20), slot_id=1),  # type: ignore[arg-type]
        ]
        self.desk.shows.append(Show(plan=plan, pending=deque(line)))
        return plan

    def lines(self) -> list[tuple[str, Outcome]]:
        return [(line.title, line.outcome) for line in self.journal.lines]


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
    assert stage.ask(Request(do="stop", by="kỹ thuật")) == {"stopped": True}
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


@pytest.mark.parametrize(
    ("bytes_left", "frames"), [(44 + 2000, 1000), (44 + 2101, 1050), (44, 0), (10, 0), (45, 0)]
)
def test_a_recording_cut_in_mid_write_is_mended(
    tmp_path: Path, bytes_left: int, frames: int
) -> None:
    file = tmp_path / "a.wav"
    wav = GrowingWav.create(file, RATE)
    wav.append(np.arange(800, dtype=np.int16))
    wav.close()
    file.write_bytes(file.read_bytes().ljust(44 + 2101, b"\1")[:bytes_left])
    assert GrowingWav.mend(file) == frames
    assert file.exists() == bool(frames)
    if frames:
        assert soundfile.info(file).frames == frames
        assert file.stat().st_size == 44 + 2 * frames
        assert (soundfile.read(file, 800, dtype="int16")[0] == np.arange(800)).all()


def test_a_note_is_read_by_the_next_player_and_a_strange_one_by_nobody(tmp_path: Path) -> None:
    plan = SpeechPlan(id="1", by="a", name="A", title="", longest_s=60, slot_id=7)
    note = SpeechNote(tmp_path / "speeches.json")
    note.add(plan, "live/a.wav")
    note.add(plan, "live/b.wav")
    note.remove("live/a.wav")
    assert SpeechNote(tmp_path / "speeches.json").left == (Noted(plan, "live/b.wav"),)
    (tmp_path / "speeches.json").write_text('[{"file": "x"}, {"by": 5}, 7]')
    assert SpeechNote(tmp_path / "speeches.json").left == ()


class Rearming:
    """What `Again` needs, with a microphone that is plugged in or not."""

    def __init__(self, tmp_path: Path, stage: MicrophoneStage) -> None:
        self.note = SpeechNote(tmp_path / "speeches.json")
        self.coming = True
        self.asked = 0
        self.again = Again(
            stage.clock,
            tmp_path,
            self.note,
            stage.microphone,
            lambda *_: None,
            self._is_coming,
        )
        self.stage = stage

    def _is_coming(self, slot_id: int) -> bool:
        assert slot_id == 1
        self.asked += 1
        self.stage.plugged = self.asked >= 3
        return self.coming

    def run(self) -> None:
        """Let it work to its end."""
        self.again.start()
        self.again.wait()


@pytest.fixture
def armed(tmp_path: Path) -> Path:
    SpeechNote(tmp_path / "speeches.json").add(
        SpeechPlan(id="s", by="a", name="A", title="", longest_s=60, slot_id=1), "live/a.wav"
    )
    return tmp_path


def test_it_is_armed_again_once_the_microphone_brings_sound(
    armed: Path, stage: MicrophoneStage
) -> None:
    rearming = Rearming(armed, stage)
    rearming.run()
    state = stage.microphone.state()
    assert state
    assert (state["by"], state["slot_id"]) == ("a", 1)
    assert rearming.asked == 3
    assert stage.microphone.expected_for is None


def test_for_a_slot_that_is_over_nothing_is_opened(armed: Path, stage: MicrophoneStage) -> None:
    rearming = Rearming(armed, stage)
    rearming.coming = False
    rearming.run()
    assert stage.sources == []
    assert SpeechNote(armed / "speeches.json").left == ()


def test_a_part_whose_microphone_could_not_be_opened_again_says_so(stage: MicrophoneStage) -> None:
    stage.microphone.expected_for = 1
    stage.live_slot()
    stage.run(120)
    assert stage.journal.lines[0].reason == NOT_AGAIN


def test_what_is_said_is_kept_with_its_hash(tmp_path: Path) -> None:
    import hashlib

    from broadcaster.clock import SystemClock

    told: list[tuple[str, int]] = []
    file = tmp_path / "live" / "a.wav"
    recording = LiveRecording(SystemClock(), file, RATE, lambda *of: told.append(of))
    for number in range(50):
        recording.add(np.full(20, number, np.int16))
    recording.close()
    recording.wait_until_kept(5)
    assert told == [(hashlib.sha256(file.read_bytes()).hexdigest(), 1000)]


def test_a_disk_that_takes_nothing_does_not_keep_anybody_from_speaking(tmp_path: Path) -> None:
    from broadcaster.clock import SystemClock

    (tmp_path / "live").write_text("not a folder")
    recording = LiveRecording(SystemClock(), tmp_path / "live" / "a.wav", RATE, lambda *_: None)
    recording.add(np.ones(20, np.int16))
    recording.close()
    recording.wait_until_kept(5)
    recording.add(np.ones(20, np.int16))

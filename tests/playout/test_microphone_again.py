"""What is said live is kept, and who waited for a slot is armed again after a stop."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from broadcaster.playout.live.again import Again
from broadcaster.playout.live.microphone import NOT_AGAIN
from broadcaster.playout.live.recording import LiveRecording
from broadcaster.playout.live.speeches import Noted, SpeechNote, SpeechPlan
from broadcaster.playout.sounds.growing_wav import GrowingWav
from tests.playout.microphone_stage import MicrophoneStage
from tests.playout.stage import RATE
from tests.rig.patience import PATIENCE_S, wait_until


@pytest.fixture
def stage() -> MicrophoneStage:
    return MicrophoneStage()


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


@pytest.mark.parametrize("since_s", [0, 1])
def test_within_the_second_in_which_it_was_armed_it_stays_noted(
    tmp_path: Path, stage: MicrophoneStage, since_s: int
) -> None:
    plan = SpeechPlan(id="s", by="a", name="A", title="", longest_s=60, slot_id=1)
    file = stage.microphone.open(plan).file
    stage.microphone.close()
    SpeechNote(tmp_path / "speeches.json").add(plan, file)
    stage.clock.advance(since_s)
    rearming = Rearming(tmp_path, stage)
    rearming.asked = 2
    rearming.run()
    assert stage.microphone.state()
    assert bool(SpeechNote(tmp_path / "speeches.json").left) == (since_s == 0)


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
    recording.wait_until_kept(PATIENCE_S)
    assert told == [(hashlib.sha256(file.read_bytes()).hexdigest(), 1000)]


def test_a_disk_that_takes_nothing_does_not_keep_anybody_from_speaking(tmp_path: Path) -> None:
    import weakref

    from broadcaster.clock import SystemClock

    told: list[tuple[str, int]] = []
    (tmp_path / "live").write_text("not a folder")
    file = tmp_path / "live" / "a.wav"
    recording = LiveRecording(SystemClock(), file, RATE, lambda *of: told.append(of))
    alive = []
    for ends in (recording.close, lambda: None):
        block = np.ones(20, np.int16)
        alive.append(weakref.ref(block))
        recording.add(block)
        del block
        ends()
        recording.wait_until_kept(PATIENCE_S)
    wait_until(lambda: not any(block() is not None for block in alive))
    assert told == [("", 0)]


def test_a_recording_in_which_nobody_spoke_yet_is_armed_again_too(
    armed: Path, stage: MicrophoneStage
) -> None:
    (armed / "live").mkdir()
    GrowingWav.create(armed / "live" / "a.wav", RATE).close()
    Rearming(armed, stage).run()
    state = stage.microphone.state()
    assert state
    assert (state["by"], state["slot_id"]) == ("a", 1)

"""The recording of a live speech: whole, or told as missing; never more in memory than a moment."""

import hashlib
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from broadcaster.clock import SystemClock
from broadcaster.playout.live.recording import FULL, REFUSED, LiveRecording
from broadcaster.playout.sounds.mixer import Block
from tests.playout.microphone_stage import MicrophoneStage
from tests.playout.stage import RATE
from tests.rig.patience import PATIENCE_S, wait_until
from tests.rig.small_disk import full, small_disk

DISK_KB = 256
BLOCK = 2000


class Told:
    """What is said of a recording once it is over."""

    def __init__(self) -> None:
        self.files: list[tuple[str, int]] = []

    def kept(self, sha256: str, frames: int) -> None:
        self.files.append((sha256, frames))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    with small_disk(folder, DISK_KB) as mounted:
        if not mounted:
            pytest.fail("this test mounts a small disk; run it as root or in a user namespace")
        yield folder


@pytest.fixture
def told() -> Told:
    return Told()


def begun(folder: Path, told: Told) -> LiveRecording:
    return LiveRecording(SystemClock(), folder / "live" / "a.wav", RATE, told.kept)


def spoken(value: int = 1) -> Block:
    return np.full(BLOCK, value, np.int16)


def begun_and_written(folder: Path, told: Told, file: Path) -> LiveRecording:
    """Return a recording whose first block, of sevens, is in the file."""
    recording = begun(folder, told)
    recording.add(spoken(7))
    wait_until(lambda: file.stat().st_size > BLOCK)
    return recording


def speak_until(recording: LiveRecording, trouble: str) -> None:
    """Speak until the recording fares so."""

    def fares() -> bool:
        recording.add(spoken())
        return recording.trouble == trouble

    wait_until(fares)


def ended(recording: LiveRecording) -> None:
    recording.close()
    recording.wait_until_kept(PATIENCE_S)


def test_its_file_is_there_from_the_beginning_and_gone_if_nobody_spoke(
    tmp_path: Path, told: Told
) -> None:
    recording = begun(tmp_path, told)
    assert (tmp_path / "live" / "a.wav").exists()
    ended(recording)
    assert not (tmp_path / "live" / "a.wav").exists()
    assert told.files == []


def test_on_a_full_disk_nothing_is_kept_in_memory_and_it_is_told(disk: Path, told: Told) -> None:
    with full(disk):
        recording = begun(disk, told)
        assert recording.trouble == FULL
        blocks = [spoken(value) for value in range(5)]
        alive = [weakref.ref(block) for block in blocks]
        for block in blocks:
            recording.add(block)
        del block, blocks
        wait_until(lambda: not any(each() is not None for each in alive))
        assert recording.trouble == FULL
        ended(recording)
        assert told.files == [("", 0)]
        assert not (disk / "live" / "a.wav").exists()


def test_a_disk_that_has_room_again_takes_what_is_said_from_then_on(disk: Path, told: Told) -> None:
    with full(disk):
        recording = begun(disk, told)
        speak_until(recording, FULL)
    speak_until(recording, "")
    ended(recording)
    ((sha256, frames),) = told.files
    file = disk / "live" / "a.wav"
    assert frames > 0
    assert soundfile.info(file).frames == frames
    assert sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_what_was_written_before_the_disk_was_full_stays_and_goes_on_behind_it(
    disk: Path, told: Told
) -> None:
    file = disk / "live" / "a.wav"
    recording = begun_and_written(disk, told, file)
    with full(disk):
        speak_until(recording, FULL)
        before = file.stat().st_size
    speak_until(recording, "")
    ended(recording)
    ((sha256, frames),) = told.files
    samples, _ = soundfile.read(file, dtype="int16")
    assert len(samples) == frames
    assert 44 + 2 * frames > before
    assert (samples[:BLOCK] == 7).all()
    assert (samples[BLOCK:] == 1).all()
    assert sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_what_was_written_is_kept_though_the_disk_stays_full(disk: Path, told: Told) -> None:
    file = disk / "live" / "a.wav"
    recording = begun_and_written(disk, told, file)
    with full(disk):
        speak_until(recording, FULL)
        ended(recording)
        ((sha256, frames),) = told.files
        assert sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
        assert soundfile.info(file).frames == frames >= BLOCK


def test_a_disk_that_refuses_the_folder_is_told_in_other_words(tmp_path: Path, told: Told) -> None:
    (tmp_path / "live").write_text("not a folder")
    recording = begun(tmp_path, told)
    assert recording.trouble == REFUSED
    ended(recording)
    assert told.files == [], "nobody spoke"


def test_after_its_end_no_block_is_kept(tmp_path: Path, told: Told) -> None:
    recording = begun(tmp_path, told)
    ended(recording)
    block = spoken()
    alive = weakref.ref(block)
    recording.add(block)
    del block
    assert alive() is None


def test_the_log_names_no_file_that_the_disk_does_not_take_and_the_state_tells_it() -> None:
    for trouble in ("", FULL):
        stage = MicrophoneStage()
        stage.disk_trouble = trouble
        speech = stage.speech()
        state = stage.microphone.state()
        assert state
        assert (state["recorded"], state["recording_trouble"]) == (not trouble, trouble)
        message = stage.microphone.alarm(speech).message
        assert message
        assert message.file == ("" if trouble else speech.file)


def test_in_a_slot_the_log_names_no_such_file_either() -> None:
    for trouble in ("", FULL):
        stage = MicrophoneStage()
        stage.disk_trouble = trouble
        stage.live_slot()
        speech = stage.speech(slot_id=1)
        stage.run(90)
        (item,) = (each for each in stage.journal.begun.values() if each.live)
        assert item.file == ("" if trouble else speech.file)

"""The sound rig itself: it must tell whole, cut, stuttering and skipping clips apart."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.rig.busyness import MOSTLY, is_busy
from tests.rig.correlation import Recording
from tests.rig.known_clip import RATE, KnownClip, Samples, make_noise, write_wav
from tests.rig.parts import program
from tests.rig.patience import PATIENCE_S
from tests.rig.pulse import SoundServer

FIRST = make_noise(3, seed=1)
SECOND = make_noise(3, seed=2)
STUTTERING = np.concatenate([FIRST[:60_000], np.zeros(1440, np.float32), FIRST[60_000:]])
SKIPPING = np.concatenate([SECOND[:70_000], SECOND[70_960:]])
CUT = FIRST[960:-2256]
PLAYED = (FIRST, SECOND, STUTTERING, SKIPPING, CUT)
PAUSE = np.zeros(RATE // 2, np.float32)


def play(server: SoundServer, samples: Samples, folder: Path) -> None:
    file = folder / "played.wav"
    write_wav(file, samples)
    subprocess.run([program("paplay", "pulseaudio-utils"), file], env=server.env, check=True)


@pytest.fixture
def heard() -> Recording:
    """Give what a recorder brings of them where no sample is lost, with silence around each."""
    parts = [part for samples in PLAYED for part in (PAUSE, samples)]
    return Recording(np.concatenate([*parts, PAUSE]), RATE, 0.0)


def test_a_whole_clip_is_whole(heard: Recording) -> None:
    hits = heard.find(KnownClip("second", SECOND))
    assert len(hits) == 2
    assert hits[0].whole
    assert (hits[0].complete, hits[0].jumps) == (1.0, ())
    assert hits[0].end - hits[0].start == len(SECOND)
    assert abs(hits[0].gain_db) < 0.1


def test_a_stutter_is_told_with_its_place_and_length(heard: Recording) -> None:
    stutter = heard.find(KnownClip("first", FIRST))[1]
    assert not stutter.whole
    assert [jump.shift_ms for jump in stutter.jumps] == [30.0]
    assert stutter.jumps[0].at_s == pytest.approx(1.25, abs=0.03)


def test_a_skip_is_told_with_its_place_and_length(heard: Recording) -> None:
    skip = heard.find(KnownClip("second", SECOND))[1]
    assert not skip.whole
    assert [jump.shift_ms for jump in skip.jumps] == [-20.0]
    assert skip.jumps[0].at_s == pytest.approx(70_000 / 48_000, abs=0.03)


def test_a_cut_at_both_ends_is_told_to_the_millisecond(heard: Recording) -> None:
    cut = heard.find(KnownClip("first", FIRST))[2]
    assert not cut.whole
    assert cut.head_lost_ms == pytest.approx(20, abs=1)
    assert cut.tail_lost_ms == pytest.approx(47, abs=1)


def test_clips_are_told_in_the_order_they_were_heard(heard: Recording) -> None:
    hits = heard.find_all([KnownClip("second", SECOND), KnownClip("first", FIRST)])
    assert [hit.clip for hit in hits] == ["first", "second", "first", "second", "first"]
    assert heard.find(KnownClip("unheard", make_noise(3, seed=3))) == []


@pytest.mark.sound
def test_what_is_played_is_heard_whole_at_its_own_level(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    with sound_server.record() as recorder:
        for samples in (FIRST, SECOND):
            play(sound_server, samples, tmp_path)
        heard = recorder.stop()
    hits = heard.find_all([KnownClip("first", FIRST), KnownClip("second", SECOND)])
    assert [hit.clip for hit in hits] == ["first", "second"]
    for hit in hits:
        assert abs(hit.gain_db) < 0.1
        assert hit.complete > MOSTLY if is_busy() else hit.whole


@pytest.mark.sound
def test_the_time_of_a_clip_is_the_time_it_was_played(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    with sound_server.record() as recorder:
        before = time.time()
        play(sound_server, FIRST[:48_000], tmp_path)
        after = time.time()
        heard = recorder.stop()
    (hit,) = heard.find(KnownClip("first", FIRST[:48_000]))
    assert before < hit.start_time < hit.start_time + 1.0 <= after + 0.3
    assert heard.silent_between(before - 0.05, hit.start_time - 0.001)


PLAY_BY_PYAUDIO = """
import sys, wave, pyaudio
with wave.open(sys.argv[1]) as file:
    samples = file.readframes(file.getnframes())
audio = pyaudio.PyAudio()
stream = audio.open(
    rate=48_000, channels=1, format=pyaudio.paInt16, output=True, frames_per_buffer=9_600
)
silence = bytes(48_000)  # half a second: a stream stumbles as it starts, and drops its end
stream.write(silence + samples + silence)
stream.close()
audio.terminate()
"""


@pytest.mark.sound
def test_what_pyaudio_plays_to_the_default_device_is_heard(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    file = tmp_path / "played.wav"
    write_wav(file, FIRST)
    with sound_server.record() as recorder:
        subprocess.run(
            [sys.executable, "-c", PLAY_BY_PYAUDIO, file], env=sound_server.env, check=True
        )
        heard = recorder.stop()
    (hit,) = heard.find(KnownClip("first", FIRST))
    # Not necessarily even: so plain a player may run dry for a moment on a busy machine.
    assert hit.complete > 0.5
    assert abs(hit.gain_db) < 0.1


@pytest.fixture
def second_server() -> Iterator[SoundServer]:
    with SoundServer() as server:
        yield server


@pytest.mark.sound
def test_an_outage_of_the_sink_leaves_silence_and_is_told(
    second_server: SoundServer, tmp_path: Path
) -> None:
    with second_server.record() as recorder:
        play(second_server, FIRST, tmp_path)
        second_server.unplug()
        time.sleep(0.5)
        second_server.plug()
        recorder.wait_for_return()
        play(second_server, SECOND, tmp_path)
        heard = recorder.stop()
    assert len(heard.outages) == 1
    gone, back = heard.outages[0]
    assert 0.4 < back - gone < PATIENCE_S
    hits = heard.find_all([KnownClip("first", FIRST), KnownClip("second", SECOND)])
    assert [hit.clip for hit in hits] == ["first", "second"]
    assert hits[1].start_time >= back

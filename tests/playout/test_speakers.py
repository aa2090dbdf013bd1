"""Speakers without a device: they pull in real time; the WAV one is whole at every moment."""

import json
import threading
import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import psutil
import pytest

from broadcaster.clock import SystemClock
from broadcaster.errors import InvalidInput, PlayoutUnavailable
from broadcaster.playout.output.device_speaker import DeviceSpeaker
from broadcaster.playout.output.paced_speaker import NullSpeaker, WavSpeaker
from broadcaster.playout.output.sound_devices import devices_of, inputs_named, outputs_named
from broadcaster.playout.output.speaker import Speaker, speaker_named
from broadcaster.playout.sounds.files import HeldSound, load_sound, require_whole
from broadcaster.playout.sounds.growing_wav import GrowingWav
from broadcaster.playout.sounds.mixer import Block
from tests.playout.fake_portaudio import FakeDevices
from tests.rig.fake_clock import FakeClock
from tests.rig.known_clip import make_noise, write_wav

RATE = 8000
BYTES = 2


class Puller:
    """Counts what a speaker pulls, and gives a ramp."""

    def __init__(self, enough: int) -> None:
        self.pulled = 0
        self.times: list[float] = []
        self.enough = threading.Event()
        self._enough = enough

    def __call__(self, count: int, leaves_at: float) -> Block:
        block = np.arange(self.pulled, self.pulled + count).astype(np.int16)
        self.pulled += count
        self.times.append(leaves_at)
        if self.pulled >= self._enough:
            self.enough.set()
        return block


def samples_of(file: Path) -> Block:
    with wave.open(str(file)) as wav:
        return np.frombuffer(wav.readframes(wav.getnframes()), "<i2")


@pytest.mark.parametrize("name", ["null", "wav"])
def test_a_paced_speaker_pulls_evenly_and_says_when_each_block_is_heard(
    name: str, tmp_path: Path
) -> None:
    clock = SystemClock()
    speaker: Speaker = (
        NullSpeaker(clock, RATE) if name == "null" else WavSpeaker(clock, RATE, tmp_path / "x.wav")
    )
    puller = Puller(enough=RATE // 2)
    began = clock.now().timestamp()
    speaker.open(puller)
    assert puller.enough.wait(30)
    speaker.close()
    assert began - 0.1 <= puller.times[0] <= clock.now().timestamp()
    spacing = np.diff(puller.times)
    assert np.median(spacing) == pytest.approx(0.02, abs=0.002)
    assert not speaker.underruns


def test_what_was_pulled_is_in_the_file_with_its_wall_time(tmp_path: Path) -> None:
    file = tmp_path / "thu" / "x.wav"
    speaker = WavSpeaker(SystemClock(), RATE, file)
    puller = Puller(enough=RATE // 4)
    speaker.open(puller)
    assert puller.enough.wait(30)
    speaker.close()
    assert np.array_equal(samples_of(file), np.arange(puller.pulled).astype(np.int16))
    note = json.loads(Path(f"{file}.json").read_text())
    assert note["rate"] == RATE
    assert datetime.fromisoformat(note["started_at"]).timestamp() == pytest.approx(
        puller.times[0], abs=1e-3
    )


def heard_once(speaker: WavSpeaker, block: Block, at: datetime) -> None:
    speaker._hear(block, at.timestamp())
    speaker.close()


def test_a_recording_goes_on_with_the_time_between_as_silence(tmp_path: Path) -> None:
    file = tmp_path / "x.wav"
    first = np.full(RATE, 7, np.int16)
    at = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)
    heard_once(WavSpeaker(FakeClock(), RATE, file), first, at)
    heard_once(WavSpeaker(FakeClock(), RATE, file), first, at + timedelta(seconds=5))
    samples = samples_of(file)
    assert len(samples) == 6 * RATE
    assert (samples[:RATE] == 7).all()
    assert not samples[RATE : 5 * RATE].any()
    assert (samples[5 * RATE :] == 7).all()


@pytest.mark.parametrize("hours", [2, -1])
def test_a_recording_of_another_time_is_kept_aside(tmp_path: Path, hours: int) -> None:
    file = tmp_path / "x.wav"
    block = np.full(RATE, 7, np.int16)
    at = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)
    heard_once(WavSpeaker(FakeClock(), RATE, file), block, at)
    heard_once(WavSpeaker(FakeClock(), RATE, file), block, at + timedelta(hours=hours))
    assert len(samples_of(file)) == RATE
    assert len(samples_of(tmp_path / "x.1.wav")) == RATE
    assert (tmp_path / "x.1.wav.json").exists()


def test_a_strangers_file_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "x.wav"
    file.write_text("not a recording of ours")
    block = np.full(RATE, 7, np.int16)
    heard_once(WavSpeaker(FakeClock(), RATE, file), block, datetime(2026, 11, 21, tzinfo=UTC))
    assert (tmp_path / "x.1.wav").read_text() == "not a recording of ours"
    assert len(samples_of(file)) == RATE


def test_the_header_is_true_after_every_block(tmp_path: Path) -> None:
    file = tmp_path / "x.wav"
    growing = GrowingWav.create(file, RATE)
    for blocks in range(1, 4):
        growing.append(np.full(100, blocks, np.int16))
        assert len(samples_of(file)) == 100 * blocks
    growing.close()


def test_a_recording_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder.wav").mkdir()
    speaker = WavSpeaker(SystemClock(), RATE, tmp_path / "folder.wav")
    with pytest.raises(PlayoutUnavailable, match="cannot be written"):
        speaker.open(Puller(1))


def test_a_setting_names_a_speaker(tmp_path: Path) -> None:
    def named(name: str) -> Speaker:
        return speaker_named(name, device="", rate=RATE, clock=FakeClock())

    assert isinstance(named("null"), NullSpeaker)
    assert isinstance(named(f"wav:{tmp_path}/x.wav"), WavSpeaker)
    assert isinstance(named("device"), DeviceSpeaker)


def test_a_machine_without_sound_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    speaker = DeviceSpeaker(SystemClock(), RATE, "no such device")
    with pytest.raises(PlayoutUnavailable, match="plug it in, or choose another"):
        speaker.open(Puller(1))


def test_without_pyaudio_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyaudio", None)
    with pytest.raises(PlayoutUnavailable, match="broadcaster\\[speaker\\]"):
        DeviceSpeaker(SystemClock(), RATE).open(Puller(1))


def test_a_wav_at_the_stations_rate_is_mapped_bit_for_bit(tmp_path: Path) -> None:
    noise = make_noise(1, seed=3)
    write_wav(tmp_path / "x.wav", noise)
    sound = load_sound(tmp_path / "x.wav", 48_000)
    assert sound.frames == len(noise)
    assert np.array_equal(sound.read(0, sound.frames), samples_of(tmp_path / "x.wav"))
    assert len(sound.read(sound.frames - 10, 100)) == 10


def test_a_long_sound_never_piles_up_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    noise = make_noise(120, seed=3)
    write_wav(path, noise)
    sound = load_sound(path, 48_000)
    assert in_memory(path) == 0, "it waits"
    heard, most = [], 0
    for start in range(0, sound.frames, 48_000):
        heard.append(sound.read(start, 48_000).copy())
        most = max(most, in_memory(path))
    assert np.array_equal(np.concatenate(heard), samples_of(path))
    assert 0 < most < sound.frames * BYTES / 2


def in_memory(path: Path) -> int:
    """Return how many bytes of a mapped file are resident in this process."""
    return sum(area.rss for area in psutil.Process().memory_maps() if area.path == str(path))


def test_another_rate_is_converted(tmp_path: Path) -> None:
    write_wav(tmp_path / "x.wav", make_noise(1, seed=3, rate=24_000), rate=24_000)
    sound = load_sound(tmp_path / "x.wav", 48_000)
    assert isinstance(sound, HeldSound)
    assert sound.frames == 48_000


def test_a_file_that_is_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_text("<html>")
    with pytest.raises(InvalidInput, match="cannot be read"):
        load_sound(tmp_path / "x.wav", 48_000)


def test_a_sound_that_was_changed_or_lost_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_text("changed")
    with pytest.raises(InvalidInput, match="not the one that was checked"):
        require_whole(tmp_path / "x.wav", "0" * 64)
    with pytest.raises(InvalidInput, match="is not there"):
        require_whole(tmp_path / "y.wav", "0" * 64)


# ---------------------------------------------------------------------- channels and devices


def test_a_recording_of_several_channels_is_whole_and_goes_on_as_such(tmp_path: Path) -> None:
    file = tmp_path / "x.wav"
    block = np.stack([np.full(RATE, 7), np.full(RATE, -9)], axis=1).astype(np.int16)
    at = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)
    for seconds in (0, 3):
        speaker = WavSpeaker(FakeClock(), RATE, file)
        speaker.channels = 2
        heard_once(speaker, block, at + timedelta(seconds=seconds))
    with wave.open(str(file)) as wav:
        assert (wav.getnchannels(), wav.getnframes()) == (2, 4 * RATE)
    samples = samples_of(file).reshape(-1, 2)
    assert (samples[:RATE] == (7, -9)).all()
    assert not samples[RATE : 3 * RATE].any()
    assert (samples[3 * RATE :] == (7, -9)).all()
    heard_once(WavSpeaker(FakeClock(), RATE, file), block[:, 0], at + timedelta(seconds=6))
    assert len(samples_of(tmp_path / "x.1.wav")) == 2 * 4 * RATE


class FakePortAudio(FakeDevices):
    """What PortAudio says on a Windows machine with one USB device."""

    HOSTS = ("MME", "Windows DirectSound", "Windows WASAPI")
    DEVICES = (
        ("Loa (Realtek High Definition Au", 0, 2, 0),
        ("Loa ngoài (USB Audio  CODEC)", 0, 2, 0),
        ("Micro (USB Audio CODEC)", 0, 0, 1),
        ("Loa ngoài (USB Audio CODEC)", 2, 2, 0),
        ("USB Audio CODEC", 1, 2, 0),
    )

    def get_default_output_device_info(self) -> dict[str, object]:
        return self.get_device_info_by_index(0)

    def get_default_input_device_info(self) -> dict[str, object]:
        raise OSError("none")  # noqa: EM101


def named(wanted: str) -> list[tuple[str, str]]:
    found = outputs_named(devices_of(FakePortAudio()), wanted)
    return [(device.name, device.host) for device in found]


def test_a_device_is_found_by_part_of_its_name_the_more_direct_interface_first() -> None:
    assert named("loa ngoài") == [
        ("Loa ngoài (USB Audio CODEC)", "Windows WASAPI"),
        ("Loa ngoài (USB Audio CODEC)", "MME"),
    ]


def test_a_whole_name_goes_before_a_part_of_one_and_an_interface_may_be_named() -> None:
    assert named("usb audio codec")[0] == ("USB Audio CODEC", "Windows DirectSound")
    assert named("CODEC) [MME") == [("Loa ngoài (USB Audio CODEC)", "MME")]
    assert named("Behringer") == []
    assert named("Micro") == []


def test_an_input_is_found_by_the_same_rule_and_no_output_is_one() -> None:
    found = devices_of(FakePortAudio())
    assert [each.label for each in inputs_named(found, "micro (usb  audio CODEC) [mme")] == [
        "Micro (USB Audio CODEC) [MME]"
    ]
    assert inputs_named(found, "Loa") == []


def test_the_list_of_devices_tells_interface_channels_and_defaults() -> None:
    first, *_, last = devices_of(FakePortAudio())
    assert (first.default_output, first.host, first.outputs) == (True, "MME", 2)
    assert last.label == "USB Audio CODEC [Windows DirectSound]"
    assert not any(device.default_input for device in devices_of(FakePortAudio()))

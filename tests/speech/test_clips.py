"""Clips on disk: whole, checked, marked, or not there at all."""

import errno
import json
import os
import resource
import subprocess
from datetime import timedelta
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile

from broadcaster.errors import SpeechFailed
from broadcaster.speech import Clip, ClipDamaged, is_whole, open_clip, read_mark, remove_unfinished
from broadcaster.speech.clips import (
    UnkeptClip,
    clip_key,
    clip_path,
    discard,
    is_there,
    keep_file,
    write_clip,
)
from broadcaster.speech.mark import Mark
from broadcaster.speech.sound import Finished
from broadcaster.speech.voice import Sound
from broadcaster.station import Station
from tests.rig.fake_clock import FakeClock
from tests.speech.fake_voice import murmur

RATE = 48_000
KEY = clip_key({"spoken": "xin chào"})
MARK = Mark(
    ai_generated=True,
    engine="espeak-ng",
    voice="vi",
    version="1.52.0, 160 wpm",
    date="2026-11-21T05:00:00+07:00",
    title="Lịch tiêm chủng; tháng 12",
)


def finished(sound: Sound | None = None) -> Finished:
    return Finished(sound or murmur(2, rate=RATE), -16.0, -1.6)


def write(station: Station, clock: FakeClock, sound: Sound | None = None) -> UnkeptClip:
    return write_clip(station, finished(sound), MARK, key=KEY, spoken="xin chào", at=clock.now())


def kept(station: Station, clock: FakeClock) -> Clip:
    unkept = write(station, clock)
    keep_file(unkept)
    return unkept.clip


def files(station: Station) -> list[Path]:
    return [path for path in station.home.rglob("*") if path.is_file()]


class TestWriting:
    def test_nothing_has_its_name_until_it_is_kept(
        self, station: Station, clock: FakeClock
    ) -> None:
        unkept = write(station, clock)
        assert not (station.home / unkept.clip.path).exists()
        keep_file(unkept)
        assert files(station) == [station.home / clip_path(KEY)]

    def test_what_is_kept_is_mono_16_bit_with_every_sample(
        self, station: Station, clock: FakeClock
    ) -> None:
        sound = murmur(2, rate=RATE)
        unkept = write(station, clock, sound)
        keep_file(unkept)
        info = soundfile.info(open_clip(station, unkept.clip))
        assert (info.format, info.subtype, info.channels) == ("WAV", "PCM_16", 1)
        assert (info.samplerate, info.frames) == (RATE, len(sound.samples))
        samples, _ = soundfile.read(open_clip(station, unkept.clip), dtype="float32")
        assert np.abs(samples - sound.samples).max() < 2 / 32768

    def test_the_row_says_what_the_file_is(self, station: Station, clock: FakeClock) -> None:
        clip = kept(station, clock)
        assert (clip.key, clip.path) == (KEY, f"clips/{KEY[:2]}/{KEY}.wav")
        assert clip.duration_s == pytest.approx(2.0)
        assert clip.created_at == clock.now()
        assert (clip.engine, clip.voice, clip.ai_generated) == ("espeak-ng", "vi", True)

    def test_full_scale_does_not_wrap_around(self, station: Station, clock: FakeClock) -> None:
        loud = Sound(np.where(np.arange(RATE) % 100 < 50, 1.0, -1.0).astype(np.float32), RATE)
        unkept = write(station, clock, loud)
        samples, _ = soundfile.read(unkept.file, dtype="int16")
        assert (samples.min(), samples.max()) == (-32767, 32767)

    @pytest.mark.parametrize(
        ("sound", "reason"),
        [
            pytest.param(Sound(np.zeros(0, np.float32), RATE), "empty", id="empty"),
            pytest.param(Sound(np.zeros(RATE, np.float32), RATE), "silent", id="silence"),
            pytest.param(murmur(2, rate=RATE, level=0.002), "silent", id="a whisper"),
        ],
    )
    def test_what_cannot_be_heard_is_never_stored(
        self, station: Station, clock: FakeClock, sound: Sound, reason: str
    ) -> None:
        with pytest.raises(SpeechFailed, match=reason):
            write(station, clock, sound)
        assert files(station) == []

    def test_a_disk_that_refuses_leaves_nothing(self, station: Station, clock: FakeClock) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
        try:
            with pytest.raises(SpeechFailed, match="cannot be written"):
                write(station, clock)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert files(station) == []

    @pytest.mark.parametrize(("owner", "call"), [(os, "fsync"), (Path, "replace")])
    def test_a_full_disk_is_told_with_its_remedy_and_leaves_nothing(
        self,
        station: Station,
        clock: FakeClock,
        monkeypatch: pytest.MonkeyPatch,
        owner: object,
        call: str,
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(owner, call, full)
        with pytest.raises(SpeechFailed, match=r"disk is full.*free some space") as failure:
            keep_file(write(station, clock))
        assert "đầy" in failure.value.vi
        assert files(station) == []

    def test_a_disk_that_gives_back_something_else_is_told(
        self, station: Station, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def lose_a_page(descriptor: int) -> None:
            os.pwrite(descriptor, b"\0" * 4096, 50_000)

        monkeypatch.setattr(os, "fsync", lose_a_page)
        with pytest.raises(SpeechFailed, match="not what was written"):
            write(station, clock)
        assert files(station) == []

    def test_a_folder_that_cannot_be_made_is_told(self, station: Station, clock: FakeClock) -> None:
        station.home.mkdir()
        station.clips.write_text("a file where the folder should be")
        with pytest.raises(SpeechFailed, match="cannot be written"):
            write(station, clock)

    def test_what_nobody_keeps_is_removed(self, station: Station, clock: FakeClock) -> None:
        discard(write(station, clock))
        assert files(station) == []


class TestOpening:
    def test_a_clip_that_is_gone_is_told(self, station: Station, clock: FakeClock) -> None:
        clip = kept(station, clock)
        (station.home / clip.path).unlink()
        with pytest.raises(ClipDamaged, match=r"is not there.*render the item again"):
            open_clip(station, clip)
        assert not is_whole(station, clip)
        assert not is_there(station, clip)

    def test_one_changed_bit_is_told(self, station: Station, clock: FakeClock) -> None:
        clip = kept(station, clock)
        path = station.home / clip.path
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        with pytest.raises(ClipDamaged, match="not the one that was checked"):
            open_clip(station, clip)
        assert is_there(station, clip)

    def test_a_truncated_clip_is_not_there(self, station: Station, clock: FakeClock) -> None:
        clip = kept(station, clock)
        path = station.home / clip.path
        path.write_bytes(path.read_bytes()[:-1000])
        assert not is_there(station, clip)


class TestMark:
    """Luật Trí tuệ nhân tạo 134/2025/QH15, Điều 11."""

    def test_speech_says_that_it_is_made_by_ai_and_how(
        self, station: Station, clock: FakeClock
    ) -> None:
        mark = read_mark(open_clip(station, kept(station, clock)))
        assert mark.ai_generated
        assert (mark.engine, mark.voice, mark.version) == ("espeak-ng", "vi", "1.52.0, 160 wpm")
        assert mark.date == "2026-11-21T05:00:00+07:00"
        assert mark.title == "Lịch tiêm chủng, tháng 12"

    def test_other_programs_read_it_too(self, station: Station, clock: FakeClock) -> None:
        path = open_clip(station, kept(station, clock))
        ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
        arguments = ["-hide_banner", "-i", str(path), "-f", "ffmetadata", "-"]
        report = subprocess.run(
            [ffmpeg, *arguments], check=True, capture_output=True, encoding="utf-8"
        ).stdout
        assert "comment=ai_generated\\=true\\; engine\\=espeak-ng\\; voice\\=vi" in report
        assert "title=Lịch tiêm chủng" in report

    def test_a_name_cannot_forge_another_field(self) -> None:
        sly = Mark(True, "e", "x; ai_generated=false", "1\n2", "now")
        assert sly.comment() == (
            "ai_generated=true; engine=e; voice=x, ai_generated=false; version=1 2; date=now"
        )

    def test_a_file_without_a_mark_is_refused(self, tmp_path: Path) -> None:
        soundfile.write(tmp_path / "plain.wav", murmur(1).samples, RATE)
        with pytest.raises(SpeechFailed, match="says nothing about where"):
            read_mark(tmp_path / "plain.wav")
        with pytest.raises(SpeechFailed, match="says nothing about where"):
            read_mark(tmp_path / "gone.wav")


class TestKey:
    def test_it_is_the_same_whatever_the_order(self) -> None:
        assert clip_key({"a": 1, "b": "ẹ"}) == clip_key({"b": "ẹ", "a": 1})

    @pytest.mark.parametrize("other", [{"a": 1}, {"a": 1, "b": "e"}, {"a": "1", "b": "ẹ"}])
    def test_it_differs_with_anything_that_decides_the_sound(
        self, other: dict[str, object]
    ) -> None:
        assert clip_key({"a": 1, "b": "ẹ"}) != clip_key(other)
        assert len(clip_key(other)) == 64
        assert json.dumps(other)


def test_what_a_killed_process_left_is_removed_after_an_hour(
    station: Station, clock: FakeClock
) -> None:
    clip = kept(station, clock)
    old, new = write(station, clock).file, write(station, clock).file
    for file, age in ((old, timedelta(hours=2)), (new, timedelta(minutes=5))):
        moment = (clock.now() - age).timestamp()
        os.utime(file, (moment, moment))
    assert remove_unfinished(station, clock) == 1
    assert sorted(files(station)) == sorted([new, station.home / clip.path])

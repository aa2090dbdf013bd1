import base64
import errno
import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

from broadcaster.errors import InvalidInput, NotFound, StoreUnavailable
from broadcaster.newsroom import Decoded, decode, recording_path, take_recording
from broadcaster.station import Station
from tests.newsroom import sounds


@pytest.mark.parametrize("name", sounds.FORMATS)
def test_every_format_is_decoded_whole(tmp_path: Path, name: str) -> None:
    found = decode(sounds.made(tmp_path, name))
    assert isinstance(found, Decoded)
    assert found.samples.dtype == np.float32
    assert found.samples.ndim == 1
    assert found.duration_s == pytest.approx(3.0, abs=0.06)
    assert sounds.likeness(found.samples, found.rate, sounds.voice()) > 0.95


def test_a_browsers_recording_without_duration_is_decoded(tmp_path: Path) -> None:
    found = decode(sounds.live_webm(tmp_path))
    assert found.duration_s == pytest.approx(3.0, abs=0.06)
    assert sounds.likeness(found.samples, found.rate, sounds.voice()) > 0.95


@pytest.mark.parametrize("name", ["mp3", "mp3-vbr", "mp3-vbr-untagged"])
def test_two_mp3_files_joined_into_one_are_heard_to_the_end(tmp_path: Path, name: str) -> None:
    path = sounds.made(tmp_path, name)
    path.write_bytes(path.read_bytes() * 2)
    assert decode(path).duration_s == pytest.approx(6.0, abs=0.2)


@pytest.mark.browser
def test_what_chromium_itself_records_is_decoded(page: Page, tmp_path: Path) -> None:
    recorded = page.evaluate(
        """async () => {
            const context = new AudioContext();
            const target = context.createMediaStreamDestination();
            const tone = context.createOscillator();
            tone.type = "sawtooth";
            tone.frequency.value = 220;
            tone.connect(target);
            tone.start();
            const recorder = new MediaRecorder(target.stream, {mimeType: "audio/webm;codecs=opus"});
            const parts = [];
            const done = new Promise(resolve => {
                recorder.ondataavailable = event => {
                    parts.push(event.data);
                    if (parts.length === 8) recorder.stop();
                };
                recorder.onstop = resolve;
            });
            recorder.start(250);
            await done;
            const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
            return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));
        }"""
    )
    path = tmp_path / "ghi-am.webm"
    path.write_bytes(base64.b64decode(recorded))
    found = decode(path)
    assert found.duration_s > 1.5
    spectrum = np.abs(np.fft.rfft(found.samples))
    loudest = np.argmax(spectrum) * found.rate / len(found.samples)
    assert loudest == pytest.approx(220, abs=2)


@pytest.mark.parametrize(("rate", "kept"), [(8000, 8000), (44_100, 44_100), (96_000, 48_000)])
def test_a_recording_keeps_its_rate_up_to_48_kilohertz(
    tmp_path: Path, rate: int, kept: int
) -> None:
    path = sounds.write_wav(tmp_path / "a.wav", sounds.voice(2.0, rate), rate)
    found = decode(path)
    assert (found.rate, round(found.duration_s, 2)) == (kept, 2.0)


@pytest.mark.parametrize("ending", [".wav", ".webm"])
def test_two_channels_become_one_at_the_same_level(tmp_path: Path, ending: str) -> None:
    wanted = sounds.voice()
    stereo = sounds.write_wav(tmp_path / "hai.wav", np.column_stack([wanted, wanted]))
    path = stereo if ending == ".wav" else sounds.convert(stereo, tmp_path / "hai.webm")
    found = decode(path)
    assert np.std(found.samples) == pytest.approx(np.std(wanted), rel=0.03)


def test_a_recording_is_kept_as_it_came_under_its_own_hash(
    tmp_path: Path, station: Station
) -> None:
    path = sounds.made(tmp_path, "mp3")
    path = path.rename(tmp_path / "Bài Jrai.MP3")
    taken = take_recording(station, path)
    assert taken.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (taken.name, round(taken.duration_s, 1)) == ("Bài Jrai.MP3", 3.0)
    kept = recording_path(station, taken.sha256)
    assert kept == station.recordings / f"{taken.sha256}.mp3"
    assert kept.read_bytes() == path.read_bytes()
    assert take_recording(station, path) == taken
    assert list(station.recordings.iterdir()) == [kept]


def test_a_refused_recording_leaves_nothing_behind(tmp_path: Path, station: Station) -> None:
    path = sounds.write_wav(tmp_path / "im-lang.wav", np.zeros(sounds.RATE * 2))
    with pytest.raises(InvalidInput, match=r"im-lang\.wav cannot be aired: it is silent"):
        take_recording(station, path)
    assert list(station.recordings.iterdir()) == []


def test_a_recording_that_was_changed_or_lost_is_noticed(tmp_path: Path, station: Station) -> None:
    taken = take_recording(station, sounds.made(tmp_path, "flac"))
    kept = recording_path(station, taken.sha256)
    kept.write_bytes(kept.read_bytes() + b"x")
    with pytest.raises(InvalidInput, match="was changed since it was taken in"):
        recording_path(station, taken.sha256)
    kept.unlink()
    with pytest.raises(NotFound, match="add its file again"):
        recording_path(station, taken.sha256)
    with pytest.raises(NotFound):
        recording_path(station, "../station")


def test_a_full_disk_is_told_and_leaves_nothing_behind(
    tmp_path: Path, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sounds.made(tmp_path, "wav")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreUnavailable, match="is full; free some space") as caught:
        take_recording(station, path)
    assert "đầy" in caught.value.vi
    assert list(station.recordings.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, station: Station) -> None:
    station.recordings.write_text("a file where the folder should be")
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        take_recording(station, sounds.made(tmp_path, "wav"))

import os
import random
import signal
from pathlib import Path

import numpy as np
import pytest

from benchmarks.failing.recordings import GROUPS, MEMORY_MIB, REFUSED_WITHIN_S, WHOLE, look
from broadcaster.errors import BroadcasterError, InvalidInput, NotFound
from broadcaster.newsroom import RECORDING_ENDINGS, decode, ffmpeg
from tests.newsroom import sounds
from tests.newsroom.sounds import PLAYLIST, pcm, wav, written

DAY = "24 h of silence (FLAC, MP3 untold, WebM of a browser)"
HOUR_DECODED_WITHIN_S = 20.0
"""Of the processor, for the longest that is taken."""


def refused(path: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        decode(path)
    assert path.name in caught.value.message
    assert path.name in caught.value.vi
    return caught.value.message


def test_the_header_maker_is_right_when_it_tells_the_truth(tmp_path: Path) -> None:
    assert decode(written(tmp_path, "a.wav", wav(pcm()))).duration_s == 2.0


@pytest.mark.parametrize("length", [2**32 - 1, 2**31, 200_000, 0])
def test_a_header_that_promises_other_than_there_is_is_refused(tmp_path: Path, length: int) -> None:
    message = refused(written(tmp_path, "a.wav", wav(pcm(), length=length)))
    assert ("it holds no sound" if length == 0 else f"promises {length:,} bytes") in message


@pytest.mark.parametrize("channels", [0, 9, 65_535])
def test_impossible_channels_are_refused(tmp_path: Path, channels: int) -> None:
    path = written(tmp_path, "a.wav", wav(pcm(), channels=channels))
    assert f"claims {channels:,} channels" in refused(path)


@pytest.mark.parametrize("rate", [0, 1, 4_000_000_000])
def test_impossible_rates_are_refused(tmp_path: Path, rate: int) -> None:
    path = written(tmp_path, "a.wav", wav(pcm(), rate=rate))
    assert f"claims {rate:,} samples a second" in refused(path)


@pytest.mark.parametrize("raw", [b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0"])
def test_a_header_and_nothing_else_is_refused(tmp_path: Path, raw: bytes) -> None:
    assert "cannot be taken" in refused(written(tmp_path, "a.wav", raw))


@pytest.mark.parametrize("ending", RECORDING_ENDINGS)
@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"<html><body>404 Not Found</body></html>", "a web page"),
        (b"\xef\xbb\xbf" + PLAYLIST, "a playlist"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "a playlist"),
        (b"%PDF-1.7", "a PDF document"),
        (b"Xin chao ba con", "plain text"),
        (b"\0" * 5000, "something unknown"),
        (b"#!AMR\n", "an AMR recording"),
        (b"", "is empty"),
    ],
)
def test_a_file_that_is_no_recording_is_refused_with_what_it_is(
    tmp_path: Path, ending: str, raw: bytes, says: str
) -> None:
    assert says in refused(written(tmp_path, f"a{ending}", raw))


def test_a_recording_under_another_ending_is_told_its_own(tmp_path: Path) -> None:
    raw = sounds.made(tmp_path, "mp3").read_bytes()
    path = written(tmp_path, "a.wav", raw)
    assert "a.wav is not a .wav file: its content is an MP3 recording; rename it" in refused(path)


def test_an_unknown_ending_is_refused_with_the_accepted_ones(tmp_path: Path) -> None:
    message = refused(written(tmp_path, "a.wma", b"x"))
    assert ".wav .mp3 .m4a .ogg .flac .webm" in message
    with pytest.raises(NotFound, match="there is no file"):
        decode(tmp_path / "a.wav")


@pytest.mark.parametrize("level", [0.0, 1e-3])
def test_silence_is_refused(tmp_path: Path, level: float) -> None:
    path = sounds.write_wav(tmp_path / "a.wav", sounds.voice() * level)
    assert "it is silent" in refused(path)


def test_a_constant_offset_is_silence_too(tmp_path: Path) -> None:
    path = sounds.write_wav(tmp_path / "a.wav", np.full(sounds.RATE * 2, 0.5))
    assert "it is silent" in refused(path)


def test_a_click_is_too_short(tmp_path: Path) -> None:
    assert "lasts 0.2 s only" in refused(sounds.write_wav(tmp_path / "a.wav", sounds.voice(0.2)))


@pytest.mark.parametrize("rate", [8000, 48_000])
def test_noise_behind_a_header_is_refused(tmp_path: Path, rate: int) -> None:
    noise = random.Random(5).randbytes(rate * 6)  # noqa: S311 - any bytes will do
    assert "loud noise" in refused(written(tmp_path, "a.wav", wav(noise, rate=rate)))


def test_text_behind_a_header_is_refused(tmp_path: Path) -> None:
    words = random.Random(5)  # noqa: S311 - any words will do
    text = bytes(words.choice(b"bcdghklmnpqrstvx aeiouy 0123456789.,<>") for _ in range(300_000))
    assert "loud noise" in refused(written(tmp_path, "a.wav", wav(text)))


def test_numbers_that_are_no_samples_are_refused(tmp_path: Path) -> None:
    for value in (np.nan, np.inf, 1e20):
        samples = sounds.voice()
        samples[1000] = value
        path = sounds.write_wav(tmp_path / "a.wav", samples, subtype="FLOAT")
        assert "it is damaged" in refused(path)


CUT = ["wav", "mp3", "m4a", "m4a-header-first", "ogg-vorbis", "ogg-opus", "flac", "webm"]


@pytest.mark.parametrize("name", CUT)
@pytest.mark.parametrize("left", [0.3, 0.6, 0.9])
def test_a_cut_file_is_refused(tmp_path: Path, name: str, left: float) -> None:
    path = sounds.made(tmp_path, name)
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * left)])
    assert "cannot be taken" in refused(path)


def test_a_browsers_recording_that_broke_off_is_refused(tmp_path: Path) -> None:
    path = sounds.live_webm(tmp_path)
    path.write_bytes(path.read_bytes()[:-300])
    assert "it is damaged" in refused(path)


def test_hours_in_a_small_file_are_refused_by_their_header(tmp_path: Path) -> None:
    path = sounds.silence(tmp_path / "a.flac", 3_700)
    assert path.stat().st_size < 1_000_000
    assert "lasts 62 minutes, at most 60 are taken" in refused(path)


def test_hours_that_no_header_tells_of_are_refused_once_an_hour_is_heard(tmp_path: Path) -> None:
    options = ["-c:a", "libmp3lame", "-b:a", "8k", "-write_xing", "0"]
    minute = sounds.silence(tmp_path / "phut.mp3", 60, *options, "-id3v2_version", "0")
    path = written(tmp_path, "ngay.mp3", minute.read_bytes() * 60 * 4)
    assert "at most 60 are taken" in refused(path)


def test_hours_in_a_browsers_recording_are_refused_undecoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    minute = sounds.silence(tmp_path / "phut.webm", 60, "-c:a", "libopus", "-b:a", "6k")
    path = sounds.repeated(minute, tmp_path / "gio.webm", 62, "-live", "1")
    monkeypatch.setattr(ffmpeg, "PATIENCE_S", 60.0)
    monkeypatch.setattr(ffmpeg, "decode", lambda *_, **__: pytest.fail("it was decoded"))
    assert "at most 60 are taken" in refused(path)


@pytest.mark.process
@pytest.mark.parametrize(
    ("group", "name", "within_s"),
    [(DAY, "MP3", REFUSED_WITHIN_S), (WHOLE, "FLAC", HOUR_DECODED_WITHIN_S)],
)
def test_the_worst_files_take_little_of_the_processor_and_no_second_copy_of_an_hour(
    tmp_path: Path, group: str, name: str, within_s: float
) -> None:
    took = look(GROUPS[group][name](tmp_path))
    assert took["reason"]
    assert took["processor_s"] <= within_s
    assert took["mib"] <= MEMORY_MIB


@pytest.mark.parametrize("name", ["m4a", "webm", "mp3", "ogg-opus", "flac"])
@pytest.mark.parametrize("seed", range(4))
def test_flipped_bytes_are_survived(tmp_path: Path, name: str, seed: int) -> None:
    path = sounds.made(tmp_path, name, 1.0)
    raw = bytearray(path.read_bytes())
    chance = random.Random(seed)  # noqa: S311 - which bytes does not matter, that they recur does
    for _ in range(30):
        raw[chance.randrange(8, len(raw))] = chance.randrange(256)
    path.write_bytes(bytes(raw))
    try:
        found = decode(path)
    except InvalidInput as error:
        assert path.name in error.message  # noqa: PT017 - either is right
    else:
        assert np.isfinite(found.samples).all()


STUBBORN = """#!/bin/sh
trap '' TERM
echo $$ > "{folder}/pid"
while :; do sleep 0.1; done
"""


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="a shell script stands in for ffmpeg")
def test_a_decoder_that_hangs_and_ignores_term_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = written(tmp_path, "ffmpeg", STUBBORN.format(folder=tmp_path).encode())
    program.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(program))
    monkeypatch.setattr(ffmpeg, "PATIENCE_S", 3.0)
    monkeypatch.setattr(ffmpeg, "_GRACE_S", 0.2)
    path = written(tmp_path, "a.webm", b"\x1a\x45\xdf\xa3" + b"\0" * 1000)
    assert "decoding it takes far too long" in refused(path)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGCONT)


def test_a_machine_without_ffmpeg_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sounds.made(tmp_path, "webm")

    def missing() -> str:
        raise RuntimeError

    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", missing)
    with pytest.raises(BroadcasterError, match="there is no ffmpeg") as caught:
        decode(path)
    assert "ffmpeg" in caught.value.vi

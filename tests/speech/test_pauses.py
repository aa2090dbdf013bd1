"""What an editor's full stops and marks become in the sound itself: silences, and slower words."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from broadcaster.errors import SpeechFailed
from broadcaster.speech import VoiceChain
from broadcaster.speech.piper_voice import PiperVoice
from broadcaster.speech.service import STRESSED_PACE, say, synthesise_text
from broadcaster.speech.sound import NATURAL_EDGE_MS
from broadcaster.speech.voice import Sound
from broadcaster.station import Station
from tests.rig.fake_clock import FakeClock
from tests.speech.fake_voice import FakeVoice
from tests.speech.tiny_piper import write_tiny_model

STEP_S = 0.005
EDGES_S = 2 * NATURAL_EDGE_MS / 1000


def made(station: Station, voices: VoiceChain, text: str, folder: Path) -> Sound:
    """Return the finished sound of the text, as it lies in a file."""
    said = say(station, voices, text, folder / "said.wav")
    samples, rate = soundfile.read(said.path, dtype="float32")
    return Sound(samples, rate)


def silences(sound: Sound, *, longer_than: float = 0.1) -> list[float]:
    """Return the length in seconds of each silence within the sound, 45 dB under its peak."""
    step = round(STEP_S * sound.rate)
    whole = len(sound.samples) // step * step
    peaks = np.abs(sound.samples[:whole].reshape(-1, step)).max(axis=1)
    loud = np.flatnonzero(peaks > peaks.max() * 10 ** (-45 / 20))
    gaps = [(following - before - 1) * STEP_S for before, following in pairwise(loud)]
    return [gap for gap in gaps if gap > longer_than]


@pytest.mark.parametrize(
    ("text", "rests"),
    [
        ("Bà con chú ý! Mời ra họp; nhớ đúng giờ. Xin cảm ơn", [0.7, 0.4, 0.6]),
        ("THÔNG BÁO LỊCH HỌP\nMang theo:\n- giấy mời\n- bút viết", [0.9, 0.6, 0.6]),
        ("Tin thứ nhất\n\nTin thứ hai", [0.9]),
        ("Kính thưa bà con [nghỉ 2s] hôm nay họp", [2.0]),
        ("Kính thưa bà con [nghỉ 750ms] hôm nay họp", [0.75]),
        ("Ngày mai [nhấn]cắt điện[/nhấn] toàn xã", [0.25, 0.25]),
    ],
)
def test_every_rest_is_heard_as_long_as_it_was_asked_for(
    station: Station, chain: VoiceChain, tmp_path: Path, text: str, rests: list[float]
) -> None:
    heard = silences(made(station, chain, text, tmp_path))
    assert heard == pytest.approx(rests, abs=0.03)


def test_a_script_of_rests_is_refused_before_a_voice_speaks(
    station: Station, fake: FakeVoice, chain: VoiceChain, tmp_path: Path
) -> None:
    with pytest.raises(SpeechFailed, match="330 s of silence") as caught:
        made(station, chain, "Nghe đây [nghỉ 30s] " * 12, tmp_path)
    assert "hãy bớt dấu [nghỉ]" in caught.value.vi
    assert fake.asked == []


def test_the_offline_voice_is_silent_for_as_long_as_an_editor_asks(
    station: Station, espeak: VoiceChain, tmp_path: Path
) -> None:
    heard = silences(made(station, espeak, "Kính thưa bà con. [nghỉ 2s] Họp thôn.", tmp_path))
    assert 2.0 <= max(heard) <= 2.0 + EDGES_S + 0.05


def test_the_offline_voice_speaks_stressed_words_slower(
    station: Station, espeak: VoiceChain, tmp_path: Path
) -> None:
    words = "Ngày mai cắt điện toàn xã từ bảy giờ sáng."
    usual = made(station, espeak, words, tmp_path)
    stressed = made(station, espeak, f"[nhấn]{words}[/nhấn]", tmp_path)
    again = made(station, espeak, words, tmp_path)
    assert stressed.duration_s > 1.12 * usual.duration_s
    assert again.duration_s == pytest.approx(usual.duration_s, rel=0.01)


def test_only_the_stressed_words_are_slow(
    station: Station, chain: VoiceChain, fake: FakeVoice, tmp_path: Path
) -> None:
    made(station, chain, "Mai [nhấn]cắt điện[/nhấn] toàn xã.", tmp_path)
    assert dict(zip(fake.asked, fake.paces, strict=True)) == {
        "mai": 1.0,
        "cắt điện": STRESSED_PACE,
        "toàn xã.": 1.0,
    }


def test_piper_stretches_its_speech(tmp_path: Path) -> None:
    voice = PiperVoice(write_tiny_model(tmp_path))
    usual, slow = voice.speak("cắt điện toàn xã"), voice.speak("cắt điện toàn xã", pace=0.8)
    assert slow.duration_s == pytest.approx(usual.duration_s / 0.8, rel=0.02)


def test_what_changes_the_sound_changes_the_address_of_the_clip(
    clock: FakeClock, station: Station, chain: VoiceChain
) -> None:
    texts = (
        "Mai cắt điện.",
        "[nhấn]Mai cắt điện.[/nhấn]",
        "Mai cắt điện. Xin cảm ơn.",
        "Mai cắt điện. [nghỉ 3s] Xin cảm ơn.",
        "Mai cắt điện; xin cảm ơn.",
    )
    keys = [synthesise_text(clock, station, chain, text).clip.key for text in texts]
    assert len(set(keys)) == len(texts)
    assert synthesise_text(clock, station, chain, texts[0]).clip.key == keys[0]

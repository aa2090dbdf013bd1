"""espeak-ng, from its wheel: dialects, speeds, long and odd texts."""

import subprocess
import sys
from pathlib import Path

import espeakng_loader
import numpy as np
import pytest

from broadcaster.errors import SpeechFailed
from broadcaster.speech import espeak_voice
from broadcaster.speech.espeak_voice import EspeakVoice

TEXT = "Ủy ban nhân dân xã Mẫu thông báo lịch tiêm chủng tháng mười hai"


def espeak(name: str = "vi", words_per_minute: int = 160) -> EspeakVoice:
    return EspeakVoice(name, words_per_minute=words_per_minute)


def test_it_speaks_at_22050_hz() -> None:
    assert espeak().speak(TEXT).rate == 22_050


def test_the_three_dialects_sound_different() -> None:
    names = ("vi", "vi-vn-x-central", "vi-vn-x-south")
    sounds = [espeak(name).speak(TEXT).samples.tobytes() for name in names]
    assert len(set(sounds)) == 3


def test_an_unknown_dialect_is_refused_with_the_known_ones() -> None:
    voice = espeak("vi-nowhere")
    with pytest.raises(SpeechFailed, match="vi-vn-x-central"):
        voice.speak(TEXT)
    with pytest.raises(SpeechFailed, match="vi-vn-x-central"):
        _ = voice.version


def test_more_words_a_minute_take_less_time_and_are_another_version() -> None:
    slow, fast = espeak(words_per_minute=100), espeak(words_per_minute=250)
    assert slow.speak(TEXT).duration_s > 1.8 * fast.speak(TEXT).duration_s
    assert slow.version != fast.version


def test_the_version_is_the_librarys() -> None:
    assert espeak().version.split(".")[0].isdigit()


def test_ten_minutes_of_text_come_out_whole() -> None:
    once, often = espeak().speak(f"{TEXT}.").duration_s, espeak().speak(f"{TEXT}. " * 120)
    assert often.duration_s > 0.9 * 120 * once


def test_markup_and_lone_surrogates_are_only_text() -> None:
    for text in ('<speak><break time="60s"/>xin chào</speak>', "xin \ud800 chào", "xin\0chào"):
        sound = espeak().speak(text)
        assert 0.2 < sound.duration_s < 12
        assert np.abs(sound.samples).max() > 0.1


def test_a_library_that_cannot_be_loaded_is_told_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(espeak_voice._Library, "loaded", None)
    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: "/nowhere.so")
    with pytest.raises(SpeechFailed, match="pip install --force-reinstall espeakng-loader"):
        espeak().speak(TEXT)


def test_data_that_cannot_be_loaded_are_told_and_do_not_end_the_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(espeak_voice._Library, "loaded", None)
    monkeypatch.setattr(espeakng_loader, "get_data_path", lambda: str(tmp_path))
    with pytest.raises(SpeechFailed, match="its data"):
        espeak().speak(TEXT)


def test_data_that_lie_too_deep_for_the_library_are_told(tmp_path: Path) -> None:
    """The library holds 160 bytes of path. It is loaded once per process, so in another one."""
    deep = tmp_path / ("a" * 100) / ("b" * 100)
    deep.mkdir(parents=True)
    (deep / "espeak-ng-data").symlink_to(espeakng_loader.get_data_path())
    code = (
        "import espeakng_loader, sys\n"
        "espeakng_loader.get_data_path = lambda: sys.argv[1]\n"
        "from broadcaster.errors import SpeechFailed\n"
        "from broadcaster.speech.espeak_voice import EspeakVoice\n"
        "try:\n"
        "    EspeakVoice('vi', words_per_minute=160).speak('xin chào')\n"
        "except SpeechFailed as failure:\n"
        "    print(failure)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(deep / "espeak-ng-data")],
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    assert "in a folder whose path is shorter" in told

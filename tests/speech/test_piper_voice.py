"""Piper's real code path, with a model made here; and what it says when something is missing."""

import builtins
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from broadcaster.errors import SpeechFailed
from broadcaster.speech.espeak_voice import EspeakVoice
from broadcaster.speech.piper_voice import PiperVoice
from broadcaster.speech.plausibility import level_dbfs
from tests.speech.tiny_piper import RATE, write_tiny_model

TEXT = "Xin chào toàn thể bà con."


def test_a_local_model_speaks_vietnamese_phonemes(tmp_path: Path) -> None:
    voice = PiperVoice(write_tiny_model(tmp_path, "vi_VN-tiny"))
    sound = voice.speak(TEXT)
    assert sound.rate == RATE
    assert 1 < sound.duration_s < 6
    assert voice.name == "vi_VN-tiny"


def test_it_lives_beside_espeak_in_one_process(tmp_path: Path) -> None:
    espeak, piper = (
        EspeakVoice("vi", words_per_minute=160),
        PiperVoice(write_tiny_model(tmp_path)),
    )
    before, first = espeak.speak(TEXT), piper.speak(TEXT)
    after, second = espeak.speak(TEXT), piper.speak(TEXT)
    assert after.duration_s == pytest.approx(before.duration_s, rel=0.01)
    assert level_dbfs(after.samples) == pytest.approx(level_dbfs(before.samples), abs=1)
    assert np.array_equal(first.samples, second.samples)


def test_another_model_is_another_version(tmp_path: Path) -> None:
    one = write_tiny_model(tmp_path, "one")
    two = write_tiny_model(tmp_path, "two")
    assert PiperVoice(one).version == PiperVoice(two).version
    two.write_bytes(two.read_bytes() + b"\0")
    assert PiperVoice(one).version != PiperVoice(two).version


def test_no_model_is_told_with_its_setting() -> None:
    with pytest.raises(SpeechFailed, match=r"set piper_model in station\.toml"):
        PiperVoice(None).speak(TEXT)


@pytest.mark.parametrize("ending", ["", ".json"])
def test_a_missing_file_is_named(tmp_path: Path, ending: str) -> None:
    model = write_tiny_model(tmp_path)
    missing = model.with_name(model.name + ending)
    missing.unlink()
    with pytest.raises(SpeechFailed, match=re.escape(f"{missing.name} is not there")):
        PiperVoice(model).speak(TEXT)


def test_a_missing_extra_is_told_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without_piper(name: str, *rest: Any, **named: Any) -> Any:
        if name == "piper":
            raise ModuleNotFoundError(name=name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without_piper)
    with pytest.raises(SpeechFailed, match=r"pip install 'broadcaster\[piper\]'"):
        PiperVoice(write_tiny_model(tmp_path)).speak(TEXT)


@pytest.mark.parametrize("broken", ["model", "config", "empty config"])
def test_broken_files_are_told_and_not_raised_through(tmp_path: Path, broken: str) -> None:
    model = write_tiny_model(tmp_path)
    config = model.with_name(model.name + ".json")
    if broken == "model":
        model.write_bytes(b"this is no model")
    elif broken == "config":
        config.write_text("{", encoding="utf-8")
    else:
        config.write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(SpeechFailed, match="cannot be loaded"):
        PiperVoice(model).speak(TEXT)

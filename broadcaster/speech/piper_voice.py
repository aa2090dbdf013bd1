"""Piper: a neural voice from a local `.onnx` model. Needs the extra `piper`."""

import hashlib
import threading
from functools import cached_property
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

import numpy as np

from broadcaster.errors import SpeechFailed
from broadcaster.speech.voice import NothingToSay, Sound, has_words, voice_failed


class PiperVoice:
    """A Piper model and the `.onnx.json` beside it; loaded when it first speaks."""

    engine = "piper"
    longest: int | None = None

    def __init__(self, model: Path | None) -> None:
        self.model = model
        self._loading = threading.Lock()
        self._loaded: Any = None

    @property
    def name(self) -> str:
        """The model's file name without its ending."""
        return self.model.stem if self.model else "none"

    @cached_property
    def version(self) -> str:
        """Piper's version and the start of the model's SHA-256. Raises `SpeechFailed`."""
        model = self._require()
        with model.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        return f"{installed_version('piper-tts')}, model {content[:12]}"

    def speak(self, text: str, *, pace: float = 1.0) -> Sound:
        """Return the sound of the words. Raises `SpeechFailed`, `NothingToSay`."""
        if not has_words(text):
            raise NothingToSay
        try:
            voice = self._voice()
            chunks = list(voice.synthesize(text, _config_at(voice, pace)))
        except SpeechFailed:
            raise
        except Exception as error:
            raise _failed(reason=str(error), remedy="check the model's files") from error
        if not chunks:
            raise NothingToSay
        samples = np.concatenate([np.atleast_1d(chunk.audio_float_array) for chunk in chunks])
        return Sound(np.asarray(samples, np.float32), int(chunks[0].sample_rate))

    def _voice(self) -> Any:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> Any:
        model = self._require()
        from piper import PiperVoice as Model

        try:
            return Model.load(model, config_path=_config(model))
        except Exception as error:
            raise _failed(
                reason=f"the model {model} cannot be loaded ({error})",
                remedy="download its two files again",
            ) from error

    def _require(self) -> Path:
        """Return the model once all it needs is there. Raises `SpeechFailed` with the remedy."""
        if self.model is None:
            raise _failed(
                reason="no model is set", remedy="set piper_model in station.toml to an .onnx file"
            )
        for file in (self.model, _config(self.model)):
            if not file.is_file():
                raise _failed(
                    reason=f"{file} is not there", remedy="put the model's two files there"
                )
        try:
            installed_version("piper-tts")
            import piper  # noqa: F401 - whether it is there is the question
        except (ImportError, PackageNotFoundError) as error:
            raise _failed(
                reason="it is not installed", remedy="install it: pip install 'broadcaster[piper]'"
            ) from error
        return self.model


def _config_at(voice: Any, pace: float) -> Any:
    """Return Piper's settings for that pace; None, the model's own, for the usual one."""
    if pace == 1.0:
        return None
    from piper import SynthesisConfig

    return SynthesisConfig(length_scale=voice.config.length_scale / pace)


def _config(model: Path) -> Path:
    return model.with_name(model.name + ".json")


def _failed(*, reason: str, remedy: str) -> SpeechFailed:
    return voice_failed(
        engine="piper",
        reason=reason,
        remedy=remedy,
        remedy_vi="hãy kiểm tra mục piper_model và gói piper-tts",
    )

"""The offline voice: espeak-ng from its wheel, called by ctypes. No system package is needed."""

import ctypes
import os
import threading
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from broadcaster.errors import SpeechFailed
from broadcaster.speech.voice import NothingToSay, Sound, has_words, voice_failed

# From espeak-ng's speak_lib.h.
_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_PARAMETER_RATE = 1
_SLOWEST_WORDS_PER_MINUTE = 80
_POSITION_CHARACTER = 1
_CHARACTERS_UTF8 = 1
_EE_OK = 0

_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)

# The library keeps one voice for the whole process and is not thread-safe.
_one_at_a_time = threading.Lock()


class _Library:
    """The loaded library; made once, because initialising it twice is not supported."""

    loaded: "_Library | None" = None

    def __init__(self) -> None:
        try:
            import espeakng_loader

            self.calls: Any = ctypes.CDLL(espeakng_loader.get_library_path())
            folder = espeakng_loader.get_data_path()
        except (ImportError, OSError, RuntimeError) as error:
            raise _not_installed(reason=str(error)) from error
        if not Path(folder, "phontab").is_file():
            raise _not_installed(reason=f"its data in {folder} are not there")
        self.rate = self.calls.espeak_Initialize(
            _OUTPUT_SYNCHRONOUS, 0, os.fsencode(folder), _INITIALIZE_DONT_EXIT
        )
        if self.rate <= 0:
            raise _not_installed(
                reason=f"its data in {folder} cannot be loaded",
                remedy="install it again, in a folder whose path is shorter than 100 bytes",
            )
        self.calls.espeak_Info.restype = ctypes.c_char_p
        self.version = self.calls.espeak_Info(None).decode("ascii", "replace")
        self._heard: list[bytes] = []
        # Held here: the library calls it for as long as the process lives.
        self._callback = _CALLBACK(self._hear)
        self.calls.espeak_SetSynthCallback(self._callback)

    def _hear(self, wave: int | None, count: int, _events: int | None) -> int:
        if wave and count > 0:
            self._heard.append(ctypes.string_at(wave, 2 * count))
        return 0

    def synthesise(self, text: bytes) -> bytes:
        """Return 16-bit samples. Raises `SpeechFailed` if the library says no."""
        self._heard.clear()
        status = self.calls.espeak_Synth(
            text, len(text) + 1, 0, _POSITION_CHARACTER, 0, _CHARACTERS_UTF8, None, None
        )
        if status != _EE_OK:
            raise voice_failed(
                engine="espeak-ng",
                reason=f"it returned error {status}",
                remedy="try again",
                remedy_vi="hãy thử lại",
            )
        return b"".join(self._heard)


def _library() -> _Library:
    if _Library.loaded is None:
        _Library.loaded = _Library()
    return _Library.loaded


class EspeakVoice:
    """espeak-ng at a speed in words per minute; `name` is `vi` or one of its dialects."""

    engine = "espeak-ng"
    longest: int | None = None

    def __init__(self, name: str, *, words_per_minute: int) -> None:
        self.name = name
        self.words_per_minute = words_per_minute

    @cached_property
    def version(self) -> str:
        """The library's version and the speed. Raises `SpeechFailed` if it cannot be loaded."""
        with _one_at_a_time:
            library = _library()
            self._choose(library)
            return f"{library.version}, {self.words_per_minute} wpm"

    def speak(self, text: str, *, pace: float = 1.0) -> Sound:
        """Return the sound of the words. Raises `SpeechFailed`, `NothingToSay`."""
        if not has_words(text):
            raise NothingToSay
        encoded = text.replace("\0", " ").encode("utf-8", "replace")
        with _one_at_a_time:
            library = _library()
            self._choose(library, pace)
            samples = np.frombuffer(library.synthesise(encoded), dtype="<i2")
        if not samples.any():
            raise NothingToSay
        return Sound(samples.astype(np.float32) / np.float32(32768), library.rate)

    def _choose(self, library: _Library, pace: float = 1.0) -> None:
        if library.calls.espeak_SetVoiceByName(self.name.encode()) != _EE_OK:
            raise voice_failed(
                engine=self.engine,
                reason=f"it has no voice '{self.name}'",
                remedy="set espeak_voice to vi, vi-vn-x-central or vi-vn-x-south",
                remedy_vi="hãy đặt espeak_voice là vi, vi-vn-x-central hoặc vi-vn-x-south",
            )
        rate = max(_SLOWEST_WORDS_PER_MINUTE, round(pace * self.words_per_minute))
        library.calls.espeak_SetParameter(_PARAMETER_RATE, rate, 0)


def _not_installed(*, reason: str, remedy: str = "") -> SpeechFailed:
    return voice_failed(
        engine="espeak-ng",
        reason=reason,
        remedy=remedy or "install it again: pip install --force-reinstall espeakng-loader",
        remedy_vi="hãy cài lại gói espeakng-loader",
    )

"""Sounds on disk, ready to be heard: memory-mapped, so that reading one never waits or copies."""

import hashlib
import mmap
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile

from broadcaster.errors import InvalidInput
from broadcaster.playout.sounds.copying import convert, converted, copy, is_mono_pcm
from broadcaster.playout.sounds.mixer import Block
from broadcaster.station import Station

RIFF_HEADER = 12
CHUNK_HEADER = 8
ASSETS = "audio_assets/"
MOST_KEPT = 200
LONGEST_READ_S = 30.0
MOST_HELD = 500_000
"""Samples of a mapped sound that stay in memory behind the one that is read: one MiB."""

COPIES = "tunes"
"""The folder of the copies, in the station's `run`."""


@dataclass(eq=False)
class HeldSound:
    """Samples in memory."""

    samples: Block

    @property
    def frames(self) -> int:
        """How many samples there are."""
        return len(self.samples)

    def read(self, start: int, count: int) -> Block:
        """Return `count` samples from `start`, fewer at the end."""
        return self.samples[start : start + count]


@dataclass(eq=False)
class MappedSound(HeldSound):
    """Samples in a file; from time to time what was read is let go of, so that none pile up."""

    file: mmap.mmap
    let_go_at: int = 0

    def read(self, start: int, count: int) -> Block:
        """Return `count` samples from `start`, fewer at the end."""
        if abs(start - self.let_go_at) > MOST_HELD:
            self.let_go_at = start
            if hasattr(mmap, "MADV_DONTNEED"):
                self.file.madvise(mmap.MADV_DONTNEED)
        return super().read(start, count)


def load_sound(path: Path, rate: int, *, mapped: bool = True) -> HeldSound:
    """Return the sound of a file as mono 16-bit at `rate`.

    A WAV that is so already is mapped, not read, unless `mapped` is off: a file that people may
    change in place is read, or copied (see `load_tune`). Anything else is decoded and converted.
    Raises `InvalidInput` if the file cannot be read as sound.
    """
    info = _info(path)
    try:
        if mapped and is_mono_pcm(info, rate):
            return _mapped(path, info.frames)
        samples, own_rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    return HeldSound(converted(samples.mean(axis=1), own_rate, rate))


def load_tune(path: Path, sha256: str, rate: int, folder: Path) -> HeldSound:
    """Return a sound that people may change in place, without keeping it in memory.

    A copy in `folder`, mono 16-bit at `rate` and named for the content's `sha256`, is made once and
    mapped; the oldest copies go. Where none can be written a short sound is read.
    Raises `InvalidInput` if the file cannot be read as sound, or if a long one cannot be copied.
    """
    kept = folder / f"{sha256}-{rate}.wav"
    if kept.is_file():
        return load_sound(kept, rate)
    info = _info(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if is_mono_pcm(info, rate):
            copy(path, kept)
        else:
            convert(path, kept, rate)
        _let_go_of_the_oldest(folder)
    except OSError as error:
        if info.duration <= LONGEST_READ_S:
            return load_sound(path, rate, mapped=False)
        message = f"the sound {path} cannot be copied into {folder}: {error}; free some space"
        raise InvalidInput(
            message, f"Không chép được tệp tiếng {path.name}; hãy kiểm tra dung lượng đĩa."
        ) from error
    return load_sound(kept, rate)


def sound_path(station: Station, file: str) -> Path:
    """Return where a sound named in a rundown or the log lies.

    `file` is relative to the home; `audio_assets/NAME.wav` may be the station's or ours.
    """
    if file.startswith(ASSETS):
        return station.sound(file.removeprefix(ASSETS).removesuffix(".wav"))
    return station.home / file


def require_whole(path: Path, sha256: str) -> None:
    """Raise `InvalidInput` unless the file is there with exactly that content."""
    try:
        with path.open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError as error:
        message = f"the sound {path} is not there ({error.strerror}); render it again"
        raise InvalidInput(message, "Tệp tiếng không còn trên đĩa.") from error
    if not whole:
        message = f"the sound {path} is not the one that was checked; render it again"
        raise InvalidInput(message, "Tệp tiếng trên đĩa đã bị thay đổi so với khi kiểm tra.")


def _let_go_of_the_oldest(folder: Path) -> None:
    copies = sorted(folder.glob("*.wav"), key=lambda file: file.stat().st_mtime)
    for old in copies[:-MOST_KEPT]:
        # Windows keeps what is mapped; it goes with a later one.
        with suppress(OSError):
            old.unlink()


def _mapped(path: Path, frames: int) -> MappedSound:
    with path.open("rb") as file:
        offset = _data_offset(file)
        whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return MappedSound(np.frombuffer(whole, "<i2", count=frames, offset=offset), whole)


def _data_offset(file: BinaryIO) -> int:
    """Return where the samples begin, walking the chunks of a RIFF/WAVE file.

    It is read, not looked up in the mapping: nothing of a sound that waits is in memory.
    """
    at = RIFF_HEADER
    file.seek(at)
    while (header := file.read(CHUNK_HEADER))[:4] != b"data":
        if len(header) < CHUNK_HEADER:
            message = "no data chunk"
            raise ValueError(message)
        size = int.from_bytes(header[4:], "little")
        at += CHUNK_HEADER + size + size % 2
        file.seek(at)
    return at + CHUNK_HEADER


def _info(path: Path) -> soundfile._SoundFileInfo:
    try:
        return soundfile.info(path)
    except (soundfile.LibsndfileError, OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> InvalidInput:
    message = f"the sound {path} cannot be read: {error}; render or replace it"
    return InvalidInput(
        message, f"Không đọc được tệp tiếng {path.name}; hãy tạo lại hoặc thay tệp khác."
    )

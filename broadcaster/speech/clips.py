"""Clips on disk: written aside, read back, checked, and only then given their name.

A clip lies at `clips/AB/KEY.wav`, where the key is the SHA-256 of all that decides its sound.
"""

import errno
import hashlib
import io
import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soundfile
from numpy.typing import NDArray

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, SpeechFailed
from broadcaster.speech.mark import Mark, read_mark, write_mark
from broadcaster.speech.models import Clip
from broadcaster.speech.plausibility import QUIETEST_DBFS, level_dbfs, silence
from broadcaster.speech.voice import Samples
from broadcaster.station import Station
from broadcaster.whole_file import sync_folder

if TYPE_CHECKING:
    from broadcaster.speech.sound import Finished

UNFINISHED = ".unfinished"
FORGOTTEN_AFTER = timedelta(hours=1)

_FULL_SCALE = 32767
_STRETCH = 1 << 20


class ClipDamaged(BroadcasterError):
    """A clip's file is gone, or is not the one that was checked."""


@dataclass(frozen=True, eq=False)
class UnkeptClip:
    """A clip whose file is whole on disk under a passing name, until `keep_file` or `discard`."""

    clip: Clip
    file: Path
    place: Path

    def is_kept_as(self, known: Clip) -> bool:
        """Return whether the place already holds, whole, the clip that is known."""
        try:
            return _sha256(self.place) == known.sha256
        except OSError:
            return False


def clip_key(origin: Mapping[str, object]) -> str:
    """Return the content address of a clip: SHA-256 of the canonical JSON of its origin."""
    canonical = json.dumps(origin, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def clip_path(key: str) -> str:
    """Return where the clip lies, relative to the station's home."""
    return f"clips/{key[:2]}/{key}.wav"


def write_clip(
    station: Station, finished: "Finished", mark: Mark, *, key: str, spoken: str, at: datetime
) -> UnkeptClip:
    """Return the clip, its file whole and read back, beside the place it will have.

    Raises `SpeechFailed` if the disk refuses or gives back something else; nothing is left then.
    """
    path = clip_path(key)
    place = station.home / path
    file = write_aside(place, finished, mark)
    clip = Clip(
        key=key,
        sha256=_sha256(file),
        path=path,
        created_at=at,
        duration_s=finished.sound.duration_s,
        loudness_lufs=finished.loudness_lufs,
        true_peak_dbtp=finished.true_peak_dbtp,
        sample_rate=finished.sound.rate,
        ai_generated=mark.ai_generated,
        engine=mark.engine,
        voice=mark.voice,
        voice_version=mark.version,
        spoken=spoken,
    )
    return UnkeptClip(clip, file, place)


def write_aside(place: Path, finished: "Finished", mark: Mark) -> Path:
    """Return a file beside `place` that holds the sound as 16-bit WAV with its mark, checked.

    Raises `SpeechFailed` if it cannot be written or does not read back as it was.
    """
    _require_audible(finished.sound.samples)
    expected = as_pcm16(finished.sound.samples)
    file = place.with_name(f".{place.stem[:16]}-{secrets.token_hex(4)}{UNFINISHED}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as unfinished:
            unfinished.write(_as_wav(expected, finished.sound.rate, mark))
            unfinished.flush()
            os.fsync(unfinished.fileno())
        _require_as_written(file, expected, finished.sound.rate, mark)
    except (OSError, soundfile.LibsndfileError) as error:
        _remove(file)
        raise _not_written(place, error) from error
    except BaseException:
        _remove(file)
        raise
    return file


def keep_file(unkept: UnkeptClip) -> None:
    """Give the clip's file its place, whole or not at all. Raises `SpeechFailed`."""
    put_in_place(unkept.file, unkept.place)


def put_in_place(file: Path, place: Path) -> None:
    """Rename a file that is whole to its place, for good. Raises `SpeechFailed`."""
    try:
        file.replace(place)
        sync_folder(place.parent)
    except OSError as error:
        _remove(file)
        raise _not_written(place, error) from error


def discard(unkept: UnkeptClip) -> None:
    """Remove the file of a clip that nobody keeps."""
    _remove(unkept.file)


def open_clip(station: Station, clip: Clip) -> Path:
    """Return the clip's file, there and with the content that was checked.

    Raises `ClipDamaged` if it is gone or changed.
    """
    path = station.home / clip.path
    try:
        whole = _sha256(path) == clip.sha256
    except OSError as error:
        raise ClipDamaged(
            message=f"the clip {path} is not there ({error.strerror}); render the item again",
            vi="Tệp tiếng không còn trên đĩa; hãy tạo lại.",
        ) from error
    if not whole:
        raise ClipDamaged(
            message=f"the clip {path} is not the one that was checked; render the item again",
            vi="Tệp tiếng trên đĩa đã bị thay đổi; hãy tạo lại.",
        )
    return path


def is_there(station: Station, clip: Clip) -> bool:
    """Return whether the clip's file is there at its full length; its content is not read."""
    try:
        size = (station.home / clip.path).stat().st_size
    except OSError:
        return False
    return size >= 2 * round(clip.duration_s * clip.sample_rate)


def is_whole(station: Station, clip: Clip) -> bool:
    """Return whether the clip's file is there with the content that was checked."""
    try:
        open_clip(station, clip)
    except ClipDamaged:
        return False
    return True


def remove_unfinished(station: Station, clock: Clock) -> int:
    """Return how many files were removed that a killed process left behind an hour ago."""
    forgotten = clock.now() - FORGOTTEN_AFTER
    removed = 0
    for file in station.clips.glob(f"*/.*{UNFINISHED}"):
        try:
            if datetime.fromtimestamp(file.stat().st_mtime, forgotten.tzinfo) < forgotten:
                file.unlink()
                removed += 1
        except FileNotFoundError:
            continue
    return removed


def as_pcm16(samples: Samples) -> NDArray[np.int16]:
    """Return the samples as 16-bit whole numbers."""
    whole = np.empty(len(samples), np.int16)
    for start in range(0, len(samples), _STRETCH):
        part = slice(start, start + _STRETCH)
        whole[part] = np.rint(np.clip(samples[part], -1.0, 1.0) * np.float32(_FULL_SCALE))
    return whole


def _as_wav(samples: NDArray[np.int16], rate: int, mark: Mark) -> memoryview:
    """Return the file's bytes. They are made in memory: Python then tells a full disk clearly."""
    memory = io.BytesIO()
    with soundfile.SoundFile(
        memory, "w", samplerate=rate, channels=1, format="WAV", subtype="PCM_16"
    ) as file:
        write_mark(file, mark)
        file.write(samples)
    return memory.getbuffer()


def _require_as_written(
    file: Path, expected: NDArray[np.int16], expected_rate: int, mark: Mark
) -> None:
    """Read the file whole and raise `SpeechFailed` unless it is what it should be, and marked."""
    samples, rate = soundfile.read(file, dtype="int16")
    same = rate == expected_rate and np.array_equal(samples, expected)
    if not same or read_mark(file).comment() != mark.comment():
        raise SpeechFailed(
            message=f"what was read back from {file.parent} is not what was written; "
            "check the disk",
            vi="Ổ đĩa trả về nội dung khác với nội dung đã ghi; hãy kiểm tra ổ đĩa.",
        )


def _require_audible(samples: Samples) -> None:
    if not len(samples):
        raise SpeechFailed(
            message="the sound is empty; record or render it again",
            vi="Âm thanh rỗng; hãy thu hoặc tạo lại.",
        )
    level = level_dbfs(samples)
    if level < QUIETEST_DBFS:
        raise silence(level, "the sound")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove(file: Path) -> None:
    with suppress(OSError):
        file.unlink()


def _not_written(place: Path, error: Exception) -> SpeechFailed:
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return SpeechFailed(
            f"the disk is full: no clip can be kept in {place.parent}; free some space",
            "Ổ đĩa đã đầy, không lưu được tệp tiếng; hãy giải phóng dung lượng.",
        )
    reason = getattr(error, "strerror", None) or error
    return SpeechFailed(
        f"the clip cannot be written to {place.parent}: {reason}; check the disk and its rights",
        f"Không ghi được tệp tiếng ({reason}); hãy kiểm tra ổ đĩa và quyền ghi.",
    )

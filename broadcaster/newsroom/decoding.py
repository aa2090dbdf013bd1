"""Recordings into samples: the whole file, within bounds of time, memory and length.

soundfile decodes what it knows, strictly; ffmpeg does the rest (M4A, WebM, odd codecs).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from broadcaster.errors import InvalidInput
from broadcaster.newsroom import ffmpeg
from broadcaster.newsroom.file_kinds import (
    FLAC,
    M4A,
    MP3,
    OGG,
    RECORDING_ENDINGS,
    WAV,
    WEBM,
    Kind,
    kind_of,
    misnamed,
    read_head,
    unaccepted,
)
from broadcaster.newsroom.sound_headers import format_fault, header_fault, xing_bytes
from broadcaster.newsroom.soundness import LOUDEST_SAMPLE, sound_fault

LONGEST_S = 3600.0
LARGEST_FILE = 1_500_000_000
_HIGHEST_KEPT_RATE = 48_000
_READ_S = 10
_LARGEST_TRAILER = 4096  # tags behind the sound
_UNKNOWN_FRAMES = 1 << 40
_DEMUXERS: dict[Kind, str] = {
    WAV: "wav",
    MP3: "mp3",
    M4A: "mov",
    OGG: "ogg",
    FLAC: "flac",
    WEBM: "matroska",
}
_DAMAGED = ("it is damaged", "bị hỏng")
_CUT = ("it ends too early: part of it is missing", "bị thiếu phần cuối")


@dataclass(frozen=True, eq=False)
class Decoded:
    """A recording's samples: mono float32, full scale 1.0, at `rate` samples a second."""

    samples: NDArray[np.float32]
    rate: int

    @property
    def duration_s(self) -> float:
        """The length in seconds."""
        return len(self.samples) / self.rate


def decode(path: Path) -> Decoded:
    """Return the whole sound of a .wav, .mp3, .m4a, .ogg, .flac or .webm file, in mono.

    Raises `NotFound`, and `InvalidInput` with the reason for what is misnamed, damaged, cut
    short, longer than 60 minutes, silent or nothing but noise.
    """
    kind = recording_kind(path)
    return decode_as(path, kind, path.name)


def recording_kind(path: Path) -> Kind:
    """Return the kind of recording that both the ending and the content say; else refuse."""
    ending = path.suffix.lower()
    if ending not in RECORDING_ENDINGS:
        raise InvalidInput(*unaccepted(path, RECORDING_ENDINGS))
    kind = kind_of(read_head(path))
    if kind.ending != ending:
        raise InvalidInput(*misnamed(path, kind))
    if path.stat().st_size > LARGEST_FILE:
        raise _refusal(path.name, ("it is far too large", "quá lớn"))
    return kind


def decode_as(path: Path, kind: Kind, name: str) -> Decoded:
    """Return the sound of a file of that kind; `name` is what people call it, for the errors."""
    fault = header_fault(path, kind)
    if fault is not None:
        raise _refusal(name, fault)
    decoded = None if kind in {M4A, WEBM} else _by_soundfile(path, kind, name)
    decoded = decoded or _by_ffmpeg(path, kind, name)
    fault = sound_fault(decoded.samples, decoded.rate)
    if fault is not None:
        message = f"{name} cannot be aired: {fault[0]}"
        raise InvalidInput(message, f"Không dùng được tệp {name}: {fault[1]}.")
    return decoded


def _by_soundfile(path: Path, kind: Kind, name: str) -> Decoded | None:
    """Return the sound, or None where ffmpeg must try: unknown codec or length, very high rate."""
    if kind is MP3 and not _tells_its_length(path):
        return None  # soundfile would stop where it guesses the end to be
    try:
        file = soundfile.SoundFile(path)
    except soundfile.SoundFileError:
        return None
    with file:
        fault = format_fault(file.channels, file.samplerate)
        if fault is not None:
            raise _refusal(name, fault)
        if file.samplerate > _HIGHEST_KEPT_RATE or not 0 < file.frames < _UNKNOWN_FRAMES:
            return None
        if file.frames > LONGEST_S * file.samplerate:
            raise _too_long(name, file.frames / file.samplerate)
        try:
            samples = _read(file, name)
        except soundfile.SoundFileError as error:
            raise _refusal(name, _DAMAGED) from error
        if _shorter(len(samples), file.frames, file.samplerate):
            raise _refusal(name, _CUT)
        return Decoded(samples, file.samplerate)


def _tells_its_length(path: Path) -> bool:
    """Return whether an MP3's tag speaks for all of the file, which joined files' do not."""
    promised, there = xing_bytes(path)
    return promised is not None and there <= promised + _LARGEST_TRAILER


def _read(file: soundfile.SoundFile, name: str) -> NDArray[np.float32]:
    """Read to the end in blocks, each made mono at once: memory for one copy, as long as told."""
    samples = np.empty(file.frames, np.float32)
    length = 0
    while len(block := file.read(file.samplerate * _READ_S, dtype="float32", always_2d=True)):
        if not np.isfinite(block).all() or np.abs(block).max() > LOUDEST_SAMPLE:
            raise _refusal(name, _DAMAGED)
        samples[length : length + len(block)] = block.mean(axis=1, dtype=np.float32)
        length += len(block)
    return samples[:length]


def _by_ffmpeg(path: Path, kind: Kind, name: str) -> Decoded:
    demuxer = _DEMUXERS[kind]
    try:
        length = ffmpeg.measure(path, demuxer, longest_s=LONGEST_S + 1)
        # Of an MP3 without a tag ffmpeg guesses the length from the bit rate: the frames count.
        claimed_s = length.held_s if kind is MP3 else length.claimed_s
        longest_s = max(claimed_s or 0.0, length.held_s or 0.0)
        if longest_s > LONGEST_S:
            raise _too_long(name, longest_s)
        sound = ffmpeg.decode(path, demuxer, length_s=(length.held_s or LONGEST_S) + 1)
    except ffmpeg.Overdue as error:
        fault = ("decoding it takes far too long", "giải mã quá lâu")
        raise _refusal(name, fault) from error
    except OSError as error:
        fault = (f"decoding it failed ({error.strerror})", "không giải mã được")
        raise _refusal(name, fault) from error
    samples = sound.samples
    if not len(samples):
        raise _refusal(name, ("no sound in it can be decoded", "không giải mã được âm thanh"))
    if claimed_s is not None and _shorter(len(samples), claimed_s * ffmpeg.RATE, ffmpeg.RATE):
        raise _refusal(name, _CUT)
    # Where MP3 files were joined, tags lie between the frames; decoders skip them and complain.
    damaged = sound.damaged and kind is not MP3
    if damaged or not np.isfinite(samples).all():
        raise _refusal(name, _DAMAGED)
    return Decoded(samples, ffmpeg.RATE)


def _shorter(frames: int, promised: float, rate: int) -> bool:
    """Return whether frames are missing, beyond what encoders add at the ends."""
    return frames < promised - max(0.25 * rate, 0.01 * promised)


def _too_long(name: str, seconds: float) -> InvalidInput:
    longest = f"{LONGEST_S / 60:.0f}"
    message = f"{name} lasts {seconds / 60:.0f} minutes, at most {longest} are taken; cut it up"
    return InvalidInput(
        message, f"Tệp {name} dài quá {longest} phút; hãy cắt thành nhiều phần ngắn hơn."
    )


def _refusal(name: str, fault: tuple[str, str]) -> InvalidInput:
    message = f"{name} cannot be taken: {fault[0]}; record or export it again"
    return InvalidInput(
        message, f"Không nhận được tệp {name}: {fault[1]}; hãy ghi âm hoặc xuất lại."
    )

"""A 16-bit WAV file that can be appended to and is whole after every block."""

import struct
import wave
from pathlib import Path
from typing import BinaryIO

import numpy as np

from broadcaster.playout.sounds.mixer import Block

SAMPLE_BYTES = 2
HEADER_BYTES = 44
RIFF_SIZE_AT = 4
DATA_SIZE_AT = 40


class GrowingWav:
    """Appends samples and writes the two sizes of the header anew each time."""

    def __init__(self, file: BinaryIO, frames: int, channels: int = 1) -> None:
        """Go on at the end of `file`: a 44-byte header and `frames` samples in each channel."""
        self._file = file
        self._frame_bytes = SAMPLE_BYTES * channels
        self.frames = frames
        self._file.seek(HEADER_BYTES + frames * self._frame_bytes)

    @classmethod
    def create(cls, path: Path, rate: int, channels: int = 1) -> "GrowingWav":
        """Return a new, empty file at `path`."""
        with wave.open(str(path), "wb") as wav:
            wav.setnchannels(channels)
            wav.setsampwidth(SAMPLE_BYTES)
            wav.setframerate(rate)
            wav.writeframes(b"")
        return cls(path.open("r+b"), 0, channels)

    @classmethod
    def reopen(cls, path: Path, rate: int, channels: int = 1) -> "GrowingWav":
        """Return the file to go on with; `wave.Error` if it is not such a file at this rate."""
        with wave.open(str(path), "rb") as wav:
            if (wav.getnchannels(), wav.getsampwidth(), wav.getframerate()) != (
                channels,
                SAMPLE_BYTES,
                rate,
            ):
                message = "another kind of WAV file"
                raise wave.Error(message)
            frames = wav.getnframes()
        return cls(path.open("r+b"), frames, channels)

    @classmethod
    def mend(cls, path: Path) -> int:
        """Make the header of a mono file true after a stop in mid-write; return its samples.

        A file that did not come as far as its first sample is removed; 0 where there is none.
        Raises `OSError`.
        """
        if not path.exists():
            return 0
        with path.open("r+b") as file:
            frames = max(0, (path.stat().st_size - HEADER_BYTES) // SAMPLE_BYTES)
            if frames:
                cls(file, frames).append(np.zeros(0, np.int16))
                file.truncate(HEADER_BYTES + frames * SAMPLE_BYTES)
        if not frames:
            path.unlink()
        return frames

    def append(self, block: Block) -> None:
        """Write the samples, channel by channel for each moment; make the header true again."""
        self._file.write(np.ascontiguousarray(block, "<i2").tobytes())
        self.frames += len(block)
        size = self.frames * self._frame_bytes
        self._patch(RIFF_SIZE_AT, HEADER_BYTES - 8 + size)
        self._patch(DATA_SIZE_AT, size)
        self._file.seek(HEADER_BYTES + size)
        self._file.flush()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _patch(self, at: int, value: int) -> None:
        self._file.seek(at)
        self._file.write(struct.pack("<I", value))

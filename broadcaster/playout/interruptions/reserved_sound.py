"""A place on disk, claimed beforehand, for the words of an emergency when the disk is full."""

import hashlib
import logging
import os
from pathlib import Path

import numpy as np

from broadcaster.errors import InvalidInput, SpeechFailed
from broadcaster.playout.sounds.files import HeldSound
from broadcaster.playout.sounds.mixer import Block

RESERVED_FILE = "emergency.pcm"
LONGEST_S = 120

_log = logging.getLogger(__name__)


def claim(run: Path, rate: int) -> None:
    """Claim the file's space for two minutes of speech; what the disk refuses is told."""
    path, wanted = run / RESERVED_FILE, LONGEST_S * rate * 2
    try:
        if path.exists() and path.stat().st_size >= wanted:
            return
        with path.open("ab") as file:
            file.write(bytes(wanted - file.tell()))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        _log.warning("no space can be reserved for an emergency's words: %s", error)


def put(run: Path, samples: Block) -> str:
    """Write the samples over the reserved file in place; return their SHA-256.

    Raises `SpeechFailed` if they are too long or the file is not there.
    """
    pcm = np.ascontiguousarray(samples, "<i2").tobytes()
    try:
        with (run / RESERVED_FILE).open("r+b") as file:
            room = file.seek(0, os.SEEK_END)
            if len(pcm) > room:
                message = (
                    f"the message is longer than the {LONGEST_S} s that are kept free for it on a "
                    "full disk; shorten it, or free disk space"
                )
                raise SpeechFailed(message, "Ổ đĩa đầy và lời nhắn quá dài; hãy rút ngắn lời nhắn.")
            file.seek(0)
            file.write(pcm)
            file.flush()
    except OSError as error:
        message = f"the message can be written nowhere ({error}); free disk space"
        raise SpeechFailed(message, "Không ghi được lời nhắn; hãy giải phóng ổ đĩa.") from error
    return hashlib.sha256(pcm).hexdigest()


def take(run: Path, frames: int, sha256: str) -> HeldSound:
    """Return the samples, read into memory: the next emergency may use the file again.

    Raises `InvalidInput` if they are not those that were put there.
    """
    try:
        with (run / RESERVED_FILE).open("rb") as file:
            pcm = file.read(frames * 2)
    except OSError as error:
        pcm, sha256 = b"", str(error)
    if hashlib.sha256(pcm).hexdigest() != sha256:
        message = "the words of the emergency are not the ones that were spoken; give it again"
        raise InvalidInput(message, "Lời nhắn khẩn cấp đã bị thay đổi; hãy phát lại.")
    return HeldSound(np.frombuffer(pcm, "<i2").astype(np.int16))

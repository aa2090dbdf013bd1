"""Recordings kept as they came: people's own sound, stored under the SHA-256 of its bytes."""

import errno
import hashlib
import os
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from broadcaster.errors import InvalidInput, NotFound, StoreUnavailable
from broadcaster.newsroom.decoding import decode_as, recording_kind
from broadcaster.station import Station
from broadcaster.whole_file import sync_folder

_COPY_BYTES = 1 << 20


@dataclass(frozen=True)
class Recording:
    """A recording that was taken in: its SHA-256, the file name people know, its length."""

    sha256: str
    name: str
    duration_s: float


def take_recording(station: Station, path: Path) -> Recording:
    """Return the recording after storing the file as it is in the home's `recordings`.

    The copy is decoded wholly before it counts. Raises as `decode` does, and
    `StoreUnavailable` if the disk is full or cannot be written.
    """
    kind = recording_kind(path)
    try:
        station.recordings.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".incoming-", dir=station.recordings)
        incoming = Path(name)
        try:
            sha256 = _copy(path, descriptor)
            decoded = decode_as(incoming, kind, path.name)
            _put(incoming, station.recordings / f"{sha256}{kind.ending}")
        finally:
            incoming.unlink(missing_ok=True)
    except OSError as error:
        raise StoreUnavailable(*_unwritable(station, error)) from error
    shown = unicodedata.normalize("NFC", path.name)
    return Recording(sha256=sha256, name=shown, duration_s=decoded.duration_s)


def recording_file(station: Station, sha256: str) -> Path:
    """Return where the recording lies, without reading it; `NotFound` if it is gone."""
    if re.fullmatch(r"[0-9a-f]{64}", sha256):
        for path in sorted(station.recordings.glob(f"{sha256}.*")):
            return path
    message = (
        f"the recording {sha256[:12]} is not in {station.recordings}; add its file again or "
        "restore a backup"
    )
    raise NotFound(
        message, "Không tìm thấy bản ghi âm; hãy thêm lại tệp hoặc khôi phục bản sao lưu."
    )


def recording_path(station: Station, sha256: str) -> Path:
    """Return where the recording lies after checking that it is still the one that was taken in.

    Raises `NotFound` if it is gone and `InvalidInput` if its bytes have changed.
    """
    path = recording_file(station, sha256)
    with path.open("rb") as file:
        now = hashlib.file_digest(file, "sha256").hexdigest()
    if now != sha256:
        message = f"{path} was changed since it was taken in; restore a backup or add it again"
        raise InvalidInput(
            message, "Tệp ghi âm đã bị thay đổi; hãy khôi phục bản sao lưu hoặc thêm lại tệp."
        )
    return path


def _copy(source: Path, descriptor: int) -> str:
    """Return the SHA-256 of what was copied, once it is safely on disk."""
    digest = hashlib.sha256()
    with os.fdopen(descriptor, "wb") as target, source.open("rb") as file:
        while block := file.read(_COPY_BYTES):
            digest.update(block)
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest()


def _put(incoming: Path, target: Path) -> None:
    """Give the file its name, and have the folder remember it after a power cut."""
    incoming.replace(target)
    sync_folder(target.parent)


def _unwritable(station: Station, error: OSError) -> tuple[str, str]:
    if error.errno == errno.ENOSPC:
        return (
            f"the disk that holds {station.recordings} is full; free some space and try again",
            "Ổ đĩa đã đầy nên không lưu được bản ghi âm; hãy giải phóng dung lượng rồi thử lại.",
        )
    return (
        f"{station.recordings} cannot be written: {error.strerror}; check the folder",
        "Không lưu được bản ghi âm; hãy báo kỹ thuật kiểm tra thư mục recordings.",
    )

"""Recordings: people's own sound, kept as it came."""

from pathlib import Path

from broadcaster.errors import NotFound
from broadcaster.station import Station


def recording_file(station: Station, sha256: str) -> Path:
    """Return where the recording lies; `NotFound` if it is gone."""
    for path in sorted(station.recordings.glob(f"{sha256}.*")):
        return path
    message = (
        f"the recording {sha256[:12]} is not in {station.recordings}; add its file again or "
        "restore a backup"
    )
    raise NotFound(
        message, "Không tìm thấy bản ghi âm; hãy thêm lại tệp hoặc khôi phục bản sao lưu."
    )

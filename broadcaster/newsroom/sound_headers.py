"""What the headers of recordings promise, held against the bytes that are there.

Decoders forgive a lying or cut file and give what they can; these checks do not.
"""

import struct
from pathlib import Path

from broadcaster.newsroom.file_kinds import MP3, OGG, WAV, Kind

MOST_CHANNELS = 8
LOWEST_RATE = 8_000
HIGHEST_RATE = 192_000

_CUT = "it ends too early: part of it is missing"
_CUT_VI = "bị thiếu phần cuối"
_TAIL = 70_000  # more than an Ogg page, at most 65,307 bytes
_MOST_CHUNKS = 1_000
_PAGE_HEADER = 27
_ID3_HEADER = 10

Fault = tuple[str, str]


def header_fault(path: Path, kind: Kind) -> Fault | None:
    """Return why the header cannot be believed (English, Vietnamese), or None."""
    if kind is WAV:
        return _wav_fault(path)
    if kind is OGG:
        return _ogg_fault(path)
    if kind is MP3:
        promised, there = xing_bytes(path)
        return (_CUT, _CUT_VI) if promised is not None and there < promised * 0.99 else None
    return None


def format_fault(channels: int, rate: int) -> Fault | None:
    """Return why that many channels or that rate (Hz) cannot be, or None."""
    if not 1 <= channels <= MOST_CHANNELS:
        return (
            f"its header claims {channels:,} channels, at most {MOST_CHANNELS} are possible",
            f"phần đầu tệp ghi {channels} kênh, điều không thể có",
        )
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        possible = f"possible are {LOWEST_RATE:,} to {HIGHEST_RATE:,}"
        return (
            f"its header claims {rate:,} samples a second, {possible}",
            f"phần đầu tệp ghi {rate} mẫu mỗi giây, điều không thể có",
        )
    return None


def _wav_fault(path: Path) -> Fault | None:
    """Walk the RIFF chunks: a believable format, and as many data bytes as are promised."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(4) == b"RF64":
            return None  # its lengths stand elsewhere; soundfile compares them
        file.seek(12)
        for _ in range(_MOST_CHUNKS):
            header = file.read(8)
            if len(header) < struct.calcsize("<4sI"):
                return "its header has no sound behind it", "không có phần âm thanh"
            name, length = struct.unpack("<4sI", header)
            if name == b"data":
                return _data_fault(length, size - file.tell())
            if name == b"fmt ":
                body = file.read(length + length % 2)
                if len(body) < struct.calcsize("<HHI"):
                    return _CUT, _CUT_VI
                _, channels, rate = struct.unpack_from("<HHI", body)
                fault = format_fault(channels, rate)
                if fault is not None:
                    return fault
            else:
                file.seek(length + length % 2, 1)
    return "its header is not that of a recording", "phần đầu tệp không phải của bản ghi âm"


def _data_fault(promised: int, there: int) -> Fault | None:
    if promised > there:
        return (
            f"its header promises {promised:,} bytes of sound and {there:,} are there",
            "phần đầu tệp hứa nhiều âm thanh hơn thực có",
        )
    if promised == 0:
        return "it holds no sound", "không có âm thanh"
    return None


def _ogg_fault(path: Path) -> Fault | None:
    """Hold the last Ogg page (RFC 3533, 6) against the end of the file."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        tail = file.read()
    page = tail[tail.rfind(b"OggS") :]
    segments = page[_PAGE_HEADER - 1] if len(page) >= _PAGE_HEADER else 0
    table = page[_PAGE_HEADER : _PAGE_HEADER + segments]
    if not page.startswith(b"OggS") or len(page) < _PAGE_HEADER + segments + sum(table):
        return _CUT, _CUT_VI
    return None


def xing_bytes(path: Path) -> tuple[int | None, int]:
    """Return how many bytes of MP3 frames the Xing/Info tag promises, and how many there are.

    None where no tag says so: then nothing tells a whole file from a cut one.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = _id3_length(file.read(_ID3_HEADER))
        file.seek(start)
        frame = file.read(256)
    for mark in (b"Xing", b"Info"):
        at = frame.find(mark)
        if at < 0 or len(frame) < at + 16:
            continue
        flags, first, second = struct.unpack_from(">III", frame, at + 4)
        if flags & 2:
            return (second if flags & 1 else first), size - start
    return None, size - start


def _id3_length(head: bytes) -> int:
    """Return the length of a leading ID3v2 tag, header included (four times seven bits)."""
    if len(head) < _ID3_HEADER or not head.startswith(b"ID3"):
        return 0
    length = 0
    for byte in head[6:10]:
        length = length << 7 | byte & 0x7F
    return length + _ID3_HEADER

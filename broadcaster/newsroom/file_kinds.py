"""What a file really is, told from its first bytes, whatever its name says."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from broadcaster.errors import InvalidInput, NotFound

SCRIPT_ENDINGS = (".txt", ".docx")
RECORDING_ENDINGS = (".wav", ".mp3", ".m4a", ".ogg", ".flac", ".webm")
HEAD_BYTES = 4096


@dataclass(frozen=True)
class Kind:
    """A kind of content: its words in English and Vietnamese, and the ending it should have."""

    name: str
    name_vi: str
    ending: str = ""


EMPTY = Kind("nothing", "tệp trống")
TEXT = Kind("plain text", "văn bản thường", ".txt")
UNKNOWN = Kind("something unknown", "tệp không rõ loại")
WAV = Kind("a WAV recording", "bản ghi âm WAV", ".wav")
MP3 = Kind("an MP3 recording", "bản ghi âm MP3", ".mp3")
M4A = Kind("an MP4 or M4A file", "tệp MP4 hoặc M4A", ".m4a")
OGG = Kind("an Ogg recording", "bản ghi âm Ogg", ".ogg")
FLAC = Kind("a FLAC recording", "bản ghi âm FLAC", ".flac")
WEBM = Kind("a WebM or Matroska file", "tệp WebM hoặc Matroska", ".webm")
ZIP = Kind("a ZIP archive", "tệp nén ZIP")
OLE = Kind("an old or password-protected Office file", "tệp Office kiểu cũ hoặc có mật khẩu")
PLAYLIST = Kind("a playlist", "danh sách phát")
WEB_PAGE = Kind("a web page (HTML or XML)", "trang web (HTML hoặc XML)")

_SIGNATURES: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"fLaC", FLAC),
    (0, b"OggS", OGG),
    (0, b"ID3", MP3),
    (0, b"\x1a\x45\xdf\xa3", WEBM),
    (4, b"ftyp", M4A),
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", ZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (0, b"%PDF", Kind("a PDF document", "tài liệu PDF")),
    (0, b"{\\rtf", Kind("an RTF document", "tài liệu RTF")),
    (0, b"\x89PNG", Kind("a PNG picture", "ảnh PNG")),
    (0, b"\xff\xd8\xff", Kind("a JPEG picture", "ảnh JPEG")),
    (0, b"GIF8", Kind("a GIF picture", "ảnh GIF")),
    (0, b"MZ", Kind("a Windows program", "chương trình Windows")),
    (0, b"\x7fELF", Kind("a Linux program", "chương trình Linux")),
    (0, b"Rar!", Kind("a RAR archive", "tệp nén RAR")),
    (0, b"7z\xbc\xaf", Kind("a 7-Zip archive", "tệp nén 7-Zip")),
    (0, b"\x1f\x8b\x08", Kind("a gzip archive", "tệp nén gzip")),
    (0, b"#!AMR", Kind("an AMR recording", "bản ghi âm AMR")),
    (0, b"caff", Kind("a CAF recording", "bản ghi âm CAF")),
)
_CONTROLS = frozenset(range(32)) - set(b"\t\n\f\r")
_SYNC, _LAYER_III, _RESERVED_VERSION, _RESERVED_RATE, _BAD_BITRATE = 0x7FF, 1, 1, 3, 15
_PAGES = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<script", b"<svg")


def source_kind(path: Path) -> Literal["script", "recording"]:
    """Return whether the file's ending is one of a script or of a recording.

    Raises `InvalidInput` listing the accepted endings.
    """
    ending = path.suffix.lower()
    if ending in SCRIPT_ENDINGS:
        return "script"
    if ending in RECORDING_ENDINGS:
        return "recording"
    raise InvalidInput(*unaccepted(path, SCRIPT_ENDINGS + RECORDING_ENDINGS))


def unaccepted(path: Path, endings: tuple[str, ...]) -> tuple[str, str]:
    """Return the sentences for a file whose ending is not one of these."""
    accepted = " ".join(endings)
    ending = f"'{path.suffix}' files" if path.suffix else "files without an ending"
    return (
        f"{path.name}: {ending} are not taken; save it as one of: {accepted}",
        f"Tệp {path.name} thuộc loại không nhận; hãy lưu thành một trong các loại: {accepted}.",
    )


def read_head(path: Path) -> bytes:
    """Return the file's first bytes; `NotFound` or `InvalidInput` if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        message = f"there is no file {path}; check the name"
        raise NotFound(message, f"Không có tệp {path.name}; hãy kiểm tra lại tên.") from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}; check the file and its permissions"
        raise InvalidInput(message, f"Không đọc được tệp {path.name}; hãy kiểm tra lại.") from error


def kind_of(head: bytes) -> Kind:
    """Return the kind that the first bytes tell; `TEXT` where nothing speaks against it."""
    if not head:
        return EMPTY
    for offset, signature, kind in _SIGNATURES:
        if head.startswith(signature, offset):
            return kind
    if head.startswith((b"RIFF", b"RF64")) and head[8:12] == b"WAVE":
        return WAV
    return MP3 if _is_mpeg_frame(head) else _kind_of_text(head)


def _kind_of_text(head: bytes) -> Kind:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"#extm3u", b"ffconcat", b"[playlist]")):
        return PLAYLIST
    if text.startswith(_PAGES):
        return WEB_PAGE
    return UNKNOWN if _CONTROLS.intersection(head) else TEXT


def misnamed(path: Path, kind: Kind) -> tuple[str, str]:
    """Return the sentences for a file whose content is not what its ending says."""
    if kind is EMPTY:
        return (
            f"{path.name} is empty; write or record it again",
            f"Tệp {path.name} trống; hãy soạn hoặc ghi âm lại.",
        )
    remedy = (
        (f"rename it to end in {kind.ending}", f"hãy đổi đuôi tệp thành {kind.ending}")
        if kind.ending and kind.ending != path.suffix.lower()
        else (
            "save it again from the program that made it",
            "hãy lưu lại từ chương trình đã tạo nó",
        )
    )
    return (
        f"{path.name} is not a {path.suffix.lower()} file: its content is {kind.name}; {remedy[0]}",
        f"Tệp {path.name} không phải {path.suffix.lower()} mà là {kind.name_vi}; {remedy[1]}.",
    )


def _is_mpeg_frame(head: bytes) -> bool:
    """Return whether an MPEG audio layer III frame begins here (ISO/IEC 11172-3, 2.4.1.3)."""
    header = int.from_bytes(head[:4].ljust(4, b"\0"), "big")
    sync, version, layer = header >> 21, header >> 19 & 3, header >> 17 & 3
    bitrate, rate = header >> 12 & 15, header >> 10 & 3
    known = version != _RESERVED_VERSION and rate != _RESERVED_RATE
    return sync == _SYNC and layer == _LAYER_III and known and 0 < bitrate < _BAD_BITRATE

"""Recordings for the tests, made here: something like a voice, in every format we take."""

import struct
import subprocess
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import correlate, resample_poly

from tests.rig.patience import PATIENCE_S

RATE = 48_000
Samples = NDArray[np.float32]

# Name, ending, and how ffmpeg makes it.
FORMATS: dict[str, tuple[str, list[str]]] = {
    "wav": (".wav", []),
    "wav-24": (".wav", ["-c:a", "pcm_s24le"]),
    "wav-adpcm": (".wav", ["-c:a", "adpcm_ms"]),
    "mp3": (".mp3", ["-b:a", "96k"]),
    "mp3-vbr": (".mp3", ["-q:a", "4"]),
    "mp3-vbr-untagged": (".mp3", ["-q:a", "4", "-write_xing", "0"]),
    "m4a": (".m4a", ["-c:a", "aac"]),
    "m4a-header-first": (".m4a", ["-c:a", "aac", "-movflags", "+faststart"]),
    "ogg-vorbis": (".ogg", ["-c:a", "libvorbis"]),
    "ogg-opus": (".ogg", ["-c:a", "libopus"]),
    "ogg-flac": (".ogg", ["-c:a", "flac"]),
    "flac": (".flac", []),
    "webm": (".webm", ["-c:a", "libopus"]),
}

PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n"


def voice(seconds: float = 3.0, rate: int = RATE) -> Samples:
    """Return syllables of a gliding voice with overtones."""
    t = np.arange(int(seconds * rate)) / rate
    pitch = 150 + 40 * np.sin(2 * np.pi * 0.8 * t) + 15 * np.sin(2 * np.pi * 2.3 * t)
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    tones = sum(np.sin(n * phase) / n for n in range(1, 9))
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 3.7 * t)
    return np.asarray(0.2 * tones * syllables, np.float32)


def write_wav(path: Path, samples: Any, rate: int = RATE, subtype: str = "PCM_16") -> Path:
    soundfile.write(path, samples, rate, subtype=subtype)
    return path


def convert(source: Path, target: Path, *options: str) -> Path:
    """Have ffmpeg make `target` of `source`."""
    _ffmpeg("-i", str(source), *options, "-y", str(target))
    return target


def made(folder: Path, name: str, seconds: float = 3.0) -> Path:
    """Return a recording in the format of that name."""
    ending, options = FORMATS[name]
    source = write_wav(folder / "nguon.wav", voice(seconds))
    return convert(source, folder / f"{name}{ending}", *options)


def live_webm(folder: Path, seconds: float = 3.0) -> Path:
    """Return WebM as a browser records it: written in one go, without a duration."""
    source = write_wav(folder / "nguon.wav", voice(seconds))
    raw = _ffmpeg("-i", str(source), "-c:a", "libopus", "-live", "1", "-f", "webm", "pipe:1")
    path = folder / "trinh-duyet.webm"
    path.write_bytes(raw)
    return path


def silence(path: Path, seconds: float, *options: str) -> Path:
    _ffmpeg("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", str(seconds), *options, str(path))
    return path


def repeated(source: Path, target: Path, times: int, *options: str) -> Path:
    """Have ffmpeg put a recording after itself so many times, without encoding it again."""
    _ffmpeg("-stream_loop", str(times - 1), "-i", str(source), "-c", "copy", *options, str(target))
    return target


def written(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def wav(
    body: bytes, *, channels: int = 1, rate: int = 48_000, bits: int = 16, length: int | None = None
) -> bytes:
    """Return a WAV file whose header says what it is told to say."""
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * frame % 2**32, frame % 2**16, bits)
    data = struct.pack("<4sI", b"data", len(body) if length is None else length) + body
    inside = b"WAVE" + struct.pack("<4sI", b"fmt ", len(form)) + form + data
    return b"RIFF" + struct.pack("<I", len(inside) % 2**32) + inside


def pcm(seconds: float = 2.0) -> bytes:
    return (voice(seconds) * 32767).astype("<i2").tobytes()


def likeness(found: Samples, rate: int, wanted: Samples) -> float:
    """Return the best normalised correlation of two sounds, 1 for the same."""
    if rate != RATE:
        found = resample_poly(found, RATE, rate)
    match = correlate(found, wanted, method="fft")
    return float(np.abs(match).max() / (np.linalg.norm(found) * np.linalg.norm(wanted)))


def _ffmpeg(*arguments: str) -> bytes:
    program = imageio_ffmpeg.get_ffmpeg_exe()
    return subprocess.run(
        [program, "-nostdin", "-hide_banner", "-loglevel", "error", *arguments],
        check=True,
        capture_output=True,
        timeout=PATIENCE_S,
    ).stdout

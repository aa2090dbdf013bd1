"""What a clip's file says about itself: made by AI or by people, by which voice, when.

Luật Trí tuệ nhân tạo 134/2025/QH15, Điều 11: sound made by AI carries a machine-readable mark.
It stands in the LIST/INFO chunk of the WAV file, in the comment (ICMT).
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import soundfile

from broadcaster import __version__
from broadcaster.clock import local
from broadcaster.errors import SpeechFailed

SOFTWARE = f"broadcaster {__version__}"


@dataclass(frozen=True)
class Mark:
    """The origin of a sound; `date` is when it was made, in Vietnam's time, ISO 8601."""

    ai_generated: bool
    engine: str
    voice: str
    version: str
    date: str
    title: str = ""

    def comment(self) -> str:
        """Return the mark as the text that stands in the file."""
        fields = {
            "ai_generated": "true" if self.ai_generated else "false",
            "engine": self.engine,
            "voice": self.voice,
            "version": self.version,
            "date": self.date,
        }
        return "; ".join(f"{key}={_plain(value)}" for key, value in fields.items())


def mark_date(moment: datetime) -> str:
    """Return the moment as a mark shows it."""
    return local(moment).isoformat(timespec="seconds")


def write_mark(file: Any, mark: Mark) -> None:
    """Put the mark into an open `soundfile.SoundFile`, before its first sample."""
    file.comment = mark.comment()
    if title := _plain(mark.title):
        file.title = title
    file.date = mark.date
    file.software = SOFTWARE


def read_mark(path: Path) -> Mark:
    """Return the mark of a clip. Raises `SpeechFailed` if the file carries none."""
    try:
        with soundfile.SoundFile(path) as file:
            strings = file.copy_metadata()
    except (soundfile.LibsndfileError, OSError) as error:
        raise _unmarked(path) from error
    fields = dict(
        field.split("=", 1) for field in strings.get("comment", "").split("; ") if "=" in field
    )
    if fields.get("ai_generated") not in {"true", "false"}:
        raise _unmarked(path)
    return Mark(
        ai_generated=fields["ai_generated"] == "true",
        engine=fields.get("engine", ""),
        voice=fields.get("voice", ""),
        version=fields.get("version", ""),
        date=fields.get("date", ""),
        title=strings.get("title", ""),
    )


def _plain(value: str) -> str:
    """Return the value without what separates fields and lines."""
    return " ".join(value.replace(";", ",").replace("\0", " ").split())


def _unmarked(path: Path) -> SpeechFailed:
    return SpeechFailed(
        f"{path} says nothing about where its sound comes from; render it again",
        f"Tệp {path.name} không ghi nguồn gốc âm thanh; hãy tạo lại.",
    )

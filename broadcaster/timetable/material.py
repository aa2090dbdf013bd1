"""What a rundown can be made of: approved items, their clips, tunes and spoken words on disk."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import soundfile
from sqlmodel import Session, col, select

from broadcaster.clock import local
from broadcaster.errors import NotFound
from broadcaster.newsroom import Airable, airable
from broadcaster.speech import Clip, clip_of, sound_to_air, text_source
from broadcaster.station import Station
from broadcaster.timetable.entries import Sounds
from broadcaster.timetable.feeds import FALLBACK_TUNE
from broadcaster.timetable.models import PlannedEntry, Slot, SlotState
from broadcaster.timetable.notation import is_sound_name
from broadcaster.timetable.programmes import Chime, Programme, Relay, Section, Tune
from broadcaster.timetable.rundown import STING
from broadcaster.timetable.selection import AiredCount, Candidate, ReadySound
from broadcaster.timetable.wording import announcement_texts

NEVER = AiredCount(0, None)
LOST = "tệp tiếng không còn nguyên trên đĩa; hãy tạo lại giọng đọc"
_SAMPLE_BYTES = 2
_REMEMBERED = 64


class Material:
    """Looks at the store and the disk for one or several rundowns; each thing is looked at once."""

    def __init__(
        self, session: Session, station: Station, days: tuple[date, date] | None = None
    ) -> None:
        """Keep what to ask; nothing is read yet.

        With `days`, the first and last that will be asked about, their items are read at once.
        """
        self._session = session
        self._station = station
        self._days = days
        self._clips: dict[str, Clip | None] = {}
        self._tunes: dict[str, ReadySound | None] = {}
        self._ready: dict[str, ReadySound | None] = {}
        self._approved: dict[str, Clip | None] = {}
        self._airable: dict[date, list[Airable]] = {}
        self._of_days: list[Airable] | None = None
        self._elsewhere: list[tuple[int, Slot]] | None = None

    def sounds(self, programme: Programme) -> Sounds:
        """Return the tunes, chimes and spoken words of the programme that are at hand."""
        names = {part.tune for part in programme.rundown if isinstance(part, Tune)}
        names |= {part.chime for part in programme.rundown if isinstance(part, Chime)}
        names |= {STING for part in programme.rundown if isinstance(part, Section) and part.sting}
        relays = [part for part in programme.rundown if isinstance(part, Relay)]
        names |= {part.filler for part in relays if part.filler and is_sound_name(part.filler)}
        names |= {FALLBACK_TUNE for _ in relays}
        tunes = {name: self._tune(name) for name in names}
        texts = announcement_texts([replace(programme, enabled=True)], self._station.name)
        words = {text: self._sound(self._clip(text_source(text))) for text in texts}
        return Sounds(
            {name: sound for name, sound in tunes.items() if sound is not None},
            {text: sound for text, sound in words.items() if sound is not None},
            tuple(self._fillers(programme.fill)),
        )

    def _fillers(self, fill: str) -> Iterator[tuple[str, ReadySound]]:
        """Give the pieces that fill a short slot of the programme, in the order of their names."""
        kind, _, name = fill.partition(":")
        names = [name] if kind == "tune" else []
        if kind == "folder":
            folder = self._station.home / "audio_assets" / name
            names = sorted(f"{name}/{file.stem}" for file in folder.glob("*.wav"))
        for each in names:
            sound = self._tune(each)
            if sound is not None:
                yield f"Nhạc phát thêm: {each.rpartition('/')[2]}", sound

    def candidates(
        self, day: date, aired: Mapping[int, AiredCount], *, slot_id: int | None
    ) -> list[Candidate]:
        """Return the items approved for that day, seen from the slot of that id.

        Items whose wanted airings were used up before the day before are history and not named.
        """
        elsewhere = self._on_air_elsewhere(slot_id)
        return [
            self._candidate(item, aired.get(item.news_id, NEVER), elsewhere.get(item.news_id, ""))
            for item in self._airable_on(day)
            if not _long_done(item, aired.get(item.news_id, NEVER), day)
        ]

    def _airable_on(self, day: date) -> list[Airable]:
        if day not in self._airable:
            if self._days is None:
                self._airable[day] = airable(self._session, day)
            else:
                if self._of_days is None:
                    self._of_days = airable(self._session, *self._days)
                self._airable[day] = [item for item in self._of_days if _valid_on(item, day)]
        return self._airable[day]

    def _candidate(self, item: Airable, count: AiredCount, on_air_in: str) -> Candidate:
        clip = self._clip_to_air(item)
        sound = self._sound(clip)
        return Candidate(
            **vars(item),
            sound=sound,
            no_sound=LOST if clip is not None and sound is None else "",
            aired=count.times,
            planned=count.planned,
            last_aired=count.last,
            on_air_in=on_air_in,
        )

    def _on_air_elsewhere(self, slot_id: int | None) -> dict[int, str]:
        """Return the items in frozen rundowns of other slots that are on air, and which slot."""
        if self._elsewhere is None:
            rows = self._session.exec(
                select(PlannedEntry.news_id, Slot)
                .join(Slot, col(Slot.id) == col(PlannedEntry.slot_id))
                .where(Slot.state == SlotState.ON_AIR, col(PlannedEntry.news_id).is_not(None))
            )
            self._elsewhere = [(news_id, slot) for news_id, slot in rows if news_id is not None]
        return {
            news_id: f"“{slot.name}” lúc {local(slot.planned_at):%H:%M}"
            for news_id, slot in self._elsewhere
            if slot.id != slot_id
        }

    def _clip(self, source_sha256: str) -> Clip | None:
        if source_sha256 not in self._clips:
            self._clips[source_sha256] = clip_of(self._session, source_sha256)
        return self._clips[source_sha256]

    def _clip_to_air(self, item: Airable) -> Clip | None:
        """Return the sound that was approved, or one of its words: never another reading of it."""
        if not item.clip:
            return self._clip(item.content_sha256)
        if item.clip not in self._approved:
            self._approved[item.clip] = self._session.get(Clip, item.clip)
        clip = self._approved[item.clip]
        if clip is None or self._sound(clip) is not None:
            return clip
        return sound_to_air(self._session, self._station, item.content_sha256, clip)

    def _sound(self, clip: Clip | None) -> ReadySound | None:
        """Return the clip as a sound; None if it is not on disk in its whole length.

        The content itself is compared with its SHA-256 by the player, just before air.
        """
        if clip is None:
            return None
        if clip.key not in self._ready:
            self._ready[clip.key] = self._looked_for(clip)
        return self._ready[clip.key]

    def _looked_for(self, clip: Clip) -> ReadySound | None:
        if not _is_whole(self._station.home / clip.path, clip):
            return None
        return ReadySound(
            file=clip.path,
            sha256=clip.sha256,
            duration_s=clip.duration_s,
            clip=clip.key,
            voice=f"{clip.engine} {clip.voice}" if clip.ai_generated else "",
            ai_generated=clip.ai_generated,
        )

    def _tune(self, name: str) -> ReadySound | None:
        if name not in self._tunes:
            self._tunes[name] = tune_at_hand(self._station, name)
        return self._tunes[name]


def _valid_on(item: Airable, day: date) -> bool:
    return (item.valid_from is None or item.valid_from <= day) and (
        item.valid_until is None or item.valid_until >= day
    )


def _long_done(item: Airable, count: AiredCount, day: date) -> bool:
    used_up = count.times + count.planned >= item.airings
    return used_up and (count.last is None or count.last < day - timedelta(days=1))


def _is_whole(path: Path, clip: Clip) -> bool:
    try:
        return path.stat().st_size >= clip.duration_s * clip.sample_rate * _SAMPLE_BYTES
    except OSError:
        return False


def tune_at_hand(station: Station, name: str) -> ReadySound | None:
    """Return the station's sound of that name, or ours; None if it cannot be played."""
    try:
        path = station.sound(name)
        stat = path.stat()
        sha256, duration_s = _looked_at(path, stat.st_mtime_ns, stat.st_size)
    except (NotFound, OSError, soundfile.SoundFileError):
        return None
    if duration_s <= 0:
        return None
    return ReadySound(file=f"audio_assets/{name}.wav", sha256=sha256, duration_s=duration_s)


@lru_cache(maxsize=_REMEMBERED)
def _looked_at(path: Path, mtime_ns: int, size: int) -> tuple[str, float]:
    """Return the SHA-256 and the seconds of a sound file; the key tells when it changed."""
    del mtime_ns, size
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return sha256, float(soundfile.info(path).duration)

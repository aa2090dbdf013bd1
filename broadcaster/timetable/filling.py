"""What fills in: for a lost relay spare items, then a tune; for a slot too short, music. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from broadcaster.timetable.entries import Entry
from broadcaster.timetable.feeds import FALLBACK_TUNE, Filler, RelayFeed
from broadcaster.timetable.models import EntryKind
from broadcaster.timetable.programmes import Relay
from broadcaster.timetable.selection import Candidate, ReadySound, minutes
from broadcaster.timetable.shapes import Shape

MOST_NEWS = 10
MOST_PIECES = 200
LEAST_PIECE_S = 5.0
FILLER_FADE_IN_S = 1.0
FILLER_FADE_OUT_S = 3.0

_TUNE_TITLES = {"opening": "Nhạc hiệu mở đầu", "closing": "Nhạc hiệu kết thúc"}


def feed_of(
    relay: Relay,
    news: Iterable[tuple[Candidate, ReadySound]],
    tunes: Mapping[str, ReadySound],
) -> str:
    """Return, as JSON, where the relay's sound comes from and what fills in where it is lost.

    `news` are items that may air and found no place in the slot, in their order; of the tunes
    the planned filler comes first, the opening tune last.
    """
    names = dict.fromkeys(name for name in (relay.filler, FALLBACK_TUNE) if name)
    feed = RelayFeed(
        sources=relay.sources,
        news=tuple(_news(candidate, sound) for candidate, sound in news)[:MOST_NEWS],
        tunes=tuple(_tune(name, tunes[name]) for name in names if name in tunes),
    )
    return feed.as_json()


def filled_up(
    entries: Sequence[Entry],
    place: int,
    fillers: Sequence[tuple[str, ReadySound]],
    short_s: float,
    day: date,
    notes: list[str],
) -> tuple[Entry, ...]:
    """Return the entries with `short_s` seconds of music put in before entry `place`.

    One piece is repeated; of several each is heard in turn, another first on each day. The last
    one ends with a fade. Adds what was done to the notes (Vietnamese).
    """
    if not fillers:
        notes.append(f"buổi phát thiếu {minutes(short_s)} mà không có nhạc để phát thêm")
        return tuple(entries)
    before, behind = list(entries[:place]), list(entries[place:])
    begin = behind[0].offset_s if behind else _end(before)
    pieces = _pieces(fillers, short_s, day)
    offset = begin
    for title, sound, length_s in pieces:
        before.append(_piece(title, sound, offset, length_s))
        offset = round(offset + length_s, 6)
    shift = offset - begin
    moved = [replace(e, offset_s=round(e.offset_s + shift, 6)) for e in behind]
    notes.append(f"buổi phát thiếu {minutes(short_s)} nên phát thêm nhạc")
    return (*before, *moved)


def _pieces(
    fillers: Sequence[tuple[str, ReadySound]], short_s: float, day: date
) -> list[tuple[str, ReadySound, float]]:
    if len(fillers) == 1:
        return [(*fillers[0], short_s)]
    found: list[tuple[str, ReadySound, float]] = []
    at, left = day.toordinal(), short_s
    while left >= LEAST_PIECE_S and len(found) < MOST_PIECES:
        title, sound = fillers[at % len(fillers)]
        length_s = min(sound.duration_s, left)
        found.append((title, sound, length_s))
        left -= length_s
        at += 1
    return found


def _piece(title: str, sound: ReadySound, offset: float, length_s: float) -> Entry:
    return Entry(
        kind=EntryKind.TUNE,
        title=title,
        file=sound.file,
        clip_sha256=sound.sha256,
        offset_s=offset,
        planned_s=length_s,
        shape=Shape(
            length_s=length_s,
            fade_in_s=min(FILLER_FADE_IN_S, length_s / 4),
            fade_out_s=min(FILLER_FADE_OUT_S, length_s / 4),
            filler=True,
        ),
    )


def _end(entries: Sequence[Entry]) -> float:
    return max((entry.offset_s + entry.planned_s for entry in entries), default=0.0)


def tune_title(name: str) -> str:
    """Return what the log calls a tune."""
    return _TUNE_TITLES.get(name, f"Nhạc hiệu {name}")


def _news(candidate: Candidate, sound: ReadySound) -> Filler:
    return Filler(
        title=candidate.title,
        file=sound.file,
        clip_sha256=sound.sha256,
        planned_s=sound.duration_s,
        news_id=candidate.news_id,
        revision=candidate.revision,
        content_sha256=candidate.content_sha256,
        voice=sound.voice,
        ai_generated=sound.ai_generated,
        clip=sound.clip,
    )


def _tune(name: str, sound: ReadySound) -> Filler:
    return Filler(
        title=tune_title(name),
        file=sound.file,
        clip_sha256=sound.sha256,
        planned_s=sound.duration_s,
    )

"""What is heard in place of a relay: spare items of a section, each once, then a tune. Pure."""

from collections.abc import Iterable, Mapping

from broadcaster.timetable.feeds import FALLBACK_TUNE, Filler, RelayFeed
from broadcaster.timetable.programmes import Relay
from broadcaster.timetable.selection import Candidate, ReadySound

MOST_NEWS = 10

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

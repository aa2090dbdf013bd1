"""Where the sound of an entry comes from that is not on disk: a relay. Pure.

In a frozen rundown it stands as JSON beside the entry, so that what is on air is a snapshot.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

FALLBACK_TUNE = "opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filler:
    """A sound that may be heard in place of a relay; `news_id` and what follows for a news item."""

    title: str
    file: str
    clip_sha256: str
    planned_s: float
    news_id: int | None = None
    revision: int | None = None
    content_sha256: str | None = None
    voice: str = ""
    ai_generated: bool = False
    clip: str | None = None


@dataclass(frozen=True, slots=True)
class RelayFeed:
    """The sources of a relay, the best first; news items to fill in, each once; tunes after them.

    Of the tunes the first one that can be played is repeated as long as there is no source.
    """

    sources: tuple[str, ...]
    news: tuple[Filler, ...] = ()
    tunes: tuple[Filler, ...] = ()

    def as_json(self) -> str:
        """Return the feed as it is stored in a frozen rundown."""
        return json.dumps({"relay": asdict(self)}, ensure_ascii=False, sort_keys=True)


def relay_feed(text: str) -> RelayFeed:
    """Return the feed that `as_json` wrote; `ValueError` or `KeyError` if it is none."""
    values: dict[str, Any] = json.loads(text)["relay"]
    return RelayFeed(
        sources=tuple(values["sources"]),
        news=tuple(Filler(**filler) for filler in values["news"]),
        tunes=tuple(Filler(**filler) for filler in values["tunes"]),
    )

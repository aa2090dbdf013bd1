"""Written administrative Vietnamese becomes the words a voice should say."""

from typing import TYPE_CHECKING

from broadcaster.exports import on_demand

if TYPE_CHECKING:
    from broadcaster.speech.spoken.aloud import SpokenBlock, spoken_blocks
    from broadcaster.speech.spoken.pipeline import doubts, explain, spoken_form
    from broadcaster.speech.spoken.prosody import DEFAULT_MAX_CHARS, Segment, segments
    from broadcaster.speech.spoken.reading import DEFAULT, Reading
    from broadcaster.speech.spoken.spans import DOUBT_BELOW, Kind, Span
else:
    __getattr__ = on_demand(
        __name__,
        {
            "aloud": "SpokenBlock spoken_blocks",
            "pipeline": "doubts explain spoken_form",
            "prosody": "DEFAULT_MAX_CHARS Segment segments",
            "reading": "DEFAULT Reading",
            "spans": "DOUBT_BELOW Kind Span",
        },
    )

__all__ = [
    "DEFAULT",
    "DEFAULT_MAX_CHARS",
    "DOUBT_BELOW",
    "Kind",
    "Reading",
    "Segment",
    "Span",
    "SpokenBlock",
    "doubts",
    "explain",
    "segments",
    "spoken_blocks",
    "spoken_form",
]

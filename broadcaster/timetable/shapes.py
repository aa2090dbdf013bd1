"""How an entry is heard: whole or in part, with fades, under the words behind it. Pure.

In a frozen rundown it stands as JSON beside the entry, so that what is on air is a snapshot.
"""

import json
from dataclasses import asdict, dataclass

UNDER_DB = -14.0
DUCKING_S = 1.0
BED_FADE_S = 2.0
LEAST_UNDER_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a sound is heard. Lengths in seconds, from the sound's own beginning.

    `length_s` is how much of it is heard; None for all. `lead_s`: the next entry begins so long
    after this one, and this one goes on under it. A `filler` takes the time that is left, over
    and over if need be. A `cuttable` item may end at a pause between sentences.
    """

    length_s: float | None = None
    fade_in_s: float = 0.0
    fade_out_s: float = 0.0
    lead_s: float | None = None
    filler: bool = False
    cuttable: bool = False

    def as_json(self) -> str:
        """Return the shape as it is stored in a frozen rundown; a plain one is empty."""
        if self == PLAIN:
            return ""
        told = {name: value for name, value in asdict(self).items() if value}
        if self.lead_s is not None:
            told["lead_s"] = self.lead_s
        return json.dumps(told, sort_keys=True)


PLAIN = Shape()


def shape_of(text: str) -> Shape:
    """Return the shape that `as_json` wrote; `ValueError` or `TypeError` if it is none."""
    return Shape(**json.loads(text)) if text else PLAIN


def under_words(
    sound_s: float, words_s: float, *, alone_s: float, fade_in_s: float, fade_out_s: float
) -> Shape | None:
    """Return how a tune is heard alone for `alone_s` and then on under words; None if too short.

    It goes on, quieter, until the words end, or until it ends itself; there it fades out.
    """
    lead_s = max(0.0, alone_s)
    length_s = min(sound_s, lead_s + words_s)
    if length_s - lead_s < LEAST_UNDER_S:
        return None
    return Shape(
        length_s=round(length_s, 6),
        lead_s=lead_s,
        fade_in_s=fade_in_s,
        fade_out_s=min(fade_out_s or BED_FADE_S, length_s - lead_s),
    )

"""Decisions about time: what still fits into a slot, and where what plays ends. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from broadcaster.playout.air import AirItem, Laid, Show
from broadcaster.playout.live.sound import Looped
from broadcaster.playout.sounds.pauses import ending_before
from broadcaster.timetable import EntryKind

NEWS = frozenset({EntryKind.ITEM, EntryKind.RELAY, EntryKind.LIVE})
LEAST_FILLER_S = 5.0
LEAST_CUT_S = 20.0
LEAST_CLOSING_S = 3.0
FULL = "buổi phát không còn chỗ trống để phát thêm nhạc"


def fit(pending: Sequence[AirItem], room: int, rate: int) -> tuple[list[AirItem], list[AirItem]]:
    """Return what of `pending` is kept and what is dropped so that it fits into `room` samples.

    1. Everything fits: everything is kept whole.
    2. Music that only fills is shortened or goes.
    3. Then news items go, those of yesterday first, the last first, until the rest fits: the
       greeting and the closing belong to the slot, and what stands early matters most. A relay
       ends earlier instead, as long as something of it is left. An item is cut at a pause
       between sentences instead, if its programme wants that or if no other news is left.
    4. If even that is too long, entries go from the front, so that the closing tune is heard;
       the last one is cut with a fade if something of it is left.
    """
    kept = {place: item.whole() for place, item in enumerate(pending)}
    dropped: dict[int, AirItem] = {}

    def too_long() -> int:
        return length_of(list(kept.values())) - room

    for place in _going(kept):
        if too_long() <= 0:
            break
        item = kept[place]
        others = [each for at, each in kept.items() if at != place]
        shorter = _shorter(item, item.remaining - too_long(), others, rate)
        if shorter is None:
            dropped[place] = kept.pop(place)
        else:
            kept[place] = shorter
    while kept and too_long() > 0:
        place, item = next(iter(kept.items()))
        if len(kept) == 1 and not (item.relayed or item.live) and room >= LEAST_CLOSING_S * rate:
            kept[place] = replace(item, ends_at=item.offset + room, release=rate)
            break
        dropped[place] = kept.pop(place)
    return list(kept.values()), [dropped[place] for place in sorted(dropped)]


def fill(item: AirItem, show: Show, begins: datetime, rate: int) -> AirItem | None:
    """Return the item; music that fills as long as there is room for it, None if it is not needed.

    The last filler of a slot takes all the time that what is behind it does not need, over and
    over if need be; the others are not longer than they are.
    """
    if not item.filler:
        return item
    wanted = time_to_fill(show, begins, rate)
    if wanted < LEAST_FILLER_S * rate:
        return None
    sound = item.sound.sound if isinstance(item.sound, Looped) else item.sound
    length = item.offset + wanted
    if any(each.filler for each in show.pending):
        length = min(length, sound.frames)
    looped = Looped(sound, length) if length > sound.frames else sound
    return replace(item, sound=looped, length=length)


def time_to_fill(show: Show, begins: datetime, rate: int) -> int:
    """Return how many samples from `begins` on music may fill: what is behind it needs the rest."""
    room = round((show.end - begins).total_seconds() * rate)
    return room - length_of([each for each in show.pending if not each.filler])


def ending_of(playing: Laid | None, at: int, soonest: int, rate: int) -> tuple[int, int]:
    """Return where what plays ends for a slot that begins at sample `at`, and its fade.

    It ends at a pause of the last seconds, so that no sentence is broken off; without one it
    fades out before the second.
    """
    if playing is None or not playing.placed or not playing.start < soonest < at < playing.end:
        return at, 0
    shift = playing.start - playing.item.offset
    search_s = (at - soonest) / rate
    ending = ending_before(playing.item.sound, at - shift, rate, search_s=search_s)
    return ending.at + shift, ending.fade


def length_of(items: Sequence[AirItem]) -> int:
    """Return how many samples the items last, one behind the other or over one another."""
    at = end = 0
    for item in items:
        end = max(end, at + item.to_hear)
        at += item.until_next
    return end


def _going(items: Mapping[int, AirItem]) -> list[int]:
    """Return the places of what may go, first the one that matters least."""
    backwards = sorted(items, reverse=True)
    fillers = [place for place in backwards if items[place].filler]
    news = [place for place in backwards if _is_news(items[place])]
    return [*fillers, *sorted(news, key=lambda place: not items[place].repeat)]


def _is_news(item: AirItem) -> bool:
    return not item.filler and (item.kind in NEWS or item.relayed is not None)


def _shorter(item: AirItem, left: int, others: Sequence[AirItem], rate: int) -> AirItem | None:
    """Return the item with `left` samples still to be heard at most; None if it goes wholly."""
    if item.relayed or item.live:
        return item.shortened(item.remaining - left) if left > 0 else None
    if item.filler:
        return replace(item, length=item.offset + left) if left >= LEAST_FILLER_S * rate else None
    if left < LEAST_CUT_S * rate or (not item.cuttable and any(map(_is_news, others))):
        return None
    at, release = ending_before(item.sound, item.offset + left, rate)
    if at - item.offset < LEAST_CUT_S * rate / 2:
        return None
    return replace(item, ends_at=at, release=release)

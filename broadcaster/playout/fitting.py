"""Decisions about time: what still fits into a slot, and whether a late one may still air."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from broadcaster.playout.air import AirItem, Laid, Show, SlotPlan
from broadcaster.playout.live_sound import Looped
from broadcaster.playout.pauses import ending_before
from broadcaster.timetable import EntryKind

NEWS = frozenset({EntryKind.ITEM, EntryKind.RELAY})
LEAST_USEFUL_S = 5.0
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
    kept = [item.whole() for item in pending]
    dropped: list[AirItem] = []

    def drop(item: AirItem) -> None:
        kept.remove(item)
        dropped.append(item)

    for item in _going(kept):
        too_long = length_of(kept) - room
        if too_long <= 0:
            break
        least = LEAST_FILLER_S if item.filler else LEAST_CUT_S
        left = item.remaining - too_long
        if item.relayed and left > 0:
            kept[kept.index(item)] = item.shortened(too_long)
        elif item.filler and left >= least * rate:
            kept[kept.index(item)] = replace(item, length=item.offset + left)
        elif _may_be_cut(item, kept) and left >= least * rate:
            ended = _ended(item, item.offset + left, rate)
            if ended is None:
                drop(item)
            else:
                kept[kept.index(item)] = ended
        else:
            drop(item)
    while kept and length_of(kept) > room:
        if len(kept) == 1 and not kept[0].relayed and room >= LEAST_CLOSING_S * rate:
            kept[0] = replace(kept[0], ends_at=kept[0].offset + room, release=rate)
            break
        drop(kept[0])
    order = {id(item): place for place, item in enumerate(pending)}
    return kept, sorted(dropped, key=lambda item: order.get(id(item), 0))


def fill(item: AirItem, show: Show, begins: datetime, rate: int) -> AirItem | None:
    """Return the item; music that fills as long as there is room for it, None if it is not needed.

    The last filler of a slot takes all the time that what is behind it does not need, over and
    over if need be; the others are not longer than they are.
    """
    if not item.filler:
        return item
    room = round((show.end - begins).total_seconds() * rate)
    wanted = room - length_of([each for each in show.pending if not each.filler])
    if wanted < LEAST_FILLER_S * rate:
        return None
    sound = item.sound.sound if isinstance(item.sound, Looped) else item.sound
    length = item.offset + wanted
    if any(each.filler for each in show.pending):
        length = min(length, sound.frames)
    looped = Looped(sound, length) if length > sound.frames else sound
    return replace(item, sound=looped, length=length)


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


def too_late(plan: SlotPlan, now: datetime, limit_s: float) -> str | None:
    """Return why a slot that has not begun by `now` must be given up; None if it may begin."""
    late = now - plan.planned_at
    if late > timedelta(seconds=limit_s):
        return f"trễ {round(late.total_seconds() / 60)} phút, quá mức cho phép"
    if now + timedelta(seconds=LEAST_USEFUL_S) >= plan.limit:
        return "đã hết giờ của buổi phát"
    return None


def _going(items: Sequence[AirItem]) -> list[AirItem]:
    """Return what may go, first the one that matters least."""
    backwards = list(reversed(items))
    fillers = [item for item in backwards if item.filler]
    news = [item for item in backwards if item.kind in NEWS or item.relayed]
    return [*fillers, *sorted(news, key=lambda item: not item.repeat)]


def _may_be_cut(item: AirItem, kept: Sequence[AirItem]) -> bool:
    if item.filler or item.relayed:
        return False
    others = any(each is not item and (each.kind in NEWS or each.relayed) for each in kept)
    return item.cuttable or not others


def _ended(item: AirItem, limit: int, rate: int) -> AirItem | None:
    """Return the item, ending at a pause before sample `limit` of it; None if too little is left.

    A sound that is told in part is `ends_at` long; its row will say that it was cut.
    """
    at, release = ending_before(item.sound, limit, rate)
    if at - item.offset < LEAST_CUT_S * rate / 2:
        return None
    return replace(item, ends_at=at, release=release)

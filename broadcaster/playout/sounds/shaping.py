"""How an item is heard: its fades, under words, in part, how loud in which zone. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from broadcaster.playout.air import AirItem, Laid
from broadcaster.playout.live.sound import Looped
from broadcaster.playout.sounds.mixer import Segment, gain_of
from broadcaster.timetable import DUCKING_S, UNDER_DB, EntryKind, Shape, Volume, volume_told

GLIDE_S = 3.0
"""How long the volume takes to become another one at the edge of quiet hours."""


def shaped(item: AirItem, shape: Shape, rate: int) -> AirItem:
    """Return the item as its planned shape wants it heard; `rate` is in samples a second."""

    def samples(seconds: float) -> int:
        return round(seconds * rate)

    length = None if shape.length_s is None else samples(shape.length_s)
    sound = item.sound
    if length is not None and length > sound.frames > 0:
        sound = Looped(sound, length)
    return replace(
        item,
        sound=sound,
        length=length,
        lead=None if shape.lead_s is None else samples(shape.lead_s),
        ducking=samples(DUCKING_S),
        fade_in=samples(shape.fade_in_s),
        fade_out=samples(shape.fade_out_s),
        filler=shape.filler,
        cuttable=shape.cuttable,
    )


def voiced(item: AirItem, volume: Volume, zones: Sequence[str], at: datetime, rate: int) -> AirItem:
    """Return the item as loud as it is to be in each zone when it begins at that moment.

    Where quiet hours begin or end while it is heard, its volume glides to the new one from that
    second on. `zones` are those of its programme. What is heard at once because of danger, or to
    practise that, is heard everywhere at full volume.
    """
    loud = item.kind in {EntryKind.EMERGENCY, EntryKind.DRILL}
    end = at + timedelta(seconds=item.remaining / rate)
    first, *changes = volume.steps(zones, at, end, emergency=loud)
    if not first.percents:
        return replace(item, levels=(), gliding=(), volume=None)
    levels = volume.levels(first.percents)
    gliding: list[tuple[int, tuple[float, ...]]] = []
    before = levels
    for change in changes:
        place = round((change.since - at).total_seconds() * rate)
        if gliding:
            place = max(place, gliding[-1][0])
        after = volume.levels(change.percents)
        gliding += [(place, before), (place + round(GLIDE_S * rate), after)]
        before = after
    return replace(
        item, levels=levels, gliding=tuple(gliding), volume=volume_told([first, *changes])
    )


def joined(items: Sequence[AirItem]) -> list[AirItem]:
    """Return the items; one that should go on under words that are not there is heard alone."""
    found = []
    for item, behind in zip(items, [*items[1:], None], strict=False):
        words = (
            behind is not None
            and behind.kind is EntryKind.ANNOUNCEMENT
            and (behind.position or 0) - (item.position or 0) == 1
        )
        found.append(item if item.lead is None or words else replace(item, lead=None))
    return found


def segment_of(laid: Laid, fade: int) -> Segment:
    """Return the stretch of the timeline in which what was laid is heard.

    Where it is not heard to its end, and no ramp is planned for that, it fades over `fade` samples.
    """
    item = laid.item
    envelope: tuple[tuple[int, float], ...] = ()
    if item.lead is not None:
        down = item.lead - item.offset
        envelope = ((down - min(item.ducking, item.lead), 1.0), (down, gain_of(UNDER_DB)))
    length = laid.end - laid.start
    ramp = fade if item.ends_at is None else item.release
    return Segment(
        sound=item.sound,
        start=laid.start,
        length=length,
        offset=item.offset,
        fade_in=0 if item.offset else item.fade_in,
        fade_out=item.fade_out,
        fades_at=item.remaining,
        envelope=envelope,
        release=min(ramp, length) if length < item.remaining else 0,
        levels=item.levels,
        gliding=item.gliding,
    )

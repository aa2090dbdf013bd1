"""Where live sound comes from on this station: relays as items, and their sources opened."""

import logging
from dataclasses import replace
from datetime import datetime

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.playout.air import AirItem, Relayed, SlotPlan
from broadcaster.playout.desk.quarantine import Reading
from broadcaster.playout.live.carriage import OpenSource
from broadcaster.playout.live.commands import input_command, is_playlist, shown, stream_command
from broadcaster.playout.live.levelling import Leveller
from broadcaster.playout.live.sound import BEGINS_AT_S, HOLDS_S, Expected, LiveSound, Source
from broadcaster.playout.live.source import LiveSource
from broadcaster.playout.sounds.files import (
    COPIES,
    HeldSound,
    load_sound,
    load_tune,
    require_whole,
    sound_path,
)
from broadcaster.station import Station
from broadcaster.timetable import EntryKind, Filler, PlannedEntry, relay_feed

LINE = "line:"
PLAYLIST_HOLDS_S = 25.0
SILENCE_S = 10.0

_log = logging.getLogger(__name__)


def relay_item(
    station: Station, plan: SlotPlan, entry: PlannedEntry, planned_at: datetime, reading: Reading
) -> AirItem:
    """Return the relay as the director sees it, with the sounds that may fill in."""
    feed = relay_feed(entry.feed)
    news = [_filler(station, plan, filler, EntryKind.ITEM, reading) for filler in feed.news]
    tunes = [_filler(station, plan, filler, EntryKind.TUNE, reading) for filler in feed.tunes]
    nothing = AirItem(
        kind=EntryKind.TUNE,
        title="im lặng",
        sound=Expected(round(SILENCE_S * station.sample_rate)),
    )
    return replace(
        _expected(station, plan, entry, planned_at, EntryKind.RELAY),
        relayed=Relayed(
            title=entry.title,
            sources=feed.sources,
            news=tuple(item for item in news if item is not None),
            tune=next((item for item in tunes if item is not None), nothing),
        ),
    )


def live_item(
    station: Station, plan: SlotPlan, entry: PlannedEntry, planned_at: datetime
) -> AirItem:
    """Return a part that somebody will speak, as the director sees it."""
    return replace(_expected(station, plan, entry, planned_at, EntryKind.LIVE), live=True)


def opener(station: Station, clock: Clock, *, at_once: bool = False) -> OpenSource:
    """Return what opens a source: a stream of the internet, or an input of this machine.

    An input that is wanted `at_once` gathers nothing: who speaks is heard without delay.
    """
    rate, silence_s = station.sample_rate, station.relay_silence_s

    def open_source(source: str) -> Source:
        leveller = Leveller(
            rate, target_dbfs=station.loudness_lufs, ceiling_dbfs=station.true_peak_dbtp
        )
        if source.startswith(LINE):
            device = source.removeprefix(LINE).strip()
            begins_at_s = 0.0 if at_once else BEGINS_AT_S
            sound = LiveSound(clock, rate, begins_at_s=begins_at_s, silence_s=silence_s)
            return LiveSource(clock, source, lambda: input_command(device, rate), sound, leveller)
        holds_s = PLAYLIST_HOLDS_S if is_playlist(source) else HOLDS_S
        sound = LiveSound(clock, rate, holds_s=holds_s, silence_s=silence_s)
        return LiveSource(
            clock, shown(source), lambda: stream_command(source, rate), sound, leveller
        )

    return open_source


def _expected(
    station: Station, plan: SlotPlan, entry: PlannedEntry, planned_at: datetime, kind: EntryKind
) -> AirItem:
    """Return a part of a slot whose sound comes once it is on air."""
    return AirItem(
        kind=kind,
        title=entry.title,
        sound=Expected(round(entry.planned_s * station.sample_rate)),
        slot_id=plan.slot_id,
        slot=plan.name,
        position=entry.position,
        planned_at=planned_at,
    )


def _filler(
    station: Station, plan: SlotPlan, filler: Filler, kind: EntryKind, reading: Reading
) -> AirItem | None:
    """Return the filler with its sound; None if that is not whole any more, or is not opened."""
    try:
        with reading(filler.clip_sha256):
            sound = _sound_of(station, filler)
    except BroadcasterError as error:
        _log.warning("a filler cannot be played: %s", error)
        return None
    return AirItem(
        kind=kind,
        title=filler.title,
        sound=sound,
        slot_id=plan.slot_id,
        slot=plan.name,
        news_id=filler.news_id,
        revision=filler.revision,
        content_sha256=filler.content_sha256,
        voice=filler.voice,
        ai_generated=filler.ai_generated,
        clip=filler.clip,
        file=filler.file,
        sha256=filler.clip_sha256,
    )


def _sound_of(station: Station, filler: Filler) -> HeldSound:
    path = sound_path(station, filler.file)
    require_whole(path, filler.clip_sha256)
    if filler.clip is None:
        return load_tune(path, filler.clip_sha256, station.sample_rate, station.run / COPIES)
    return load_sound(path, station.sample_rate)

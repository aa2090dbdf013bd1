"""What the player says of itself, as plain JSON values."""

import os
from datetime import datetime
from typing import Any

from broadcaster.airlog import LogKeeper
from broadcaster.clock import Clock
from broadcaster.playout.air import Laid, SlotPlan
from broadcaster.playout.desk.desk import StationDesk
from broadcaster.playout.director import Director
from broadcaster.playout.output.deck import Deck
from broadcaster.playout.timekeeping import Doubt
from broadcaster.playout.waiting import silent_since, why_waits
from broadcaster.station import Station
from broadcaster.timetable import volume_steps

HANGS_AFTER_S = 5.0
"""A player makes a step each half second; `broadcaster run` kills one that made none for 8 s."""


def state_of(  # noqa: PLR0913 - one argument for each part that speaks
    station: Station,
    clock: Clock,
    director: Director,
    deck: Deck,
    desk: StationDesk,
    keeper: LogKeeper,
    *,
    last_step_s: float,
    output: str,
    output_open: bool,
    output_error: str,
    output_error_vi: str,
    output_lost_at: datetime | None,
    underruns: int,
    amplifier: dict[str, Any] | None,
    health: dict[str, Any],
    monitor: dict[str, Any] | None,
    live: dict[str, Any] | None,
    doubt: Doubt | None,
    interruptions: list[dict[str, Any]],
) -> dict[str, Any]:
    """Return the player's state: times as aware ISO 8601, lengths in seconds, level in dBFS.

    `last_step_s` is how long ago a step went well: who asks is answered by other threads.
    `level_dbfs` is None where nothing is open that could be heard.
    """
    error = director.last_start_error_s
    now, show = clock.now(), director.show
    coming = director.coming or desk.following()
    since = silent_since(show, now, lost_at=output_lost_at)
    awaited = None
    if coming:
        waits = why_waits(
            coming,
            now,
            clock_held=doubt is not None,
            alarming=director.interrupted,
            speaking=live is not None and live["slot_id"] is None,
            on_air=show,
            output_error=output_error,
        )
        awaited = {**_slot(coming), "waits": waits.vi, "waits_en": waits.en}
    return {
        "pid": os.getpid(),
        "at": now.isoformat(),
        "station": station.name,
        "last_step_s": round(last_step_s, 1),
        "hangs": last_step_s > HANGS_AFTER_S,
        "device": output,
        "output_open": output_open,
        "output_error": output_error,
        "output_error_vi": output_error_vi,
        "level_dbfs": round(deck.level_dbfs, 1) if output_open and deck.runs else None,
        "underruns": underruns,
        "amplifier": amplifier,
        "health": health,
        "monitor": monitor,
        "live": live,
        "timetable_held": doubt.vi if doubt else "",
        "timetable_held_en": doubt.en if doubt else "",
        "interruption": director.interrupted,
        "interruptions": interruptions,
        "on_air": _on_air(director.on_air, deck),
        "programme": show and {**_slot(show), "silent_since": since and since.isoformat()},
        "next": awaited,
        "last_start_error_ms": None if error is None else round(error * 1000, 2),
        "log_rows_waiting": keeper.waiting,
    }


def _on_air(laid: Laid | None, deck: Deck) -> dict[str, Any] | None:
    if laid is None:
        return None
    return {
        "entry": laid.entry,
        "kind": laid.item.kind.value,
        "title": laid.item.title,
        "slot": laid.item.slot,
        "news_id": laid.item.news_id,
        "revision": laid.item.revision,
        "voice": laid.item.voice,
        "volume": _volume(laid, deck),
        "started_at": deck.wall_of(laid.start).isoformat(),
        "position_s": round((deck.heard() - laid.start) / deck.rate, 1),
        "planned_s": round((laid.end - laid.start) / deck.rate, 1),
        "remaining_s": round((laid.end - deck.heard()) / deck.rate, 1),
    }


def _volume(laid: Laid, deck: Deck) -> dict[str, int] | None:
    """Return the percent by zone that holds now."""
    begin, now = deck.wall_of(laid.start), deck.wall_of(deck.heard())
    steps = volume_steps(laid.item.volume, begin)
    return next((step.percents for step in reversed(steps) if step.since <= max(now, begin)), None)


def _slot(plan: SlotPlan) -> dict[str, Any]:
    return {
        "slot_id": plan.slot_id,
        "title": plan.name,
        "slot": plan.name,
        "planned_at": plan.planned_at.isoformat(),
        "planned_s": plan.length_s,
    }

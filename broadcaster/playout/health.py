"""How the player fares, minute by minute: kept for some days, for the panel."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import psutil
from sqlalchemy import delete
from sqlmodel import Session, col, select

from broadcaster.clock import Clock
from broadcaster.playout.models import HealthMinute
from broadcaster.playout.output.deck import Deck
from broadcaster.playout.sounds.mixer import SILENT_DBFS

MINUTE_S = 60.0
KEPT = timedelta(days=3)
MOST_WAITING = 60
"""Rows that wait for a database that is away; older ones are let go."""

MIB = 2**20


class Health:
    """Measures the process and the stream, and makes of all heartbeats of a minute one row."""

    def __init__(self, clock: Clock, deck: Deck) -> None:
        """Nothing is measured yet."""
        self._clock = clock
        self._deck = deck
        self._process = psutil.Process()
        self._memory_mib = 0.0
        self._cpu_percent = 0.0
        self._seconds = self._seconds_used()
        self._measured_at = clock.monotonic()
        self._minute = Minute()
        self._began_at = clock.monotonic()
        self._waiting: list[HealthMinute] = []

    def measure(self) -> None:
        """Look how much memory and processor the player takes since this was asked before."""
        now, seconds = self._clock.monotonic(), self._seconds_used()
        self._memory_mib = self._process.memory_info().rss / MIB
        if now > self._measured_at:
            self._cpu_percent = 100 * (seconds - self._seconds) / (now - self._measured_at)
        self._measured_at, self._seconds = now, seconds

    def state(self) -> dict[str, Any]:
        """Return what was measured last, as plain JSON values."""
        return {
            "latency_ms": round(self._deck.latency_s * 1000, 1),
            "stalled": self._deck.stalled,
            "memory_mib": round(self._memory_mib, 1),
            "cpu_percent": round(self._cpu_percent, 1),
        }

    def note(self, state: dict[str, Any]) -> None:
        """Take in a heartbeat's state; with the minute's last one its row is made."""
        self._minute.add(state)
        if self._clock.monotonic() - self._began_at < MINUTE_S:
            return
        self._began_at = self._clock.monotonic()
        self._waiting = [*self._waiting, self._minute.row(self._clock.now())][-MOST_WAITING:]
        self._minute = Minute(before=self._minute)

    def write(self, session: Session) -> list[HealthMinute]:
        """Write the rows that wait, and remove what is older than `KEPT`; return them."""
        waiting = self._waiting
        for row in waiting:
            session.merge(row)
        if waiting:
            oldest = self._clock.now() - KEPT
            session.exec(delete(HealthMinute).where(col(HealthMinute.at) < oldest))
        return waiting

    def written(self, rows: Sequence[HealthMinute]) -> None:
        """Let go of the rows that are safe now."""
        self._waiting = [row for row in self._waiting if row not in rows]

    def _seconds_used(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)


class Minute:
    """What the heartbeats of one minute say together: the worst of each."""

    def __init__(self, before: "Minute | None" = None) -> None:
        """`before` is the minute before, from which the underruns go on."""
        self._states: list[dict[str, Any]] = []
        self._underruns_before = before.underruns_counted if before else 0
        self._start_before = before.last_start if before else None

    @property
    def underruns_counted(self) -> int:
        """What the speaker's count stood at in the end."""
        return int(self._states[-1]["underruns"]) if self._states else self._underruns_before

    @property
    def last_start(self) -> tuple[int, float] | None:
        """The slot that was last begun, to tell a new one."""
        starts = filter(None, map(_start_of, reversed(self._states)))
        return next(starts, self._start_before)

    def add(self, state: dict[str, Any]) -> None:
        """Take in one heartbeat."""
        self._states.append(state)

    def row(self, at: datetime) -> HealthMinute:
        """Return the minute that ends now. Levels in dBFS, sizes in MiB, shares in percent."""
        states = self._states
        last = states[-1]
        return HealthMinute(
            at=at,
            device=last["device"],
            on_air=any(state["on_air"] for state in states),
            output_open=all(state["output_open"] for state in states),
            stalled=any(state["health"]["stalled"] for state in states),
            output_error=_last([state["output_error"] for state in states]),
            amplifier_error=_last([(s.get("amplifier") or {}).get("error", "") for s in states]),
            level_dbfs=max(
                (s["level_dbfs"] for s in states if s["level_dbfs"] is not None),
                default=SILENT_DBFS,
            ),
            underruns=self._underruns(),
            latency_ms=max(state["health"]["latency_ms"] for state in states),
            start_error_ms=self._start_error_ms(),
            next_at=datetime.fromisoformat(last["next"]["planned_at"]) if last["next"] else None,
            memory_mib=max(state["health"]["memory_mib"] for state in states),
            cpu_percent=sum(s["health"]["cpu_percent"] for s in states) / len(states),
        )

    def _underruns(self) -> int:
        """Return how often it ran dry in this minute; the count begins anew with each opening."""
        total, before = 0, self._underruns_before
        for state in self._states:
            counted = int(state["underruns"])
            total += counted - before if counted >= before else counted
            before = counted
        return total

    def _start_error_ms(self) -> float | None:
        """Return the largest error of the slots that began in this minute; None if none did."""
        begun = dict(filter(None, map(_start_of, self._states)))
        if self._start_before:
            begun.pop(self._start_before[0], None)
        return max(begun.values(), key=abs, default=None)


def _last(words: Sequence[str]) -> str:
    """Return the last of the words that says something; empty if none does."""
    return next(filter(None, reversed(words)), "")


def _start_of(state: dict[str, Any]) -> tuple[int, float] | None:
    """Return the slot that is heard and how far from its second it began, in milliseconds."""
    error, programme, heard = state["last_start_error_ms"], state["programme"], state["on_air"]
    if error is None or not programme or not heard or heard["slot"] != programme["slot"]:
        return None
    return int(programme["slot_id"]), float(error)


def health_since(session: Session, moment: datetime) -> Sequence[HealthMinute]:
    """Return the minutes that ended after the moment, in order."""
    chosen = select(HealthMinute).where(col(HealthMinute.at) > moment)
    return session.exec(chosen.order_by(col(HealthMinute.at))).all()

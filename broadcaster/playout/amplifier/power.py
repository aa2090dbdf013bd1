"""The amplifier's power: what was decided is carried out in a thread of its own, and told.

The director's thread only looks and decides; it never waits for a relay. Whatever the switch
does, the air goes on.
"""

import json
import logging
import threading
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import psutil

from broadcaster.amplifier_settings import AmplifierSettings
from broadcaster.clock import Clock
from broadcaster.playout.air import Laid, SlotPlan
from broadcaster.playout.amplifier.decision import Power, Timing, is_wanted
from broadcaster.playout.amplifier.switch import Switch, SwitchFailed, switch_of

BACK_OFF_S = (1.0, 2.0, 5.0, 10.0, 30.0)
IDLE_S = 3600.0
ENDS_WITHIN_S = 5.0
LONG_AGO = float("-inf")

_log = logging.getLogger(__name__)


class Airing(Protocol):
    """What is asked of the director."""

    @property
    def wants_output(self) -> bool: ...  # noqa: D102 - see Director
    @property
    def on_air(self) -> Laid | None: ...  # noqa: D102 - see Director
    @property
    def interrupted(self) -> bool: ...  # noqa: D102 - see Director
    @property
    def show(self) -> SlotPlan | None: ...  # noqa: D102 - see Director
    @property
    def coming(self) -> SlotPlan | None: ...  # noqa: D102 - see Director


class AmplifierPower:
    """Wants the power on or off, has it switched, and knows since when it is there."""

    def __init__(
        self, clock: Clock, settings: AmplifierSettings, note: Path, switch: Switch | None = None
    ) -> None:
        """`note` keeps what was last switched, for the next start.

        `switch` is what is switched by; without it the one that the settings name. Nothing is
        switched yet.
        """
        self._clock = clock
        self._kind = settings.kind
        self._timing = Timing.of(settings)
        self._switch = switch or switch_of(settings)
        self._note = note
        self._wanted = False
        self._wanted_since: float | None = None
        self._on_since: float | None = None
        self._last_busy = clock.monotonic()
        self._done: bool | None = None
        """What the switch was last made to do; None while that is not known."""
        self._since: datetime | None = None
        self._error = ""
        self._failures = 0
        self._changed = threading.Event()
        self._closing = False
        self._thread: threading.Thread | None = None

    # ------------------------------------------------------------------ the director's thread

    def start(self) -> None:
        """Take up what the last player left behind, and begin to switch."""
        if self._switch is None:
            return
        if _was_on(self._note):
            self._wanted = True
            self._wanted_since = self._on_since = LONG_AGO
        self._last_busy = self._clock.monotonic()
        self._thread = threading.Thread(target=self._work, name="amplifier", daemon=True)
        self._thread.start()

    def follow(self, director: Airing, slots: Iterable[SlotPlan], *, live: bool) -> None:
        """Decide anew by what is on air and the `slots` that come; `live` while somebody speaks.

        A slot that is frozen and waits for its second is nothing to be heard yet.
        """
        if self._switch is None:
            return
        coming = director.coming
        alive = director.show or director.interrupted or live or director.on_air
        starts = [slot.planned_at for slot in slots]
        if coming:
            starts.append(coming.planned_at)
        self.look(busy=director.wants_output and bool(alive or not coming), starts=starts)

    def look(self, *, busy: bool, starts: Iterable[datetime]) -> None:
        """Decide anew: `busy` while something is on air; `starts` are the slots that come."""
        if self._switch is None:
            return
        now = self._clock.monotonic()
        if busy:
            self._last_busy = now
        wall = self._clock.now()
        wanted = is_wanted(
            on=self._wanted,
            busy=busy,
            quiet_s=now - self._last_busy,
            starts_in=[(start - wall).total_seconds() for start in starts],
            timing=self._timing,
        )
        if wanted is not self._wanted:
            self._want(now if wanted else None)

    def first_sound_in(self, *, tone: bool) -> float:
        """Return in how many seconds a sound may begin; `tone` for an alarm's."""
        return self._power().first_sound_in(self._clock.monotonic(), self._timing, tone=tone)

    def message_in(self) -> float:
        """Return in how many seconds an emergency's words may begin."""
        return self._power().message_in(self._clock.monotonic(), self._timing)

    def state(self) -> dict[str, Any] | None:
        """Return what is known, as plain JSON values; None without a switch."""
        if self._switch is None:
            return None
        return {
            "kind": self._kind.value,
            "wanted": self._wanted,
            "on": self._done,
            "since": self._since.isoformat() if self._since else None,
            "error": self._error,
            "failures": self._failures,
        }

    def close(self) -> None:
        """Switch off and end; a switch that does not answer is not waited for long."""
        if self._thread is None:
            return
        self._closing = True
        self._want(None)
        self._thread.join(ENDS_WITHIN_S)
        self._thread = None

    def _want(self, since: float | None) -> None:
        self._wanted_since = since
        self._wanted = since is not None
        self._changed.set()

    def _power(self) -> Power:
        """Return what is known; each thread only writes its own part of it."""
        return Power(
            wanted_since=self._wanted_since, on_since=self._on_since, failing=bool(self._error)
        )

    # ------------------------------------------------------------------ the switching thread

    def _work(self) -> None:
        while True:
            self._changed.clear()
            pause_s = self.switch_once()
            if self._closing and not self._wanted:
                return
            self._clock.wait(pause_s, self._changed)

    def switch_once(self) -> float:
        """Do what is wanted, if it is not done; return how long to wait before looking again."""
        wanted = self._wanted
        if self._switch is None or self._done is wanted:
            return IDLE_S
        try:
            self._switch.turn(on=wanted)
        except SwitchFailed as error:
            return self._has_failed(wanted, error)
        except Exception as error:  # noqa: BLE001 - a thread that ends would leave it switched
            _log.exception("the amplifier's switch failed in a way of its own")
            return self._has_failed(wanted, error)
        self._has_switched(wanted)
        return IDLE_S if wanted is self._wanted else 0.0

    def _has_switched(self, on: bool) -> None:  # noqa: FBT001 - the thing that was done
        if self._error:
            _log.warning("the amplifier is reached again after %s failures", self._failures)
        self._done = on
        self._since = self._clock.now()
        self._error = ""
        self._failures = 0
        if not on:
            self._on_since = None
        elif self._on_since is None:
            self._on_since = self._clock.monotonic()
        _log.info("the amplifier is switched %s", _word(on))
        with suppress(OSError):
            self._note.write_text(
                json.dumps({"on": on, "since": self._since.isoformat()}), encoding="utf-8"
            )

    def _has_failed(self, wanted: bool, error: Exception) -> float:  # noqa: FBT001 - as above
        pause_s = BACK_OFF_S[min(self._failures, len(BACK_OFF_S) - 1)]
        if str(error) != self._error:
            _log.error("the amplifier cannot be switched %s: %s", _word(wanted), error)
        self._done = None  # a switch that timed out may have switched
        if not wanted:
            self._on_since = None
        self._error = str(error)
        self._failures += 1
        return pause_s


def _was_on(note: Path) -> bool:
    """Return whether the amplifier was left on since this machine was started."""
    try:
        left = json.loads(note.read_text(encoding="utf-8"))
        return bool(left["on"]) and (
            datetime.fromisoformat(left["since"]).timestamp() > psutil.boot_time()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _word(on: bool) -> str:  # noqa: FBT001 - the thing that is named
    return "on" if on else "off"

"""The player's side of a monitor: hands the listener what is sent, and takes in what it says."""

import logging
import sys
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any, Protocol

import numpy as np

from broadcaster.airlog import NewHearing
from broadcaster.clock import Clock
from broadcaster.playout.heard.dead_air import HEARD_AGAIN_S, Change, DeadAir, Remedy
from broadcaster.playout.heard.dead_air_log import OVER
from broadcaster.playout.heard.listener import HEAD
from broadcaster.playout.heard.listener_process import ListenerProcess
from broadcaster.playout.heard.sent import Sent
from broadcaster.playout.heard.shares import HeardShares
from broadcaster.playout.models import DeadAirChange
from broadcaster.playout.sounds.mixer import Block

HAND_OVER_EVERY_S = 0.25
START_AGAIN_AFTER_S = 5.0
LAST_SECONDS = 5
BEGAN = "Không có tiếng ra loa"

_log = logging.getLogger(__name__)


class Accounts(Protocol):
    """Where it is written what was heard, and what was not."""

    def heard(self, new: NewHearing) -> bool:
        """Return whether it is written; if not, it is said again later."""
        ...

    def dead_air(self, change: DeadAirChange) -> bool:
        """Return whether it is written; if not, it is said again later."""
        ...


class Monitor:
    """Runs the listener, starts it again when it ends, and remembers what it said.

    The speaker's thread only puts blocks into a queue; a thread of this hands them over four
    times a second, and writing is left to whoever is given.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        device: str,
        rate: int,
        quiet_dbfs: float,
        dead_air_s: float,
        outputs: int,
    ) -> None:
        """`device` is part of the monitor's name; `outputs` is how many the player may choose."""
        self._clock = clock
        self._device = device
        self._rate = rate
        self._sent = Sent(clock, rate)
        self._quiet_dbfs = quiet_dbfs
        self._said: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._ended: SimpleQueue[tuple[str, float, float]] = SimpleQueue()
        self._shares = HeardShares()
        self._dead_air = DeadAir(dead_air_s, outputs)
        self._remedies: SimpleQueue[Remedy] = SimpleQueue()
        self._remedied: SimpleQueue[float] = SimpleQueue()
        self._unwritten: deque[Callable[[], bool]] = deque(maxlen=10_000)
        self._listener: ListenerProcess | None = None
        self._start_at = clock.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="monitor", daemon=True)
        self._level_dbfs = -120.0
        self._trouble = ""
        self._last: deque[dict[str, Any]] = deque(maxlen=LAST_SECONDS)
        self._silent_since: datetime | None = None
        self._output = ""
        self._sounding = False

    # ------------------------------------------------------------------ the speaker's thread

    def note(self, block: Block, leaves_at: float) -> None:
        """Take in a block that is sent; it leaves the output at `leaves_at` (epoch seconds)."""
        self._sent.note(block, leaves_at)

    # ------------------------------------------------------------------ the clerk's thread

    def ended(self, entry: str, began_at: datetime, ended_at: datetime) -> None:
        """Take in when a sound of the log was sent."""
        offset = self._clock.monotonic() - self._clock.now().timestamp()
        began_s, ended_s = began_at.timestamp() + offset, ended_at.timestamp() + offset
        self._ended.put((entry, began_s, ended_s))

    # ------------------------------------------------------------------ the player's thread

    def start(self, accounts: Accounts) -> None:
        """Begin to listen."""
        self._accounts = accounts
        self._thread.start()

    def close(self) -> None:
        """Stop listening; what is known by now of what was heard is written."""
        self._over.set()
        self._thread.join(2.0)
        self._end_listener()
        self._settle(float("inf"))
        self._write()

    def remedy(self, output: str) -> Remedy | None:
        """Return what to try now, once; `output` is the device in use."""
        self._output = output
        try:
            remedy = self._remedies.get_nowait()
        except Empty:
            return None
        self._remedied.put(self._clock.monotonic())
        return remedy

    def state(self) -> dict[str, Any]:
        """Return how listening goes: times as ISO 8601, levels in dBFS, words in Vietnamese."""
        since, last = self._silent_since, tuple(self._last)
        return {
            "device": self._device,
            "level_dbfs": self._level_dbfs,
            "trouble": self._trouble,
            "heard": sum(said["heard"] for said in last) >= HEARD_AGAIN_S if last else None,
            "delay_s": next((said["delay_s"] for said in reversed(last) if said["heard"]), None),
            "dead_air": BEGAN.lower() if since else "",
            "dead_air_since": since.isoformat() if since else None,
        }

    # ------------------------------------------------------------------ its own thread

    def _run(self) -> None:
        while not self._clock.wait(HAND_OVER_EVERY_S, self._over):
            try:
                self._keep_listener()
                self._hand_over()
                self._take_in()
                self._settle(self._clock.monotonic())
                self._write()
            except Exception:  # noqa: BLE001 - listening must not end with a fault
                _log.exception("a step of the monitor failed")

    def _keep_listener(self) -> None:
        now = self._clock.monotonic()
        trouble = self._listener.trouble if self._listener else ""
        if trouble:
            _log.error("the listener %s; another one is started", trouble)
            self._end_listener()
            self._start_at = now + START_AGAIN_AFTER_S
        if self._listener is None and now >= self._start_at:
            self._listener = ListenerProcess(self._clock, self._command(), self._said.put)

    def _command(self) -> list[str]:
        program = [sys.executable, "-P", "-m", "broadcaster.playout.heard.listener"]
        return [*program, self._device, str(self._rate), str(self._quiet_dbfs)]

    def _end_listener(self) -> None:
        listener, self._listener = self._listener, None
        if listener:
            listener.end()

    def _hand_over(self) -> None:
        """Give the listener what has left; nothing of a silence that goes on."""
        left, listener = self._sent.left(), self._listener
        if left is None or listener is None:
            return
        began_s, sound = left
        was_sounding, self._sounding = self._sounding, bool(np.any(sound))
        if not (self._sounding or was_sounding):
            return
        listener.give(HEAD.pack(began_s, len(sound)) + sound.tobytes())

    def _take_in(self) -> None:
        for said in _drained(self._said):
            if "at_s" in said:
                self._note(said)
            else:
                self._level_dbfs = said["monitor_dbfs"]
                if said["trouble"] != self._trouble and said["trouble"]:
                    _log.error("the monitor hears nothing: %s", said["trouble"])
                self._trouble = said["trouble"]
        for sound in _drained(self._ended):
            self._shares.ended(*sound)
        for moment_s in _drained(self._remedied):
            self._dead_air.remedied(moment_s)

    def _note(self, said: dict[str, Any]) -> None:
        heard, level = said["heard"], said["level_dbfs"]
        if heard is None:
            self._last.clear()
            return
        self._last.append(said)
        self._shares.note(said["at_s"], heard=heard, level_dbfs=level)
        change = self._dead_air.note(said["at_s"], heard=heard)
        if change:
            self._tell(change, level)

    def _tell(self, change: Change, level_dbfs: float) -> None:
        began = change.alarm and self._silent_since is None
        now = self._clock.now()
        self._silent_since = (self._silent_since or now) if change.alarm else None
        words = BEGAN if change.alarm else OVER
        if change.remedy:
            self._remedies.put(change.remedy)
            words = (
                f"{BEGAN}; {change.remedy}" if began else f"Vẫn {BEGAN.lower()}; {change.remedy}"
            )
        _log.error("dead air: %s (the monitor is at %.1f dBFS)", words, level_dbfs)
        row = DeadAirChange(at=now, change=words, device=self._output, level_dbfs=level_dbfs)
        self._unwritten.append(lambda: self._accounts.dead_air(row))

    def _settle(self, now_s: float) -> None:
        for share in self._shares.settled(now_s):
            new = NewHearing(
                at=self._clock.now(),
                entry=share.entry,
                share=share.share,
                judged_s=share.judged_s,
                level_dbfs=share.level_dbfs,
            )
            self._unwritten.append(lambda new=new: self._accounts.heard(new))  # type: ignore[misc]

    def _write(self) -> None:
        """Write what waits, in order, as far as it is taken."""
        while self._unwritten and self._unwritten[0]():
            self._unwritten.popleft()


def _drained(queue: "SimpleQueue[Any]") -> list[Any]:
    return [queue.get_nowait() for _ in range(queue.qsize())]

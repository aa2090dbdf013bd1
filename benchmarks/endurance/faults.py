"""What befalls the station: each fault is done, undone, and noted with its time."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from subprocess import TimeoutExpired

from benchmarks.endurance.station import Station
from broadcaster import newsroom, timetable
from broadcaster.errors import BroadcasterError
from broadcaster.timetable import EntryKind, SlotState
from tests.rig.commune import APPROVER
from tests.rig.radio import Radio

BUSY = "while True: pass"
FILLED_BY = 1 << 16
ALARM_OVER_WITHIN_S = 75.0
RESTS_WITHIN_S = 20.0
ASKED_WHILE_AWAY = 0.7
WORDS = "Nước suối đang lên nhanh, bà con ven suối khẩn trương lên nhà văn hóa thôn."


@dataclass(frozen=True)
class Fault:
    """What was done, when it began and when it was undone, in epoch seconds."""

    kind: str
    at: float
    until: float
    note: str = ""


@dataclass
class Mischief:
    """Does one fault after the other, in an order that chance decides; each kind in its turn."""

    station: Station
    radio: Radio
    chance: random.Random
    small_disk: bool
    done: list[Fault] = field(default_factory=list)
    withdrawn: dict[int, float] = field(default_factory=dict)
    """The items that were withdrawn, with the epoch second."""
    troubles: list[str] = field(default_factory=list)
    """What did not come about as it should have, in words."""
    _bag: list[str] = field(default_factory=list)

    def one(self) -> Fault:
        """Do the next fault; return it once it is over."""
        doings = self.doings()
        self._bag = self._bag or self.chance.sample(sorted(doings), len(doings))
        kind = self._bag.pop()
        return self._done(kind, doings[kind])

    def at_rest(self) -> Fault:
        """Do the fault that can befall only a device at rest; return it once it is over."""
        return self._done("device gone at rest", self._unplug_at_rest)

    def _done(self, kind: str, doing: Callable[[], str | None]) -> Fault:
        at = time.time()
        try:
            note = doing() or ""
        except (AssertionError, OSError, sqlite3.Error, BroadcasterError, TimeoutExpired) as error:
            note = f"went wrong: {str(error) or type(error).__name__}"
            self.troubles.append(f"{kind} {note}")
        fault = Fault(kind, at, time.time(), note)
        self.done.append(fault)
        return fault

    def doings(self) -> dict[str, Callable[[], str | None]]:
        """Return what can be done here, by its name."""
        found: dict[str, Callable[[], str | None]] = {
            "player killed": lambda: self._kill("play"),
            "panel killed": lambda: self._kill("panel"),
            "renderer killed": lambda: self._kill("render"),
            "supervisor killed": lambda: self._again(kill=True),
            "ended and run again": lambda: self._again(kill=False),
            "sound device gone": self._unplug,
            "database locked": self._lock,
            "emergency": self._emergency,
            "drill": lambda: self._alarm(1, drill=True),
            "emergency cancelled": self._cancelled,
            "emergency overridden": self._overridden,
            "item withdrawn": self._withdraw,
            "relay lost": self._relay,
            "cores busy": self._busy,
        }
        if self.small_disk:
            found["disk full"] = self._fill
        return found

    def _kill(self, part: str) -> str:
        pid = self.station.pid(part)
        if pid is None:
            return "was not running"
        os.kill(pid, signal.SIGKILL)
        self.station.wait_for(lambda: self.station.pid(part) not in {None, pid}, 20)
        if part == "play":
            self.station.wait_for(self.station.state, 20)
        return ""

    def _again(self, *, kill: bool) -> None:
        self.station.end(kill=kill)
        time.sleep(self.chance.uniform(0.0, 3.0))
        self.station.run()

    def _unplug(self) -> str:
        away = self.chance.uniform(2.0, 10.0)
        self.station.server.unplug()
        time.sleep(away)
        self.station.server.plug()
        self.station.wait_for(lambda: self.station.state().get("on_air"), 10)
        return f"{away:.1f} s"

    def _unplug_at_rest(self) -> str:
        """Take the device away while it rests, ask for a drill at times, and for one behind it.

        While it is away nobody may be told that the drill is on air.
        """
        if not self.station.wait_for(self.station.rests, RESTS_WITHIN_S):
            return "it did not rest"
        asked = self.chance.random() < ASKED_WHILE_AWAY
        self.station.server.unplug()
        try:
            answer = self._ask(1, drill=True) if asked else ""
            away = self.chance.uniform(1.0, 8.0)
            time.sleep(away)
        finally:
            self.station.server.plug()
        if asked and not answer:
            self.troubles.append("a drill was told to be on air while the device was away")
        self.station.wait_for(self.station.state, 20)  # it may have begun anew to get rid of it
        heard = self._ask(1, drill=True)
        if heard:
            self.troubles.append(f"the device is back from its rest, and a drill is {heard}")
        self._over()
        return f"{away:.1f} s, {'asked meanwhile: ' + answer if asked else 'nobody asked'}"

    def _lock(self) -> str:
        held = self.chance.uniform(2.0, 20.0)
        file = self.station.home / "broadcaster.db"
        with closing(sqlite3.connect(file, isolation_level=None, timeout=20)) as other:
            other.execute("BEGIN EXCLUSIVE")
            time.sleep(held)
            other.execute("ROLLBACK")
        return f"{held:.1f} s"

    def _ask(self, level: int, *, drill: bool = False) -> str:
        """Begin an interruption by the command line; return what it said if that was no."""
        words = ["interrupt", "--text", WORDS, "--level", str(level)]
        said = self.station.commune.run(*words, *(["--drill"] if drill else []))
        return "" if said.returncode == 0 else f"refused: {said.stderr.strip()}"

    def _alarm(self, level: int, *, drill: bool = False) -> str:
        note = self._ask(level, drill=drill)
        self._over()
        return note

    def _emergency(self) -> str:
        level = self.chance.randrange(1, 4)
        return f"level {level} {self._alarm(level)}"

    def _cancelled(self) -> str:
        note = self._ask(2)
        time.sleep(self.chance.uniform(0.5, 9.0))
        said = self.station.commune.run("interrupt", "--cancel", "all")
        self._over()
        return f"{note} {said.stdout.strip()}"

    def _overridden(self) -> str:
        note = self._ask(1)
        time.sleep(self.chance.uniform(0.5, 8.0))
        note += self._ask(3)
        self._over()
        return note

    def _over(self) -> None:
        self.station.wait_for(
            lambda: (state := self.station.state()) and not state["interruptions"],
            ALARM_OVER_WITHIN_S,
        )

    def _withdraw(self) -> str:
        """Withdraw an item that waits in the slot on air; another comes into the stock."""
        commune = self.station.commune
        gone = {row.news_id for row in commune.log()}
        with commune.app.store.reading() as session:
            waiting = [
                entry.news_id
                for slot in timetable.slots(session, *self._today())
                if slot.state is SlotState.ON_AIR and slot.id is not None
                for entry in timetable.frozen(session, slot.id)
                if entry.kind is EntryKind.ITEM
            ]
        known = [news for news in waiting if news is not None and news not in self.withdrawn]
        if not known:
            return "no slot was on air"
        news_id = next((news for news in known if news not in gone), known[-1])
        with commune.app.store.writing() as session:
            newsroom.withdraw(session, commune.app.clock, news_id, by=APPROVER, reason="đính chính")
        self.withdrawn[news_id] = time.time()
        return f"item {news_id}, in its place {self.station.add_item()}"

    def _today(self) -> tuple[datetime, datetime]:
        now = datetime.now(UTC)
        return datetime.fromtimestamp(now.timestamp() - 900, UTC), now

    def _relay(self) -> str:
        on_air = self.station.wait_for(
            lambda: (self.station.state().get("on_air") or {}).get("kind") == EntryKind.RELAY, 30
        )
        how = self.chance.choice(("closes", "stalls", "trickles", "refuses"))
        self.radio.behave(how)
        time.sleep(self.chance.uniform(5.0, 15.0))
        self.radio.behave("good")
        return how if on_air else f"{how} (not on air)"

    def _busy(self) -> str:
        busy = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(os.cpu_count() or 2)]
        try:
            time.sleep(self.chance.uniform(6.0, 15.0))
        finally:
            for process in busy:
                process.kill()
                process.wait()
        return f"{len(busy)} processes"

    def _fill(self) -> None:
        ballast = self.station.home / "ballast"
        try:
            with suppress(OSError), ballast.open("wb", buffering=0) as file:
                while file.write(bytes(FILLED_BY)) == FILLED_BY:
                    pass
            time.sleep(self.chance.uniform(8.0, 25.0))
        finally:
            ballast.unlink(missing_ok=True)

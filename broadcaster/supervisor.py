"""`broadcaster run`: panel, player and renderer as processes, begun anew when they die or hang."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.kept_settings import KEPT_FILE, SettingsWatch, keep_good
from broadcaster.pulse import Beats, Patience, is_hung, waits_for_disk
from broadcaster.station import SETTINGS_FILE
from broadcaster.systemd import Notices

PLAYER = "play"
PARTS = (PLAYER, "panel", "render")
BACK_OFF_S = (1.0, 2.0, 5.0, 10.0, 30.0)
STEADY_AFTER_S = 60.0
ENDS_WITHIN_S = 15.0
LOOK_EVERY_S = 0.5
SETTINGS_EVERY_S = 10.0
SUPERVISED = "--supervised"
READY_AFTER_S = 60.0
"""The service counts as ready so long after its start, even if the player does not play yet: the
panel is then there to say why."""

DIES_WITHIN_S = 15.0
LATE_LOOK_S = 3.0
"""A supervisor that was itself held up so long blames nobody for a silence."""

# Only Linux can tell a player that hangs from one that waits for a slow disk.
PLAYERS_SILENCE_S = 8.0 if sys.platform == "linux" else 30.0
PATIENCE = {
    PLAYER: Patience(first_s=180.0, silent_s=PLAYERS_SILENCE_S),
    "panel": Patience(first_s=180.0, silent_s=60.0),
    "render": Patience(first_s=180.0, silent_s=60.0),
}

_log = logging.getLogger(__name__)


@dataclass
class Part:
    """One child process, and when it may be started again."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    failures: int = 0
    start_at: float = float("-inf")
    outdated: bool = False
    """It runs with settings that have changed since."""
    kill_at: float | None = None
    """It was asked to end, and is killed at that monotonic second."""
    beats: Beats | None = None
    excused_at: float = float("-inf")
    """The last moment at which its silence was known to be no fault of its own."""
    hung_at: float | None = None
    """It did not beat any more, and was killed at that monotonic second."""


class Supervisor:
    """Starts the parts and never gives up on one: it waits longer after each early death.

    Each part holds the reading end of a pipe from here; when this process goes, however it
    goes, the pipe closes and the part ends itself. So no orphan keeps the station.
    """

    def __init__(
        self,
        home: Path,
        clock: Clock,
        *,
        options: Mapping[str, Sequence[str]],
        on_air: Callable[[], bool],
        notices: Notices | None = None,
    ) -> None:
        """`options` are further words of the command line for a part.

        `on_air` says whether the player has or soon has something to play; it is then left alone
        when the settings change. `notices` go to systemd.
        """
        self._home = home
        self._clock = clock
        self._notices = notices or Notices()
        self._began = self._looked_at = clock.monotonic()
        self._ready = False
        self._told_watchdog_at = float("-inf")
        self._on_air = on_air
        self._watch = SettingsWatch(home)
        self._settings = self._settings_seen = _content(home / SETTINGS_FILE)
        if self._watch.trouble():
            self._settings = _content(home / KEPT_FILE)
        self._settings_seen_at = clock.monotonic()
        words = [sys.executable, "-P", "-m", "broadcaster", "--home", str(home)]
        self._parts = [
            Part(name, [*words, name, SUPERVISED, *options.get(name, ())]) for name in PARTS
        ]

    def run(self, stop: threading.Event) -> None:
        """Keep every part running until `stop` is set, then end them all."""
        try:
            while not stop.is_set():
                self.look()
                self._clock.wait(LOOK_EVERY_S, stop)
        finally:
            self._notices.stopping()
            self._end_all()

    def look(self) -> None:
        """Look after every part once, and tell systemd."""
        self._look_at_settings()
        self._excuse_if_late()
        for part in self._parts:
            self._look_after(part)
        self._tell_systemd()

    # ------------------------------------------------------------------ settings

    def _look_at_settings(self) -> None:
        """Let every part begin anew when the settings have changed and can be used.

        A part that waits for its start tries at once: wrong settings may have ended it.
        """
        now = self._clock.monotonic()
        if now - self._settings_seen_at < SETTINGS_EVERY_S:
            return
        self._settings_seen_at = now
        content = _content(self._home / SETTINGS_FILE)
        if content == self._settings_seen:
            return
        self._settings_seen = content
        for part in self._parts:
            if part.process is None:
                part.start_at = now
        if content == self._settings:
            keep_good(self._home)
            _log.warning("the settings are again what the station runs with")
            return
        if trouble := self._watch.trouble():
            _log.error("%s", trouble)
            return
        keep_good(self._home)
        self._settings = content
        _log.warning("the settings have changed; every part begins anew with them")
        for part in self._parts:
            part.outdated = part.process is not None

    # ------------------------------------------------------------------ parts

    def _look_after(self, part: Part) -> None:
        now = self._clock.monotonic()
        if part.process is None:
            if now >= part.start_at:
                self._start(part, now)
            return
        status = part.process.poll()
        if status is not None:
            self._has_ended(part, status, now)
        elif part.kill_at is not None:
            if now >= part.kill_at:
                _kill(part.process)
        elif self._hangs(part, part.process.pid, now):
            self._end_hung(part, part.process, now)
        elif part.outdated and not (part.name == PLAYER and self._on_air()):
            _ask_to_end(part.process)
            part.kill_at = now + ENDS_WITHIN_S

    def _excuse_if_late(self) -> None:
        """Let nobody's silence count that fell into a time in which this process stood still."""
        now = self._clock.monotonic()
        if now - self._looked_at > LATE_LOOK_S:
            for part in self._parts:
                part.excused_at = now
        self._looked_at = now

    def _hangs(self, part: Part, pid: int, now: float) -> bool:
        last = part.beats.last if part.beats else None
        if now - (last or part.started_at) > LATE_LOOK_S and waits_for_disk(pid):
            part.excused_at = now
        return is_hung(
            now,
            started=part.started_at,
            last=last,
            excused=part.excused_at,
            patience=PATIENCE[part.name],
        )

    @staticmethod
    def _end_hung(part: Part, process: "subprocess.Popen[bytes]", now: float) -> None:
        if part.hung_at is None:
            part.hung_at = now
            _log.error("'%s' (process %s) hangs and is killed", part.name, process.pid)
        process.kill()

    def _has_ended(self, part: Part, status: int, now: float) -> None:
        part.process = part.beats = part.hung_at = None
        if part.kill_at is not None:
            _log.info("'%s' has ended and begins anew", part.name)
            part.kill_at = None
            part.start_at = now
            return
        if now - part.started_at > STEADY_AFTER_S:
            part.failures = 0
        pause = self._put_off(part, now)
        _log.error("'%s' ended with status %s; starting it again in %g s", part.name, status, pause)

    def _put_off(self, part: Part, now: float) -> float:
        """Let the part wait, longer after each failure; return for how many seconds."""
        pause = BACK_OFF_S[min(part.failures, len(BACK_OFF_S) - 1)]
        part.failures += 1
        part.start_at = now + pause
        return pause

    def _start(self, part: Part, now: float) -> None:
        try:
            part.process = subprocess.Popen(  # noqa: S603 - our own command line
                part.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONUTF8": "1"},
                start_new_session=os.name == "posix",
            )
        except OSError as error:
            pause = self._put_off(part, now)
            _log.error("'%s' cannot be started: %s; trying again in %g s", part.name, error, pause)
            return
        part.started_at = now
        part.outdated = False
        if part.process.stdout is not None:
            part.beats = Beats(self._clock, part.process.stdout)
        _log.info("'%s' runs as process %s", part.name, part.process.pid)

    # ------------------------------------------------------------------ systemd

    def _tell_systemd(self) -> None:
        """Say that it is ready, how the parts are, and beat as long as those that run beat.

        A part that ended waits for its start and is looked after; one that can be neither heard
        nor ended takes a new beginning of the whole service.
        """
        now = self._clock.monotonic()
        (player,) = (part for part in self._parts if part.name == PLAYER)
        plays = player.beats is not None and player.beats.last is not None
        if not self._ready and (plays or now - self._began > READY_AFTER_S):
            self._ready = True
            self._notices.ready()
        self._notices.tell(", ".join(f"{part.name} {_condition(part)}" for part in self._parts))
        watchdog_s = self._notices.watchdog_s
        lost = any(p.hung_at is not None and now - p.hung_at > DIES_WITHIN_S for p in self._parts)
        if watchdog_s and not lost and now - self._told_watchdog_at >= watchdog_s / 4:
            self._told_watchdog_at = now
            self._notices.beat()

    def _end_all(self) -> None:
        running = [part.process for part in self._parts if part.process is not None]
        for process in running:
            _ask_to_end(process)
        deadline = self._clock.monotonic() + ENDS_WITHIN_S
        for process in running:
            try:
                process.wait(max(0.1, deadline - self._clock.monotonic()))
            except subprocess.TimeoutExpired:
                _kill(process)
                process.wait()


def _condition(part: Part) -> str:
    if part.hung_at is not None:
        return "hangs"
    if part.process is None:
        return "waits to start again"
    return "runs" if part.beats and part.beats.last is not None else "starts"


def _ask_to_end(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin is not None:
        process.stdin.close()


def _kill(process: "subprocess.Popen[bytes]") -> None:
    _log.error("process %s did not end and is killed", process.pid)
    process.kill()


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""

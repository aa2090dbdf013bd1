"""`broadcaster run`: panel, player and renderer as processes, restarted when they die."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from broadcaster.clock import Clock

PARTS = ("play", "panel", "render")
BACK_OFF_S = (1.0, 2.0, 5.0, 10.0, 30.0)
STEADY_AFTER_S = 60.0
ENDS_WITHIN_S = 15.0
LOOK_EVERY_S = 0.5
SUPERVISED = "--supervised"

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


class Supervisor:
    """Starts the parts and never gives up on one: it waits longer after each early death.

    Each part holds the reading end of a pipe from here; when this process goes, however it
    goes, the pipe closes and the part ends itself. So no orphan keeps the station.
    """

    def __init__(self, home: Path, clock: Clock, *, options: Mapping[str, Sequence[str]]) -> None:
        """`options` are further words of the command line for a part."""
        self._clock = clock
        self._parts = [
            Part(
                name,
                [
                    sys.executable,
                    "-m",
                    "broadcaster",
                    "--home",
                    str(home),
                    name,
                    SUPERVISED,
                    *options.get(name, ()),
                ],
            )
            for name in PARTS
        ]

    def run(self, stop: threading.Event) -> None:
        """Keep every part running until `stop` is set, then end them all."""
        try:
            while not stop.is_set():
                for part in self._parts:
                    self._look_after(part)
                self._clock.wait(LOOK_EVERY_S, stop)
        finally:
            self._end_all()

    def _look_after(self, part: Part) -> None:
        now = self._clock.monotonic()
        if part.process is None:
            if now >= part.start_at:
                self._start(part, now)
            return
        status = part.process.poll()
        if status is None:
            return
        if now - part.started_at > STEADY_AFTER_S:
            part.failures = 0
        part.process = None
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
                env={**os.environ, "PYTHONUTF8": "1"},
                start_new_session=os.name == "posix",
            )
        except OSError as error:
            pause = self._put_off(part, now)
            _log.error("'%s' cannot be started: %s; trying again in %g s", part.name, error, pause)
            return
        part.started_at = now
        _log.info("'%s' runs as process %s", part.name, part.process.pid)

    def _end_all(self) -> None:
        running = [part.process for part in self._parts if part.process is not None]
        for process in running:
            if process.stdin is not None:
                process.stdin.close()
        deadline = self._clock.monotonic() + ENDS_WITHIN_S
        for process in running:
            try:
                process.wait(max(0.1, deadline - self._clock.monotonic()))
            except subprocess.TimeoutExpired:
                _log.error("process %s did not end and is killed", process.pid)
                process.kill()
                process.wait()

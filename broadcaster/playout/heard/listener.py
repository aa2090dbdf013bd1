"""The listener: a process beside the player that compares what is sent with what a monitor hears.

It reads what was sent from its input and starts the command that brings the monitor's sound; it
writes one line of JSON for each second it has judged. It ends when its input ends. Being a
process of its own it takes nothing of the time in which the player must hand over its blocks.
"""

import json
import os
import struct
import subprocess
import sys
import threading
from dataclasses import asdict
from typing import IO, Any

import numpy as np

from broadcaster.clock import Clock, SystemClock
from broadcaster.hearing.ear import Ear
from broadcaster.hearing.trace import Pace, Thinner
from broadcaster.playout.live.commands import input_command

HEAD = struct.Struct("<dI")
"""In front of each piece of sound that was sent: when it left (monotonic seconds), its samples."""

LOOK_EVERY_S = 0.5
SAY_LEVEL_EVERY_S = 2.0
TAKE_EVERY_S = 0.1
REOPEN_AFTER_S = 5.0
NICE = 5
_BYTES = 2
_MOST_BYTES = 1 << 16


class Listener:
    """Three threads meet at one ear: what was sent, what is heard, and the judging."""

    def __init__(self, clock: Clock, device: str, rate: int, quiet_dbfs: float) -> None:
        """`device` is part of the monitor's name; `rate` is that of what is sent and heard."""
        self._clock = clock
        self._device = device
        self._rate = rate
        self._ear = Ear(quiet_dbfs)
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._trouble = ""
        self._capture: subprocess.Popen[bytes] | None = None

    def run(self, sent: IO[bytes], said: IO[str]) -> None:
        """Judge until `sent` ends."""
        for act, arguments in ((self._take_sent, (sent,)), (self._keep_listening, ())):
            threading.Thread(target=act, args=arguments, daemon=True).start()
        level_at = self._clock.monotonic()
        while not self._clock.wait(LOOK_EVERY_S, self._over):
            now = self._clock.monotonic()
            with self._lock:
                moments = self._ear.judge(now)
                level = self._ear.monitor_dbfs
            lines: list[dict[str, Any]] = [asdict(moment) for moment in moments]
            if now >= level_at:
                level_at = now + SAY_LEVEL_EVERY_S
                lines.append({"monitor_dbfs": round(level, 1), "trouble": self._trouble})
            for line in lines:
                said.write(json.dumps(line) + "\n")
            said.flush()
        self._end_capture()

    def _take_sent(self, sent: IO[bytes]) -> None:
        thinner = Thinner(self._rate)
        try:
            while len(head := sent.read(HEAD.size)) == HEAD.size:
                began_s, count = HEAD.unpack(head)
                samples = np.frombuffer(sent.read(_BYTES * count), np.int16)
                thinned = thinner.thin(samples)
                with self._lock:
                    self._ear.sent(thinned, began_s)
        finally:
            self._over.set()

    def _keep_listening(self) -> None:
        while not self._over.is_set():
            self._listen()
            self._clock.wait(REOPEN_AFTER_S, self._over)

    def _listen(self) -> None:
        """Take what one capture brings, until it ends."""
        with subprocess.Popen(  # noqa: S603 - our own command; the device is one argument
            input_command(self._device, self._rate),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as capture:
            self._capture = capture
            if capture.stdout is None or capture.stderr is None:
                return
            pace, thinner, half = Pace(self._rate), Thinner(self._rate), b""
            while brought := os.read(capture.stdout.fileno(), _MOST_BYTES):
                arrived_s = self._clock.monotonic()
                self._trouble = ""
                whole = len(half + brought) // _BYTES * _BYTES
                samples = np.frombuffer((half + brought)[:whole], np.int16)
                half = (half + brought)[whole:]
                thinned = thinner.thin(samples)
                with self._lock:
                    self._ear.heard(thinned, pace.began_s(len(samples), arrived_s))
                self._clock.wait(TAKE_EVERY_S, self._over)
            words = capture.stderr.read(_MOST_BYTES).decode("utf-8", "replace").split("\n")
            self._trouble = next((w for w in reversed(words) if w.strip()), "it has ended")

    def _end_capture(self) -> None:
        if self._capture is not None and self._capture.poll() is None:
            self._capture.terminate()
            try:
                self._capture.wait(1.0)
            except subprocess.TimeoutExpired:
                self._capture.kill()


def main() -> None:
    """Listen to a device: arguments are part of its name, the rate, and what counts as quiet."""
    device, rate, quiet_dbfs = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    if os.name == "posix":
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
    Listener(SystemClock(), device, rate, quiet_dbfs).run(sys.stdin.buffer, sys.stdout)


if __name__ == "__main__":
    main()

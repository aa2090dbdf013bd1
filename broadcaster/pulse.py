"""The pulse of a part: a byte down a pipe while it works, and when its silence means that it hangs.

The pipe needs no disk and no database, so a full disk or a locked database stops no pulse.
"""

import os
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

import psutil

from broadcaster.clock import Clock

BEATS_EVERY_S = 1.0
CHUNK = 4096


class Pulse:
    """The part's end: `beat` is called wherever work goes on, and costs nothing."""

    def __init__(self, clock: Clock, pipe: int | None) -> None:
        """`pipe` is the file that is written to; None where nobody listens."""
        self._clock = clock
        self._pipe = pipe
        self._last = float("-inf")
        if pipe is not None and os.name == "posix":
            os.set_blocking(pipe, False)  # a supervisor that hangs must not stop its parts

    def beat(self) -> None:
        """Say that the part works; at most once a second anything is written."""
        now = self._clock.monotonic()
        if self._pipe is None or now - self._last < BEATS_EVERY_S:
            return
        self._last = now
        with suppress(OSError):
            os.write(self._pipe, b".")


class Beats:
    """The supervisor's end: when the part was last heard, in monotonic seconds."""

    def __init__(self, clock: Clock, pipe: IO[bytes]) -> None:
        """Listen to the pipe in a thread until its other end is closed."""
        self._clock = clock
        self.last: float | None = None
        threading.Thread(target=self._listen, args=(pipe,), name="pulse", daemon=True).start()

    def _listen(self, pipe: IO[bytes]) -> None:
        with suppress(OSError, ValueError), pipe:
            while os.read(pipe.fileno(), CHUNK):
                self.last = self._clock.monotonic()


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long a part may be silent, in seconds: until its first beat, and from then on."""

    first_s: float
    silent_s: float


def is_hung(
    now: float, *, started: float, last: float | None, excused: float, patience: Patience
) -> bool:
    """Return whether a part that runs has been silent for too long.

    `last` is its last beat, `excused` the last moment at which its silence was known to be no
    fault of its own; all in monotonic seconds.
    """
    if last is None:
        return now - max(started, excused) > patience.first_s
    return now - max(last, excused) > patience.silent_s


def waits_for_disk(pid: int) -> bool:
    """Return whether the process waits for a disk now; only Linux knows.

    The main thread counts: it is the one that steps. One that was stopped does not wait.
    """
    if sys.platform != "linux":
        return False
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_DISK_SLEEP)
    except psutil.Error:
        return False

"""The listener as the player has it: a child that is given sound and says what it has judged."""

import json
import logging
import os
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Full, Queue
from typing import Any

from broadcaster.clock import Clock

SILENT_AFTER_S = 20.0
GRACE_S = 3.0
MOST_PIECES = 80
"""The monitor gives it four a second."""

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

_log = logging.getLogger(__name__)


class ListenerProcess:
    """A child on a short leash: who gives it sound never waits for it.

    A child that hangs takes no more than its pipe holds, so a thread of its own writes, out of a
    queue that ends. To kill the child lets that thread go.
    """

    def __init__(
        self, clock: Clock, command: Sequence[str], heed: Callable[[dict[str, Any]], object]
    ) -> None:
        """Begin; `heed` gets what it says, line by line, in a thread of its own."""
        self._clock = clock
        self._heed = heed
        self._pieces: Queue[bytes | None] = Queue(MOST_PIECES)
        self._full = False
        self._spoke_at = clock.monotonic()
        self._child = subprocess.Popen(  # noqa: S603 - our own program; each is one argument
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | dict.fromkeys(ONE_THREAD, "1"),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        for act in (self._write, self._listen):
            threading.Thread(target=act, name="monitor", daemon=True).start()

    @property
    def trouble(self) -> str:
        """Why another one has to take its place; empty while it works."""
        if self._child.poll() is not None:
            return "has ended"
        if self._full:
            return "takes no more sound"
        if self._clock.monotonic() - self._spoke_at > SILENT_AFTER_S:
            return f"has said nothing for {SILENT_AFTER_S:.0f} s"
        return ""

    def give(self, piece: bytes) -> None:
        """Let it have a piece of what was sent; never waits."""
        self._put(piece)

    def end(self) -> None:
        """Return once it is gone, by itself and with its capture, or killed if it hangs."""
        self._put(None)
        if not self.trouble:
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(GRACE_S)
        self._child.kill()
        self._child.wait()

    def _put(self, piece: bytes | None) -> None:
        try:
            self._pieces.put_nowait(piece)
        except Full:
            self._full = True

    def _write(self) -> None:
        """Write what it is given; with its input the child ends too."""
        if self._child.stdin is None:
            return
        with suppress(OSError), self._child.stdin as pipe:
            while piece := self._pieces.get():
                rest = memoryview(piece)
                while rest:
                    rest = rest[os.write(pipe.fileno(), rest) :]

    def _listen(self) -> None:
        if self._child.stdout is None:
            return
        with self._child.stdout as lines:
            for line in lines:
                self._spoke_at = self._clock.monotonic()
                try:
                    self._heed(json.loads(line))
                except ValueError:
                    _log.warning("the listener said %r", line[:200])

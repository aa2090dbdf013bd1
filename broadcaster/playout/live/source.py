"""A source of live sound: a child process that writes samples, kept on a short leash.

What a child says of itself is not believed: only sound that arrives counts. One that brings
nothing is ended (TERM, then KILL) and started anew, after longer and longer pauses.
"""

import logging
import os
import subprocess
import threading
from collections.abc import Callable, Sequence
from typing import IO

import numpy as np

from broadcaster.clock import Clock
from broadcaster.playout.live.levelling import Leveller
from broadcaster.playout.live.sound import LiveSound

NOTHING_COMES_S = 8.0
LOOK_EVERY_S = 0.1
GRACE_S = 1.0
PAUSES_S = (0.3, 0.6, 1.2, 2.5, 5.0)
STEADY_S = 10.0
MOST_BYTES = 1 << 15
STALLED_AFTER_S = 0.5

CLOSED = "nguồn tiếp âm đóng kết nối hoặc không kết nối được"
NO_SOUND = "nguồn tiếp âm không gửi âm thanh"
STALLED = "nguồn tiếp âm ngừng gửi hoặc mất kết nối"
TOO_SLOW = "nguồn tiếp âm gửi quá chậm"

Command = Callable[[], Sequence[str]]

_log = logging.getLogger(__name__)


class LiveSource:
    """One source: its sound, and why nothing comes if nothing comes."""

    def __init__(
        self, clock: Clock, name: str, command: Command, sound: LiveSound, leveller: Leveller
    ) -> None:
        """Begin at once. The command's output is mono samples of 16 bits at the sound's rate."""
        self._clock = clock
        self._name = name
        self._command = command
        self._leveller = leveller
        self.sound = sound
        self._child: subprocess.Popen[bytes] | None = None
        self._asking_since: float | None = None
        self._brought = False
        self._words = ""
        self._thread = threading.Thread(target=self._keep_running, name="live", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str:
        """Why it is not heard (Vietnamese), if it is not."""
        if self._child is None:
            return NO_SOUND if "Invalid data" in self._words else CLOSED
        if not self._brought:
            return NO_SOUND
        return STALLED if self._asked_for_s > STALLED_AFTER_S else TOO_SLOW

    @property
    def _asked_for_s(self) -> float:
        """How long the child has been asked for sound without an answer."""
        since = self._asking_since
        return 0.0 if since is None else self._clock.monotonic() - since

    def close(self) -> None:
        """Let go of the stream; the child is ended a moment later, by its own thread."""
        self.sound.closed.set()

    def wait_until_closed(self, patience_s: float) -> None:
        """Return once the child is gone, or after `patience_s`."""
        self._thread.join(patience_s)

    def _keep_running(self) -> None:
        failures = 0
        while not self.sound.closed.is_set():
            began = self._clock.monotonic()
            try:
                self._run_once()
            except Exception:  # noqa: BLE001 - the source's outermost loop recovers
                _log.exception("the source %s failed", self._name)
            if self.sound.closed.is_set():
                return
            steady = self._brought and self._clock.monotonic() - began > STEADY_S
            failures = 0 if steady else failures + 1
            pause = PAUSES_S[min(failures, len(PAUSES_S) - 1)]
            _log.warning("source %s: %s; again in %.1f s", self._name, self._words, pause)
            self._clock.wait(pause, self.sound.closed)

    def _run_once(self) -> None:
        """Run one child until it ends, or brings nothing for too long, or is not wanted."""
        self._brought = False
        self._words = ""
        child = subprocess.Popen(  # noqa: S603 - our own commands; an address is one argument
            self._command(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._child = child
        if child.stdout is None or child.stderr is None:
            return
        threads = [
            threading.Thread(target=act, args=(pipe,), name="live", daemon=True)
            for act, pipe in ((self._read, child.stdout), (self._listen, child.stderr))
        ]
        self._asking_since = self._clock.monotonic()
        for thread in threads:
            thread.start()
        try:
            while threads[0].is_alive() and not self._clock.wait(LOOK_EVERY_S, self.sound.closed):
                if self._asked_for_s > NOTHING_COMES_S:
                    self._words = self._words or f"nothing came for {NOTHING_COMES_S:.0f} s"
                    break
        finally:
            end(child)
            self._child = None
            for thread in threads:
                thread.join(GRACE_S)
            child.stdout.close()
            child.stderr.close()

    def _read(self, pipe: IO[bytes]) -> None:
        half = b""
        self.sound.begin_anew()
        while True:
            self._asking_since = self._clock.monotonic()
            try:
                data = os.read(pipe.fileno(), MOST_BYTES)
            except (OSError, ValueError):
                return
            self._asking_since = None
            if not data or self.sound.closed.is_set():
                return
            self._brought = True
            data = half + data
            whole = len(data) & ~1
            half = data[whole:]
            self.sound.put(self._leveller.levelled(np.frombuffer(data[:whole], "<i2")))

    def _listen(self, pipe: IO[bytes]) -> None:
        """Keep the last line of what the child complains of."""
        try:
            for line in pipe:
                self._words = line.decode("utf-8", "replace").strip()[:200] or self._words
        except (OSError, ValueError):
            return


def end(child: "subprocess.Popen[bytes]") -> None:
    """End the child: a stalled one takes no notice of TERM, so KILL follows."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()

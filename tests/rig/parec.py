"""parec on a sink's monitor: begun again where the sink went away, ended when no more wanted."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import IO

from tests.rig.parts import program

BLOCK_MS = 5
AGAIN_S = 0.05
ENDS_WITHIN_S = 10.0
READ_BYTES = 65_536

Blocks = Iterator[tuple[float, bytes]]


class Parec:
    """Brings what a monitor carries, 16 bits and one channel, in a thread of its own."""

    def __init__(
        self, env: Mapping[str, str], monitor: str, rate: int, keep: Callable[[Blocks], None]
    ) -> None:
        """`keep` takes the blocks with their epoch seconds; it is called anew for each outage."""
        self._env = env
        self._keep = keep
        self._command = [
            program("parec", "pulseaudio-utils"),
            "--raw",
            "--format=s16le",
            f"--rate={rate}",
            "--channels=1",
            f"--latency-msec={BLOCK_MS}",
            "-d",
            monitor,
        ]
        self._ending = threading.Event()
        self._hears = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="recorder")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, within_s: float) -> None:
        """Begin to listen; return once the first block has come. `RuntimeError` if none does."""
        self._thread.start()
        if not self._hears.wait(within_s):
            self.end()
            message = "parec heard nothing of the sink"
            raise RuntimeError(message)

    def end(self) -> None:
        """End the process and the thread."""
        self._ending.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
        if self._thread.ident is not None:
            self._thread.join(ENDS_WITHIN_S)

    def _listen(self) -> None:
        while not self._ending.is_set():
            with subprocess.Popen(
                self._command, env=self._env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            ) as self._process:
                assert self._process.stdout is not None
                self._keep(self._blocks(self._process.stdout))
            self._ending.wait(AGAIN_S)

    def _blocks(self, stream: IO[bytes]) -> Blocks:
        """Give whole samples as they come, until parec ends."""
        half = b""
        while data := os.read(stream.fileno(), READ_BYTES):
            now = time.time()
            both = half + data
            whole = len(both) & ~1
            half = both[whole:]
            yield now, both[:whole]
            self._hears.set()

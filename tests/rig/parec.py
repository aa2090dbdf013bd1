"""parec on a sink's monitor: begun again where the sink went away, ended when no more wanted."""

import os
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import IO, NamedTuple, Self

from tests.rig.parts import program

BLOCK_MS = 5
AGAIN_S = 0.05
ENDS_WITHIN_S = 10.0
READ_BYTES = 65_536
ONE_BLOCK_S = 0.001


class Piece(NamedTuple):
    """Samples of 16 bits that came at the epoch second `at`; `begins` tells of a block's first."""

    at: float
    samples: bytes
    begins: bool


class Parec(ABC):
    """Brings what a monitor carries, one channel, in a thread of its own, while its block lasts."""

    def __init__(
        self, env: Mapping[str, str], monitor: str, rate: int, begins_within_s: float
    ) -> None:
        """Nothing runs yet; the first piece has to come within those seconds."""
        self._env = env
        self._begins_within_s = begins_within_s
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

    def __enter__(self) -> Self:
        """Begin to listen; return once the first piece has come. `RuntimeError` if none does."""
        self._thread.start()
        if not self._hears.wait(self._begins_within_s):
            self._end()
            message = "parec heard nothing of the sink"
            raise RuntimeError(message)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    @abstractmethod
    def _keep(self, pieces: Iterator[Piece]) -> None:
        """Keep what comes until parec ends; called anew behind each outage."""

    def _end(self) -> None:
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
                self._keep(self._pieces(self._process.stdout))
            self._ending.wait(AGAIN_S)

    def _pieces(self, stream: IO[bytes]) -> Iterator[Piece]:
        """Give whole samples as they come, until parec ends."""
        half, before = b"", 0.0
        while data := os.read(stream.fileno(), READ_BYTES):
            now = time.time()
            both = half + data
            whole = len(both) & ~1
            half = both[whole:]
            yield Piece(now, both[:whole], begins=now - before > ONE_BLOCK_S)
            before = now
            self._hears.set()

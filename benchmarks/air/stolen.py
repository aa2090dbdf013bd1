"""How much processor time the host of a virtual machine took away, second by second."""

import threading
import time
from typing import Self

import psutil

LOOK_EVERY_S = 1.0


class Stolen:
    """A context manager that looks each second; where nothing is told of it, all is 0."""

    def __init__(self) -> None:
        """Nothing is looked at yet."""
        self._seen: list[tuple[float, float]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="stolen", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def around(self, moment: float, seconds: float) -> float:
        """Return the processor seconds, of all cores, taken `seconds` around an epoch second."""
        within = [stolen for at, stolen in self._seen if abs(at - moment) <= seconds + LOOK_EVERY_S]
        return max(within) - min(within) if within else 0.0

    def _look(self) -> None:
        while not self._over.is_set():
            self._seen.append((time.time(), getattr(psutil.cpu_times(), "steal", 0.0)))
            self._over.wait(LOOK_EVERY_S)

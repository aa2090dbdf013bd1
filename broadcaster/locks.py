"""One process of each kind works for a station: whoever comes second is told so."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from broadcaster.errors import PlayoutUnavailable

SUPERVISOR = "supervisor"
PLAYER = "player"
PANEL = "panel"
RENDERER = "renderer"
PROCESS_VI = {
    SUPERVISOR: "phần coi chừng",
    PLAYER: "máy phát",
    PANEL: "trang quản lý",
    RENDERER: "phần đọc bài",
}
"""What people here call the processes: the one place for these words."""

PROCESSES = tuple(PROCESS_VI)
LOOKED_AT_S = 1.0
"""Who only looks whether a process works holds its lock for less than that."""

ASKS_EVERY_S = 0.02


@contextmanager
def sole(process: str, run: Path, *, remedy: str = "stop that one first") -> Iterator[None]:
    """Be the only process of that kind in the station's folder `run` until the block ends.

    Raises `PlayoutUnavailable` if there is one.
    """
    run.mkdir(parents=True, exist_ok=True)
    lock = FileLock(_file(run, process))
    try:
        lock.acquire(timeout=LOOKED_AT_S, poll_interval=ASKS_EVERY_S)
    except Timeout as error:
        message = f"the {process} of the station in {run.parent} is running; {remedy}"
        raise PlayoutUnavailable(message) from error
    try:
        yield
    finally:
        lock.release()


def works(process: str, run: Path) -> bool:
    """Return whether a process of that kind works for the station whose folder is `run`."""
    if not _file(run, process).exists():
        return False
    try:
        with FileLock(_file(run, process), timeout=0):
            return False
    except Timeout:
        return True


def require_at_rest(run: Path, *, remedy: str) -> None:
    """Raise `PlayoutUnavailable` if any process of the station in the folder `run` works."""
    for process in PROCESSES:
        if _file(run, process).exists():
            with sole(process, run, remedy=remedy):
                pass


def _file(run: Path, process: str) -> Path:
    return run / f"{process}.lock"

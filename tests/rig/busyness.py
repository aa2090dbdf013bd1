"""Whether the machine has more to do than it can: sound devices run dry, and clips are late."""

import os
from contextlib import suppress
from pathlib import Path

PRESSURES = (Path("/proc/pressure/cpu"), Path("/sys/fs/cgroup/cpu.pressure"))
WAITING_PERCENT = 20.0
MOSTLY = 0.6


def is_busy() -> bool:
    """Return whether, in the last minute, more was to run than there are cores, or some waited."""
    cores = len(os.sched_getaffinity(0))
    return os.getloadavg()[0] > cores or max(map(waiting_percent, PRESSURES)) > WAITING_PERCENT


def waiting_percent(file: Path) -> float:
    """Return for how much of the last minute something waited for a core; 0 if nobody says."""
    with suppress(OSError, ValueError, IndexError):
        some = file.read_text(encoding="utf-8").splitlines()[0]
        return float(some.partition("avg60=")[2].split()[0])
    return 0.0


def at_least(share: float) -> float:
    """Return how much of a sound must be heard: that share, or most where the device runs dry."""
    return min(share, MOSTLY) if is_busy() else share

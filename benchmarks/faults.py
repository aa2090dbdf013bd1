"""How soon the player notices and mends what fails, and how long `broadcaster interrupt` takes.

- The sound device: from its loss to the player saying so, from its return to sound.
- The command line: `broadcaster interrupt` as a whole, wall time and processor time.
- A locked database: from the request at the player's door to the tone being on air.
Usage: python benchmarks/faults.py [TIMES]
"""

import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from tests.rig.commune import TEXTS, Commune, command
from tests.rig.pulse import SoundServer

PATIENCE_S = 30.0


def main() -> None:
    """Measure all three and print a line of figures each."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"{'seconds':44}{'n':>4}{'median':>9}{'max':>9}")
    with tempfile.TemporaryDirectory(prefix="broadcaster-bench-") as folder:
        commune = Commune(Path(folder) / "station")
        lost, back = device(commune, times)
        show("sound device: lost to noticed", lost)
        show("sound device: back to sound", back)
        with commune.player("null"):
            wall, cpu = interrupt_commands(commune, times)
            show("broadcaster interrupt, as a whole", wall)
            show("broadcaster interrupt, processor time", cpu)
            show("database locked: request to tone", while_locked(commune, times))
        commune.close()


def device(commune: Commune, times: int) -> tuple[list[float], list[float]]:
    """Return the seconds until the loss of the sink is noticed, and until it sounds again."""
    commune.approved(" ".join(TEXTS * 8))
    lost, back = [], []
    with SoundServer() as server:
        commune.on_air_in(8, length="60m")
        with commune.player("device", env=server.env):
            commune.wait_for(commune.on_air)
            for _ in range(times):
                server.unplug()
                lost.append(until(lambda: not _open(commune)))
                time.sleep(1.0)
                server.plug()
                back.append(until(lambda: bool(commune.on_air())))
                time.sleep(1.0)
            commune.app.door.stop(by="bench")
    return lost, back


def interrupt_commands(commune: Commune, times: int) -> tuple[list[float], list[float]]:
    """Return the wall and the processor seconds of the command, from its start to its end."""
    wall, cpu = [], []
    for number in range(times):
        words = command(commune.home, "interrupt", "--drill", "--text", f"Thử loa lần {number}.")
        before = os.times()
        began = time.perf_counter()
        subprocess.run(words, check=True, capture_output=True)
        wall.append(time.perf_counter() - began)
        after = os.times()
        cpu.append(
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system
        )
        time.sleep(4.0)
        commune.app.door.stop(by="bench")
    return wall, cpu


def while_locked(commune: Commune, times: int) -> list[float]:
    """Return the seconds from a request to the tone, while another program holds the database."""
    delays = []
    with closing(sqlite3.connect(commune.home / "broadcaster.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(times):
            began = time.perf_counter()
            commune.app.door.interrupt(id=str(uuid4()), by="bench", drill=True, level=3)
            while not commune.on_air():
                pass
            delays.append(time.perf_counter() - began)
            commune.app.door.stop(by="bench")
            time.sleep(0.5)
        other.execute("ROLLBACK")
    return delays


def _open(commune: Commune) -> bool:
    state = commune.app.door.state()
    return bool(state and state["output_open"] and state["on_air"])


def until(condition: Callable[[], bool]) -> float:
    """Return the seconds until the condition holds."""
    began = time.perf_counter()
    while not condition():
        if time.perf_counter() - began > PATIENCE_S:
            return float("nan")
        time.sleep(0.01)
    return time.perf_counter() - began


def show(name: str, seconds: Sequence[float]) -> None:
    """Print one line of figures."""
    print(
        f"{name:44}{len(seconds):4}{statistics.median(seconds):9.3f}{max(seconds):9.3f}",
        flush=True,
    )


if __name__ == "__main__":
    main()

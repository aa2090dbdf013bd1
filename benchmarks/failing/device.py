"""The sound device goes and returns; the database is locked; how long the command line takes."""

import os
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from benchmarks.failing.figures import Figures, seconds_until
from tests.rig.commune import TEXTS, Commune, command
from tests.rig.pulse import SoundServer

NOTICED_WITHIN_S = 3.0
BACK_WITHIN_S = 2.0


def measure(figures: Figures, folder: Path, times: int) -> None:
    """Measure all three in one station."""
    with closing(Commune(folder / "device")) as commune:
        lost, back = _device(commune, times)
        figures.tell("sound device: lost to noticed", lost, at_most=NOTICED_WITHIN_S)
        figures.tell("sound device: back to sound", back, at_most=BACK_WITHIN_S)
        with commune.player("null"):
            wall, cpu = _interrupt_commands(commune, times)
            figures.tell("broadcaster interrupt, as a whole", wall)
            figures.tell("broadcaster interrupt, processor time", cpu)
            figures.tell("database locked: request to tone", _while_locked(commune, times))


def _device(commune: Commune, times: int) -> tuple[list[float], list[float]]:
    """Return the seconds until the loss of the sink is noticed, and until it sounds again."""
    commune.approved(" ".join(TEXTS * 8))
    lost, back = [], []
    with SoundServer() as server:
        commune.on_air_in(8, length="60m")
        with commune.player("device", env=server.env):
            commune.wait_for(commune.on_air)
            for _ in range(times):
                server.unplug()
                lost.append(seconds_until(lambda: not _sounds(commune)))
                time.sleep(1.0)
                server.plug()
                back.append(seconds_until(commune.on_air))
                time.sleep(1.0)
            commune.app.door.stop(by="bench")
    return lost, back


def _interrupt_commands(commune: Commune, times: int) -> tuple[list[float], list[float]]:
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


def _while_locked(commune: Commune, times: int) -> list[float]:
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


def _sounds(commune: Commune) -> bool:
    state = commune.app.door.state()
    return bool(state and state["output_open"] and state["on_air"])

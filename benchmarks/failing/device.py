"""The sound device, or its server, goes and returns; a locked database; the command line's time."""

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from benchmarks.failing.figures import Figures, seconds_until
from broadcaster.timetable import EntryKind
from tests.rig.commune import TEXTS, Commune, command
from tests.rig.pulse import SoundServer

NOTICED_WITHIN_S = 3.0
BACK_WITHIN_S = 2.0
COMMAND_WITHIN_S = 0.6
TONE_WITHIN_S = 0.1
SAME_PLACE_S = 0.001
Act = Callable[[SoundServer], None]
WAYS: dict[str, tuple[Act, Act]] = {
    "sound device": (SoundServer.unplug, SoundServer.plug),
    "sound server killed": (lambda server: server.stop(signal.SIGKILL), SoundServer.start),
}


def measure(figures: Figures, folder: Path, times: int) -> None:
    """Take the device away in both ways; then the rest, in the same station."""
    with closing(Commune(folder / "device")) as commune:
        commune.approved(" ".join(TEXTS * 8), airings=len(WAYS))
        for name, (take, give) in WAYS.items():
            lost, back = _device(commune, take, give, times)
            figures.tell(f"{name}: lost to noticed", lost, at_most=NOTICED_WITHIN_S)
            figures.tell(f"{name}: back to sound", back, at_most=BACK_WITHIN_S)
            figures.tell(
                f"{name}: of the item left out or told twice",
                _out_of_place(commune),
                at_most=SAME_PLACE_S,
            )
        with commune.player("null"):
            wall, cpu = _interrupt_commands(commune, times)
            figures.tell("broadcaster interrupt, as a whole", wall, at_most=COMMAND_WITHIN_S)
            figures.tell("broadcaster interrupt, processor time", cpu)
            name = "database locked: request to tone"
            figures.tell(name, _while_locked(commune, times), at_most=TONE_WITHIN_S)


def _device(commune: Commune, take: Act, give: Act, times: int) -> tuple[list[float], list[float]]:
    """Return the seconds until the loss of the device is noticed, and until it sounds again."""
    lost, back = [], []
    with SoundServer() as server:
        commune.on_air_in(8, length="60m")
        with commune.player("device", env=server.env):
            commune.wait_for(commune.on_air)
            for _ in range(times):
                time.sleep(1.0)
                take(server)
                lost.append(seconds_until(lambda: not _sounds(commune)))
                time.sleep(1.0)
                give(server)
                back.append(seconds_until(commune.on_air))
            time.sleep(1.0)
            commune.app.door.stop(by="bench")
            commune.wait_for(lambda: commune.on_air() is None)
    return lost, back


def _out_of_place(commune: Commune) -> list[float]:
    """Return how far from the end of what was heard each further row of the last item begins, s."""
    rows = commune.log(EntryKind.ITEM)
    last = [row for row in rows if row.slot_id == rows[-1].slot_id]
    ends = [row.offset_s + (row.aired_s or 0.0) for row in last]
    return [abs(row.offset_s - end) for row, end in zip(last[1:], ends, strict=False)]


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

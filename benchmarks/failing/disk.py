"""A full disk: whether the sound goes on, and how soon the log is whole once there is room."""

import time
from contextlib import closing
from pathlib import Path

from benchmarks.failing import noise
from benchmarks.failing.figures import Figures, seconds_until
from tests.rig.commune import Commune
from tests.rig.pulse import SoundServer
from tests.rig.small_disk import full, small_disk

DISK_KB = 48 * 1024
TUNE_S = 1.5
FULL_S = 8.0
EACH_S = 20
SILENCE_S = 0.5


def measure(figures: Figures, folder: Path, times: int) -> None:
    """Fill a small disk while a programme of short tunes is on air, and empty it again."""
    with small_disk(folder / "disk", DISK_KB) as mounted:
        if not mounted:
            figures.fail("disk full: no small disk can be mounted here; run this as root")
            return
        with closing(Commune(folder / "disk" / "home")) as commune, SoundServer() as server:
            _fill(figures, commune, server, times)


def _fill(figures: Figures, commune: Commune, server: SoundServer, times: int) -> None:
    seconds = EACH_S * times + 30
    rundown = noise.rundown(commune, TUNE_S, round(seconds / TUNE_S))
    commune.on_air_in(8, length=f"{seconds}s", rundown=rundown)
    spans, rows, written = [], [], []
    with server.record() as recorder:
        with commune.player("device", env=server.env):
            commune.wait_for(commune.on_air)
            for _ in range(times):
                time.sleep(2.0)
                began = time.time()
                with full(commune.home):
                    commune.wait_for(lambda: _waiting(commune) > 0)
                    time.sleep(FULL_S)
                    rows.append(_waiting(commune))
                written.append(seconds_until(lambda: _waiting(commune) == 0))
                spans.append((began, time.time()))
            commune.app.door.stop(by="bench")
            commune.wait_until_over()
        recording = recorder.stop()
    quiet = [noise.longest_silence(recording, *span) for span in spans]
    figures.tell("disk full: longest silence of the slot on air", quiet, at_most=SILENCE_S)
    figures.tell("disk full: rows that waited in the reserve", rows, "rows", at_least=1)
    figures.tell("disk full: from room to all rows in the database", written)
    if not commune.chain_is_whole():
        figures.fail("disk full: the chain of the log is broken")


def _waiting(commune: Commune) -> int:
    return int((commune.app.door.state() or {}).get("log_rows_waiting", 0))

"""Power cuts at random instants, hundreds of them: what of the log holds, how soon it sounds again.

The player is killed (SIGKILL) while it starts, recovers, plays, writes. After all of them: is each
acknowledged row still there, once; does the log tell what was heard; is the chain whole.
Usage: python benchmarks/recovery.py [KILLS]
"""

import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from broadcaster.playout.desk.recovery import CRASHED
from tests.rig.commune import Commune
from tests.rig.kills import KilledStation

SEED = 20261121


def main() -> None:
    """Kill, check, and print the figures; the status is 1 if anything does not hold."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory(prefix="broadcaster-bench-") as folder:
        commune = Commune(Path(folder) / "station")
        station = KilledStation(commune, random.Random(SEED))  # noqa: S311 - chance, no secret
        station.prepare()
        began = time.monotonic()
        station.kill(kills)
        station.end()
        took_s = time.monotonic() - began
        faults = station.faults()
        show(station, took_s)
        commune.close()
    for fault in faults:
        print(f"DOES NOT HOLD: {fault}")
    sys.exit(bool(faults))


def show(station: KilledStation, took_s: float) -> None:
    """Print what was done and what was found."""
    rows = station.rows()
    cut = [row for row in rows if row.reason == CRASHED and row.outcome == "cut"]
    to_sound = sorted(station.to_sound_s)
    outcomes = Counter(row.outcome.value for row in rows if row.outcome)
    print(f"{len(station.kills)} kills in {station.slots} slots, {took_s / 60:.0f} minutes")
    print(f"{len(rows)} rows in the log, {len(station.acknowledged)} acknowledged before some kill")
    print(f"outcomes: {dict(outcomes)}; {len(cut)} cut by a kill")
    print(
        f"process start to sound: n {len(to_sound)}, median {statistics.median(to_sound):.2f} s, "
        f"p95 {to_sound[round(0.95 * (len(to_sound) - 1))]:.2f} s, max {to_sound[-1]:.2f} s"
    )


if __name__ == "__main__":
    main()

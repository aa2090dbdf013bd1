"""Power cuts at random instants, hundreds of them: what of the log holds, how soon it sounds again.

The player is killed (SIGKILL) while it starts, recovers, plays, writes. After all of them: is each
acknowledged row still there, once; does the log tell what was heard; is the chain whole? And is
there sound again within 5 s of the start of the process: the p95 of all lives that were begun with
a slot on air? What does not hold is printed (DOES NOT HOLD), with status 1.
Usage: python benchmarks/recovery.py [KILLS]
"""

import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.failing.figures import SOUND_WITHIN_S
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
        faults = station.faults() + too_slow(station.to_sound_s)
        show(station, took_s)
        commune.close()
    for fault in faults:
        print(f"DOES NOT HOLD: {fault}")
    sys.exit(bool(faults))


def show(station: KilledStation, took_s: float) -> None:
    """Print what was done and what was found."""
    rows = station.rows()
    cut = [row for row in rows if row.reason == CRASHED and row.outcome == "cut"]
    to_sound = station.to_sound_s
    outcomes = Counter(row.outcome.value for row in rows if row.outcome)
    print(f"{len(station.kills)} kills in {station.slots} slots, {took_s / 60:.0f} minutes")
    print(f"{len(rows)} rows in the log, {len(station.acknowledged)} acknowledged before some kill")
    print(f"outcomes: {dict(outcomes)}; {len(cut)} cut by a kill")
    if to_sound:
        print(
            f"process start to sound: n {len(to_sound)}, median {statistics.median(to_sound):.2f} "
            f"s, p95 {p95(to_sound):.2f} s, max {max(to_sound):.2f} s"
        )


def p95(seconds: Sequence[float]) -> float:
    """Return what 95 % of them do not exceed."""
    return sorted(seconds)[round(0.95 * (len(seconds) - 1))]


def too_slow(to_sound: Sequence[float]) -> list[str]:
    """Return the goal that was missed, in words; none if sound came in time."""
    if not to_sound:
        return ["no life of the player began with a slot on air: nothing was measured"]
    if p95(to_sound) <= SOUND_WITHIN_S:
        return []
    return [f"sound came {p95(to_sound):.2f} s after the start (p95), not {SOUND_WITHIN_S:.0f} s"]


if __name__ == "__main__":
    main()

"""A long run of real playing with faults at random, its log reconciled with the recording.

`broadcaster run` plays a full timetable through a private sound server whose monitor is recorded;
every minute or so something is killed, locked, filled, unplugged or asked for. Afterwards every
sound of the recording must have its row in the log, every row its sound in the recording, and
every silence its fault. Status 1 if anything does not agree.
"""

import argparse
import random
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.endurance import keeping, verdict
from benchmarks.endurance.faults import Fault, Mischief
from benchmarks.endurance.keeping import Soak
from benchmarks.endurance.programmes import Planned, pauses, programmes, timetable
from benchmarks.endurance.station import Station, soon
from benchmarks.endurance.tape import Recorder
from tests.rig.pulse import SoundServer
from tests.rig.radio import Radio
from tests.rig.small_disk import small_disk

SEED = 20261121
SHORT_MINUTES = 3.0
DISK_KB = 400_000
FIRST_IN_S = 45
LAST_CALM_S = 20.0
RESTS_AFTER_S = 62.0
OVER_WITHIN_S = 120.0
RADIO_S = 90.0


def main() -> None:
    """Play, harm, reconcile, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--minutes",
        type=float,
        default=SHORT_MINUTES,
        help="how long the programmes last together (%(default)s)",
    )
    parser.add_argument("--seed", type=int, default=SEED, help="of chance (%(default)s)")
    parser.add_argument("--every", type=float, nargs=2, default=(40.0, 90.0), metavar="SECONDS",
                        help="from a fault to the next: least and most (40 90)")  # fmt: skip
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="leave recording, log, faults here"
    )
    parser.add_argument("--read", type=Path, metavar="DIR", help="reconcile a kept run once more")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if chosen.read:
        sys.exit(reconcile(keeping.read(chosen.read), chosen.read))
    with tempfile.TemporaryDirectory(prefix="broadcaster-soak-") as folder:
        kept = chosen.keep or Path(folder) / "kept"
        kept.mkdir(parents=True, exist_ok=True)
        soak = run(Path(folder), kept, chosen)
        status = reconcile(soak, kept)
    sys.exit(status)


def reconcile(soak: Soak, folder: Path) -> int:
    """Print what agrees and what does not; return the status."""
    found = verdict.judge(soak, folder / "station")
    verdict.show(soak, found)
    return int(bool(found.wrong))


def run(folder: Path, kept: Path, chosen: argparse.Namespace) -> Soak:
    """Play for that long and leave everything in `kept`."""
    chance = random.Random(chosen.seed)  # noqa: S311 - chance, no secret
    with ExitStack() as undone:
        is_small = undone.enter_context(small_disk(folder / "disk", DISK_KB))
        server = undone.enter_context(SoundServer())
        radio = undone.enter_context(Radio(folder / "radio", 1, seconds=RADIO_S))
        backup = undone.enter_context(Radio(folder / "backup", 2, seconds=RADIO_S, kind="ogg"))
        home = folder / "disk" / "station"
        station = Station(home, server, chance)
        undone.callback(station.commune.close)
        station.plan([])
        recorder = undone.enter_context(Recorder(server, kept))
        planned = timetable(
            chance, programmes(radio.url, backup.url), soon(FIRST_IN_S), chosen.minutes * 60
        )
        station.plan(planned)
        undone.callback(station.end)
        station.run()
        mischief = Mischief(station, radio, chance, is_small)
        first = planned[0].at.timestamp()
        harm(mischief, planned, chosen.every)
        wrong = mischief.troubles + over(station, planned)
        until = time.time()
        station.end()
        time.sleep(1.0)
        tape = recorder.stop(kept / keeping.WAV)
        wrong += cleared(station, radio, backup)
        wrong += keeping.doubled(station.commune)
        if not station.commune.chain_is_whole():
            wrong.append("the chain is broken")
        soak = Soak(
            tape=tape,
            rows=keeping.rows_of(station.commune),
            broadcasts=keeping.broadcasts_of(station.commune, planned),
            faults=mischief.done,
            first=first,
            until=until,
            withdrawn=mischief.withdrawn,
            wrong=wrong,
        )
        keeping.keep(kept, soak, home)
        if not is_small:
            print("no small disk can be mounted here: the disk was never full")
    return soak


def harm(mischief: Mischief, planned: list[Planned], every: tuple[float, float]) -> None:
    """Let one fault befall the station after the other, until shortly before the end.

    In each pause the device goes away at rest, whatever else would have been next.
    """
    time.sleep(max(0.0, planned[0].at.timestamp() - time.time()))
    until = ended_at(planned)
    rests = [pause.timestamp() + RESTS_AFTER_S for pause in pauses(planned)]
    while True:
        at = time.time() + mischief.chance.uniform(*every)
        if rests and rests[0] <= at:
            time.sleep(max(0.0, rests.pop(0) - time.time()))
            fault = mischief.at_rest()
        elif at > until - LAST_CALM_S:
            time.sleep(max(0.0, until - time.time()))
            return
        else:
            time.sleep(max(0.0, at - time.time()))
            fault = mischief.one()
        told(fault)


def told(fault: Fault) -> None:
    """Print what was done."""
    at = datetime.fromtimestamp(fault.at, UTC)
    lasted = f"{fault.until - fault.at:5.1f} s"
    print(f"{at:%H:%M:%S} UTC {lasted} {fault.kind} {fault.note}", flush=True)


def ended_at(planned: list[Planned]) -> float:
    """Return the epoch second at which the last broadcast should be over."""
    return planned[-1].at.timestamp() + planned[-1].programme.length_s


def over(station: Station, planned: list[Planned]) -> list[str]:
    """Wait until the last broadcast is over; return what is wrong if it never is."""
    left_s = ended_at(planned) - time.time()
    states = ("planned", "on air")
    ended = station.wait_for(
        lambda: not any(slot.state in states for slot in station.commune.planned_today()),
        max(0.0, left_s) + OVER_WITHIN_S,
    )
    return [] if ended else ["the last broadcast did not end"]


def cleared(station: Station, *radios: Radio) -> list[str]:
    """Kill what outlived the station; return what that was."""
    left = station.left_behind(*(radio.url for radio in radios))
    found = [f"a process was left behind: {' '.join(process.cmdline())[:120]}" for process in left]
    for process in left:
        process.kill()
    return found


if __name__ == "__main__":
    main()

"""An hour of clips without a pause: each is looked for, and what lies between them counted."""

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.air.contender import Sounds, wait_until
from benchmarks.air.evenness import Evenness, Slip, evenness
from benchmarks.air.ours import Ours
from benchmarks.endurance.tape import Recorder, Tape
from benchmarks.endurance.told import Row
from tests.rig.known_clip import RATE, KnownClip, make_noise
from tests.rig.pulse import SoundServer

LENGTHS = (1_150_003, 633_331, 912_049, 480_001, 1_371_019, 297_113, 760_007)
"""In samples, all odd: 6 to 29 s."""

FIRST_SEED = 40
BEHIND_S = 5.0


def measure(minutes: float) -> bool:
    """Play, look, and print what was found; return whether it is even."""
    clips = in_a_row(minutes * 60)
    with tempfile.TemporaryDirectory(prefix="hour-") as folder:
        tape, begins, rows = played(clips, Path(folder))
    found = evenness(tape, clips, begins.timestamp(), rows)
    show(found, sum(clip.length_s for clip in clips), tape)
    return found.even


def in_a_row(seconds: float) -> list[KnownClip]:
    """Return clips of noise, the same few over and over, that last so long and not longer."""
    kinds = [
        KnownClip(f"clip-{number}", make_noise(length / RATE, seed=FIRST_SEED + number))
        for number, length in enumerate(LENGTHS)
    ]
    found: list[KnownClip] = []
    left = round(seconds * RATE)
    while left >= len((clip := kinds[len(found) % len(kinds)]).samples):
        found.append(clip)
        left -= len(clip.samples)
    return found


def played(clips: Sequence[KnownClip], folder: Path) -> tuple[Tape, datetime, list[Row]]:
    """Return the recording of them, their second, and what the log tells of them."""
    length_s = sum(clip.length_s for clip in clips)
    with SoundServer() as server:
        ours = Ours()
        ours.open(server, Sounds.made(folder / "sounds"))
        try:
            with Recorder(server, folder) as recorder:
                begins = ours.play_row(clips, length_s)
                wait_until(begins + timedelta(seconds=length_s + BEHIND_S))
                return recorder.stop(folder / "hour.wav"), begins, ours.rows()
        finally:
            ours.close()


def show(found: Evenness, length_s: float, tape: Tape) -> None:
    """Print how many clips and joints there were, and what was not even."""
    heard = found.clips - len(found.not_found)
    print(f"{found.clips} clips, {length_s / 60:.1f} minutes without a pause, {heard} found")
    for name, slips in (("ran dry", found.dry), ("not even", found.slips)):
        print(
            f"{name:10}{len(slips):5} times, {total(slips, 1):9,} samples inserted, "
            f"{total(slips, -1):9,} lost"
        )
        for slip in slips:
            print(f"  {datetime.fromtimestamp(slip.at, UTC):%H:%M:%S.%f} UTC {slip.samples:+,}")
    for place in found.not_found:
        print(f"clip {place} was not found")
    lacks_s = sum(until - since for since, until in tape.outages)
    if lacks_s:
        print(f"the recording itself lacks {lacks_s:.2f} s")
    word = "reached" if found.even else "NOT REACHED"
    print(f"no sample lost or inserted while the output has sound: {word}")


def total(slips: Sequence[Slip], sign: int) -> int:
    """Return how many samples were inserted (sign 1) or lost (-1) together."""
    return sum(abs(slip.samples) for slip in slips if slip.samples * sign > 0)

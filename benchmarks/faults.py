"""What fails, and how soon the station mends it: a line of figures for each fault.

Relays, recordings, a full disk, crashes, emergencies at the worst moment, a stepped clock, voices,
slow clients of the panel, a microphone cut off, the sound device, a locked database. What does not
hold is printed (DOES NOT HOLD), with status 1.
Usage: python benchmarks/faults.py [TIMES] [--only NAME...]
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.failing import (
    clocks,
    crashes,
    device,
    disk,
    emergencies,
    microphone,
    panel,
    recordings,
    relays,
    voices,
)
from benchmarks.failing.figures import Figures

ALL = {
    "relays": relays.measure,
    "recordings": recordings.measure,
    "disk": disk.measure,
    "crashes": crashes.measure,
    "emergencies": emergencies.measure,
    "clocks": clocks.measure,
    "voices": voices.measure,
    "panel": panel.measure,
    "microphone": microphone.measure,
    "device": device.measure,
}


def main() -> None:
    """Measure what is asked for; the status is 1 if anything does not hold."""
    options = argparse.ArgumentParser(description="how soon the station mends what fails")
    options.add_argument("times", nargs="?", type=int, default=1, help="how often each; 1")
    options.add_argument("--only", nargs="+", choices=list(ALL), default=list(ALL), metavar="NAME")
    asked = options.parse_args()
    figures = Figures()
    for name in asked.only:
        with tempfile.TemporaryDirectory(prefix="broadcaster-bench-") as folder:
            try:
                ALL[name](figures, Path(folder), asked.times)
            except AssertionError as error:
                figures.fail(f"{name}: {error}")
    sys.exit(bool(figures.faults))


if __name__ == "__main__":
    main()

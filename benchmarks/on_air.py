"""How exact the station is on air, beside mpv kept open and Liquidsoap, measured by the same rig.

Start: the error of a sound's first sample against its second. Gap: the silence between two sounds
in a row. Emergency: from the request to the first sample of its tone; by the panel, which only ours
has, from the moment its form is sent. Cost: of the process that plays. All from the recorded
monitor of a private PulseAudio sink; our station runs as its people run it, with panel and renderer
beside the player. With --hour only one thing is measured: are the samples of an hour of clips all
there, and no others? The status is 1 if one of our goals is not reached.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.air import hour
from benchmarks.air.contender import Figures, Sounds, measure
from benchmarks.air.goals import BUSY_START_P99_MS, GAP_MS, START_P99_MS, at, in_ms, reached
from benchmarks.air.ours import Ours
from benchmarks.air.peers import Liquidsoap, Mpv

OUR_SPACING_S = 11.0
PEERS_SPACING_S = 4.0
KINDS = (
    ("start error", "starts"),
    ("gap", "gaps"),
    ("emergency", "emergencies"),
    ("emergency out of silence", "out_of_silence"),
    ("emergency by the panel", "by_panel"),
)


def main() -> None:
    """Measure every contender and print one table; the status is 1 if ours misses a goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=25, help="our starts, one each 11 s")
    parser.add_argument("--peers-starts", type=int, default=25)
    parser.add_argument("--emergencies", type=int, default=12)
    parser.add_argument("--only-ours", action="store_true")
    parser.add_argument("--busy", action="store_true", help="keep all cores busy meanwhile")
    parser.add_argument(
        "--hour",
        type=float,
        nargs="?",
        const=60.0,
        metavar="MINUTES",
        help="only one programme of clips without a pause, so long (60), sample by sample",
    )
    chosen = parser.parse_args()
    if chosen.hour:
        sys.exit(not hour.measure(chosen.hour))
    folder = Path(tempfile.mkdtemp(prefix="sounds-"))
    sounds = Sounds.made(folder)
    figures = {
        Ours.name: measure(
            Ours(),
            sounds,
            starts=chosen.starts,
            spacing_s=OUR_SPACING_S,
            emergencies=chosen.emergencies,
            busy=chosen.busy,
        )
    }
    for peer in () if chosen.only_ours else (Mpv, Liquidsoap):
        if shutil.which(peer().command()[0]) is None:
            print(f"{peer.name}: not installed")
            continue
        figures[peer.name] = measure(
            peer(),
            sounds,
            starts=chosen.peers_starts,
            spacing_s=PEERS_SPACING_S,
            emergencies=chosen.emergencies,
            busy=chosen.busy,
        )
    shutil.rmtree(folder)
    show(figures)
    all_reached = show_goals(figures[Ours.name], busy=chosen.busy)
    show_amiss(figures[Ours.name], BUSY_START_P99_MS if chosen.busy else START_P99_MS)
    sys.exit(not all_reached)


def show(figures: dict[str, Figures]) -> None:
    """Print the table: times in milliseconds, and beside ours as a ratio of the medians."""
    ours = figures[Ours.name]
    for title, kind in KINDS:
        print(f"\n{title:24}{'n':>5}{'median':>10}{'p95':>9}{'p99':>9}{'max ms':>9}{'ratio':>9}")
        for name, got in figures.items():
            show_times(name, getattr(got, kind), getattr(ours, kind))
    print(f"\n{'cost':24}{'idle MiB':>10}{'idle %':>9}{'playing MiB':>13}{'playing %':>11}")
    for name, got in figures.items():
        print(
            f"{name:24}{got.idle_mib:10.1f}{got.idle_cpu:9.2f}"
            f"{got.playing_mib:13.1f}{got.playing_cpu:11.2f}"
        )
    for name, got in figures.items():
        if got.missed:
            print(f"{name}: {got.missed} sounds were not heard")


def show_goals(ours: Figures, *, busy: bool) -> bool:
    """Print which of our goals were reached; return whether all were."""
    print()
    goals = list(reached(ours, busy=busy))
    print("\n".join(map(str, goals)))
    return all(goal.held for goal in goals)


def show_amiss(ours: Figures, start_goal_ms: float) -> None:
    """Print each start beyond the goal and each gap: when, and what the host took around it."""
    for title, seconds, notes, goal_ms in (
        ("a start", ours.starts, ours.start_notes, start_goal_ms),
        ("a gap", ours.gaps, ours.gap_notes, GAP_MS),
    ):
        for value, note in zip(seconds, notes, strict=True):
            if abs(value) * 1000 > goal_ms:
                print(f"{title} off by {value * 1000:.1f} ms at {note}")


def show_times(name: str, seconds: Sequence[float], ours: Sequence[float]) -> None:
    """Print one line of a table of times."""
    if not seconds:
        print(f"{name:24}    0")
        return
    sizes = in_ms(seconds)
    base = statistics.median(abs(value) * 1000 for value in ours) if ours else 0.0
    ratio = f"{statistics.median(sizes) / base:9.1f}" if base else f"{'':>9}"
    print(
        f"{name:24}{len(sizes):5}{statistics.median(sizes):10.2f}{at(sizes, 0.95):9.2f}"
        f"{at(sizes, 0.99):9.2f}{sizes[-1]:9.2f}{ratio}"
    )


if __name__ == "__main__":
    main()

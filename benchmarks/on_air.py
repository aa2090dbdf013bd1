"""How exact the station is on air, beside mpv kept open and Liquidsoap, measured by the same rig.

Start: the error of a sound's first sample against its second. Gap: the silence between two sounds
in a row. Emergency: from the request to the first sample of its tone; by the panel, which only ours
has, from the moment its form is sent. Cost: of the process that plays. All from the recorded
monitor of a private PulseAudio sink; our station runs as its people run it, with panel and renderer
beside the player.
"""

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.air.contender import Figures, Sounds, measure
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
START_GOAL_MS, BUSY_START_GOAL_MS = 2.0, 10.0
EMERGENCY_GOAL_MS = 100.0
COST_GOALS = (
    ("idle MiB", "idle_mib", 80.0),
    ("idle %", "idle_cpu", 1.0),
    ("playing %", "playing_cpu", 3.0),
)


def main() -> None:
    """Measure every contender and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=25, help="our starts, one each 11 s")
    parser.add_argument("--peers-starts", type=int, default=25)
    parser.add_argument("--emergencies", type=int, default=12)
    parser.add_argument("--only-ours", action="store_true")
    parser.add_argument("--busy", action="store_true", help="keep all cores busy meanwhile")
    chosen = parser.parse_args()
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
    show_goals(figures[Ours.name], busy=chosen.busy)
    show_late_starts(figures[Ours.name], BUSY_START_GOAL_MS if chosen.busy else START_GOAL_MS)


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


def show_goals(ours: Figures, *, busy: bool) -> None:
    """Print which of our goals were reached: of times the 99th percentile."""
    print()
    for title, kind in KINDS:
        sizes = sorted(abs(value) * 1000 for value in getattr(ours, kind))
        goal = EMERGENCY_GOAL_MS
        if kind in ("starts", "gaps"):
            goal = BUSY_START_GOAL_MS if busy else START_GOAL_MS
        if sizes:
            show_goal(f"{title}, p99 ms", at(sizes, 0.99), goal)
    for title, cost, goal in COST_GOALS:
        show_goal(title, getattr(ours, cost), goal)


def show_late_starts(ours: Figures, goal_ms: float) -> None:
    """Print each start beyond the goal: when, and what the host took around it."""
    for error, note in zip(ours.starts, ours.start_notes, strict=True):
        if abs(error) * 1000 > goal_ms:
            print(f"off by {error * 1000:.1f} ms at {note}")


def show_goal(title: str, reached: float, goal: float) -> None:
    """Print one goal and whether it was reached."""
    word = "reached" if reached <= goal else "NOT REACHED"
    print(f"{title:34}{reached:9.2f}  goal {goal:5.0f}  {word}")


def show_times(name: str, seconds: Sequence[float], ours: Sequence[float]) -> None:
    """Print one line of a table of times."""
    if not seconds:
        print(f"{name:24}    0")
        return
    sizes = sorted(abs(value) * 1000 for value in seconds)
    base = statistics.median(abs(value) * 1000 for value in ours) if ours else 0.0
    ratio = f"{statistics.median(sizes) / base:9.1f}" if base else f"{'':>9}"
    print(
        f"{name:24}{len(sizes):5}{statistics.median(sizes):10.2f}{at(sizes, 0.95):9.2f}"
        f"{at(sizes, 0.99):9.2f}{sizes[-1]:9.2f}{ratio}"
    )


def at(sizes: Sequence[float], share: float) -> float:
    """Return the value below which that share of the sorted sizes lies."""
    return sizes[min(len(sizes) - 1, round(share * len(sizes)))]


if __name__ == "__main__":
    main()

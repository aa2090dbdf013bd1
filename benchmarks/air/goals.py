"""What we want of the station on air, and what of it was not reached."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.air.contender import Figures

START_P99_MS, START_MOST_MS = 2.0, 5.0
BUSY_START_P99_MS = 10.0
GAP_MS = 0.0
EMERGENCY_P99_MS = 100.0
COSTS = (
    ("idle MiB", "idle_mib", 80.0),
    ("playing MiB", "playing_mib", 80.0),
    ("idle %", "idle_cpu", 1.0),
    ("playing %", "playing_cpu", 3.0),
)


@dataclass(frozen=True)
class Reached:
    """One goal, how it was named, and what was reached of it."""

    title: str
    value: float
    goal: float

    @property
    def held(self) -> bool:
        """Whether it was reached; what was never measured was not."""
        return self.value <= self.goal

    def __str__(self) -> str:
        """Tell it in one line."""
        word = "reached" if self.held else "NOT REACHED"
        return f"{self.title:40}{self.value:9.2f}  goal {self.goal:5.0f}  {word}"


def reached(ours: Figures, *, busy: bool = False) -> Iterator[Reached]:
    """Yield each of our goals with what was measured; not a number where nothing was."""
    start_ms = BUSY_START_P99_MS if busy else START_P99_MS
    yield Reached("start error, p99 ms", at(in_ms(ours.starts), 0.99), start_ms)
    if not busy:
        yield Reached("start error, most ms", at(in_ms(ours.starts), 1.0), START_MOST_MS)
    yield Reached("gap, most ms", at(in_ms(ours.gaps), 1.0), GAP_MS)
    for title, values in (
        ("emergency", ours.emergencies),
        ("emergency out of silence", ours.out_of_silence),
        ("emergency by the panel", ours.by_panel),
    ):
        yield Reached(f"{title}, p99 ms", at(in_ms(values), 0.99), EMERGENCY_P99_MS)
    for title, cost, goal in COSTS:
        yield Reached(title, getattr(ours, cost), goal)
    yield Reached("sounds that were not heard", float(ours.missed), 0.0)


def in_ms(seconds: Sequence[float]) -> list[float]:
    """Return the sizes in milliseconds, the least first."""
    return sorted(abs(value) * 1000 for value in seconds)


def at(sizes: Sequence[float], share: float) -> float:
    """Return the value below which that share of the sorted sizes lies; not a number of none."""
    if not sizes:
        return float("nan")
    return sizes[min(len(sizes) - 1, round(share * len(sizes)))]

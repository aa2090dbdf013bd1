"""The figures of the faults: one line each, and what does not hold."""

import statistics
import time
from collections.abc import Callable, Sequence

PATIENCE_S = 60.0
SOUND_WITHIN_S = 5.0
"""The goal: sound again within this of the start of the player. The tests assert no such time."""


class Figures:
    """Prints each figure as soon as it is there, and keeps what does not hold."""

    def __init__(self) -> None:
        """Nothing is measured yet; the head of the table is printed."""
        self.faults: list[str] = []
        print(f"{'':64}{'n':>4}{'median':>10}{'max':>10}")

    def tell(
        self,
        name: str,
        values: Sequence[float],
        unit: str = "s",
        *,
        at_most: float | None = None,
        at_least: float | None = None,
    ) -> None:
        """Print one line; note what is not within its bounds, also a figure that never came."""
        if not values:
            self.fail(f"{name}: nothing was measured")
            return
        print(
            f"{name:64}{len(values):4}{statistics.median(values):10.3f}{max(values):10.3f} {unit}",
            flush=True,
        )
        if any(value != value for value in values):  # noqa: PLR0124 - not a number: it never came
            self.fail(f"{name}: not within {PATIENCE_S:g} s")
        elif at_most is not None and max(values) > at_most:
            self.fail(f"{name}: {max(values):.3f} {unit}, not {at_most:g} {unit} at most")
        elif at_least is not None and min(values) < at_least:
            self.fail(f"{name}: {min(values):.3f} {unit}, not {at_least:g} {unit} at least")

    def fail(self, fault: str) -> None:
        """Note and print what does not hold."""
        self.faults.append(fault)
        print(f"DOES NOT HOLD: {fault}", flush=True)


def seconds_until(condition: Callable[[], object]) -> float:
    """Return the seconds until the condition holds; not a number if it does not in good time."""
    began = time.perf_counter()
    while not condition():
        if time.perf_counter() - began > PATIENCE_S:
            return float("nan")
        time.sleep(0.01)
    return time.perf_counter() - began

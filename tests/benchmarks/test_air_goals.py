"""The goals on air: what was not reached, or never measured, is told."""

from dataclasses import replace

import pytest

from benchmarks.air.contender import Figures
from benchmarks.air.goals import reached

GOOD = Figures(
    starts=[0.0003, -0.0004] * 100,
    gaps=[0.0] * 200,
    emergencies=[0.08] * 12,
    out_of_silence=[0.01] * 3,
    by_panel=[0.09] * 5,
    idle_mib=79.0,
    playing_mib=79.5,
    idle_cpu=0.4,
    playing_cpu=2.0,
)


def missed(figures: Figures, *, busy: bool = False) -> list[str]:
    return [goal.title for goal in reached(figures, busy=busy) if not goal.held]


def test_all_goals_are_reached() -> None:
    assert missed(GOOD) == []


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"starts": [0.0003] * 199 + [-0.0051]}, "start error, most ms"),
        ({"starts": [0.0003] * 97 + [0.003] * 3}, "start error, p99 ms"),
        ({"gaps": [0.0] * 199 + [1 / 48_000]}, "gap, most ms"),
        ({"gaps": []}, "gap, most ms"),
        ({"emergencies": [0.08] * 11 + [0.101]}, "emergency, p99 ms"),
        ({"out_of_silence": [0.2]}, "emergency out of silence, p99 ms"),
        ({"by_panel": []}, "emergency by the panel, p99 ms"),
        ({"idle_mib": 80.5}, "idle MiB"),
        ({"playing_mib": 93.0}, "playing MiB"),
        ({"idle_cpu": 1.2}, "idle %"),
        ({"playing_cpu": 3.1}, "playing %"),
        ({"missed": 1}, "sounds that were not heard"),
    ],
)
def test_one_that_is_not_reached_is_told(change: dict[str, object], title: str) -> None:
    assert missed(replace(GOOD, **change)) == [title]  # type: ignore[arg-type]


def test_on_a_busy_machine_a_start_may_be_later() -> None:
    late = replace(GOOD, starts=[0.009] * 199 + [0.05])
    assert missed(late, busy=True) == []
    assert missed(replace(GOOD, starts=[0.011] * 200), busy=True) == ["start error, p99 ms"]


def test_a_goal_is_one_line() -> None:
    lines = [str(goal).split() for goal in reached(replace(GOOD, playing_mib=93.0))]
    assert ["playing", "MiB", "93.00", "goal", "80", "NOT", "REACHED"] in lines
    assert ["gap,", "most", "ms", "0.00", "goal", "0", "reached"] in lines

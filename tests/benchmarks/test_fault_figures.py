"""The figures of the faults: what is out of bounds is told, and silence is found where it is."""

from typing import Any

import numpy as np
import pytest

from benchmarks.failing.figures import Figures
from benchmarks.failing.noise import longest_silence, silences, sound_again
from tests.rig.correlation import Recording
from tests.rig.known_clip import RATE, make_noise

STARTED = 1_000.0


@pytest.mark.parametrize(
    ("values", "bounds", "says"),
    [
        ([1.0, 2.0], {"at_most": 2.0}, ""),
        ([1.0, 2.5], {"at_most": 2.0}, "2.500 s, not 2 s at most"),
        ([1.0], {"at_least": 1.0}, ""),
        ([0.0, 1.0], {"at_least": 1.0}, "0.000 s, not 1 s at least"),
        ([1.0, float("nan")], {}, "not within 60 s"),
        ([], {"at_most": 2.0}, "nothing was measured"),
    ],
)
def test_what_is_out_of_bounds_or_was_never_measured_does_not_hold(
    values: list[float],
    bounds: dict[str, Any],
    says: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    figures = Figures()
    figures.tell("a fault", values, **bounds)
    assert [says in fault for fault in figures.faults] == [True] * bool(says)
    assert ("DOES NOT HOLD: a fault" in capsys.readouterr().out) == bool(says)


def test_a_line_tells_how_many_the_median_and_the_most(capsys: pytest.CaptureFixture[str]) -> None:
    Figures().tell("a fault", [3.0, 1.0, 2.0], "rows")
    assert capsys.readouterr().out.splitlines()[-1].split() == [
        "a", "fault", "3", "2.000", "3.000", "rows",
    ]  # fmt: skip


def test_silence_is_found_where_it_is_and_the_sound_behind_it() -> None:
    samples = make_noise(10, seed=1)
    samples[2 * RATE : 5 * RATE] = 0
    samples[7 * RATE : 8 * RATE] = 0
    recording = Recording(samples, RATE, STARTED)
    begins, lasts = zip(*silences(recording, STARTED, STARTED + 10), strict=True)
    assert begins == pytest.approx((STARTED + 2, STARTED + 7), abs=0.02)
    assert lasts == pytest.approx((3, 1), abs=0.03)
    assert longest_silence(recording, STARTED + 6, STARTED + 10) == pytest.approx(1, abs=0.03)
    assert sound_again(recording, STARTED + 1, STARTED + 10) == pytest.approx(4, abs=0.03)
    assert np.isclose(longest_silence(recording, STARTED, STARTED + 1), 0)

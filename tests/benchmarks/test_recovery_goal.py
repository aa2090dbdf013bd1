"""The bench of power cuts says when sound came too late."""

from benchmarks.recovery import p95, too_slow


def test_the_goal_holds_while_nineteen_of_twenty_starts_sound_in_time() -> None:
    assert p95([1.0] * 19 + [9.0]) == 1.0
    assert too_slow([4.9] * 19 + [9.0]) == []


def test_a_station_that_is_silent_too_long_after_a_restart_does_not_hold() -> None:
    (fault,) = too_slow([2.0] * 18 + [5.4] * 2)
    assert fault == "sound came 5.40 s after the start (p95), not 5 s"


def test_nothing_measured_is_not_taken_for_good() -> None:
    assert too_slow([])

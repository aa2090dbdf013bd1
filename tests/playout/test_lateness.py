"""One rule says until when a slot may begin, for the air and for who is told of it beforehand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.playout.lateness import latest_start, too_late
from tests.playout.stage import Stage

MOMENT = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("length_s", "patience_s", "why"),
    [
        (1800.0, 600.0, "trễ 10 phút, quá mức cho phép"),
        (300.0, 304.0, "đã hết giờ của buổi phát"),
        (60.0, 56.8, "đã hết giờ của buổi phát"),
    ],
)
def test_a_slot_may_begin_until_it_is_too_late_or_too_little_is_left(
    length_s: float, patience_s: float, why: str
) -> None:
    plan = replace(Stage().slot("sáng", 60), length_s=length_s)
    latest = latest_start(plan.planned_at, length_s, 600.0)
    assert latest == plan.planned_at + timedelta(seconds=patience_s)
    assert too_late(plan, latest, 600.0) is None
    assert too_late(plan, latest + MOMENT, 600.0) == why

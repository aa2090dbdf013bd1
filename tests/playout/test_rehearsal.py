"""Rehearsal: the real director over long stretches of simulated time."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from broadcaster import airlog
from broadcaster.airlog import Outcome
from broadcaster.clock import local
from broadcaster.playout import rehearse
from broadcaster.playout.rehearsal import RehearsedSlot
from broadcaster.timetable import EntryKind, SlotState
from tests.rig.commune import TEXTS, Commune

DAILY = """\
name = "Bản tin"
starts = ["05:30:00", "23:55:00"]
length = "10m"
[[rundown]]
tune = "opening"
[[rundown]]
section = "Tin"
[[rundown]]
tune = "closing"
"""


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Commune]:
    made = Commune(tmp_path)
    (tmp_path / "schedules" / "ban-tin.toml").write_text(DAILY, encoding="utf-8")
    made.approved(TEXTS[0], airings=3)
    made.approved(TEXTS[1], airings=1, valid_from=date(2028, 3, 1))
    made.prepare()
    yield made
    made.close()


def run(commune: Commune, first: date, days: int) -> list[RehearsedSlot]:
    app = commune.app
    return rehearse(app.store, app.station, app.schedules.load(), first, days)


def test_a_leap_year_goes_through_with_every_slot_accounted_for(commune: Commune) -> None:
    slots = run(commune, date(2028, 1, 1), 366)
    assert len(slots) == 2 * 366
    assert {slot.state for slot in slots} == {SlotState.AIRED}
    days = {local(slot.planned_at).date() for slot in slots}
    assert date(2028, 2, 29) in days
    assert len(days) == 366
    for slot in slots:
        assert slot.entries[0].started_at == slot.planned_at
        for one, following in zip(slot.entries, slot.entries[1:], strict=False):
            assert one.started_at is not None
            assert following.started_at is not None
            gap = following.started_at - one.started_at - timedelta(seconds=one.heard_s)
            assert abs(gap.total_seconds()) < 0.01


def test_airings_and_validity_are_kept_over_the_days(commune: Commune) -> None:
    slots = run(commune, date(2028, 2, 27), 7)
    airings: dict[int, list[date]] = {}
    for slot in slots:
        for entry in slot.entries:
            if entry.kind is EntryKind.ITEM and entry.news_id:
                assert entry.outcome is Outcome.AIRED
                airings.setdefault(entry.news_id, []).append(local(slot.planned_at).date())
    first, second = airings.values()
    assert len(first) == 3
    assert second == [date(2028, 3, 1)]


def test_nothing_is_written(commune: Commune) -> None:
    run(commune, date(2028, 1, 1), 3)
    with commune.app.store.reading() as session:
        assert airlog.last_row(session) is None


def test_a_slot_over_midnight_is_whole(commune: Commune) -> None:
    late = run(commune, date(2028, 12, 31), 1)[-1]
    assert local(late.planned_at).hour == 23
    assert late.state is SlotState.AIRED

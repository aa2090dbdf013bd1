"""The clerk: the director never waits for a disk, and the order of what is written stays."""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from broadcaster.playout.air import Show, SlotPlan
from broadcaster.playout.desk.clerk import Clerk, ClerksDesk, ClerksJournal
from broadcaster.timetable import SlotState, StartRule
from tests.playout.stage import FakeDesk, FakeJournal, Stage

SOON_S = 10.0


@pytest.fixture
def clerk() -> Iterator[Clerk]:
    made = Clerk()
    yield made
    made.finish()


@dataclass
class SlowDesk(FakeDesk):
    """A desk whose slots are frozen only when the test lets them."""

    free: threading.Event = field(default_factory=threading.Event)
    asked: int = 0

    def freeze(self, plan: SlotPlan) -> Show | None:
        self.asked += 1
        self.free.wait(SOON_S)
        return super().freeze(plan)

    def forget(self, plan: SlotPlan) -> None:
        self.shows = [show for show in self.shows if show.plan is not plan]


def a_plan(stage: Stage) -> SlotPlan:
    return SlotPlan(
        slot_id=1, name="sáng", planned_at=stage.began, length_s=60, rule=StartRule.HARD
    )


def until_done(clerk: Clerk) -> None:
    """Wait for everything that was asked so far."""
    clerk.write(lambda: None).result(SOON_S)


def test_a_slot_is_prepared_aside_and_handed_over_once(clerk: Clerk) -> None:
    stage, desk = Stage(), SlowDesk()
    plan = a_plan(stage)
    desk.shows.append(Show(plan=plan, pending=deque()))
    busy = ClerksDesk(desk, clerk, stage.clock)  # type: ignore[arg-type]
    assert busy.freeze(plan) is None
    assert busy.freeze(plan) is None
    assert list(busy.due(plan.planned_at + timedelta(seconds=1))) == [plan]
    desk.free.set()
    clerk.prepare(lambda: None).result(SOON_S)
    show = busy.freeze(plan)
    assert show
    assert show.plan is plan
    assert desk.asked == 1
    assert list(busy.due(plan.planned_at + timedelta(seconds=1))) == []


def test_what_was_withdrawn_is_looked_for_beside_the_air_each_second(clerk: Clerk) -> None:
    stage = Stage()
    stage.slot("sáng", 10, 5, 5)
    items = list(stage.desk.shows[0].pending)
    busy = ClerksDesk(stage.desk, clerk, stage.clock)  # type: ignore[arg-type]
    found = []
    for recalled in (set(), {2}, {1, 2}):
        stage.desk.recalled = recalled
        stage.clock.advance(0.6)
        busy.withdrawn(items)
        clerk.look(lambda: None).result(SOON_S)
        found.append(set(busy.withdrawn(items)))
    assert found == [set(), set(), {1, 2}]


def test_what_was_withdrawn_is_found_while_a_slot_is_prepared(clerk: Clerk) -> None:
    stage, desk = Stage(), SlowDesk()
    stage.slot("sáng", 10, 5, 5)
    items = list(stage.desk.shows[0].pending)
    plan = a_plan(stage)
    desk.shows.append(Show(plan=plan, pending=deque()))
    busy = ClerksDesk(desk, clerk, stage.clock)  # type: ignore[arg-type]
    assert busy.freeze(plan) is None
    desk.recalled = {2}
    busy.withdrawn(items)
    clerk.look(lambda: None).result(SOON_S)
    assert set(busy.withdrawn(items)) == {2}
    assert busy.freeze(plan) is None
    desk.free.set()


def test_what_follows_from_a_change_of_an_interruption_is_written_behind_it(clerk: Clerk) -> None:
    stage = Stage()
    busy = ClerksDesk(stage.desk, clerk, stage.clock)  # type: ignore[arg-type]
    alarm = stage.alarm("bão").alarm
    assert alarm
    busy.on_alarm = lambda one, _: busy.tell_alarm(one, "requested", "nhắc lại")
    busy.alarm_changed(alarm, "ended", "")
    until_done(clerk)
    assert stage.desk.alarm_states == [("bão", "ended"), ("bão", "requested")]


def test_a_row_counts_as_written_only_when_the_journal_has_it(clerk: Clerk) -> None:
    stage, journal, gate = Stage(), FakeJournal(), threading.Event()
    busy = ClerksJournal(journal, clerk)
    clerk.write(lambda: gate.wait(SOON_S))
    stage.slot("sáng", 10, 5)
    item = stage.desk.shows[0].pending[0]
    busy.started("a", item, stage.began)
    assert not busy.is_written("a")
    gate.set()
    until_done(clerk)
    assert busy.is_written("a")


def test_a_fault_in_one_thing_leaves_the_next_undisturbed(
    clerk: Clerk, caplog: pytest.LogCaptureFixture
) -> None:
    stage, desk = Stage(), SlowDesk()
    done = clerk.write(lambda: 1 / 0)
    busy = ClerksDesk(desk, clerk, stage.clock)  # type: ignore[arg-type]
    busy.close(a_plan(stage), SlotState.AIRED, "")
    until_done(clerk)
    assert isinstance(done.exception(), ZeroDivisionError)
    assert desk.closed == [("sáng", SlotState.AIRED, "")]
    assert "could not do it" in caplog.text

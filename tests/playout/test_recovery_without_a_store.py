"""After a stop with a store that takes nothing: what nobody claimed goes on, and is told later."""

from datetime import timedelta

import pytest

from broadcaster.airlog import Outcome
from broadcaster.errors import StoreUnavailable
from broadcaster.playout.desk.desk import UNCLAIMED, plan_of
from broadcaster.playout.desk.recovery import CRASHED
from broadcaster.playout.interruptions.note import AlarmNote
from broadcaster.timetable import Slot, SlotState, StartRule
from tests.playout.recovery_stage import Stopped
from tests.rig.commune import TEXTS, Commune


@pytest.fixture
def stopped(commune: Commune) -> Stopped:
    return Stopped(commune)


def test_what_was_begun_without_a_claim_is_closed_once_the_store_is_back(stopped: Stopped) -> None:
    with stopped.locked():
        show = stopped.freeze(ahead_s=5)
        stopped.announce(show.pending[0], heard_s=0.1)
        assert stopped.recover() is None
    assert stopped.commune.slot().state is SlotState.PLANNED
    stopped.keeper.merge()
    stopped.desk.refresh()
    assert stopped.reasons()[-2:] == [
        (SlotState.ON_AIR, UNCLAIMED),
        (SlotState.AIRED, CRASHED),
    ]
    (entry,) = stopped.commune.log()
    assert (entry.outcome, entry.aired_s) == (Outcome.CUT, 0.1)
    assert stopped.recover() is None
    assert len(stopped.commune.log()) == 1


def test_of_what_was_claimed_nowhere_and_heard_nowhere_the_log_tells_too(stopped: Stopped) -> None:
    with stopped.locked():
        name = stopped.freeze(ahead_s=5).plan.name
        stopped.clock.advance(601)
        assert stopped.recover() is None
        assert stopped.recover() is None
    stopped.keeper.merge()
    stopped.desk.refresh()
    assert stopped.reasons()[-1] == (SlotState.MISSED, CRASHED)
    (entry,) = stopped.commune.log()
    assert (entry.title, entry.outcome, entry.reason) == (name, Outcome.MISSED, CRASHED)


def test_what_was_claimed_nowhere_and_heard_nowhere_is_begun_while_it_may(
    stopped: Stopped,
) -> None:
    with stopped.locked():
        first = stopped.freeze(ahead_s=5)
        stopped.clock.set(stopped.planned_at + timedelta(seconds=300))
        for _ in range(2):
            on_air, coming = stopped.recover_all()
            assert on_air is None
            assert coming
            assert coming.plan == first.plan
            assert [one.title for one in coming.pending] == [one.title for one in first.pending]
        assert stopped.commune.slot().state is SlotState.PLANNED
    stopped.desk.refresh()
    assert stopped.commune.slot().state is SlotState.ON_AIR
    assert stopped.commune.log() == []
    assert stopped.keeper.rows_waiting() == []


def test_a_slot_noted_as_unclaimed_whose_claim_was_kept_after_all_goes_on(stopped: Stopped) -> None:
    slot_id = stopped.freeze().plan.slot_id
    AlarmNote(stopped.commune.app.station.run / "claims.json").keep([{"slot": slot_id}])
    stopped.clock.set(stopped.planned_at - timedelta(seconds=5))
    on_air, coming = stopped.recover_all()
    assert on_air is None
    assert coming
    assert len(coming.pending) == 4
    assert stopped.commune.log() == []


def test_it_is_claimed_where_the_store_is_back_and_keeps_what_was_announced(
    stopped: Stopped,
) -> None:
    with stopped.locked():
        show = stopped.freeze(ahead_s=5)
        stopped.clock.set(stopped.planned_at - timedelta(seconds=2))
        stopped.journal.missed(show.pending[-1], "không còn đủ thời gian trong buổi phát")
        entry = stopped.announce(show.pending[0], heard_s=None)
    _, coming = stopped.recover_all()
    assert coming
    assert coming.pending[0].entry == entry
    assert [item.position for item in coming.pending] == [0, 1, 2]
    assert stopped.commune.slot().state is SlotState.ON_AIR
    assert [entry.outcome for entry in stopped.commune.log()] == [None, Outcome.MISSED]
    assert not AlarmNote(stopped.commune.app.station.run / "claims.json").read()


def test_what_a_person_stopped_before_it_was_heard_is_not_begun(stopped: Stopped) -> None:
    with stopped.locked():
        show = stopped.freeze(ahead_s=5)
        for item in show.pending:
            stopped.journal.missed(item, "dừng bởi lanhdao")
        assert stopped.recover_all() == (None, None)
    stopped.keeper.merge()
    stopped.desk.refresh()
    assert stopped.commune.slot().state is SlotState.MISSED
    assert [entry.reason for entry in stopped.commune.log()] == ["dừng bởi lanhdao"] * 4


def test_a_store_that_fails_on_the_way_leaves_no_row_open(stopped: Stopped) -> None:
    show = stopped.freeze()
    stopped.announce(show.pending[0], heard_s=0.1)
    announced = stopped.announce(show.pending[1], heard_s=None)
    _freeze_another(stopped)
    recovery = stopped.recovery()
    questions = 0
    rest = coming = None
    while rest is None:
        assert questions < 100, "the recovery never ends"
        with stopped.readable(questions):
            try:
                rest, coming = recovery.recover()
            except StoreUnavailable:
                questions += 1
    assert questions > 4, "it has to have failed between its reads"
    assert coming
    assert rest.pending[1].entry == announced
    assert [entry.outcome for entry in stopped.commune.log()] == [Outcome.CUT, None]


def _freeze_another(stopped: Stopped) -> None:
    """Freeze a second slot, with an item of its own, to begin in twenty seconds."""
    stopped.commune.approved(TEXTS[3])
    stopped.commune.prepare()
    at = stopped.clock.now() + timedelta(seconds=20)
    with stopped.commune.app.store.writing() as session:
        slot = Slot(
            programme="ban-tin", name="Sau", planned_at=at, length_s=60, rule=StartRule.HARD
        )
        session.add(slot)
    assert stopped.desk.freeze(plan_of(slot))

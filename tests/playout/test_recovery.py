"""After a stop: the log tells the truth, and the slot goes on where it may."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from broadcaster import timetable
from broadcaster.airlog import RESERVE_FILE, LogKeeper, Outcome
from broadcaster.clock import SystemClock
from broadcaster.errors import StoreUnavailable
from broadcaster.playout.air import AirItem, Show
from broadcaster.playout.desk.desk import UNCLAIMED, StationDesk, plan_of
from broadcaster.playout.desk.journal import LogJournal
from broadcaster.playout.desk.recovery import CRASHED, SUSPECT, Recovery
from broadcaster.playout.interruptions.note import AlarmNote
from broadcaster.timetable import EntryKind, Slot, SlotState, StartRule
from tests.rig.commune import TEXTS, Commune
from tests.rig.fake_clock import FakeClock

RATE = 48_000
LOCKED = "the database is locked"


def _locked() -> AbstractContextManager[Session]:
    raise StoreUnavailable(LOCKED)


class Stopped:
    """A player's room after a stop, with a clock turned by hand."""

    def __init__(self, commune: Commune) -> None:
        self.commune = commune
        self.clock = FakeClock(SystemClock().now())
        self.start()

    def start(self) -> None:
        """Begin as a new player process does."""
        app = self.commune.app
        self.keeper = LogKeeper(app.store, self.clock, app.station.run / RESERVE_FILE)
        self.journal = LogJournal(self.keeper, RATE)
        self.desk = StationDesk(app.store, self.clock, app.station, self.keeper, name="player")

    def freeze(self, ahead_s: float | None = None) -> Show:
        """Claim the slot of the day, now or so long before its second, and come to that second."""
        self.desk.refresh()
        (plan,) = self.desk.due(self.clock.now() + timedelta(minutes=3))
        if ahead_s is not None:
            self.clock.set(plan.planned_at - timedelta(seconds=ahead_s))
        show = self.desk.freeze(plan)
        assert show
        self.planned_at = plan.planned_at
        self.clock.set(plan.planned_at)
        return show

    def announce(self, item: AirItem, heard_s: float | None) -> str:
        """Return the entry that says the item begins; it is heard for a while, or not at all."""
        entry = str(uuid4())
        self.journal.started(entry, item, self.clock.now())
        if heard_s is not None:
            self.clock.advance(heard_s)
            began = self.clock.now() - timedelta(seconds=heard_s)
            self.desk.note_position(entry, began, heard_s)
        return entry

    def recover_all(self) -> tuple[Show | None, Show | None]:
        """Come back after the stop: what goes on, and what is still to come."""
        return self.recovery().recover()

    def recovery(self) -> Recovery:
        """Begin as a new player does that is about to recover."""
        self.start()
        store = self.commune.app.store
        return Recovery(store, self.clock, self.desk, self.keeper, self.journal, RATE, 600.0)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Have the store take nothing until the block ends; it can be read."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(self.commune.app.store, "writing", _locked)
            yield

    @contextmanager
    def readable(self, times: int) -> Iterator[None]:
        """Have the store answer so many questions and no more until the block ends."""
        left = iter(range(times))
        reading = self.commune.app.store.reading

        @contextmanager
        def failing() -> Iterator[Session]:
            with reading() as session:
                answer = session.exec

                def ask(*question: Any, **options: Any) -> Any:
                    if next(left, None) is None:
                        raise StoreUnavailable(LOCKED)
                    return answer(*question, **options)

                session.exec = ask  # type: ignore[method-assign]
                yield session

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(self.commune.app.store, "reading", failing)
            yield

    def reasons(self) -> list[tuple[SlotState, str]]:
        """Return the states the slot came to, each with its reason."""
        slot_id = self.commune.slot().id or 0
        with self.commune.app.store.reading() as session:
            changes = timetable.slot_changes(session, [slot_id])[slot_id]
        return [(change.to_state, change.reason) for change in changes]

    def recover(self) -> Show | None:
        """Come back after the stop with nothing frozen ahead."""
        on_air, coming = self.recover_all()
        assert coming is None
        return on_air


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[Stopped]:
    commune = Commune(tmp_path)
    for text in TEXTS[:3]:
        commune.approved(text)
    commune.on_air_in(30)
    yield Stopped(commune)
    commune.close()


def test_what_was_on_air_is_cut_and_goes_on_behind_what_was_heard(stopped: Stopped) -> None:
    show = stopped.freeze()
    stopped.announce(show.pending[0], heard_s=0.1)
    stopped.clock.advance(20)
    rest = stopped.recover()
    assert rest
    assert [item.position for item in rest.pending] == [0, 1, 2, 3]
    assert rest.pending[0].offset == round(0.1 * RATE)
    (entry,) = stopped.commune.log()
    assert (entry.outcome, entry.aired_s, entry.reason) == (Outcome.CUT, 0.1, CRASHED)


def test_what_was_announced_and_not_heard_keeps_its_row(stopped: Stopped) -> None:
    show = stopped.freeze()
    stopped.announce(show.pending[0], heard_s=0.1)
    stopped.announce(show.pending[1], heard_s=None)
    rest = stopped.recover()
    assert rest
    announced = rest.pending[1]
    assert announced.offset == 0
    assert announced.entry
    assert [entry.outcome for entry in stopped.commune.log()] == [Outcome.CUT, None]


def test_when_its_time_is_over_the_rest_is_missed_and_the_slot_closed(stopped: Stopped) -> None:
    show = stopped.freeze()
    stopped.announce(show.pending[0], heard_s=0.1)
    stopped.announce(show.pending[1], heard_s=None)
    stopped.clock.advance(3600)
    assert stopped.recover() is None
    outcomes = [entry.outcome for entry in stopped.commune.log()]
    assert outcomes.count(Outcome.MISSED) == 4
    assert None not in outcomes
    assert stopped.commune.slot().state is SlotState.AIRED


def test_an_item_that_was_on_air_at_two_stops_is_left_out(stopped: Stopped) -> None:
    show = stopped.freeze()
    stopped.announce(show.pending[0], heard_s=0.1)
    again = stopped.recover()
    assert again
    stopped.clock.advance(5)
    stopped.announce(again.pending[0], heard_s=0.05)
    rest = stopped.recover()
    assert rest
    assert [item.position for item in rest.pending] == [1, 2, 3]
    suspect = [entry for entry in stopped.commune.log() if entry.outcome is Outcome.FAILED]
    assert [entry.reason for entry in suspect] == [SUSPECT]


def test_of_music_that_fills_only_what_was_heard_is_told(stopped: Stopped) -> None:
    music = replace(stopped.freeze().pending[0], filler=True)
    rest = music.after(RATE // 10)
    stopped.journal.missed(rest, "không còn đủ thời gian trong buổi phát")
    assert stopped.commune.log() == []
    again = stopped.announce(rest, heard_s=None)
    stopped.journal.missed(replace(rest, entry=again), "dừng bởi lanhdao")
    stopped.journal.missed(music, "không còn đủ thời gian trong buổi phát")
    told = [(entry.outcome, entry.offset_s) for entry in stopped.commune.log()]
    assert told == [(Outcome.MISSED, 0.1), (Outcome.MISSED, 0.0)]


def test_a_clip_that_was_changed_meanwhile_does_not_air(stopped: Stopped) -> None:
    show = stopped.freeze()
    item = show.pending[1]
    with (stopped.commune.home / item.file).open("ab") as file:
        file.write(b"changed")
    rest = stopped.recover()
    assert rest
    assert item.position not in [one.position for one in rest.pending]
    (failed,) = [e for e in stopped.commune.log() if e.outcome is Outcome.FAILED]
    assert "thay đổi" in failed.reason


def test_nothing_to_recover_is_nothing_written(stopped: Stopped) -> None:
    assert stopped.recover() is None
    assert stopped.commune.log() == []
    with stopped.commune.app.store.reading() as session:
        assert timetable.unfinished(session) == []


def test_a_slot_that_was_frozen_and_not_begun_still_waits_for_its_second(stopped: Stopped) -> None:
    stopped.freeze()
    stopped.clock.set(stopped.planned_at - timedelta(seconds=20))
    on_air, coming = stopped.recover_all()
    assert on_air is None
    assert coming
    assert coming.plan.planned_at == stopped.planned_at
    assert len(coming.pending) == 4
    assert stopped.commune.log() == []


def test_a_slot_noted_as_unclaimed_whose_claim_was_kept_after_all_goes_on(stopped: Stopped) -> None:
    slot_id = stopped.freeze().plan.slot_id
    AlarmNote(stopped.commune.app.station.run / "claims.json").keep([{"slot": slot_id}])
    stopped.clock.set(stopped.planned_at - timedelta(seconds=5))
    on_air, coming = stopped.recover_all()
    assert on_air is None
    assert coming
    assert len(coming.pending) == 4
    assert stopped.commune.log() == []


def test_a_slot_of_which_nothing_was_heard_is_missed(stopped: Stopped) -> None:
    stopped.freeze()
    stopped.clock.advance(3600)
    assert stopped.recover() is None
    assert stopped.commune.slot().state is SlotState.MISSED


def test_two_alarm_rows_that_were_open_are_both_closed(stopped: Stopped) -> None:
    show = stopped.freeze()
    alarm = replace(show.pending[0], slot_id=None, position=None, kind=EntryKind.EMERGENCY)
    stopped.announce(alarm, heard_s=None)
    stopped.announce(alarm, heard_s=None)
    stopped.recover()
    outcomes = [entry.outcome for entry in stopped.commune.log(EntryKind.EMERGENCY)]
    assert outcomes == [Outcome.MISSED, Outcome.MISSED]


def test_words_that_were_heard_over_a_tune_were_heard_too(stopped: Stopped) -> None:
    show = stopped.freeze()
    tune, words = show.pending[0], show.pending[1]
    began = stopped.clock.now()
    stopped.journal.started("tune", tune, began)
    stopped.journal.started("words", words, began + timedelta(seconds=1))
    stopped.journal.started("next", show.pending[2], began + timedelta(seconds=9))
    stopped.clock.advance(2.5)
    stopped.desk.note_position("tune", began, 2.5)
    stopped.clock.advance(3)
    rest = stopped.recover()
    assert rest
    heard = {entry.title: (entry.outcome, entry.aired_s) for entry in stopped.commune.log()}
    assert heard[words.title] == (Outcome.CUT, min(1.5, round(words.remaining / RATE, 3)))
    assert heard[show.pending[2].title] == (None, None)
    assert [item.offset for item in rest.pending][2] == 0


def test_what_began_later_than_announced_is_told_from_when_it_began(stopped: Stopped) -> None:
    show = stopped.freeze()
    item = next(item for item in show.pending if item.remaining > 3 * RATE)
    entry = stopped.announce(item, heard_s=None)
    announced_at = stopped.clock.now()
    stopped.clock.advance(5)
    began = stopped.clock.now()
    stopped.clock.advance(2)
    stopped.desk.note_position(entry, began, 2.0)
    stopped.recover()
    (told,) = [each for each in stopped.commune.log() if each.outcome is Outcome.CUT]
    assert told.aired_s == 2.0
    assert told.started_at == began != announced_at
    assert told.ended_at == began + timedelta(seconds=2)


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

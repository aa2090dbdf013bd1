"""After a stop: the log tells the truth, and the slot goes on where it may."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster import timetable
from broadcaster.airlog import Outcome
from broadcaster.playout.desk.recovery import CRASHED, SUSPECT
from broadcaster.timetable import EntryKind, SlotState
from tests.playout.recovery_stage import RATE, Stopped
from tests.rig.commune import Commune


@pytest.fixture
def stopped(commune: Commune) -> Stopped:
    return Stopped(commune)


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


def test_a_slot_of_which_nothing_was_heard_is_missed(stopped: Stopped) -> None:
    stopped.freeze()
    stopped.clock.advance(3600)
    assert stopped.recover() is None
    assert stopped.commune.slot().state is SlotState.MISSED


@pytest.mark.parametrize(("late_s", "state"), [(4, SlotState.ON_AIR), (20, SlotState.MISSED)])
def test_a_slot_that_has_not_begun_may_begin_no_later_than_any_other(
    stopped: Stopped, late_s: float, state: SlotState
) -> None:
    stopped.freeze()
    stopped.clock.advance(late_s)
    on_air, _ = replace(stopped.recovery(), late_start_s=10.0).recover()
    assert (on_air is None) == (state is SlotState.MISSED)
    assert stopped.commune.slot().state is state


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

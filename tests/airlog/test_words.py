"""What is said of a sound or a slot: when it is asked and whether a player runs both count."""

from datetime import timedelta

import pytest

from broadcaster.airlog import (
    Outcome,
    append,
    by_slot,
    ended_early,
    entries,
    is_coming,
    is_on_air,
    result_vi,
)
from broadcaster.store import Store
from broadcaster.timetable import SlotState
from tests.airlog.examples import MORNING, air, an_airing, start

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("after_s", "said"),
    [
        (-2.5, "Sắp phát"),
        (0, "Đang phát"),
        (120, "Đang phát"),
        (120.1, "Chưa rõ: máy phát đã dừng"),
        (9999, "Chưa rõ: máy phát đã dừng"),
    ],
)
def test_a_sound_without_an_end_is_on_air_for_its_length_and_a_minute(
    store: Store, after_s: float, said: str
) -> None:
    with store.writing() as session:
        append(session, start("a"))
        (entry,) = entries(session, MORNING, MORNING + DAY)
    now = MORNING + timedelta(seconds=after_s)
    assert result_vi(entry, now, player_runs=True) == said
    assert is_coming(entry, now, player_runs=True) == (said == "Sắp phát")
    assert is_on_air(entry, now, player_runs=True) == (said == "Đang phát")
    assert result_vi(entry, now, player_runs=False) == "Chưa rõ: máy phát đã dừng"
    assert not is_coming(entry, now, player_runs=False)
    assert not is_on_air(entry, now, player_runs=False)


def test_what_ended_is_told_as_it_ended_at_any_time(store: Store) -> None:
    with store.writing() as session:
        air(session, "a")
        (entry,) = entries(session, MORNING, MORNING + DAY)
    for now in (MORNING - DAY, MORNING, MORNING + DAY):
        assert result_vi(entry, now, player_runs=True) == "Đã phát"
        assert not is_coming(entry, now, player_runs=True)
        assert not is_on_air(entry, now, player_runs=True)


@pytest.mark.parametrize(
    ("state", "reason", "outcome", "why", "early"),
    [
        (SlotState.AIRED, "dừng bởi x", Outcome.CUT, "dừng bởi x", True),
        (SlotState.AIRED, "đến giờ Bản tin trưa", Outcome.AIRED, "", False),
        (SlotState.AIRED, "", Outcome.CUT, "nhường phát khẩn cấp", False),
        (SlotState.AIRED, "đến giờ Bản tin trưa", Outcome.CUT, "nhường phát khẩn cấp", False),
        (SlotState.MISSED, "dừng bởi x", Outcome.CUT, "dừng bởi x", False),
    ],
)
def test_a_slot_ended_early_if_something_was_given_up_for_the_reason_it_ended_for(
    store: Store, state: SlotState, reason: str, outcome: Outcome, why: str, *, early: bool
) -> None:
    with store.writing() as session:
        air(session, "a", an_airing(slot_id=3), outcome=outcome, reason=why)
        air(session, "b", an_airing(slot_id=None))
        logged = by_slot(entries(session, MORNING, MORNING + DAY))
    assert {slot: len(found) for slot, found in logged.items()} == {3: 1, None: 1}
    assert ended_early(state, reason, logged[3]) is early

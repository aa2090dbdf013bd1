"""A power cut at any instant: the player is killed again and again, and the log stays true."""

import random

import pytest

from broadcaster.airlog import Outcome
from broadcaster.playout.desk.recovery import CRASHED, SUSPECT
from broadcaster.timetable import EntryKind
from tests.rig.busyness import is_busy
from tests.rig.commune import TEXTS, Commune
from tests.rig.kills import HEARD_WITHIN_BUSY_S, HEARD_WITHIN_S, KilledStation

pytestmark = [pytest.mark.process, pytest.mark.timeout(1800)]

KILLS = 22
NOTED_AFTER_S = 4.0
"""How far a sound is heard is noted each second."""


def test_killed_at_random_instants_no_row_is_lost_or_doubled_and_the_log_is_true(
    commune: Commune,
) -> None:
    station = KilledStation(commune, random.Random(20261121))  # noqa: S311 - chance, not secrets
    station.prepare()
    station.kill(KILLS)
    station.end()
    assert len(station.kills) == KILLS
    within_s = HEARD_WITHIN_BUSY_S if is_busy() else HEARD_WITHIN_S
    assert station.faults(within_s) == []
    assert any(row.reason == CRASHED and row.outcome is Outcome.CUT for row in station.rows())


def heard_s(commune: Commune, news_id: int) -> float:
    """How much of the item was heard in this life of the player; 0 while it is not on air."""
    on_air = commune.on_air() or {}
    return float(on_air["position_s"]) if on_air.get("news_id") == news_id else 0.0


def test_an_item_that_was_on_air_at_two_crashes_is_left_out_and_the_slot_goes_on(
    commune: Commune,
) -> None:
    suspect = commune.approved(" ".join([TEXTS[0]] * 8))
    for text in TEXTS[1:3]:
        commune.approved(text)
    commune.on_air_in(12)
    for _ in range(2):
        with commune.player("null") as player:
            commune.wait_for(lambda: heard_s(commune, suspect) > NOTED_AFTER_S, player)
            player.kill()
            player.wait()
    with commune.player("null") as player:
        commune.wait_until_over(player)
    of_suspect = [entry for entry in commune.log(EntryKind.ITEM) if entry.news_id == suspect]
    told = sorted(of_suspect, key=lambda entry: entry.seq)
    assert [entry.outcome for entry in told] == [Outcome.CUT, Outcome.CUT, Outcome.FAILED]
    assert told[-1].reason == SUSPECT
    rest = [entry for entry in commune.log(EntryKind.ITEM) if entry.news_id != suspect]
    assert [entry.outcome for entry in rest] == [Outcome.AIRED] * 2
    assert commune.chain_is_whole()

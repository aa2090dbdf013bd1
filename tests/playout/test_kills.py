"""A power cut at any instant: the player is killed again and again, and the log stays true."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.airlog import Outcome
from broadcaster.playout.recovery import CRASHED, SUSPECT
from broadcaster.timetable import EntryKind
from tests.rig.commune import TEXTS, Commune
from tests.rig.kills import KilledStation

pytestmark = [pytest.mark.process, pytest.mark.timeout(600)]

KILLS = 22


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Commune]:
    made = Commune(tmp_path / "home")
    yield made
    made.close()


def test_killed_at_random_instants_no_row_is_lost_or_doubled_and_the_log_is_true(
    commune: Commune,
) -> None:
    station = KilledStation(commune, random.Random(20261121))  # noqa: S311 - chance, not secrets
    station.prepare()
    station.kill(KILLS)
    station.end()
    assert len(station.kills) == KILLS
    assert station.faults() == []
    assert any(row.reason == CRASHED and row.outcome is Outcome.CUT for row in station.rows())


def test_an_item_that_was_on_air_at_two_crashes_is_left_out_and_the_slot_goes_on(
    commune: Commune,
) -> None:
    commune.approved(" ".join([TEXTS[0]] * 8))
    for text in TEXTS[1:3]:
        commune.approved(text)
    commune.on_air_in(12)
    for _ in range(2):
        with commune.player("null") as player:
            commune.wait_for_item(0, heard_s=0.5)
            player.kill()
            player.wait()
    with commune.player("null") as player:
        commune.wait_until_over(player)
    first, *others = commune.log(EntryKind.ITEM)
    same = [entry for entry in others if entry.news_id == first.news_id]
    assert [entry.outcome for entry in (first, *same)] == [
        Outcome.CUT, Outcome.CUT, Outcome.FAILED,
    ]  # fmt: skip
    assert same[-1].reason == SUSPECT
    rest = [entry.outcome for entry in others if entry.news_id != first.news_id]
    assert rest == [Outcome.AIRED] * 2
    assert commune.chain_is_whole()

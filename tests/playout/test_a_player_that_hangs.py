"""A player whose step hangs says so, although other threads answer for it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from broadcaster.doctor import Finding, examine
from broadcaster.playout import Heartbeat
from broadcaster.playout.status import HANGS_AFTER_S
from tests.playout.player_here import PlayerHere
from tests.rig.patience import wait_until

pytestmark = pytest.mark.process


@pytest.fixture
def here(tmp_path: Path) -> Iterator[PlayerHere]:
    made = PlayerHere(tmp_path / "home")
    made.device.answers.clear()
    with made.running():
        yield made


def last_beat_hangs(here: PlayerHere) -> bool:
    with here.commune.app.store.reading() as session:
        beat = session.exec(select(Heartbeat)).first()
    return bool(beat and json.loads(beat.state)["hangs"])


def of_the_player(here: PlayerHere) -> Finding:
    return next(finding for finding in examine(here.commune.home) if finding.name == "player")


def test_a_hanging_step_is_told_by_state_heartbeat_status_and_doctor(here: PlayerHere) -> None:
    wait_until(lambda: here.device.is_tried)
    here.clock.ahead_s = HANGS_AFTER_S + 1
    state = here.state()
    assert state["hangs"]
    assert state["last_step_s"] > HANGS_AFTER_S
    wait_until(lambda: last_beat_hangs(here))
    said = here.commune.run("status").stdout
    assert "The player HANGS" in said
    assert "hangs" in said
    finding = of_the_player(here)
    assert not finding.well
    assert "has done nothing for" in finding.text


def test_a_player_that_goes_on_is_well_again(here: PlayerHere) -> None:
    wait_until(lambda: here.device.is_tried)
    here.clock.ahead_s = HANGS_AFTER_S + 1
    assert here.state()["hangs"]
    here.device.answers.set()
    wait_until(lambda: not here.state()["hangs"])
    assert of_the_player(here).well
    assert "HANGS" not in here.commune.run("status").stdout

"""A slot that is held up says what it waits for, instead of a time that is over."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from broadcaster.cli.status import slot_line
from broadcaster.playout import waiting
from broadcaster.playout.waiting import Waits, silent_since, why_waits
from broadcaster.timetable import StartRule
from tests.playout.player_here import PlayerHere
from tests.playout.stage import Stage
from tests.rig.commune import TEXTS
from tests.rig.patience import wait_until

LEAD_S = 20
NOTHING: dict[str, Any] = {
    "clock_held": False,
    "alarming": False,
    "speaking": False,
    "on_air": None,
    "output_error": "",
}


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({}, waiting.SOON),
        ({"speaking": True}, waiting.LIVE),
        ({"speaking": True, "alarming": True}, waiting.EMERGENCY),
        ({"output_error": "no device"}, waiting.OUTPUT),
        ({"clock_held": True, "speaking": True}, waiting.CLOCK),
    ],
)
def test_what_a_slot_waits_for_is_told_once_its_second_is_over(
    what: dict[str, Any], told: Waits
) -> None:
    plan = Stage().slot("sáng", 60)
    before = plan.planned_at - timedelta(seconds=1)
    assert why_waits(plan, before, **NOTHING | what) == waiting.NOTHING
    assert why_waits(plan, plan.planned_at, **NOTHING | what) == told


def test_a_slot_that_cuts_nothing_off_waits_for_the_one_on_air() -> None:
    stage = Stage()
    stage.slot("sáng", 60, 40)
    stage.slot("sau", 90, 20, rule=StartRule.NOT_BEFORE)
    stage.run(95)
    coming, show = stage.director.coming, stage.director.show
    assert coming
    told = why_waits(coming, stage.clock.now(), **NOTHING | {"on_air": show})
    assert told == Waits("waits for the end of sáng", "đang chờ sáng phát xong")
    assert show
    other = replace(show, name="trưa")
    assert "trưa" in why_waits(coming, stage.clock.now(), **NOTHING | {"on_air": other}).vi


def test_a_slot_on_air_is_silent_from_the_loss_of_its_device_to_its_end() -> None:
    plan = Stage().slot("sáng", 60)
    lost_at = plan.planned_at + timedelta(seconds=5)
    now = lost_at + timedelta(seconds=2)
    assert silent_since(plan, now, lost_at=lost_at) == lost_at
    assert silent_since(plan, now, lost_at=None) is None
    assert silent_since(None, now, lost_at=lost_at) is None
    before = plan.planned_at - timedelta(hours=1)
    assert silent_since(plan, now, lost_at=before) == plan.planned_at
    assert silent_since(plan, plan.limit, lost_at=lost_at) is None


def test_status_says_what_the_next_slot_waits_for() -> None:
    slot = {"title": "Bản tin sáng", "planned_at": "2026-11-20T22:30:00+00:00", "waits": ""}
    assert slot_line(slot) == "Bản tin sáng at 21/11/2026 05:30:00"
    held_up = slot_line({**slot, "waits_en": waiting.LIVE.en})
    assert held_up == "Bản tin sáng at 21/11/2026 05:30:00 (waits for the end of a live speech)"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[PlayerHere]:
    made = PlayerHere(tmp_path / "home")
    made.commune.approved(TEXTS[0])
    made.commune.on_air_in(LEAD_S)
    with made.running():
        yield made


@pytest.mark.loopback
def test_a_player_tells_that_its_next_slot_waits_until_somebody_has_spoken(
    here: PlayerHere,
) -> None:
    def waits() -> object:
        return (here.state()["next"] or {}).get("waits")

    wait_until(lambda: waits() == "")
    here.speak()
    wait_until(lambda: waits() == waiting.LIVE.vi)
    assert here.state()["programme"] is None
    assert here.door.end_live(by="lanhdao")
    wait_until(lambda: here.state()["programme"])


@pytest.mark.loopback
def test_a_slot_whose_device_is_lost_is_told_as_not_heard_until_it_is_back(
    here: PlayerHere,
) -> None:
    def silent() -> object:
        return (here.state()["programme"] or {}).get("silent_since")

    wait_until(lambda: here.state()["on_air"])
    assert isinstance(here.state()["level_dbfs"], float)
    assert silent() is None
    here.device.plugged = False
    here.device.close()
    wait_until(silent)
    lost = here.state()
    assert lost["on_air"] is lost["level_dbfs"] is None
    slot = lost["programme"]
    assert slot["planned_at"] <= slot["silent_since"] <= lost["at"]
    here.device.plugged = True
    wait_until(lambda: here.state()["on_air"])
    assert silent() is None

"""A real player whose wall clock is stepped while it plays."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import col, select

from broadcaster.airlog import AsRunRow, Outcome
from broadcaster.timetable import EntryKind, SlotState
from tests.rig.commune import APPROVER, TEXTS, Commune
from tests.rig.stepped_clock import SteppedClock

pytestmark = pytest.mark.process

LONG_TEXTS = [" ".join([text] * 3) for text in TEXTS]
LEAD_S = 12
HOUR_S = 3600.0
SHOWS_ITS_TIME = """
import time
for _ in range(2):
    print(time.time(), time.monotonic(), flush=True)
    input()
"""


@pytest.fixture
def stepped(tmp_path: Path) -> SteppedClock:
    return SteppedClock(tmp_path)


def held(commune: Commune) -> str:
    state = commune.app.door.state()
    return state["timetable_held"] if state else ""


def test_the_rig_steps_the_wall_clock_and_nothing_else(stepped: SteppedClock) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SHOWS_ITS_TIME],
        env=stepped.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        wall, monotonic = map(float, process.stdout.readline().split())
        stepped.set(HOUR_S)
        print(file=process.stdin, flush=True)
        later_wall, later_monotonic = map(float, process.stdout.readline().split())
        print(file=process.stdin, flush=True)
    gone_s = later_monotonic - monotonic
    assert 0 < gone_s < HOUR_S
    assert later_wall - wall - gone_s == pytest.approx(HOUR_S, abs=1)


@pytest.mark.parametrize("by_s", [HOUR_S, -2 * HOUR_S])
def test_what_plays_goes_on_to_its_end_once_whatever_the_clock_does(
    commune: Commune, stepped: SteppedClock, by_s: float
) -> None:
    for text in LONG_TEXTS[:2]:
        commune.approved(text)
    commune.on_air_in(LEAD_S)
    with commune.player("null", env=stepped.env) as player:
        commune.wait_for_item(0, heard_s=1.0)
        stepped.set(by_s)
        commune.wait_until_over(player)
        commune.wait_for(lambda: bool(held(commune)) == (by_s < 0), player)
    with commune.app.store.reading() as session:
        rows = session.exec(select(AsRunRow).order_by(col(AsRunRow.seq))).all()
    items = [row for row in rows if row.kind is EntryKind.ITEM and row.outcome]
    assert [row.outcome for row in items] == [Outcome.AIRED] * 2
    assert len({row.news_id for row in items}) == 2
    for row in items:
        assert row.aired_s == pytest.approx(row.planned_s, abs=0.01)
    assert commune.chain_is_whole()


def test_a_clock_wrong_at_boot_holds_the_timetable_and_an_emergency_is_heard(
    commune: Commune, stepped: SteppedClock
) -> None:
    commune.approved(TEXTS[0])
    with commune.player("null"):
        commune.app.interrupter.interrupt(by="console", text="Thử loa.", drill=True)
        commune.wait_for_message(EntryKind.DRILL)
        commune.wait_for(lambda: commune.on_air() is None)
    commune.on_air_in(LEAD_S)
    stepped.set(-3 * 365 * 24 * HOUR_S)
    with commune.player("null", env=stepped.env) as player:
        assert "đồng hồ máy đang chỉ" in held(commune)
        assert "The timetable is held: the clock shows" in commune.run("status").stdout
        commune.app.interrupter.interrupt(by=APPROVER, text="Lũ về, bà con lên chỗ cao.")
        commune.wait_for(lambda: (commune.on_air() or {}).get("news_id"), player)
        commune.wait_for(lambda: commune.on_air() is None, player)
        assert commune.slot().state is SlotState.PLANNED
        stepped.set(0)
        commune.wait_for(lambda: held(commune) == "", player)
        commune.wait_until_over(player)
    assert commune.slot().state is not SlotState.PLANNED
    assert commune.chain_is_whole()


def test_a_person_may_say_that_the_clock_is_right(commune: Commune, stepped: SteppedClock) -> None:
    stepped.set(30 * 24 * HOUR_S)
    with commune.player("null", env=stepped.env):
        commune.app.interrupter.interrupt(by="console", text="Thử loa.", drill=True)
        commune.wait_for(lambda: (said := commune.app.door.state()) and not said["interruptions"])
    commune.approved(TEXTS[0])
    with commune.player("null") as player:
        assert "sớm hơn dòng cuối" in held(commune)
        said = commune.run("clock", "--right", "--by", APPROVER)
        assert said.returncode == 0, said.stderr
        assert APPROVER in said.stdout
        commune.wait_for(lambda: held(commune) == "", player)
        commune.on_air_in(5)
        commune.wait_until_over(player)
    assert commune.slot().state is SlotState.AIRED

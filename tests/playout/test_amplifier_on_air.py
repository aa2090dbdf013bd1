"""The amplifier beside a real player: power before the words, and put right after a crash."""

import signal
from pathlib import Path

import pytest

from broadcaster.airlog import Outcome
from broadcaster.timetable import EntryKind, SlotState
from tests.rig.busyness import is_busy
from tests.rig.commune import APPROVER, IN_TIME_S, TEXTS, Commune
from tests.rig.patience import PATIENCE_S

pytestmark = pytest.mark.process

LEAD_S = 7.0
SLOW_SWITCH_S = 2.0
SETTINGS = """
[amplifier]
kind = "command"
on = "'{script}' on"
off = "'{script}' off"
lead_s = 7
hold_s = 2
"""


class Amplifier:
    """A script that notes when it was switched; while `stuck` exists it fails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.script = folder / "am-li"
        self.script.write_text(
            f'#!/bin/sh\n[ ! -e "{folder}/stuck" ] || {{ echo stuck >&2; exit 1; }}\n'
            f'echo "$1 $(date +%s.%N)" >> "{folder}/switched"\n'
        )
        self.script.chmod(0o755)

    def switched(self) -> list[tuple[str, float]]:
        """Return what was done, on or off, and when in seconds since the epoch."""
        file = self.folder / "switched"
        lines = file.read_text().splitlines() if file.exists() else []
        return [(word, float(at)) for word, at in (line.split() for line in lines)]

    def is_on(self) -> bool:
        done = self.switched()
        return bool(done) and done[-1][0] == "on"


@pytest.fixture
def amplifier(tmp_path: Path) -> Amplifier:
    return Amplifier(tmp_path)


@pytest.fixture
def settings(amplifier: Amplifier) -> str:
    return SETTINGS.format(script=amplifier.script)


def test_power_is_there_the_lead_time_before_a_slot_and_before_an_alarms_words(
    commune: Commune, amplifier: Amplifier
) -> None:
    commune.approved(TEXTS[0])
    start = commune.on_air_in(LEAD_S + IN_TIME_S)
    with commune.player("null") as player:
        commune.wait_until_over(player)
        commune.wait_for(lambda: len(amplifier.switched()) >= 3 and not amplifier.is_on())
        commune.app.interrupter.interrupt(by=APPROVER, text="Lũ về, bà con lên chỗ cao.")
        commune.wait_for_message(process=player)
        commune.wait_for(lambda: commune.on_air() is None)
        commune.wait_for(lambda: not amplifier.is_on())
    words = [word for word, _ in amplifier.switched()]
    assert words == ["off", "on", "off", "on", "off"]
    on_at, _, alarm_on_at, off_at = [at for _, at in amplifier.switched()][1:]
    assert on_at <= start.timestamp() - LEAD_S + (SLOW_SWITCH_S if is_busy() else 0.0)
    item = commune.log()[0]
    assert item.started_at
    assert abs(item.started_at.timestamp() - start.timestamp()) < 0.05
    *tones, message = commune.log(EntryKind.EMERGENCY)
    assert len(tones) >= 2
    assert message.started_at
    assert message.ended_at
    assert message.started_at.timestamp() >= alarm_on_at + LEAD_S - 0.05
    assert message.outcome is Outcome.AIRED
    assert off_at >= message.ended_at.timestamp()


def test_what_a_killed_player_left_on_is_switched_off_by_the_next(
    commune: Commune, amplifier: Amplifier
) -> None:
    with commune.player("null") as player:
        commune.app.interrupter.interrupt(by=APPROVER, text="Lũ về.")
        commune.wait_for(amplifier.is_on)
        commune.wait_for(lambda: (state := commune.app.door.state()) and state["amplifier"]["on"])
        player.send_signal(signal.SIGKILL)
        player.wait()
    assert amplifier.is_on()
    with commune.player("null"):
        commune.wait_for(lambda: not amplifier.is_on())


def test_a_player_that_ends_switches_off(commune: Commune, amplifier: Amplifier) -> None:
    with commune.player("null") as player:
        commune.app.interrupter.interrupt(by=APPROVER, text="Lũ về.")
        commune.wait_for(amplifier.is_on)
        player.send_signal(signal.SIGTERM)
        assert player.wait(PATIENCE_S) == 0
    assert not amplifier.is_on()


def test_a_stuck_switch_is_told_and_the_slot_airs_all_the_same(
    commune: Commune, amplifier: Amplifier
) -> None:
    (amplifier.folder / "stuck").touch()
    commune.approved(TEXTS[0])
    start = commune.on_air_in(LEAD_S + IN_TIME_S)
    with commune.player("null") as player:
        commune.wait_until_over(player)
        said = commune.run("status").stdout
        (amplifier.folder / "stuck").unlink()
        commune.wait_for(amplifier.switched)
    assert "Amplifier error" in said
    assert "ended with status 1 (stuck)" in said
    assert commune.slot().state is SlotState.AIRED
    assert all(entry.outcome is Outcome.AIRED for entry in commune.log())
    item = commune.log()[0]
    assert item.started_at
    assert abs(item.started_at.timestamp() - start.timestamp()) < 0.05


def test_doctor_says_whether_the_switch_is_there(commune: Commune, amplifier: Amplifier) -> None:
    assert f"✓ amplifier: switched by command: {amplifier.script}" in commune.run("doctor").stdout
    amplifier.script.unlink()
    assert "! amplifier: the amplifier's command" in commune.run("doctor").stdout
    assert not amplifier.switched()

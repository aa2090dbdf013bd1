"""The amplifier's switching thread: tries again, puts right what was left, ends in good time."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from broadcaster.amplifier_settings import AmplifierKind, AmplifierSettings
from broadcaster.clock import SystemClock
from broadcaster.playout.amplifier import power as amplifier_power
from broadcaster.playout.amplifier.power import AmplifierPower
from broadcaster.playout.amplifier.switch import SwitchFailed
from tests.rig.patience import PATIENCE_S, wait_until

SETTINGS = AmplifierSettings(
    kind=AmplifierKind.COMMAND, on="on", off="off", lead_s=0.2, hold_s=0.3, guard_ms=50
)


class Relay:
    """Remembers each attempt; refuses as often as it is told, or waits for `lets_go`."""

    def __init__(self) -> None:
        self.tried: list[bool] = []
        self.refusals = 0
        self.breaks = False
        self.lets_go = threading.Event()
        self.lets_go.set()

    def turn(self, *, on: bool) -> None:
        self.tried.append(on)
        self.lets_go.wait(PATIENCE_S)
        if self.breaks:
            raise ZeroDivisionError
        if self.refusals:
            self.refusals -= 1
            message = "the relay is gone"
            raise SwitchFailed(message)

    def reach(self) -> str:
        return "here"


@pytest.fixture
def relay() -> Relay:
    return Relay()


@pytest.fixture
def made(tmp_path: Path, relay: Relay) -> Iterator[Callable[[], AmplifierPower]]:
    """Give what starts an amplifier on the same note, again and again."""
    running: list[AmplifierPower] = []

    def make() -> AmplifierPower:
        power = AmplifierPower(SystemClock(), SETTINGS, tmp_path / "amplifier.json", relay)
        power.start()
        running.append(power)
        return power

    yield make
    relay.lets_go.set()
    for power in running:
        power.close()


def is_off(power: AmplifierPower) -> bool:
    """Look, with nothing on air and nothing to come; return whether it is switched off."""
    power.look(busy=False, starts=[])
    return state(power)["on"] is False


def state(power: AmplifierPower) -> dict[str, Any]:
    said = power.state()
    assert said is not None
    return said


def test_it_is_switched_on_for_a_slot_and_off_behind_it(
    made: Callable[[], AmplifierPower], relay: Relay
) -> None:
    power = made()
    wait_until(lambda: relay.tried == [False])
    power.look(busy=True, starts=[])
    wait_until(lambda: state(power)["on"] is True)
    wait_until(lambda: is_off(power))
    assert relay.tried == [False, True, False]
    assert state(power)["error"] == ""


def test_what_fails_is_told_and_tried_again(
    made: Callable[[], AmplifierPower],
    relay: Relay,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(amplifier_power, "BACK_OFF_S", (0.01, 0.02))
    relay.refusals = 5
    power = made()
    wait_until(lambda: state(power)["on"] is False)
    assert relay.tried == [False] * 6
    assert caplog.text.count("the relay is gone") == 1, "told once, not at each attempt"
    relay.lets_go.clear()
    relay.refusals = 1000
    power.look(busy=True, starts=[])
    relay.lets_go.set()
    wait_until(lambda: state(power)["failures"] > 3)
    assert state(power)["error"] == "the relay is gone"
    assert state(power)["on"] is None
    relay.refusals = 0
    wait_until(lambda: state(power)["on"] is True)
    assert state(power)["error"] == ""


def test_a_switch_that_breaks_in_its_own_way_ends_nothing(
    made: Callable[[], AmplifierPower], relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(amplifier_power, "BACK_OFF_S", (0.01,))
    relay.breaks = True
    power = made()
    wait_until(lambda: len(relay.tried) > 3)
    relay.breaks = False
    wait_until(lambda: state(power)["on"] is False)


def test_looking_never_waits_for_the_switch(
    made: Callable[[], AmplifierPower], relay: Relay
) -> None:
    power = made()
    relay.lets_go.clear()
    power.look(busy=True, starts=[])
    wait_until(lambda: relay.tried[-1:] == [True])
    power.look(busy=True, starts=[])
    assert not relay.lets_go.is_set()
    assert state(power)["on"] is not True
    assert power.message_in() > 0
    relay.lets_go.set()
    wait_until(lambda: state(power)["on"] is True)
    wait_until(lambda: power.message_in() == 0)


def test_what_a_dead_player_left_on_counts_as_warm_and_goes_off_when_nothing_comes(
    made: Callable[[], AmplifierPower], relay: Relay, tmp_path: Path
) -> None:
    first = made()
    first.look(busy=True, starts=[])
    wait_until(lambda: state(first)["on"] is True)
    relay.tried.clear()
    second = made()  # the first one never said goodbye
    assert second.first_sound_in(tone=False) == 0
    wait_until(lambda: relay.tried == [True])
    assert second.message_in() == 0
    wait_until(lambda: is_off(second))
    assert json.loads((tmp_path / "amplifier.json").read_text())["on"] is False


@pytest.mark.parametrize("note", ["", "[]", '{"on": true}', '{"on": true, "since": 7}', "BEFORE"])
def test_what_was_left_before_this_machine_started_or_cannot_be_read_is_cold(
    made: Callable[[], AmplifierPower], relay: Relay, tmp_path: Path, note: str
) -> None:
    before = (datetime.now(UTC) - timedelta(days=3650)).isoformat()  # noqa: TID251
    (tmp_path / "amplifier.json").write_text(
        note.replace("BEFORE", json.dumps({"on": True, "since": before}))
    )
    power = made()
    assert power.first_sound_in(tone=False) > 0
    wait_until(lambda: relay.tried == [False])


def test_closing_switches_off_and_does_not_wait_for_a_dead_relay(
    made: Callable[[], AmplifierPower], relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    power = made()
    power.look(busy=True, starts=[])
    wait_until(lambda: state(power)["on"] is True)
    power.close()
    assert relay.tried[-1] is False
    monkeypatch.setattr(amplifier_power, "ENDS_WITHIN_S", 0.05)
    stuck = made()
    relay.lets_go.clear()
    stuck.look(busy=True, starts=[])
    wait_until(lambda: relay.tried[-1] is True)
    stuck.close()
    assert not relay.lets_go.is_set()


def test_a_station_without_a_switch_says_nothing_and_switches_nothing(tmp_path: Path) -> None:
    power = AmplifierPower(SystemClock(), AmplifierSettings(), tmp_path / "amplifier.json")
    power.start()
    power.look(busy=True, starts=[])
    assert power.state() is None
    assert power.first_sound_in(tone=True) == power.message_in() == 0
    power.close()
    assert not list(tmp_path.iterdir())

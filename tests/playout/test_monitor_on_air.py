"""Heard for real: the player as a process, a null sink, and its monitor as the station's ear."""

import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from typing import Self

import psutil
import pytest
from sqlmodel import select

from broadcaster.airlog import AsRunEntry
from broadcaster.playout.models import DeadAirChange
from broadcaster.timetable import EntryKind
from tests.rig.busyness import at_least
from tests.rig.commune import TEXTS, Commune
from tests.rig.parts import program
from tests.rig.patience import PATIENCE_S, wait_until
from tests.rig.pulse import SINK, SoundServer

pytestmark = [pytest.mark.process, pytest.mark.sound]

LEAD_S = 12
MORE_THAN_A_PIPE_HOLDS_S = 3.0
LONG_TEXTS = [" ".join([text] * 4) for text in TEXTS]


class Yard(SoundServer):
    """A sound server whose sink is heard by the station's monitor, until somebody mutes it."""

    def __enter__(self) -> Self:
        super().__enter__()
        self.env = self.env | {"PULSE_SOURCE": f"{SINK}.monitor"}
        return self

    def add_a_dead_loudspeaker(self) -> None:
        """Name two outputs, `cluster one` and `cluster two`; nobody hears the first."""
        self._control("load-module", "module-null-sink", "sink_name=dead", "norewinds=1")
        names = self.folder / "asound.conf"
        outputs = {"cluster one": "dead", "cluster two": SINK}
        pcms = "".join(
            f'pcm."{name}" {{ type pulse device {sink} hint.description "{name}" }}\n'
            for name, sink in outputs.items()
        )
        names.write_text(f"</usr/share/alsa/alsa.conf>\n{pcms}", encoding="utf-8")
        self.env = self.env | {"ALSA_CONFIG_PATH": str(names)}

    def mute(self, *, muted: bool) -> None:
        subprocess.run(
            [program("pactl", "pulseaudio-utils"), "set-sink-mute", SINK, str(int(muted))],
            env=self.env,
            check=True,
            timeout=PATIENCE_S,
        )


@pytest.fixture
def settings() -> str:
    return 'device = "pulse"\nmonitor = "pulse"\ndead_air_s = 3\n'


def heard(commune: Commune) -> list[float | None]:
    return [entry.heard for entry in commune.log(EntryKind.ITEM)]


def monitor(commune: Commune) -> dict[str, object]:
    state = commune.app.door.state()
    assert state is not None
    found = state["monitor"]
    assert isinstance(found, dict)
    return found


def changes(commune: Commune) -> list[str]:
    with commune.app.store.reading() as session:
        found = session.exec(select(DeadAirChange).order_by(DeadAirChange.id)).all()  # type: ignore[arg-type]
    return [each.change for each in found]


def told(commune: Commune, count: int) -> Callable[[], bool]:
    return lambda: sum(share is not None for share in heard(commune)) >= count


def test_what_comes_out_of_the_loudspeaker_is_told_as_heard(commune: Commune) -> None:
    for text in LONG_TEXTS[:2]:
        commune.approved(text)
    with Yard() as yard:
        commune.on_air_in(LEAD_S)
        with commune.player("device", env=yard.env) as player:
            commune.wait_for(lambda: monitor(commune)["heard"], player)
            told_on_the_line = commune.run("status").stdout
            commune.wait_until_over(player)
            commune.wait_for(told(commune, 2), player)
            state = monitor(commune)
    assert min(share or 0 for share in heard(commune)) >= at_least(0.9)
    assert state["dead_air"] == ""
    assert "the station is heard: yes" in told_on_the_line
    assert changes(commune) == []
    assert commune.chain_is_whole()


def test_a_sink_that_is_muted_in_mid_item_is_dead_air_and_the_log_says_how_much_was_heard(
    commune: Commune,
) -> None:
    for text in LONG_TEXTS[:3]:
        commune.approved(text)
    with Yard() as yard:
        commune.on_air_in(LEAD_S)
        with commune.player("device", env=yard.env) as player:
            commune.wait_for_item(0, heard_s=4.0)
            yard.mute(muted=True)
            commune.wait_for(lambda: monitor(commune)["dead_air"], player)
            commune.wait_for(lambda: changes(commune), player)
            yard.mute(muted=False)
            commune.wait_for(lambda: not monitor(commune)["dead_air"], player)
            commune.wait_until_over(player)
            commune.wait_for(lambda: heard(commune)[-1] is not None, player)
    told_of = changes(commune)
    assert told_of[0] == "Không có tiếng ra loa; mở lại thiết bị âm thanh"
    assert told_of[-1] == "Đã nghe lại được tiếng loa"
    items = commune.log(EntryKind.ITEM)
    cut = next(item for item in items if item.reason.startswith("không có tiếng ra loa"))
    assert 0 < _share(cut) < 0.9
    assert _share(items[-1]) > at_least(0.9)
    assert commune.chain_is_whole()


def _share(entry: AsRunEntry) -> float:
    assert entry.heard is not None, entry.title
    return entry.heard


def test_an_output_that_is_not_heard_gives_way_to_the_second_one(commune: Commune) -> None:
    for text in LONG_TEXTS[:4]:
        commune.approved(text)
    settings = commune.home / "station.toml"
    written = settings.read_text(encoding="utf-8")
    two = 'device = "cluster one"\nfallback_device = "cluster two"'
    settings.write_text(written.replace('device = "pulse"', two), "utf-8")
    with Yard() as yard:
        yard.add_a_dead_loudspeaker()
        commune.on_air_in(LEAD_S)
        with commune.player("device", env=yard.env) as player:
            commune.wait_for_item(0)
            assert (commune.app.door.state() or {})["device"] == "cluster one"
            commune.wait_for(lambda: "Đã nghe lại được tiếng loa" in changes(commune), player)
            commune.wait_until_over(player)
            assert (commune.app.door.state() or {})["device"] == "cluster two"
            commune.wait_for(lambda: heard(commune)[-1] is not None, player)
    assert changes(commune) == [
        "Không có tiếng ra loa; mở lại thiết bị âm thanh",
        "Vẫn không có tiếng ra loa; chuyển sang thiết bị âm thanh khác",
        "Đã nghe lại được tiếng loa",
    ]
    items = commune.log(EntryKind.ITEM)
    assert _share(items[0]) == 0.0
    assert _share(items[-1]) > at_least(0.9)
    reasons = [item.reason for item in items if item.reason]
    assert reasons == [
        "không có tiếng ra loa, mở lại thiết bị âm thanh",
        "không có tiếng ra loa, chuyển sang thiết bị âm thanh khác",
    ]
    assert commune.chain_is_whole()


def listeners(player: "subprocess.Popen[bytes]") -> list[int]:
    """Return the process ids of the listeners that the player has."""
    found = []
    for child in psutil.Process(player.pid).children():
        with suppress(psutil.Error):
            if "broadcaster.playout.heard.listener" in child.cmdline():
                found.append(child.pid)
    return found


def listen_by_a_microphone_that_is_not_there(commune: Commune) -> None:
    settings = commune.home / "station.toml"
    written = settings.read_text(encoding="utf-8")
    settings.write_text(written.replace('monitor = "pulse"', 'monitor = "micro sân"'), "utf-8")


def test_a_listener_that_dies_is_started_again_and_a_monitor_that_is_gone_is_told(
    commune: Commune,
) -> None:
    commune.approved(TEXTS[0])
    listen_by_a_microphone_that_is_not_there(commune)
    commune.on_air_in(LEAD_S)
    with commune.player("null") as player:
        commune.wait_for(lambda: len(listeners(player)) == 1, player)
        (first,) = listeners(player)
        os.kill(first, signal.SIGKILL)
        commune.wait_for(lambda: listeners(player) not in ([], [first]), player)
        commune.wait_for(lambda: monitor(commune)["trouble"], player)
        commune.wait_until_over(player)
    assert heard(commune) == [None]
    assert changes(commune) == []
    assert commune.chain_is_whole()


def test_a_listener_that_hangs_is_replaced_and_does_not_keep_the_player_from_ending(
    commune: Commune,
) -> None:
    for text in LONG_TEXTS[:4]:
        commune.approved(text)
    listen_by_a_microphone_that_is_not_there(commune)
    commune.on_air_in(LEAD_S)
    with commune.player("null") as player:
        commune.wait_for(lambda: monitor(commune)["trouble"], player)
        (first,) = listeners(player)
        os.kill(first, signal.SIGSTOP)
        commune.wait_for_item(0, heard_s=MORE_THAN_A_PIPE_HOLDS_S)
        commune.wait_for(lambda: listeners(player) not in ([], [first]), player)
        (second,) = listeners(player)
        os.kill(second, signal.SIGSTOP)
        commune.wait_for_item(1, heard_s=MORE_THAN_A_PIPE_HOLDS_S)
        player.send_signal(signal.SIGTERM)
        wait_until(lambda: player.poll() is not None)
    assert not psutil.pid_exists(second)
    assert commune.chain_is_whole()

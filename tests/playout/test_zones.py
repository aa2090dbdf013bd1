"""Each zone as loud as it shall be: in the timeline, in the log, in what is recorded."""

import json
import os
import subprocess
import wave
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import numpy as np
import pytest

from broadcaster import airlog
from broadcaster.airlog import Outcome
from broadcaster.clock import local
from broadcaster.playout import rehearse
from broadcaster.timetable import EntryKind, QuietHours, Volume, Zone
from tests.playout.stage import Stage
from tests.rig.commune import APPROVER, TEXTS, Commune
from tests.rig.pulse import SINK, SoundServer

TWO = (Zone("Thôn Mẫu 1", 1, 100), Zone("Thôn Mẫu 2", 2, 40))
DECLARED = """\
[[zone]]
name = "Thôn Mẫu 1"
[[zone]]
name = "Thôn Mẫu 2"
channel = 2
volume = 25
"""


def quiet_from(stage: Stage, seconds: float) -> QuietHours:
    begin = local(stage.began + timedelta(seconds=seconds))
    end = begin + timedelta(hours=2)
    return QuietHours(begin.time(), end.time(), 50)


def levels_on_air(stage: Stage) -> dict[str, tuple[float, ...]]:
    return {str(laid.item.title): laid.item.levels for laid in stage.director._track.laid}


def test_an_item_is_as_loud_as_its_hour_wants_when_it_begins() -> None:
    stage = Stage()
    stage.desk.volume = Volume(TWO, (quiet_from(stage, 15),))
    stage.slot("tin", 5, 20.0, 20.0)
    stage.run(7)
    assert levels_on_air(stage) == {"tin 1": (1.0, 0.4)}
    (item,) = stage.journal.begun.values()
    assert json.loads(item.volume or "") == {"Thôn Mẫu 1": 100, "Thôn Mẫu 2": 40}
    stage.run(20)
    assert levels_on_air(stage)["tin 2"] == (0.5, 0.2)
    assert stage.out.timeline[-1].levels == (0.5, 0.2)


def test_an_emergency_and_a_drill_are_heard_everywhere_in_quiet_hours_too() -> None:
    for drill in (False, True):
        stage = Stage()
        stage.desk.volume = Volume(TWO, (QuietHours(time(0), time(23, 59, 59), 0),))
        stage.slot("tin", 1, 30.0)
        stage.run(3)
        assert levels_on_air(stage) == {"tin 1": (0.0, 0.0)}
        stage.ask(stage.alarm("lũ", drill=drill))
        stage.run(1)
        assert levels_on_air(stage)["tone lũ"] == (1.0, 1.0)


def test_without_zones_nothing_is_said_of_volume() -> None:
    stage = Stage()
    stage.slot("tin", 5, 20.0)
    stage.run(7)
    (item,) = stage.journal.begun.values()
    assert (item.volume, item.levels) == (None, ())


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Commune]:
    made = Commune(tmp_path)
    (tmp_path / "schedules" / "volume.toml").write_text(DECLARED, encoding="utf-8")
    yield made
    made.close()


def test_a_rehearsal_tells_the_volume(commune: Commune) -> None:
    commune.approved(TEXTS[0])
    commune.declare(commune.app.clock.now() + timedelta(hours=1))
    commune.prepare()
    app = commune.app
    day = local(app.clock.now() + timedelta(hours=1)).date()
    (slot,) = rehearse(app.store, app.station, app.schedules.load(), day, 1)
    assert slot.entries
    assert all(e.volume == {"Thôn Mẫu 1": 100, "Thôn Mẫu 2": 25} for e in slot.entries)


@pytest.mark.process
def test_each_channel_is_recorded_at_its_volume_and_the_log_says_so(commune: Commune) -> None:
    commune.approved(TEXTS[0])
    file = commune.home / "thu.wav"
    commune.on_air_in(12)
    with commune.player(f"wav:{file}") as player:
        commune.wait_for_item(0, heard_s=1.0)
        commune.app.interrupter.interrupt(by=APPROVER, text="Lũ về.")
        commune.wait_until_over(player)
    with wave.open(str(file)) as wav:
        assert wav.getnchannels() == 2
        raw = wav.readframes(wav.getnframes())
    left, right = np.frombuffer(raw, "<i2").reshape(-1, 2).astype(np.float64).T
    began = json.loads(Path(f"{file}.json").read_text())["started_at"]
    for entry in commune.log():
        assert entry.started_at
        assert entry.ended_at
        shown = airlog.entry_json(entry)["volume"]
        urgent = entry.kind is EntryKind.EMERGENCY
        assert shown == {"Thôn Mẫu 1": 100, "Thôn Mẫu 2": 100 if urgent else 25}
        if entry.outcome is not Outcome.AIRED:
            continue
        first, last = (
            round((moment - type(moment).fromisoformat(began)).total_seconds() * 48_000)
            for moment in (entry.started_at, entry.ended_at)
        )
        share = np.sqrt(np.mean(right[first:last] ** 2) / np.mean(left[first:last] ** 2))
        assert share == pytest.approx(1.0 if urgent else 0.25, abs=0.01)
    assert commune.chain_is_whole()


@pytest.mark.process
@pytest.mark.sound
def test_the_sound_device_gets_each_zone_on_its_channel(
    commune: Commune, sound_server: SoundServer, tmp_path: Path
) -> None:
    commune.approved(TEXTS[0])
    raw = tmp_path / "both.raw"
    listen = ["parec", f"--device={SINK}.monitor", "--format=s16le", "--rate=48000"]
    commune.on_air_in(12)
    with raw.open("wb") as file:
        ear = subprocess.Popen(
            [*listen, "--channels=2"], stdout=file, env={**os.environ, **sound_server.env}
        )
        try:
            with commune.player("device", env=sound_server.env) as player:
                commune.wait_until_over(player)
        finally:
            ear.terminate()
            ear.wait(10)
    whole = raw.read_bytes()
    left, right = np.frombuffer(whole[: len(whole) // 4 * 4], "<i2").reshape(-1, 2).T / 32768
    assert np.sqrt(np.mean(left**2)) > 0.01
    assert np.sqrt(np.mean(right**2) / np.mean(left**2)) == pytest.approx(0.25, abs=0.02)

"""Each zone as loud as it shall be: in the timeline, in the log, in what is recorded."""

import json
import os
import subprocess
import wave
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import numpy as np
import pytest

from broadcaster import airlog
from broadcaster.airlog import Outcome
from broadcaster.clock import local
from broadcaster.playout import rehearse
from broadcaster.playout.sounds.files import HeldSound
from broadcaster.playout.sounds.mixer import FULL_SCALE, mix
from broadcaster.timetable import EntryKind, QuietHours, Volume, Zone
from tests.playout.stage import RATE, Stage
from tests.rig.commune import APPROVER, IN_TIME_S, TEXTS, Commune
from tests.rig.patience import PATIENCE_S
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
    told = json.loads(item.volume or "")
    assert told[0]["percents"] == {"Thôn Mẫu 1": 100, "Thôn Mẫu 2": 40}
    stage.run(20)
    assert levels_on_air(stage)["tin 2"] == (0.5, 0.2)
    assert stage.out.timeline[-1].levels == (0.5, 0.2)


def test_at_the_edge_of_quiet_hours_the_volume_glides_and_the_row_tells_both() -> None:
    stage = Stage()
    stage.desk.volume = Volume(TWO, (quiet_from(stage, 15),))
    stage.slot("tin", 5, 20.0)
    stage.run(7)
    (item,) = stage.journal.begun.values()
    edge = local(stage.began + timedelta(seconds=15))
    before, after = json.loads(item.volume or "")
    assert before["percents"] == {"Thôn Mẫu 1": 100, "Thôn Mẫu 2": 40}
    assert after == {"from": edge.isoformat(), "percents": {"Thôn Mẫu 1": 50, "Thôn Mẫu 2": 20}}
    (segment,) = stage.out.timeline
    assert segment.gliding == ((10 * RATE, (1.0, 0.4)), (13 * RATE, (0.5, 0.2)))
    loud = replace(segment, sound=HeldSound(np.full(20 * RATE, 1000, np.int16)))
    heard = mix((loud,), segment.start, segment.length, channels=2)
    for second, left, right in ((0, 1000, 400), (10, 1000, 400), (13, 500, 200), (19, 500, 200)):
        assert heard[second * RATE].tolist() == [left, right]
    assert heard[11_500].tolist() == [750, 300]
    assert abs(np.diff(heard[:, 0])).max() <= 1


def test_a_sound_that_begins_late_glides_at_the_same_second() -> None:
    stage = Stage()
    stage.desk.volume = Volume(TWO, (quiet_from(stage, 15),))
    stage.journal.writes = False
    stage.slot("tin", 5, 20.0)
    stage.run(7)
    stage.journal.writes = True
    stage.run(1)
    (segment,) = stage.out.timeline
    assert segment.start == pytest.approx(7 * RATE, abs=100)
    assert segment.start + segment.gliding[0][0] == 15 * RATE


def test_an_item_cut_before_the_edge_and_laid_behind_it_begins_as_loud_as_the_new_hour() -> None:
    stage = Stage()
    stage.desk.volume = Volume(TWO, (quiet_from(stage, 15),))
    stage.slot("tin", 5, 60.0)
    stage.run(10)
    stage.ask(stage.alarm("lũ"))
    stage.ask(stage.message("lũ", 20))
    stage.run(28)
    assert levels_on_air(stage)["tin 1"] == (0.5, 0.2)
    (laid,) = stage.director._track.laid
    assert laid.item.gliding == ()


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
def commune(commune: Commune) -> Commune:
    (commune.home / "schedules" / "volume.toml").write_text(DECLARED, encoding="utf-8")
    return commune


def test_a_rehearsal_tells_the_volume(commune: Commune) -> None:
    commune.approved(TEXTS[0])
    app, start = commune.app, commune.app.clock.now() + timedelta(hours=1)
    commune.declare(start)
    commune.prepare()
    (slot,) = rehearse(app.store, app.station, app.schedules.load(), local(start).date(), 1)
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
def test_over_the_edge_of_quiet_hours_what_is_recorded_grows_quiet_and_the_log_tells_when(
    commune: Commune,
) -> None:
    commune.approved(" ".join([TEXTS[0]] * 4))
    file = commune.home / "thu.wav"
    edge = local(commune.on_air_in(IN_TIME_S) + timedelta(seconds=8))
    until = edge + timedelta(hours=1)
    (commune.home / "schedules" / "volume.toml").write_text(
        f'{DECLARED}\n[[hours]]\nbegin = "{edge:%H:%M:%S}"\nuntil = "{until:%H:%M:%S}"\n'
        "volume = 20\n",
        encoding="utf-8",
    )
    with commune.player(f"wav:{file}") as player:
        commune.wait_until_over(player)
    (entry,) = commune.log(EntryKind.ITEM)
    assert entry.outcome is Outcome.AIRED
    assert airlog.entry_json(entry)["volume"][1] == {
        "from": edge.isoformat(),
        "percents": {"Thôn Mẫu 1": 20, "Thôn Mẫu 2": 5},
    }
    assert [step.since for step in entry.volumes] == [entry.volumes[0].since, edge]
    began = json.loads(Path(f"{file}.json").read_text())["started_at"]
    assert entry.started_at
    behind = entry.started_at - type(edge).fromisoformat(began)
    start = round(behind.total_seconds() * 48_000)
    with wave.open(str(file)) as wav:
        raw = wav.readframes(wav.getnframes())
    left = np.frombuffer(raw, "<i2").reshape(-1, 2).astype(np.float64)[start:, 0]
    sound = commune.sound_of(entry).samples.astype(np.float64)
    at_edge = round((edge - entry.started_at).total_seconds() * 48_000)
    assert 3 * 48_000 < at_edge < len(sound) - 7 * 48_000
    loud, quiet = slice(0, at_edge - 2 * 48_000), slice(at_edge + 5 * 48_000, len(sound))
    for part, share in ((loud, 1.0), (quiet, 0.2)):
        heard = np.sqrt(np.mean(left[part] ** 2) / np.mean(sound[part] ** 2))
        assert heard / FULL_SCALE == pytest.approx(share, rel=0.05)
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
            ear.wait(PATIENCE_S)
    whole = raw.read_bytes()
    left, right = np.frombuffer(whole[: len(whole) // 4 * 4], "<i2").reshape(-1, 2).T / 32768
    assert np.abs(left).max() > 0.1
    assert np.sqrt(np.mean(right**2) / np.mean(left**2)) == pytest.approx(0.25, abs=0.02)

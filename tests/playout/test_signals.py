"""A damaged signal of the station's own: ours is heard in its place, and it is told."""

import io
import logging
import wave
from pathlib import Path

import numpy as np
import pytest

from broadcaster.playout.sounds.files import load_sound
from broadcaster.playout.sounds.mixer import Block, level_dbfs
from broadcaster.playout.sounds.signals import BEEP_HZ, load_signal
from broadcaster.station import Station, shipped
from broadcaster.timetable import EntryKind
from tests.playout.player_here import RATE, PlayerHere
from tests.rig.known_clip import make_noise, write_wav
from tests.rig.patience import wait_until


def wav(frames: int) -> bytes:
    """Return a WAV of silence."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(bytes(2 * frames))
    return content.getvalue()


DAMAGED = [
    pytest.param(b"", "cannot be played", id="empty"),
    pytest.param(b"<!doctype html><title>404</title>", "cannot be played", id="web page"),
    pytest.param(wav(0), "lasts only 0.00 s", id="no samples"),
    pytest.param(wav(RATE // 10), "lasts only 0.10 s", id="too short"),
]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Give the folder of the station's own sounds."""
    folder = tmp_path / "home" / "audio_assets"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def station(own: Path) -> Station:
    return Station(home=own.parent, name="xã Mẫu")


def put(folder: Path, content: bytes) -> None:
    """Put that in the place of each signal."""
    for name in BEEP_HZ:
        (folder / f"{name}.wav").write_bytes(content)


def read(folder: Path, name: str) -> Block:
    """Return the samples of a signal's file."""
    return load_sound(folder / f"{name}.wav", RATE, mapped=False).samples


@pytest.mark.parametrize("name", BEEP_HZ)
def test_the_stations_own_goes_before_ours(station: Station, own: Path, name: str) -> None:
    told: list[str] = []
    heard = load_signal(station, name, told.append).samples
    assert np.array_equal(heard, read(shipped("audio_assets"), name))
    write_wav(own / f"{name}.wav", make_noise(1, seed=3))
    heard = load_signal(station, name, told.append).samples
    assert np.array_equal(heard, read(own, name))
    assert told == []


@pytest.mark.parametrize("name", BEEP_HZ)
@pytest.mark.parametrize(("content", "why"), DAMAGED)
def test_ours_takes_the_place_of_a_damaged_one_and_the_remedy_is_logged(
    station: Station, own: Path, name: str, content: bytes, why: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    put(own, content)
    heard = load_signal(station, name).samples
    assert np.array_equal(heard, read(shipped("audio_assets"), name))
    (line,) = caplog.records
    assert line.levelno == logging.ERROR
    assert f"{own / name}.wav {why}" in line.getMessage()
    assert ", so ours is heard in its place" in line.getMessage()
    assert (
        "put another sound there, or take it away, and begin the player anew" in line.getMessage()
    )


@pytest.mark.parametrize("there", [True, False])
def test_a_beep_of_its_own_takes_the_place_of_each_where_ours_is_damaged_too(
    station: Station, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, there: bool
) -> None:
    monkeypatch.setattr("broadcaster.playout.sounds.signals.shipped", tmp_path.joinpath)
    if there:
        (tmp_path / "audio_assets").mkdir()
        put(tmp_path / "audio_assets", b"")
        put(own, b"")
    told: list[str] = []
    beeps = [load_signal(station, name, told.append) for name in BEEP_HZ]
    assert all(beep.frames == RATE and level_dbfs(beep.samples) > -20 for beep in beeps)
    assert len({beep.samples.tobytes() for beep in beeps}) == len(BEEP_HZ)
    assert sum("so a beep is heard in its place; install" in line for line in told) == len(BEEP_HZ)


@pytest.mark.loopback
@pytest.mark.parametrize(("content", "why"), DAMAGED[:3])
def test_a_player_with_damaged_signals_sounds_an_emergency_and_lets_people_speak(
    tmp_path: Path, content: bytes, why: str
) -> None:
    del why
    here = PlayerHere(tmp_path / "home")
    put(here.commune.home / "audio_assets", content)

    def is_heard(kind: EntryKind) -> bool:
        state = here.state()
        on_air = state["on_air"]
        return bool(on_air and on_air["kind"] == kind and state["level_dbfs"] > -50)

    with here.running():
        assert not here.interrupt()["queued"]
        wait_until(lambda: is_heard(EntryKind.EMERGENCY))
        here.door.stop(by="console")
        assert here.speak()["id"]
        wait_until(lambda: is_heard(EntryKind.CHIME) or here.commune.log(EntryKind.CHIME))

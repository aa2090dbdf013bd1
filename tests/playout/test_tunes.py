"""Tunes: what people may change in place takes bounded memory, however long it is."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from broadcaster.errors import InvalidInput
from broadcaster.playout.sounds import files
from broadcaster.playout.sounds.copying import converted, pieces
from broadcaster.playout.sounds.files import load_tune

RATE = 48_000
CHEAP_RATE = 8000
LITTLE_MIB = 3.0

MEMORY_OF_A_TUNE = """
import pathlib, sys
from broadcaster.playout.sounds.files import load_tune

def anonymous_kib():
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))

folder = pathlib.Path(sys.argv[1])
first = load_tune(folder / "first.wav", "first", 48_000, folder / "tunes")
before = anonymous_kib()
tunes = [
    load_tune(folder / "long.wav", "long", 48_000, folder / "tunes"),
    *(load_tune(folder / "short.wav", "short", 48_000, folder / "tunes") for _ in range(40)),
]
blocks = [(tune, at) for tune in tunes for at in range(0, tune.frames, 4800)]
heard = sum(int(abs(tune.read(at, 4800)).max()) for tune, at in blocks)
print(sum(tune.frames for tune in tunes), heard > 0, (anonymous_kib() - before) / 1024)
"""


def written(
    path: Path, seconds: float, rate: int, channels: int = 1, subtype: str = "FLOAT"
) -> np.ndarray:
    """Write noise to a WAV file and return it, one column a channel."""
    samples = np.random.default_rng(3).uniform(-0.4, 0.4, (round(seconds * rate), channels))
    soundfile.write(path, samples, rate, subtype=subtype, format="WAV")
    return samples.astype(np.float32)


@pytest.mark.process
def test_the_players_memory_does_not_grow_with_the_length_and_number_of_tunes(
    tmp_path: Path,
) -> None:
    written(tmp_path / "first.wav", 31, 22_050, 2)
    written(tmp_path / "short.wav", 5, RATE, subtype="PCM_16")
    written(tmp_path / "long.wav", 600, 22_050, 2)
    told = subprocess.run(
        [sys.executable, "-c", MEMORY_OF_A_TUNE, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert told[:2] == [str((600 + 40 * 5) * RATE), "True"]
    assert float(told[2]) < LITTLE_MIB


@pytest.mark.parametrize("own_rate", [44_100, 22_050, 96_000, 8000, 11_025])
@pytest.mark.parametrize("seconds", [0.2, 10.0, 20.6])
def test_converted_piece_by_piece_it_is_the_same_sound(
    tmp_path: Path, own_rate: int, seconds: float
) -> None:
    samples = written(tmp_path / "a.wav", seconds, own_rate, 2)
    with soundfile.SoundFile(tmp_path / "a.wav") as sound:
        found = np.concatenate(list(pieces(sound, CHEAP_RATE)))
    whole = converted(samples.mean(axis=1), own_rate, CHEAP_RATE)
    assert found.shape == whole.shape
    assert np.abs(found.astype(int) - whole).max() <= 1


@pytest.mark.process
def test_a_copy_is_made_once_and_is_not_what_people_may_change(tmp_path: Path) -> None:
    kept, tune = tmp_path / "tunes", tmp_path / "tune.wav"
    written(tmp_path / "other.wav", 2, 2 * CHEAP_RATE)
    assert load_tune(tmp_path / "other.wav", "a", CHEAP_RATE, kept).frames == 2 * CHEAP_RATE
    written(tune, 2, CHEAP_RATE, subtype="PCM_16")
    heard = load_tune(tune, "b", CHEAP_RATE, kept)
    before = heard.read(0, heard.frames).copy()
    assert {file.name for file in kept.iterdir()} == {"a-8000.wav", "b-8000.wav"}
    assert (kept / "b-8000.wav").read_bytes() == tune.read_bytes()
    tune.write_bytes(bytes(tune.stat().st_size))
    assert np.array_equal(heard.read(0, heard.frames), before)
    tune.unlink()
    assert np.array_equal(load_tune(tune, "b", CHEAP_RATE, kept).read(0, len(before)), before)


def test_of_many_copies_the_oldest_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_KEPT", 2)
    kept, tune = tmp_path / "tunes", tmp_path / "tune.wav"
    written(tune, 0.1, CHEAP_RATE, subtype="PCM_16")
    for age, name in enumerate("abc"):
        load_tune(tune, name, CHEAP_RATE, kept)
        os.utime(kept / f"{name}-8000.wav", (age, age))
    load_tune(tune, "d", CHEAP_RATE, kept)
    assert {file.name for file in kept.iterdir()} == {"c-8000.wav", "d-8000.wav"}


@pytest.mark.process
def test_where_no_copy_can_be_written_a_short_tune_is_read_and_a_long_one_refused(
    tmp_path: Path,
) -> None:
    (tmp_path / "tunes").write_text("not a folder")
    written(tmp_path / "short.wav", 2, 2 * CHEAP_RATE)
    short = load_tune(tmp_path / "short.wav", "a", CHEAP_RATE, tmp_path / "tunes")
    assert short.frames == 2 * CHEAP_RATE
    written(tmp_path / "long.wav", 31, CHEAP_RATE)
    with pytest.raises(InvalidInput, match="cannot be copied"):
        load_tune(tmp_path / "long.wav", "b", CHEAP_RATE, tmp_path / "tunes")


@pytest.mark.process
def test_what_is_no_sound_leaves_no_copy(tmp_path: Path) -> None:
    (tmp_path / "tune.wav").write_bytes(b"<html>" * 100)
    with pytest.raises(InvalidInput, match="cannot be read"):
        load_tune(tmp_path / "tune.wav", "a", CHEAP_RATE, tmp_path / "tunes")
    assert not (tmp_path / "tunes").exists()

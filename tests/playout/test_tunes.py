"""Tunes: what people may change in place takes bounded memory, however long it is."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from broadcaster.errors import InvalidInput
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
short = load_tune(folder / "short.wav", "short", 48_000, folder / "tunes")
before = anonymous_kib()
long = load_tune(folder / "long.wav", "long", 48_000, folder / "tunes")
heard = sum(int(abs(long.read(at, 960)).max()) for at in range(0, long.frames, 960))
print(long.frames, heard > 0, (anonymous_kib() - before) / 1024)
"""


def written(path: Path, seconds: float, rate: int, channels: int = 1) -> np.ndarray:
    """Write noise to a WAV file and return it, one column a channel."""
    samples = np.random.default_rng(3).uniform(-0.4, 0.4, (round(seconds * rate), channels))
    soundfile.write(path, samples, rate, subtype="FLOAT", format="WAV")
    return samples.astype(np.float32)


@pytest.mark.process
def test_the_players_memory_does_not_grow_with_the_length_of_a_tune(tmp_path: Path) -> None:
    written(tmp_path / "short.wav", 31, 22_050, 2)
    written(tmp_path / "long.wav", 600, 22_050, 2)
    told = subprocess.run(
        [sys.executable, "-c", MEMORY_OF_A_TUNE, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert told[:2] == [str(600 * RATE), "True"]
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
def test_a_copy_is_made_once_and_only_for_what_is_long_or_of_another_rate(tmp_path: Path) -> None:
    kept = tmp_path / "tunes"
    written(tmp_path / "short.wav", 2, CHEAP_RATE)
    assert load_tune(tmp_path / "short.wav", "a", CHEAP_RATE, kept).frames == 2 * CHEAP_RATE
    assert not kept.exists()
    written(tmp_path / "long.wav", 31, CHEAP_RATE)
    written(tmp_path / "other.wav", 2, 2 * CHEAP_RATE)
    assert load_tune(tmp_path / "long.wav", "b", CHEAP_RATE, kept).frames == 31 * CHEAP_RATE
    assert load_tune(tmp_path / "other.wav", "c", CHEAP_RATE, kept).frames == 2 * CHEAP_RATE
    assert {file.name for file in kept.iterdir()} == {"b-8000.wav", "c-8000.wav"}
    (tmp_path / "long.wav").unlink()
    assert load_tune(tmp_path / "long.wav", "b", CHEAP_RATE, kept).frames == 31 * CHEAP_RATE


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

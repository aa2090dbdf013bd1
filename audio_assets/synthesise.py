"""Write the station's sounds: `python audio_assets/synthesise.py [OUT_DIR]`.

Each sound is made from notes alone, the same on every run; without OUT_DIR the WAV files are
written beside this script.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from audio_assets.instruments import RATE, Sound, bell, flute, pad, pluck, reed
from audio_assets.mastering import add_room, master
from audio_assets.notes import (
    ATTENTION_HIGH,
    ATTENTION_LOW,
    CHIME,
    CLOSING,
    DRILL,
    OPENING,
    STING,
    Note,
    Tune,
    read_melody,
)

Instrument = Callable[[float, float], Sound]


@dataclass(frozen=True, kw_only=True)
class Asset:
    """One file to write: its name, the title in its metadata, and the finished sound."""

    name: str
    title: str
    sound: Sound


def play(
    instrument: Instrument, notes: list[Note], *, beat: float, ring: float, seconds: float
) -> Sound:
    """Return `notes` on one instrument: `seconds` of samples, one beat lasting `beat` seconds.

    Each note goes on for `ring` seconds after its length, as a string or a bell does.
    """
    sound = np.zeros(round(seconds * RATE))
    for note in notes:
        start = round(note.start * beat * RATE)
        played = instrument(note.hz, note.length * beat + ring)[: len(sound) - start]
        played *= note.strength
        sound[start : start + len(played)] += played
    return sound


def play_tune(tune: Tune) -> Sound:
    """Return `tune` by the ensemble: zither in front, bell above it, pad behind."""
    beat, seconds = tune.beat, tune.seconds
    zither = play(pluck, read_melody(tune.zither), beat=beat, ring=1.3, seconds=seconds)
    bells = play(bell, read_melody(tune.bell), beat=beat, ring=0.8, seconds=seconds)
    pads = play(pad, read_melody(tune.pad), beat=beat, ring=0.35, seconds=seconds)
    return add_room(zither + 0.22 * bells + 0.16 * pads, wet=0.28)


def play_chime() -> Sound:
    """Return the four falling bell notes before a notice."""
    notes = read_melody(CHIME)
    return add_room(play(bell, notes, beat=0.36, ring=1.2, seconds=2.8), wet=0.25)


def play_attention() -> Sound:
    """Return 5 s of the real emergency tone: two tones a tritone apart, four changes a second.

    No room and no long fade: each tone begins and ends in silence, the last as the first, so
    that the file repeats without a seam.
    """
    step = 0.25
    low, high = reed(ATTENTION_LOW, step), reed(ATTENTION_HIGH, step)
    return np.concatenate([low, high] * 10)


def play_drill() -> Sound:
    """Return the drill's tone: two slow rising figures on a flute, silent before it repeats."""
    notes = read_melody(DRILL)
    return add_room(play(flute, notes, beat=0.5, ring=0.5, seconds=5.2), wet=0.2)


def make_assets() -> list[Asset]:
    """Return every sound of the station, finished."""
    return [
        Asset(
            name="opening",
            title="Nhạc hiệu mở đầu",
            sound=master(play_tune(OPENING), rms_db=-18.6, fade_out=1.2),
        ),
        Asset(
            name="closing",
            title="Nhạc hiệu kết thúc",
            sound=master(play_tune(CLOSING), rms_db=-18.7, fade_out=1.2),
        ),
        Asset(
            name="sting",
            title="Nhạc cắt",
            sound=master(play_tune(STING), rms_db=-20.6, fade_out=0.7),
        ),
        Asset(
            name="chime",
            title="Tiếng báo",
            sound=master(play_chime(), rms_db=-18.9, fade_out=0.8),
        ),
        Asset(
            name="attention",
            title="Tín hiệu báo động khẩn cấp",
            sound=master(play_attention(), rms_db=-13.8, fade_out=0.004),
        ),
        Asset(
            name="attention-drill",
            title="Tín hiệu diễn tập",
            sound=master(play_drill(), rms_db=-17.4, fade_out=0.5),
        ),
    ]


def write_asset(asset: Asset, folder: Path) -> Path:
    """Write `asset` as 16-bit mono WAV into `folder` and return the file's path."""
    path = folder / f"{asset.name}.wav"
    with soundfile.SoundFile(
        path, "w", samplerate=RATE, channels=1, format="WAV", subtype="PCM_16"
    ) as wav:
        wav.title = asset.title
        wav.software = "broadcaster audio_assets"
        wav.comment = "synthesised from notes"
        wav.copyright = "CC0 1.0"
        wav.write(np.round(asset.sound * 32767).astype(np.int16))
    return path


def main(arguments: list[str]) -> None:
    """Write all sounds into the folder named first in `arguments`, or beside this script."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    for asset in make_assets():
        sys.stdout.write(f"{write_asset(asset, folder)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

"""The tunes as notes: what is played, when and for how long, before it has any sound.

All of it is our own melody, in the five notes D E G A B (the Vietnamese mode *điệu Bắc*,
hò xự xang xê cống), with G as the note of rest.
"""

import math
from dataclasses import dataclass

SEMITONE = {"C": -9, "D": -7, "E": -5, "F": -4, "F#": -3, "G": -2, "A": 0, "B": 2}
CONCERT_A = 440.0


@dataclass(frozen=True, kw_only=True)
class Note:
    """One note: its pitch in Hz, its start and length in beats, its strength (1 is full)."""

    hz: float
    start: float
    length: float
    strength: float


def read_pitch(name: str) -> float:
    """Return the frequency in Hz of a note such as `G5` (equal temperament, A4 = 440 Hz)."""
    octave = int(name[-1]) - 4
    return CONCERT_A * math.pow(2.0, octave + SEMITONE[name[:-1]] / 12)


def read_melody(text: str) -> list[Note]:
    """Return the notes of `text`, one after another.

    Each word is `pitch:beats`, or `pitch:beats:strength` for a note less than full; pitches
    joined by `+` sound together; `-` is a rest.
    """
    notes = []
    start = 0.0
    for word in text.split():
        pitches, beats, *strengths = word.split(":")
        length = float(beats)
        strength = float(strengths[0]) if strengths else 1.0
        if pitches != "-":
            notes += [
                Note(hz=read_pitch(pitch), start=start, length=length, strength=strength)
                for pitch in pitches.split("+")
            ]
        start += length
    return notes


@dataclass(frozen=True, kw_only=True)
class Tune:
    """A tune for the ensemble; the three parts start together. `beat` and `seconds` in seconds."""

    beat: float
    seconds: float
    zither: str
    bell: str
    pad: str


# A run up the strings, a question that stops on D, an answer that climbs and comes home to G.
OPENING = Tune(
    beat=0.44,
    seconds=7.4,
    zither=(
        "D4:.13:.16 E4:.12:.18 G4:.11:.2 A4:.11:.24 B4:.12:.28 D5:.15:.33 E5:.26:.4 "
        "G4:0:.5 G5:1 E5:.5:.75 G5:.5:.8 A5:1 G5:.5:.75 E5:.5:.7 "
        "D4:0:.45 D5:1.5:.9 E5:.5:.7 G5:.5:.8 A5:.5:.85 E4:0:.4 B5:1 "
        "A4:0:.4 D6:1 B5:.5:.8 A5:.5:.75 B5:.5:.8 D6:.5:.85 D4:0:.4 A5:1:.85 "
        "G4:.04:.6 D5:.04:.5 G5:4"
    ),
    bell="-:1 D6:4 A5:2 G5:2 E6:2 A5:2 G5+D6+G6:4",
    pad="-:.8 G4+B4+D5:4.2 D4+A4+D5:2 E4+G4+B4:2 A4+E5:2 D4+A4+D5:2 G4+B4+G5:2.5",
)

# The opening's question again, slower; the answer turns downward and the run leads home.
CLOSING = Tune(
    beat=0.47,
    seconds=6.2,
    zither=(
        "G4:0:.5 G5:1 E5:.5:.75 G5:.5:.8 A5:1 B5:.5:.8 A5:.5:.75 "
        "A4:0:.4 D6:1 B5:.5:.8 A5:.5:.75 D4:0:.4 E5:1:.85 "
        "A5:.3:.42 G5:.18:.34 E5:.13:.28 D5:.12:.24 B4:.12:.2 A4:.15:.18 "
        "G4:.05:.6 D5:.05:.4 G5:4"
    ),
    bell="D6:4 A5:2 E6:2 G5+D6+G6:4",
    pad="G4+B4+D5:4 A4+E5:2 D4+A4+D5:2 G4+B4+G5:3.2",
)

# A short run up to an open fifth: a page is turned, more is to come.
STING = Tune(
    beat=0.4,
    seconds=1.8,
    zither="D5:.2:.4 E5:.2:.45 G5:.25:.55 A5:.35:.65 G4:.05:.4 B5:.05:.7 D6:3",
    bell="-:1 D6+G6:3",
    pad="-:.5 G4+B4+D5:1.6",
)

CHIME = "D6:1 A5:1 B5:1 G5:3"

# A tritone, which no tune here contains, in the range a horn throws farthest.
ATTENTION_LOW = read_pitch("F#5")
ATTENTION_HIGH = read_pitch("C6")

DRILL = "G4:1 B4:1 D5:2 A4:1 D5:1 E5:2"

"""The sounds that the player has at hand from its start on: they are heard whatever is damaged."""

import hashlib
import logging
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import numpy as np

from broadcaster.errors import InvalidInput
from broadcaster.playout.desk.quarantine import Reading
from broadcaster.playout.sounds.files import HeldSound, load_sound
from broadcaster.playout.sounds.mixer import FULL_SCALE, Block
from broadcaster.station import Station, shipped

FOLDER = "audio_assets"
SHORTEST_S = 0.2
BEEP_HZ = {"attention": 880.0, "attention-drill": 440.0, "chime": 660.0}
"""Each signal, and how high the beep is that takes its place."""

_log = logging.getLogger(__name__)


def load_signal(
    station: Station,
    name: str,
    tell: Callable[[str], None] = _log.error,
    *,
    reading: Reading = nullcontext,
) -> HeldSound:
    """Return one of the signals in `BEEP_HZ`, mono 16-bit at the station's rate.

    1. The station's own sound of that name, if it has one.
    2. Ours, if that cannot be played or is shorter than `SHORTEST_S`.
    3. A beep, if ours cannot either.
    `tell` gets a sentence for each that is passed over; `reading` may refuse one.
    """
    rate = station.sample_rate
    own, ours = (folder / f"{name}.wav" for folder in (station.home / FOLDER, shipped(FOLDER)))
    if own.is_file():
        try:
            return _playable(own, rate, reading)
        except InvalidInput as error:
            tell(
                f"{error}, so ours is heard in its place; put another sound there, or take it "
                "away, and begin the player anew"
            )
    try:
        return _playable(ours, rate, reading)
    except InvalidInput as error:
        tell(f"{error}, so a beep is heard in its place; install the software anew")
    return HeldSound(_beep(BEEP_HZ[name], rate))


def _playable(path: Path, rate: int, reading: Reading) -> HeldSound:
    """Return the sound of a file. Raises `InvalidInput` that says why it is not to be played."""
    try:
        with reading(hashlib.sha256(path.read_bytes()).hexdigest()):
            sound = load_sound(path, rate, mapped=False)
    except (InvalidInput, OSError) as error:
        message = f"the sound {path} cannot be played ({error})"
        raise InvalidInput(message) from error
    if sound.frames < SHORTEST_S * rate:
        message = f"the sound {path} lasts only {sound.frames / rate:.2f} s"
        raise InvalidInput(message)
    return sound


def _beep(pitch_hz: float, rate: int) -> Block:
    """Return one second: half of it a tone that swells and fades, then silence."""
    seconds = np.arange(rate) / rate
    swell = np.maximum(np.sin(2 * np.pi * seconds), 0)
    tone = swell * np.sin(2 * np.pi * pitch_hz * seconds)
    return np.asarray(np.rint(tone * FULL_SCALE / 2), np.int16)

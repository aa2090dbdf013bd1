"""The door in front of the audio: what a speaker is, and which one a station's setting names."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from broadcaster.clock import Clock
from broadcaster.playout.sounds.mixer import Block

Pull = Callable[[int, float], Block]
"""Asks for the next `count` samples; the second value is when the first one leaves the device,
in seconds since the epoch. The block has as many channels as the speaker."""


class Speaker(Protocol):
    """Something that pulls samples at its own pace and lets them be heard.

    `channels` is how many channels a block has; it is set while the speaker is closed.
    """

    channels: int

    @property
    def name(self) -> str:
        """What it is, for people: a device's name, a file."""
        ...

    @property
    def stays_open(self) -> bool:
        """Whether it is ours between slots too, and looked at: a device may go away."""
        ...

    @property
    def underruns(self) -> int:
        """How often it ran dry since it was opened."""
        ...

    def open(self, pull: Pull) -> None:
        """Begin to pull. Raises `PlayoutUnavailable` with the remedy if there is no device."""
        ...

    def rest(self) -> None:
        """Stop pulling, so that nothing is spent; `open` goes on, for a device at once."""
        ...

    def drop(self) -> datetime | None:
        """Fall silent at once; `open` goes on. What was pulled and not heard never is.

        Return since when nothing is heard; None if nothing is given back, and all goes on.
        """
        ...

    def close(self) -> None:
        """Stop pulling and let go of the device; what was pulled is heard to its end."""
        ...


class Handed(Protocol):
    """What a speaker was given and is not heard yet, as the deck asks for it."""

    def take_back(self) -> datetime | None:
        """Return since when nothing is heard; None if nothing is given back, and all goes on."""
        ...

    def go_on(self) -> None:
        """Let the speaker pull again."""
        ...


class NothingHanded:
    """A speaker that has nothing to give back."""

    def take_back(self) -> None:
        """Give nothing back."""

    def go_on(self) -> None:
        """Go on as before."""


def speaker_named(
    name: str, *, device: str, rate: int, clock: Clock, others: Sequence[str] = ()
) -> Speaker:
    """Return the speaker of a setting: `device`, `null` or `wav:FILE`; nothing is opened yet.

    `others` are devices that may take the place of `device`, "" for the system's default.
    """
    if name == "null":
        from broadcaster.playout.output.paced_speaker import NullSpeaker

        return NullSpeaker(clock, rate)
    if name.startswith("wav:"):
        from broadcaster.playout.output.paced_speaker import WavSpeaker

        return WavSpeaker(clock, rate, Path(name.removeprefix("wav:")))
    from broadcaster.playout.output.device_speaker import DeviceSpeaker

    if not others:
        return DeviceSpeaker(clock, rate, device)
    from broadcaster.playout.output.speaker_chain import SpeakerChain

    speakers = [DeviceSpeaker(clock, rate, each) for each in (device, *others)]
    return SpeakerChain(speakers, if_refused="" not in others)

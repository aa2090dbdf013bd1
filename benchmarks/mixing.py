"""What a block costs the audio callback: microseconds of the deck's `pull`, best of many.

Usage: python benchmarks/mixing.py
"""

import timeit

import numpy as np

from broadcaster.clock import SystemClock
from broadcaster.playout.output.deck import Deck
from broadcaster.playout.output.device_speaker import BLOCK_S
from broadcaster.playout.sounds.files import HeldSound
from broadcaster.playout.sounds.mixer import Segment, Timeline, gain_of

RATE = 48_000
BLOCK = round(RATE * BLOCK_S)
FRAMES = 60 * RATE
REPEATS, BLOCKS = 15, 400


def noise(seed: int) -> HeldSound:
    """Return a minute of noise as loud as speech."""
    generator = np.random.default_rng(seed)
    return HeldSound(generator.normal(0, 5000, FRAMES).clip(-32768, 32767).astype(np.int16))


def cases() -> dict[str, Timeline]:
    """Return what may be on air."""
    speech = Segment(sound=noise(1), start=0, length=FRAMES)
    under = ((0, gain_of(-14.0)),)
    ramp = ((0, 1.0), (FRAMES, 0.2))
    tune = noise(2)
    return {
        "silence": (),
        "one sound": (speech,),
        "a fade": (Segment(sound=tune, start=0, length=FRAMES, fade_in=FRAMES),),
        "speech over a tune": (
            speech,
            Segment(sound=tune, start=0, length=FRAMES, envelope=under),
        ),
        "speech over a tune that goes down": (
            speech,
            Segment(sound=tune, start=0, length=FRAMES, envelope=ramp),
        ),
        "a zone at half volume": (Segment(sound=tune, start=0, length=FRAMES, levels=(0.5, 0.5)),),
    }


def microseconds(timeline: Timeline, channels: int) -> float:
    """Return the least time that a block took, on average over some hundred."""
    deck = Deck(SystemClock(), RATE)
    deck.channels = channels
    deck.timeline = timeline

    def pull() -> None:
        deck.pull(BLOCK, 0.0)
        deck.position %= FRAMES - RATE

    return min(timeit.repeat(pull, number=BLOCKS, repeat=REPEATS)) / BLOCKS * 1e6


def main() -> None:
    """Print a table: one channel and two."""
    title = f"µs of a block of {BLOCK_S * 1000:.0f} ms"
    print(f"{title:36}{'1 channel':>12}{'2 channels':>12}")
    for name, timeline in cases().items():
        cost = [microseconds(timeline, channels) for channels in (1, 2)]
        print(f"{name:36}{cost[0]:12.1f}{cost[1]:12.1f}")


if __name__ == "__main__":
    main()

"""An hour of clips, one behind the other: what the device gets is them, sample for sample."""

from collections import deque

import numpy as np

from broadcaster.airlog import Outcome
from broadcaster.playout.air import AirItem, Limits
from broadcaster.playout.director import Director
from broadcaster.playout.output.deck import Deck
from broadcaster.playout.sounds.files import HeldSound
from broadcaster.playout.sounds.mixer import Block
from broadcaster.timetable import EntryKind
from tests.playout.stage import Stage

RATE = 8000
BLOCK = RATE // 20
BLOCK_LASTS_S = 0.050002
"""A device whose clock is 40 millionths slow: 144 ms in the hour."""

AHEAD_S = 0.15
HOUR = 3600 * RATE
NOISE = 180 * RATE
LONGEST = 60 * RATE
BEGINS_IN_S = 5.0
BLOCKS_A_STEP = 2


def clips() -> list[Block]:
    """Return stretches of one noise, of odd lengths, an hour together; no sample of it is 0."""
    chance = np.random.default_rng(7)
    noise = chance.integers(1, 32767, NOISE, np.int16) * chance.choice([-1, 1], NOISE).astype("i2")
    found: list[Block] = []
    left = HOUR
    while left:
        length = min(left, int(chance.integers(RATE // 4, LONGEST)) | 1)
        first = int(chance.integers(0, NOISE - length))
        found.append(noise[first : first + length])
        left -= length
    return found


def test_an_hour_of_clips_reaches_the_device_sample_for_sample() -> None:
    stage = Stage()
    clock, deck, sounds = stage.clock, Deck(stage.clock, RATE), clips()
    limits = Limits(late_start_s=60.0, longest_interruption_s=300.0)
    director = Director(clock, deck, stage.desk, stage.journal, limits)
    plan = stage.slot("giờ", BEGINS_IN_S, length_s=3600.0)
    stage.desk.shows[0].pending = deque(
        AirItem(
            kind=EntryKind.ITEM,
            title=f"giờ {number}",
            sound=HeldSound(sound),
            slot_id=plan.slot_id,
            position=number,
            news_id=number,
        )
        for number, sound in enumerate(sounds, 1)
    )
    blocks = []
    deck.opening()
    for number in range(HOUR // BLOCK + round((BEGINS_IN_S + 2) * RATE / BLOCK)):
        if number % BLOCKS_A_STEP == 0:
            director.step()
        blocks.append(deck.pull(BLOCK, clock.now().timestamp() + AHEAD_S))
        clock.advance(BLOCK_LASTS_S)
    director.step()
    heard, wanted = np.concatenate(blocks), np.concatenate(sounds)
    begins = int(np.argmax(heard != 0))
    assert np.array_equal(heard[begins : begins + HOUR], wanted)
    assert np.count_nonzero(heard) == HOUR
    rows = stage.journal.lines
    assert [(row.title, row.heard_s) for row in rows] == [
        (f"giờ {number}", len(sound) / RATE) for number, sound in enumerate(sounds, 1)
    ]
    assert {row.outcome for row in rows} == {Outcome.AIRED}

"""A device that is slow to start is left for another stream: should it start, it gets no sound.

Where no other stream can be opened, the player ends: PortAudio looks for devices only once.
"""

import numpy as np
import pytest

from broadcaster.clock import SystemClock
from broadcaster.errors import PlayoutUnavailable
from broadcaster.playout.output import device_speaker
from broadcaster.playout.output.deck import Deck
from broadcaster.playout.output.device_speaker import DeviceSpeaker
from broadcaster.playout.sounds.files import HeldSound
from broadcaster.playout.sounds.mixer import Segment
from tests.playout.fake_portaudio import BLOCK, NAMES, RATE, FakeAudio, put_in_place
from tests.rig.patience import wait_until

COUNTING = np.arange(1, 2001, dtype=np.int16)


@pytest.fixture
def audio(monkeypatch: pytest.MonkeyPatch) -> FakeAudio:
    return put_in_place(monkeypatch)


def test_a_stream_that_starts_too_late_takes_nothing_from_the_one_in_its_place(
    audio: FakeAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SystemClock()
    speaker, deck = DeviceSpeaker(clock, RATE), Deck(clock, RATE)
    deck.swap((Segment(sound=HeldSound(COUNTING), start=0, length=len(COUNTING)),))
    speaker.open(deck.pull)
    heard = [*audio.streams[0].asks()[0]]
    speaker.rest()
    audio.streams[0].may_start.clear()
    monkeypatch.setattr(device_speaker, "ANSWERS_WITHIN_S", 0.05)
    speaker.open(deck.pull)
    late, current = audio.streams
    late.may_start.set()
    wait_until(lambda: late.started)
    for _ in range(3):
        assert late.asks() == ([0] * BLOCK, NAMES.paAbort)
        block, goes_on = current.asks()
        assert goes_on == NAMES.paContinue
        heard += block
    assert heard == COUNTING[: 4 * BLOCK].tolist()


def test_where_a_stream_never_starts_and_no_other_opens_the_player_ends(
    audio: FakeAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SystemClock()
    speaker, deck = DeviceSpeaker(clock, RATE), Deck(clock, RATE)
    speaker.open(deck.pull)
    speaker.rest()
    audio.streams[0].may_start.clear()
    audio.opens = False
    monkeypatch.setattr(device_speaker, "ANSWERS_WITHIN_S", 0.05)
    with pytest.raises(SystemExit, match="this player ends"):
        speaker.open(deck.pull)
    audio.streams[0].may_start.set()


def test_a_device_that_is_only_gone_is_waited_for(audio: FakeAudio) -> None:
    clock = SystemClock()
    speaker, deck = DeviceSpeaker(clock, RATE), Deck(clock, RATE)
    speaker.open(deck.pull)
    speaker.close()
    audio.opens = False
    with pytest.raises(PlayoutUnavailable, match="plug it in"):
        speaker.open(deck.pull)
    audio.opens = True
    speaker.open(deck.pull)
    assert len(audio.streams) == 2


def test_a_stream_that_starts_in_time_goes_on_with_the_sound(audio: FakeAudio) -> None:
    clock = SystemClock()
    speaker, deck = DeviceSpeaker(clock, RATE), Deck(clock, RATE)
    deck.swap((Segment(sound=HeldSound(COUNTING), start=0, length=len(COUNTING)),))
    speaker.open(deck.pull)
    (only,) = audio.streams
    heard, _ = only.asks()
    speaker.rest()
    speaker.open(deck.pull)
    block, goes_on = only.asks()
    assert heard + block == COUNTING[: 2 * BLOCK].tolist()
    assert (audio.streams, goes_on) == ([only], NAMES.paContinue)

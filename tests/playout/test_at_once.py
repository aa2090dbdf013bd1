"""What is to be heard at once takes the place of what the device was given and is not heard yet."""

import threading
from datetime import timedelta
from functools import partial

import numpy as np
import pytest

from broadcaster.clock import SystemClock
from broadcaster.playout.loudspeaker import Loudspeaker
from broadcaster.playout.output.deck import REMEMBERED_S, Deck
from broadcaster.playout.output.device_speaker import DeviceSpeaker
from broadcaster.playout.sounds.files import HeldSound
from broadcaster.playout.sounds.mixer import Segment
from tests.playout.kept_loudspeaker import Kept
from tests.rig.busyness import MOSTLY, at_least, is_busy
from tests.rig.correlation import peaks
from tests.rig.fake_clock import FakeClock
from tests.rig.known_clip import RATE, KnownClip, Samples, make_noise
from tests.rig.patience import wait_until
from tests.rig.pulse import SoundServer

BLOCK = 50
"""At the 1000 samples a second of `Kept`: 50 ms, as the device asks."""

AHEAD = 3 * BLOCK
ONE_BLOCK_OF_THE_SINK = RATE // 50
PIECE = RATE // 200
TENTH = RATE // 10
HEARD = 60
LONG_S = 6.0


def constant(value: int, start: int) -> Segment:
    """Return a long sound of one value at a place."""
    return Segment(sound=HeldSound(np.full(5000, value, np.int16)), start=start, length=5000)


def filled() -> Kept:
    """Return a loudspeaker on whose device a sound is heard, three blocks ahead of the ear."""
    kept = Kept()
    kept.run(0.5)
    kept.deck.position = 0
    kept.deck.swap((constant(1, 0),))
    began = kept.clock.now().timestamp()
    for start in range(0, AHEAD, BLOCK):
        kept.deck.pull(BLOCK, began + start / 1000)
    kept.clock.advance(HEARD / 1000)
    kept.device.silent_since = kept.clock.now()
    return kept


def test_it_takes_its_place_right_behind_what_was_heard() -> None:
    kept = filled()
    with kept.deck.at_once():
        at = kept.deck.soonest
        pulls = [kept.device.is_open]
        kept.deck.swap((constant(2, at),))
    assert [*pulls, kept.device.is_open] == [False, True]
    assert at == kept.deck.position == HEARD
    assert (kept.deck.pull(BLOCK, kept.clock.now().timestamp()) == 2).all()


def test_where_nothing_is_given_back_it_comes_behind_what_was_handed_over() -> None:
    kept = filled()
    kept.device.silent_since = None
    with kept.deck.at_once():
        assert kept.device.is_open
        assert kept.deck.soonest == AHEAD + BLOCK
    assert kept.deck.position == AHEAD


def test_a_word_of_a_later_moment_never_puts_the_place_ahead() -> None:
    kept = filled()
    kept.device.silent_since = kept.clock.now() + timedelta(seconds=9)
    with kept.deck.at_once():
        assert kept.deck.position == AHEAD


def test_a_clock_that_was_set_back_takes_back_no_more_than_is_remembered() -> None:
    kept = filled()
    for _ in range(40):
        kept.deck.pull(BLOCK, kept.clock.now().timestamp())
    given = kept.deck.position
    kept.device.silent_since = kept.clock.now() - timedelta(hours=1)
    with kept.deck.at_once():
        assert kept.deck.position == given - round(REMEMBERED_S * 1000)


def test_of_what_was_before_the_last_start_nothing_is_taken_back() -> None:
    kept = filled()
    for _ in range(2):
        with kept.deck.at_once():
            assert kept.deck.position == kept.deck.heard() == HEARD


def test_a_place_that_goes_back_is_no_sound_that_the_device_takes() -> None:
    kept = filled()

    class Taken(FakeClock):
        """While somebody waits, the deck goes back."""

        def wait(self, seconds: float, until: threading.Event | None = None) -> bool:
            kept.deck.position = HEARD
            return super().wait(seconds, until)

    clock = Taken()
    loudspeaker = Loudspeaker(clock, kept.device, kept.deck)
    assert "takes no sound" in loudspeaker.why_silent(0, clock.monotonic() + 0.1)


def test_a_device_that_does_not_go_on_is_lost_and_opened_anew() -> None:
    kept = filled()
    kept.director.wants_output = True
    kept.device.plugged = False
    with kept.deck.at_once():
        pass
    kept.device.plugged = True
    kept.run(0.5)
    assert len(kept.director.lost) == 1
    assert kept.device.is_open
    assert not kept.loudspeaker.error


def test_a_device_that_was_idle_has_time_to_ask_before_it_counts_as_lost() -> None:
    kept = filled()
    kept.device.asks = False
    kept.director.wants_output = True
    with kept.deck.at_once():
        pass
    kept.run(2.0)
    assert not kept.director.lost
    kept.run(4.0)
    assert kept.director.lost


def test_at_rest_nothing_is_asked_back() -> None:
    kept = filled()
    kept.loudspeaker.close()
    with kept.deck.at_once():
        pass
    assert not kept.device.is_open


def test_a_real_device_leaves_out_nothing_and_repeats_nothing_around_what_came_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A long sound, another over it, the rest of the first: by the sound server's recording."""
    before = KnownClip("before", make_noise(LONG_S, seed=4))
    after = KnownClip("after", make_noise(1.0, seed=5))
    sounds = {
        clip.name: HeldSound((clip.samples * 32767).astype(np.int16)) for clip in (before, after)
    }
    clock, whole = SystemClock(), before.samples.size
    places: list[int] = []
    with SoundServer() as server:
        monkeypatch.setenv("PULSE_SERVER", server.env["PULSE_SERVER"])
        speaker, deck = DeviceSpeaker(clock, RATE), Deck(clock, RATE)
        loudspeaker = Loudspeaker(clock, speaker, deck)
        with server.record() as recorder:
            loudspeaker.mind(Wanting(), None, 1)  # type: ignore[arg-type]
            wait_until(lambda: deck.position > RATE // 2)
            begins = deck.position + RATE // 2
            deck.swap((Segment(sound=sounds["before"], start=begins, length=whole),))
            wait_until(lambda: deck.heard() > begins + RATE)
            wait_until(partial(came_at_once, deck, begins, sounds, places), patience_s=LONG_S / 2)
            at, end = places
            wait_until(lambda: deck.heard() > end)
            recording = recorder.stop()
        loudspeaker.close()
    told = at - begins
    (second,) = recording.find(after)
    first_part, rest_part = recording.samples[: second.start], recording.samples[second.end :]
    assert begins + RATE < at
    assert second.complete > at_least(0.9)
    for part, first, last in ((first_part, 0, told), (rest_part, told, whole)):
        pieces = range(first, last - TENTH, TENTH)
        assert len(places_in(part, before, pieces)) > MOSTLY * len(pieces)
    around = range(told - 50 * PIECE, told + 50 * PIECE, PIECE)
    until = max(places_in(first_part, before, around)) + PIECE
    since = min(places_in(rest_part, before, around))
    within = TENTH if is_busy() else ONE_BLOCK_OF_THE_SINK
    assert abs(until - told) <= within
    assert abs(since - until) <= within


def came_at_once(deck: Deck, begins: int, sounds: dict[str, HeldSound], places: list[int]) -> bool:
    """Lay the second sound in place of what the device has of the first, and its rest behind.

    Return whether the device gave that back; `places` gets where the one begins and all ends. A
    device that does not ask in time, on a busy machine, gives nothing back.
    """
    given = deck.position
    with deck.at_once():
        at = deck.soonest
        if at >= given:
            return False
        over = Segment(sound=sounds["after"], start=at, length=RATE)
        told = at - begins
        rest = Segment(
            sound=sounds["before"],
            start=over.end,
            length=sounds["before"].frames - told,
            offset=told,
        )
        deck.swap((over, rest))
    places += [at, rest.end]
    return True


def places_in(part: Samples, clip: KnownClip, places: range) -> list[int]:
    """Return at which of these places of the clip begins what is heard, up to the next place."""
    pieces = ((at, clip.samples[at : at + places.step]) for at in places)
    return [at for at, piece in pieces if peaks(part, piece, 0.95, RATE)]


class Wanting:
    """A director that wants the output."""

    wants_output = True

    def device_back(self) -> None:
        """Lay nothing."""

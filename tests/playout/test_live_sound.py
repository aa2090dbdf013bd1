"""Sound that arrives while it is heard: nothing is lost, nothing waits, gaps are silence."""

import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.playout.live import sources
from broadcaster.playout.live.sound import (
    DRY_BELOW_S,
    HOLDS_S,
    SETTLING_S,
    Expected,
    LiveSound,
    Looped,
    Stretch,
)
from broadcaster.playout.sounds.files import HeldSound
from broadcaster.playout.sounds.mixer import Block
from broadcaster.station import Station
from tests.rig.fake_clock import FakeClock

RATE = 1000
RISE = RATE // 50


def counting(count: int, first: int = 1) -> Block:
    """Return samples that all differ, none of them silent."""
    return np.asarray(np.arange(first, first + count) % 30_000 + 1, np.int16)


def flows(live: LiveSound) -> bool:
    return live.flows


class TakingClock(FakeClock):
    """While somebody waits, the sound is heard."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Block] = []
        self.sound: LiveSound | None = None

    def wait(self, seconds: float, until: threading.Event | None = None) -> bool:
        if self.sound:
            self.taken.append(self.sound.take(round(seconds * RATE)))
        return super().wait(seconds, until)


@pytest.fixture
def clock() -> TakingClock:
    return TakingClock()


@pytest.fixture
def live(clock: TakingClock) -> LiveSound:
    return LiveSound(clock, RATE)


def test_what_came_is_heard_in_its_order_and_counted(live: LiveSound) -> None:
    sound = counting(600)
    live.put(sound[:250])
    live.put(sound[250:])
    stretch = Stretch(live, 60 * RATE)
    heard = np.concatenate([stretch.read(at, 100) for at in range(0, 600, 100)])
    assert np.array_equal(heard[RISE:], sound[RISE:])
    assert stretch.carried == 600


def test_where_nothing_came_there_is_silence_and_it_is_not_counted(live: LiveSound) -> None:
    stretch = Stretch(live, 60 * RATE)
    assert not stretch.read(0, 100).any()
    assert stretch.carried == 0
    live.put(counting(200))
    assert stretch.read(100, 300)[RISE:200].all()
    assert not stretch.read(400, 100).any()
    assert stretch.carried == 200


def test_after_a_gap_it_waits_for_a_little_sound_instead_of_stuttering(live: LiveSound) -> None:
    stretch = Stretch(live, 60 * RATE)
    live.put(counting(200))
    stretch.read(0, 250)
    live.put(counting(round(DRY_BELOW_S * RATE) - 1))
    assert not stretch.read(250, 20).any()
    live.put(counting(50))
    assert stretch.read(270, 20)[1:].any()


def test_it_ends_with_a_fade_and_not_a_sample_later(live: LiveSound) -> None:
    live.put(np.full(1500, 10_000, np.int16))
    stretch = Stretch(live, 1000)
    heard = stretch.read(0, 1500)
    assert len(heard) == 1000
    assert heard[499] == 10_000
    assert heard[500:].max() <= 10_000
    assert np.all(np.diff(heard[500:].astype(int)) <= 0)
    assert heard[-1] < 50


def test_who_sends_faster_than_it_is_heard_is_slowed_down_and_nothing_is_lost(
    clock: TakingClock, live: LiveSound
) -> None:
    live.put(counting(10))
    clock.advance(SETTLING_S + 0.1)
    live.hold()
    clock.sound = live
    sound = counting(9000, first=11)
    live.put(sound)
    rest = live.take(9000)
    heard = np.concatenate([*clock.taken, rest])
    assert np.array_equal(heard, np.concatenate([counting(10), sound]))


def test_what_a_source_sends_ahead_at_its_beginning_is_dropped(live: LiveSound) -> None:
    live.put(counting(7000))
    live.put(counting(100, first=7001))
    assert live.buffered_s <= HOLDS_S
    heard = live.take(10_000)
    assert np.array_equal(heard[-100:], counting(100, first=7001))


def test_a_source_that_is_not_heard_goes_by_in_its_own_time(
    clock: TakingClock, live: LiveSound
) -> None:
    live.look()
    for _ in range(100):
        live.put(counting(100))
        clock.advance(0.1)
        live.look()
    assert live.buffered_s < 1.2


def test_a_source_flows_once_there_is_a_second_of_it_until_it_is_dry(
    clock: TakingClock, live: LiveSound
) -> None:
    live.put(counting(900))
    live.look()
    assert not flows(live)
    live.put(counting(200))
    live.look()
    assert flows(live)
    clock.advance(0.8)
    live.look()
    assert flows(live)
    clock.advance(0.3)
    live.look()
    assert not flows(live)


def test_a_source_that_was_dry_gathers_again_though_it_sends_no_faster_than_time(
    clock: TakingClock, live: LiveSound
) -> None:
    live.look()
    for _ in range(30):
        live.put(counting(50))
        clock.advance(0.05)
        live.look()
    assert flows(live)
    clock.advance(5)
    live.look()
    assert not flows(live)
    for _ in range(30):
        live.put(counting(50))
        clock.advance(0.05)
        live.look()
    assert flows(live)


def test_a_microphone_is_heard_without_delay(clock: TakingClock) -> None:
    live = LiveSound(clock, RATE, begins_at_s=0.0)
    for _ in range(30):
        live.put(counting(50))
        clock.advance(0.05)
        live.look()
    assert live.buffered_s < 0.1


def test_a_trickle_never_flows_for_longer_than_what_it_had_gathered(
    clock: TakingClock, live: LiveSound
) -> None:
    longest = flowing = 0.0
    for _ in range(600):
        live.put(counting(15))
        clock.advance(0.05)
        live.look()
        flowing = flowing + 0.05 if live.flows else 0.0
        longest = max(longest, flowing)
    assert longest < 2.0


def test_silence_is_counted_and_a_click_does_not_end_it(live: LiveSound) -> None:
    live.hold()
    for _ in range(10):
        live.put(np.zeros(40, np.int16))
        live.take(40)
    assert live.silent_s == pytest.approx(0.4)
    for _ in range(100):
        live.put(np.zeros(1000, np.int16))
        live.take(1000)
    live.put(np.full(40, 20_000, np.int16))
    assert live.silent_s > 30
    for _ in range(200):
        live.take(40)
        live.put(np.full(40, 20_000, np.int16))
    assert live.silent_s == 0


@pytest.mark.parametrize("silence_s", [10.0, 61.0, 120.0])
def test_silence_is_counted_as_far_as_it_is_borne_and_beyond_a_click(
    clock: TakingClock, silence_s: float
) -> None:
    live = LiveSound(clock, RATE, silence_s=silence_s)
    live.hold()
    for _ in range(round(silence_s) + 300):
        live.put(np.zeros(RATE, np.int16))
        live.take(RATE)
    live.put(np.full(40, 20_000, np.int16))
    assert live.silent_s >= silence_s


@pytest.mark.parametrize("source", ["http://dai/tieng", "http://dai/tieng.m3u8", "line:thu"])
def test_every_source_of_a_relay_knows_how_long_silence_is_borne(
    source: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def kept(_clock: object, _name: str, _command: object, sound: LiveSound, _: object) -> object:
        return SimpleNamespace(sound=sound)

    monkeypatch.setattr(sources, "LiveSource", kept)
    station = Station(home=tmp_path, relay_silence_s=120, sample_rate=22050)
    live = sources.opener(station, FakeClock())(source).sound
    live.hold()
    for _ in range(121):
        live.put(np.zeros(live.rate, np.int16))
        live.take(live.rate)
    assert live.silent_s >= 120


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.integers(1, 400)),
            st.tuples(st.just("read"), st.integers(1, 300)),
            st.tuples(st.just("look"), st.integers(0, 200)),
        ),
        max_size=40,
    )
)
def test_whatever_comes_and_goes_every_read_is_whole_and_no_sample_is_heard_twice(
    acts: list[tuple[str, int]],
) -> None:
    clock = TakingClock()
    live = LiveSound(clock, RATE, holds_s=20.0)
    stretch = Stretch(live, 10**9)
    put, at, last = 0, 0, 0
    for what, count in acts:
        if what == "put":
            live.put(np.asarray(np.arange(put + 1, put + count + 1), np.int16))
            put += count
        elif what == "look":
            clock.advance(count / RATE)
            live.look()
        else:
            live.release()
            before = stretch.carried
            block = stretch.read(at, count)
            assert len(block) == count
            at += count
            came = stretch.carried - before
            assert not block[came:].any()
            if came > RISE:
                assert block[came - 1] > last
                last = int(block[came - 1])
    assert stretch.carried <= put


def test_a_loop_begins_at_its_beginning_wherever_it_is_laid() -> None:
    loop = Looped(HeldSound(counting(100)), 1000, first=350)
    heard = np.concatenate([loop.read(at, 50) for at in range(350, 1000, 50)])
    assert np.array_equal(heard, np.resize(counting(100), 650))
    assert len(loop.read(990, 50)) == 10


def test_a_sound_that_is_not_there_yet_is_silence_of_its_length() -> None:
    assert np.array_equal(Expected(10).read(4, 100), np.zeros(6, np.int16))

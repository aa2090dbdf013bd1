"""The mixer against a plain reference: every sample where it belongs."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.playout.mixer import Segment, cut, forget_before, level_dbfs, mix, place
from broadcaster.playout.sound import HeldSound

RATE = 1000


def ramp(frames: int, first: int = 1) -> HeldSound:
    return HeldSound(np.arange(first, first + frames, dtype=np.int16))


def noise(frames: int, seed: int) -> HeldSound:
    generator = np.random.default_rng(seed)
    return HeldSound(generator.integers(-32768, 32767, frames, np.int16))


segments = st.builds(
    lambda start, length, offset, seed, gain, fades: Segment(
        sound=noise(400, seed),
        start=start,
        length=length,
        offset=offset,
        gain=gain,
        fade_in=fades[0],
        fade_out=fades[1],
    ),
    st.integers(0, 500),
    st.integers(1, 200),
    st.integers(0, 200),
    st.integers(0, 5),
    st.sampled_from([1.0, 0.5, 0.1]),
    st.tuples(st.integers(0, 20), st.integers(0, 20)),
)


def reference(timeline: list[Segment], start: int, count: int) -> list[int]:
    out = []
    for sample in range(start, start + count):
        total = 0.0
        for s in timeline:
            inside = sample - s.start
            if 0 <= inside < s.length:
                gain = s.gain
                if s.fade_in:
                    gain *= min(1, inside / s.fade_in)
                if s.fade_out:
                    gain *= min(1, (s.length - inside) / s.fade_out)
                total += float(s.sound.read(s.offset + inside, 1)[0]) * gain
        out.append(round(max(-32768, min(32767, total))))
    return out


@given(st.lists(segments, max_size=4), st.integers(0, 600), st.integers(1, 100))
def test_a_mix_equals_the_plain_sum(timeline: list[Segment], start: int, count: int) -> None:
    heard = mix(place((), timeline), start, count)
    assert heard.dtype == np.int16
    assert np.abs(heard.astype(int) - reference(timeline, start, count)).max() <= 1


@given(st.lists(segments, max_size=4), st.integers(1, 90))
def test_the_size_of_blocks_changes_nothing(timeline: list[Segment], size: int) -> None:
    whole = mix(place((), timeline), 0, 720)
    parts = [mix(place((), timeline), at, min(size, 720 - at)) for at in range(0, 720, size)]
    assert np.array_equal(np.concatenate(parts), whole)


def test_a_lone_segment_comes_out_bit_for_bit() -> None:
    sound = noise(300, 7)
    heard = mix((Segment(sound=sound, start=10, length=300),), 0, 320)
    assert np.array_equal(heard[10:310], sound.samples)
    assert not heard[:10].any()
    assert not heard[310:].any()


def test_items_that_follow_leave_no_gap() -> None:
    timeline = (
        Segment(sound=ramp(50), start=5, length=50),
        Segment(sound=ramp(50, 51), start=55, length=50),
    )
    assert list(mix(timeline, 5, 100)) == list(range(1, 101))


@given(st.lists(segments, max_size=4), st.integers(0, 700))
def test_nothing_sounds_after_a_cut(timeline: list[Segment], at: int) -> None:
    left = cut(place((), timeline), at, fade=10)
    assert not mix(left, at, 300).any()
    assert all(segment.end <= at for segment in left)


def test_a_cut_ends_in_a_fade() -> None:
    loud = HeldSound(np.full(200, 20000, np.int16))
    heard = mix(cut((Segment(sound=loud, start=0, length=200),), 100, fade=10), 0, 110)
    assert (heard[:90] == 20000).all()
    assert (np.diff(heard[90:100].astype(int)) < 0).all()


def test_what_is_over_is_forgotten() -> None:
    old = Segment(sound=ramp(10), start=0, length=10)
    new = Segment(sound=ramp(10), start=10, length=10)
    assert forget_before((old, new), 10) == (new,)


def test_levels_are_in_dbfs() -> None:
    assert level_dbfs(np.zeros(10, np.int16)) == -120.0
    assert abs(level_dbfs(np.full(10, 32767, np.int16))) < 0.01

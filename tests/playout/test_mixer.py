"""The mixer against a plain reference: every sample where it belongs."""

import math
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.playout.sounds.files import HeldSound
from broadcaster.playout.sounds.mixer import (
    SOFT_FROM,
    Curve,
    Segment,
    Timeline,
    cut,
    forget_before,
    gain_of,
    level_dbfs,
    mix,
    place,
)

RATE = 1000


def ramp(frames: int, first: int = 1) -> HeldSound:
    return HeldSound(np.arange(first, first + frames, dtype=np.int16))


def noise(frames: int, seed: int) -> HeldSound:
    generator = np.random.default_rng(seed)
    return HeldSound(generator.integers(-32768, 32767, frames, np.int16))


envelopes = st.one_of(
    st.just(()),
    st.lists(
        st.tuples(st.integers(0, 200), st.sampled_from([0.0, 0.2, 1.0])),
        min_size=1,
        max_size=4,
        unique_by=lambda point: point[0],
    ).map(lambda points: tuple(sorted(points))),
)
segments = st.builds(
    lambda start, length, offset, seed, gain, fades, curve, envelope, levels, gliding: Segment(
        sound=noise(400, seed),
        start=start,
        length=length,
        offset=offset,
        gain=gain,
        fade_in=fades[0],
        fade_out=fades[1],
        curve=curve,
        envelope=envelope,
        levels=levels,
        gliding=gliding,
    ),
    st.integers(0, 500),
    st.integers(1, 200),
    st.integers(0, 200),
    st.integers(0, 5),
    st.sampled_from([1.0, 0.5, 0.1]),
    st.tuples(st.integers(0, 20), st.integers(0, 20)),
    st.sampled_from(Curve),
    envelopes,
    st.sampled_from([(), (1.0, 1.0), (0.5, 0.0)]),
    st.sampled_from(
        [(), ((10, (1.0, 0.4)), (40, (0.5, 0.0))), ((-5, (0.2, 1.0)), (60, (1.0, 0.0)))]
    ),
)
timelines = st.tuples(
    st.lists(segments, max_size=4), st.none() | st.tuples(st.integers(0, 700), st.integers(0, 15))
).map(lambda drawn: drawn_timeline(*drawn))


def drawn_timeline(drawn: list[Segment], cut_at: tuple[int, int] | None) -> Timeline:
    timeline = place((), drawn)
    return cut(timeline, *cut_at) if cut_at else timeline


def gain_at(s: Segment, inside: int) -> float:
    def risen(share: float) -> float:
        share = max(0.0, min(1.0, share))
        return math.sin(share * math.pi / 2) if s.curve is Curve.EQUAL_POWER else share

    gain = s.gain
    if s.fade_in:
        gain *= risen(inside / s.fade_in)
    if s.fade_out:
        gain *= risen(((s.length if s.fades_at is None else s.fades_at) - inside) / s.fade_out)
    if s.release:
        gain *= min(1.0, (s.length - inside) / s.release)
    for (at, before), (until, behind) in pairwise(s.envelope):
        if at <= inside <= until:
            return gain * (before + (behind - before) * (inside - at) / (until - at))
    if s.envelope:
        gain *= s.envelope[0][1] if inside < s.envelope[0][0] else s.envelope[-1][1]
    return gain


def level_at(s: Segment, inside: int, channel: int) -> float:
    if not s.gliding:
        return s.levels[channel] if s.levels else 1.0
    (begins, before), (ends, after) = s.gliding
    share = max(0.0, min(1.0, (inside - begins) / (ends - begins)))
    return before[channel] + (after[channel] - before[channel]) * share


def reference(timeline: Timeline, start: int, count: int, channel: int = 0) -> list[int]:
    """The slow, plain way: sample by sample, in float64."""
    out = []
    for sample in range(start, start + count):
        total, sounding = 0.0, 0
        for s in timeline:
            inside = sample - s.start
            if 0 <= inside < s.length:
                sounding += 1
                level = level_at(s, inside, channel)
                total += float(s.sound.read(s.offset + inside, 1)[0]) * gain_at(s, inside) * level
        if sounding > 1 and abs(total) > SOFT_FROM:
            room = 32767 - SOFT_FROM
            bent = SOFT_FROM + room * math.tanh((abs(total) - SOFT_FROM) / room)
            total = math.copysign(bent, total)
        out.append(round(max(-32768, min(32767, total))))
    return out


@settings(deadline=None)
@given(timelines, st.integers(0, 600), st.integers(1, 100))
def test_a_mix_equals_the_plain_sum(timeline: Timeline, start: int, count: int) -> None:
    heard = mix(timeline, start, count)
    assert heard.dtype == np.int16
    assert np.abs(heard.astype(int) - reference(timeline, start, count)).max() <= 1


@settings(deadline=None)
@given(timelines, st.integers(0, 600), st.integers(1, 60))
def test_each_channel_is_mixed_with_its_own_levels(
    timeline: Timeline, start: int, count: int
) -> None:
    heard = mix(timeline, start, count, channels=2)
    assert heard.shape == (count, 2)
    for channel in (0, 1):
        plain = reference(timeline, start, count, channel)
        assert np.abs(heard[:, channel].astype(int) - plain).max() <= 1


@settings(deadline=None)
@given(timelines, st.integers(1, 90), st.sampled_from([1, 2]))
def test_the_size_of_blocks_changes_nothing(timeline: Timeline, size: int, channels: int) -> None:
    whole = mix(timeline, 0, 720, channels)
    parts = [mix(timeline, at, min(size, 720 - at), channels) for at in range(0, 720, size)]
    assert np.array_equal(np.concatenate(parts), whole)


@given(st.integers(0, 200), st.sampled_from([1, 2, 4]))
def test_one_plain_segment_is_the_same_in_every_channel(start: int, channels: int) -> None:
    sound = noise(300, 7)
    heard = mix((Segment(sound=sound, start=100, length=300),), start, 200, channels)
    alone = mix((Segment(sound=sound, start=100, length=300),), start, 200)
    for channel in heard.reshape(200, -1).T:
        assert np.array_equal(channel, alone)


def test_an_hour_long_fade_is_exact_at_its_end() -> None:
    loud = HeldSound(np.full(1000, 20000, np.int16))
    length = 3600 * 48_000
    hour = Segment(sound=loud, start=0, length=length, offset=1000 - length, fade_out=length)
    heard = mix((hour,), length - 1000, 1000)
    expected = 20000 * np.arange(1000, 0, -1) / length
    assert np.abs(heard - expected).max() <= 0.5


def test_two_that_cross_with_equal_power_keep_their_level() -> None:
    fade, generator = 8000, np.random.default_rng(3)
    one, other = (HeldSound(generator.normal(0, 3000, 20000).astype(np.int16)) for _ in "ab")
    timeline = (
        Segment(sound=one, start=0, length=14000, fade_out=fade, curve=Curve.EQUAL_POWER),
        Segment(sound=other, start=6000, length=14000, fade_in=fade, curve=Curve.EQUAL_POWER),
    )
    levels = [level_dbfs(mix(timeline, at, 2000)) for at in range(0, 20000, 2000)]
    assert max(levels) - min(levels) < 0.7


def test_speech_over_a_ducked_tune_is_not_distorted() -> None:
    time = np.arange(48_000) / 48_000
    speech = 27_000 * np.sin(2 * np.pi * 220 * time)
    tune = 27_000 * np.sin(2 * np.pi * 990 * time)
    under = gain_of(-14.0)
    timeline = tuple(
        Segment(sound=HeldSound(part.astype(np.int16)), start=0, length=48_000, gain=gain)
        for part, gain in ((speech, 1.0), (tune, under))
    )
    heard = mix(timeline, 0, 48_000).astype(float)
    spectrum = np.abs(np.fft.rfft(heard))
    spectrum[[220, 990]] = 0
    added = np.sqrt(np.sum(spectrum**2) / np.sum(np.abs(np.fft.rfft(heard)) ** 2))
    assert 20 * np.log10(added) < -40
    assert np.abs(heard).max() < 32767


def test_two_loud_sounds_are_bent_and_never_wrap_or_clip_flat() -> None:
    time = np.arange(4800) / 48_000
    loud = HeldSound((30_000 * np.sin(2 * np.pi * 100 * time)).astype(np.int16))
    half = Segment(sound=loud, start=0, length=4800, gain=0.55)
    heard = mix((half, half), 0, 4800)
    top = heard[heard > 31_000]
    assert len(np.unique(top)) > 20


def test_a_cut_inside_a_fade_does_not_grow_loud_again() -> None:
    loud = HeldSound(np.full(400, 20000, np.int16))
    fading = Segment(sound=loud, start=0, length=400, fade_out=400)
    heard = mix(cut((fading,), 200, fade=10), 0, 200).astype(int)
    assert (np.diff(heard) <= 0).all()
    assert heard[-1] < 1100


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


@settings(deadline=None)
@given(timelines, st.integers(0, 700))
def test_nothing_sounds_after_a_cut(timeline: Timeline, at: int) -> None:
    left = cut(timeline, at, fade=10)
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

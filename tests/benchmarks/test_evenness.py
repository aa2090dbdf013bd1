"""Clips in a row on a made-up recording: what was lost, inserted, or waited for is told apart."""

import numpy as np
import pytest

from benchmarks.air.evenness import Evenness, evenness
from benchmarks.endurance.tape import Tape
from benchmarks.endurance.told import Row
from tests.rig.known_clip import RATE, KnownClip, Samples, make_noise

STARTED = 1_000_000.0
BEGINS = STARTED + 2
CLIPS = [
    KnownClip(f"clip {seed}", make_noise(length / RATE, seed))
    for seed, length in enumerate((96_001, 130_003, 110_077), 1)
]
DRY = np.zeros(4321, np.float32)


def found(*sounds: Samples, dry: dict[int, float] | None = None) -> Evenness:
    """Return what is found; `dry` are the seconds more that the log tells of a clip."""
    silence = np.zeros(2 * RATE, np.float32)
    whole = np.concatenate([silence, *sounds, silence])
    tape = Tape(np.round(whole * 32767).astype(np.int16), RATE, STARTED)
    rows, at = [], BEGINS
    for place, clip in enumerate(CLIPS):
        end = at + clip.length_s + (dry or {}).get(place, 0.0)
        rows.append(row(clip, at, end))
        at = end
    return evenness(tape, CLIPS, BEGINS, rows)


def row(clip: KnownClip, start: float, end: float) -> Row:
    return Row(
        entry=clip.name, kind="tune", title=clip.name, outcome="aired", file="x.wav",
        start=start, end=end, aired_s=clip.length_s,
    )  # fmt: skip


def samples() -> list[Samples]:
    return [clip.samples for clip in CLIPS]


def test_all_is_even() -> None:
    assert found(*samples()) == Evenness(3)
    assert found(*samples()).even


@pytest.mark.parametrize("count", [1, 17, 2400])
def test_lost_samples_between_two_are_counted(count: int) -> None:
    first, second, third = samples()
    (slip,) = found(first, second[:-count], third).slips
    assert slip.samples == -count
    assert slip.at == pytest.approx(BEGINS + (len(first) + len(second)) / RATE, abs=0.1)


@pytest.mark.parametrize("count", [1, 4321])
def test_inserted_silence_is_counted(count: int) -> None:
    first, second, third = samples()
    (slip,) = found(first, DRY[:count], second, third).slips
    assert slip.samples == count


def test_what_was_lost_within_a_clip_is_counted_there() -> None:
    first, second, third = samples()
    (slip,) = found(first, second[:60_000], second[60_480:], third).slips
    assert slip.samples == -480
    assert slip.at == pytest.approx(BEGINS + (len(first) + 60_000) / RATE, abs=0.1)


@pytest.mark.parametrize("place", [1000, 60_000, 128_000])
def test_where_the_output_ran_dry_the_silence_is_told_apart(place: int) -> None:
    first, second, third = samples()
    heard = found(first, second[:place], DRY, second[place:], third, dry={1: 0.093})
    assert heard.even
    assert [slip.samples for slip in heard.dry] == [len(DRY)]


@pytest.mark.parametrize("dry", [{}, {2: 0.093}])
def test_silence_of_which_the_log_knows_nothing_there_is_not_told_apart(
    dry: dict[int, float],
) -> None:
    first, second, third = samples()
    (slip,) = found(first, DRY, second, third, dry=dry).slips
    assert slip.samples == len(DRY)


def test_what_was_lost_or_heard_twice_is_none_of_a_dry_moment() -> None:
    first, second, third = samples()
    (lost,) = found(first, second[480:], third, dry={0: 0.1}).slips
    assert lost.samples == -480
    (twice,) = found(first, second[:60_000], second[57_600:], third, dry={1: 0.1}).slips
    assert twice.samples == 2400


def test_a_clip_that_is_not_there_is_told() -> None:
    first, second, third = samples()
    heard = found(first, np.zeros_like(second), third)
    assert (heard.not_found, heard.slips, heard.even) == ([2], [], False)

"""The reckoning of a soak on a made-up recording: what has no row, what has no sound, all well."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.endurance.faults import Fault
from benchmarks.endurance.reckoning import explained, match, silences
from benchmarks.endurance.tape import Stretch, Tape, note, placed
from benchmarks.endurance.told import Broadcast, Row
from benchmarks.endurance.verdict import behind
from broadcaster.playout.desk.recovery import CRASHED
from tests.rig.known_clip import RATE, Samples, make_noise

STARTED = 1_000_000.0
FIRST = STARTED + 2
CLIPS = {name: make_noise(3.0, seed) for seed, name in enumerate(("one", "two", "three"), 1)}


def row(name: str, start: float, length_s: float = 3.0, **more: object) -> Row:
    values = {"kind": "item", "title": name, "outcome": "aired", "slot_id": 1, **more}
    return Row(entry=name, start=start, end=start + length_s, aired_s=length_s, file=name, **values)  # type: ignore[arg-type]


ROWS = [row("one", FIRST), row("two", FIRST + 3), row("three", FIRST + 6)]
SLOT = Broadcast(1, "Bản tin", FIRST, 9.0, "aired", planned_s=9.0)


def tape(*sounds: tuple[float, Samples], seconds: float = 13.0) -> Tape:
    whole = np.zeros(round(seconds * RATE), np.float32)
    for at, samples in sounds:
        place = round((at - STARTED) * RATE)
        whole[place : place + len(samples)] += samples
    return Tape(np.round(whole * 32767).astype(np.int16), RATE, STARTED)


def all_three() -> Tape:
    return tape(*((FIRST + 3 * at, clip) for at, clip in enumerate(CLIPS.values())))


def total(spans: list[tuple[float, float]]) -> float:
    return sum(until - first for first, until in spans)


def test_all_is_well() -> None:
    heard = all_three()
    assert explained(heard, ROWS) == ([], [])
    assert silences(heard, ROWS, [SLOT]) == []
    for each in ROWS:
        found = match(heard, each, ROWS, CLIPS[each.file])
        assert found.ok
        assert found.found == 1.0
        assert found.offset_s == pytest.approx(0, abs=0.001)


def test_a_sound_without_a_row_is_told() -> None:
    bare, tails = explained(all_three(), [ROWS[0], ROWS[2]])
    assert total(bare) == pytest.approx(3.0 - 0.3, abs=0.21)
    assert FIRST + 3 <= bare[0][0] < bare[-1][1] <= FIRST + 6
    assert tails == []


def test_a_row_without_its_sound_is_not_found() -> None:
    heard = tape((FIRST, CLIPS["one"]), (FIRST + 6, CLIPS["three"]))
    found = match(heard, ROWS[1], ROWS, CLIPS["two"])
    assert not found.ok
    assert found.found == 0.0
    (silence,) = silences(heard, ROWS, [SLOT])
    assert silence == pytest.approx((FIRST + 3, FIRST + 6), abs=0.11)


def test_another_sound_in_its_place_is_not_its_sound() -> None:
    heard = tape((FIRST, CLIPS["two"]))
    assert not match(heard, ROWS[0], ROWS[:1], CLIPS["one"]).ok


def test_a_sound_that_comes_late_is_found_and_measured() -> None:
    near = match(tape((FIRST + 0.03, CLIPS["one"])), ROWS[0], ROWS[:1], CLIPS["one"])
    assert near.ok
    assert near.offset_s == pytest.approx(0.03, abs=0.001)
    far = match(tape((FIRST + 0.3, CLIPS["one"])), ROWS[0], ROWS[:1], CLIPS["one"])
    assert not far.ok
    assert far.offset_s == pytest.approx(0.3, abs=0.001)


def test_the_rest_of_a_cut_sound_is_looked_for_where_it_went_on() -> None:
    clip = CLIPS["one"]
    cut = row("one", FIRST, 1.5, outcome="cut", reason="nhường tin khẩn cấp")
    rest = replace(row("one", FIRST + 5, 1.5), offset_s=1.5)
    heard = tape((FIRST, clip[: RATE * 3 // 2]), (FIRST + 5, clip[RATE * 3 // 2 :]))
    assert match(heard, cut, [cut, rest], clip).found == 1.0
    assert match(heard, rest, [cut, rest], clip).found == 1.0
    assert match(heard, replace(rest, offset_s=0.0), [rest], clip).found == 0.0


def test_music_that_is_heard_over_and_over_is_one_row() -> None:
    clip = CLIPS["one"]
    twice = row("one", FIRST, 6.0)
    assert match(tape((FIRST, clip), (FIRST + 3, clip)), twice, [twice], clip).found == 1.0
    assert not match(tape((FIRST, clip)), twice, [twice], clip).ok


def test_under_words_only_what_stands_alone_is_judged() -> None:
    tune, words = row("one", FIRST), row("two", FIRST + 1)
    heard = tape((FIRST, CLIPS["one"][:RATE]), (FIRST + 1, CLIPS["two"]))
    assert match(heard, tune, [tune, words], CLIPS["one"]).found == 1.0
    assert match(heard, words, [tune, words], CLIPS["two"]).found == 1.0


def test_where_the_device_ran_dry_the_parts_are_found() -> None:
    clip, dry_s = CLIPS["one"], 0.35
    heard = tape((FIRST, clip[: RATE * 6 // 5]), (FIRST + 1.2 + dry_s, clip[RATE * 6 // 5 :]))
    told = replace(row("one", FIRST), end=FIRST + 3 + dry_s)
    found = match(heard, told, [told], clip)
    assert found.ok
    assert found.found > 0.95
    assert found.offset_s == pytest.approx(0, abs=0.001)


def test_a_relay_needs_only_to_sound() -> None:
    carried = replace(row("one", FIRST), kind="relay", file="")
    assert match(tape((FIRST, CLIPS["two"])), carried, [carried], None).ok
    assert not match(tape((FIRST + 5, CLIPS["two"])), carried, [carried], None).ok


def test_what_is_heard_a_moment_longer_than_a_killed_player_could_tell_is_its_tail() -> None:
    cut = row("one", FIRST, 2.0, outcome="cut", reason=CRASHED)
    bare, tails = explained(tape((FIRST, CLIPS["one"])), [cut])
    assert bare == []
    assert total(tails) == pytest.approx(0.85, abs=0.11)
    told_otherwise = replace(cut, reason="dừng bởi lanhdao")
    bare, tails = explained(tape((FIRST, CLIPS["one"])), [told_otherwise])
    assert total(bare) == pytest.approx(0.85, abs=0.11)
    assert tails == []


def test_a_filled_broadcast_sounds_to_its_end_and_another_to_the_end_of_its_rundown() -> None:
    heard = tape((FIRST, CLIPS["one"]), seconds=40.0)
    long = replace(SLOT, length_s=30.0, planned_s=3.0)
    assert silences(heard, ROWS[:1], [long]) == []
    (silence,) = silences(heard, ROWS[:1], [replace(long, filled=True)])
    assert silence == pytest.approx((FIRST + 3, FIRST + 25), abs=0.11)


def test_a_silence_comes_of_the_fault_before_it() -> None:
    kill, lock = Fault("player killed", 100.0, 102.0), Fault("database locked", 150.0, 160.0)
    assert behind((101.0, 104.0), [kill, lock]) is kill
    assert behind((161.0, 165.0), [kill, lock]) is lock
    assert behind((130.0, 135.0), [kill, lock]) is None
    assert behind((90.0, 110.0), [kill, lock]) is None


def test_what_comes_behind_a_gap_of_the_recording_keeps_its_time() -> None:
    before, behind_it = Stretch(0), Stretch(20 * RATE)
    for stretch, at in ((before, STARTED), (behind_it, STARTED + 25)):
        for _ in range(20):
            note(stretch, at + stretch.count / RATE + 0.002)
            stretch.count += RATE
    first, second = placed([before, behind_it])
    assert first == pytest.approx((STARTED + 0.002, 0, 20 * RATE), abs=1e-4)
    assert second == pytest.approx((STARTED + 25.002, 20 * RATE, 20 * RATE), abs=1e-4)


def test_samples_that_were_lost_on_their_way_part_a_stretch() -> None:
    stretch = Stretch(0)
    for number in range(42):
        lost_s = 0.5 if number >= 21 else 0.0
        note(stretch, STARTED + lost_s + stretch.count / RATE)
        stretch.count += RATE
    first, second = placed([stretch])
    assert first == pytest.approx((STARTED, 0, 21 * RATE), abs=1e-4)
    assert second == pytest.approx((STARTED + 21.5, 21 * RATE, 21 * RATE), abs=1e-4)

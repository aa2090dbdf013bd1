"""What fits into a slot, what goes first, and where a sound is cut."""

from collections import deque
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.clock import SystemClock
from broadcaster.playout.air import AirItem, Laid, Show, SlotPlan
from broadcaster.playout.fitting import ending_of, fill, fit, length_of
from broadcaster.playout.live.sound import LiveSound, Stretch
from broadcaster.playout.sounds.files import HeldSound
from broadcaster.playout.sounds.pauses import ending_before, longest_pause
from broadcaster.timetable import EntryKind, StartRule

RATE = 1000
NOW = SystemClock().now()


def speech(*parts: tuple[float, float]) -> HeldSound:
    """Return noise as loud as speech and pauses in turn: (seconds of noise, seconds of pause)."""
    generator = np.random.default_rng(5)
    pieces = []
    for loud_s, pause_s in parts:
        pieces.append(generator.normal(0, 6000, round(loud_s * RATE)))
        pieces.append(generator.normal(0, 5, round(pause_s * RATE)))
    return HeldSound(np.concatenate(pieces).clip(-32768, 32767).astype(np.int16))


def item(title: str, seconds: float, kind: EntryKind = EntryKind.ITEM, **more: object) -> AirItem:
    sound = HeldSound(np.full(round(seconds * RATE), 5000, np.int16))
    return replace(AirItem(kind=kind, title=title, sound=sound), **more)  # type: ignore[arg-type]


def tune(title: str, seconds: float, **more: object) -> AirItem:
    return item(title, seconds, EntryKind.TUNE, **more)


def titles(items: list[AirItem]) -> list[str]:
    return [each.title for each in items]


def fitted(items: list[AirItem], room_s: float) -> tuple[list[AirItem], list[AirItem]]:
    return fit(items, round(room_s * RATE), RATE)


A_SLOT = [
    tune("mở đầu", 10),
    item("tin 1", 60),
    item("tin 2", 60),
    item("tin cũ", 60, repeat=True),
    item("tin 3", 60),
    tune("nhạc thêm", 40, filler=True),
    item("lời kết", 5, EntryKind.ANNOUNCEMENT),
    tune("kết thúc", 8),
]


def test_what_fits_is_kept_whole() -> None:
    kept, dropped = fitted(A_SLOT, 303)
    assert (kept, dropped) == (A_SLOT, [])


def test_music_that_fills_gives_way_first() -> None:
    kept, dropped = fitted(A_SLOT, 283)
    assert titles(kept) == titles(A_SLOT)
    assert next(each for each in kept if each.filler).remaining == 20 * RATE
    assert not dropped


def test_then_yesterdays_items_go_then_the_last() -> None:
    assert titles(fitted(A_SLOT, 205)[1]) == ["tin cũ", "nhạc thêm"]
    assert titles(fitted(A_SLOT, 150)[1]) == ["tin cũ", "tin 3", "nhạc thêm"]


def test_the_only_news_is_cut_and_not_dropped() -> None:
    line = [tune("mở đầu", 10), item("tin dài", 600), tune("kết thúc", 8)]
    kept, dropped = fitted(line, 318)
    assert titles(kept) == ["mở đầu", "tin dài", "kết thúc"]
    assert length_of(kept) == 318 * RATE
    assert kept[1].remaining == 600 * RATE
    assert not dropped


def test_a_programme_that_cuts_keeps_the_beginning_of_its_last_item() -> None:
    line = [item("tin 1", 60), item("tin 2", 60, cuttable=True), tune("kết thúc", 8)]
    kept, dropped = fitted(line, 108)
    assert (titles(kept), kept[1].to_hear, dropped) == (titles(line), 40 * RATE, [])
    assert titles(fitted([replace(each, cuttable=False) for each in line], 108)[1]) == ["tin 2"]


def test_the_beginning_of_an_item_that_says_nothing_yet_is_not_worth_it() -> None:
    line = [item("tin 1", 60), item("tin 2", 60, cuttable=True), tune("kết thúc", 8)]
    assert titles(fitted(line, 75)[1]) == ["tin 2"]


def test_the_closing_tune_is_heard_also_where_only_its_beginning_fits() -> None:
    kept, dropped = fitted(A_SLOT, 5)
    assert (titles(kept), kept[0].to_hear, kept[0].release) == (["kết thúc"], 5 * RATE, RATE)
    assert len(dropped) == len(A_SLOT) - 1


def test_what_was_to_be_cut_is_whole_again_when_there_is_time() -> None:
    line = [item("tin dài", 600), tune("kết thúc", 8)]
    once, _ = fitted(line, 300)
    again, _ = fitted(once, 700)
    assert again[0].to_hear == 600 * RATE


a_line = st.lists(
    st.builds(
        lambda seconds, kind, flags: item("mục", seconds, kind, **flags),
        st.integers(1, 90),
        st.sampled_from([EntryKind.ITEM, EntryKind.TUNE, EntryKind.ANNOUNCEMENT]),
        st.fixed_dictionaries(
            {"repeat": st.booleans(), "cuttable": st.booleans(), "filler": st.booleans()}
        ),
    ),
    max_size=8,
).map(lambda line: [replace(each, title=f"mục {n}") for n, each in enumerate(line)])


@settings(deadline=None)
@given(a_line, st.integers(0, 500))
def test_what_is_kept_always_fits_and_nothing_is_lost(line: list[AirItem], room_s: int) -> None:
    kept, dropped = fitted(line, room_s)
    assert length_of(kept) <= room_s * RATE
    assert sorted(titles(kept) + titles(dropped)) == sorted(titles(line))
    for some in (titles(kept), titles(dropped)):
        assert some == sorted(some)
    if length_of(line) <= room_s * RATE:
        assert not dropped


# ---------------------------------------------------------------------- pauses


def test_a_sound_ends_at_the_pause_between_sentences_not_at_a_comma() -> None:
    sound = speech((3, 0.2), (2, 0.6), (1, 0.2), (4, 0.0))
    at, fade = ending_before(sound, 8 * RATE, RATE)
    assert 5.2 * RATE <= at <= 5.8 * RATE
    assert fade == pytest.approx(0.1 * RATE)
    assert not longest_pause(sound.read(at, 50), RATE)


def test_where_nobody_pauses_it_fades_out_at_the_limit() -> None:
    at, fade = ending_before(speech((20, 0.0)), 12 * RATE, RATE)
    assert (at, fade) == (12 * RATE, 1.5 * RATE)


def test_a_live_sound_is_not_read_to_find_a_pause() -> None:
    live = Stretch(LiveSound(SystemClock(), RATE), 60 * RATE)
    assert ending_before(live, 30 * RATE, RATE).at == 30 * RATE
    assert live.carried == 0


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.3, 4), st.floats(0, 0.8)), min_size=1, max_size=6),
    st.floats(0.5, 12),
)
def test_an_ending_is_never_after_the_limit_and_falls_into_silence(
    parts: list[tuple[float, float]], limit_s: float
) -> None:
    sound = speech(*parts)
    limit = min(round(limit_s * RATE), sound.frames)
    at, fade = ending_before(sound, limit, RATE)
    assert 0 <= at <= limit
    assert 0 <= fade <= at
    if fade < limit and fade != round(1.5 * RATE):
        assert np.abs(sound.samples[at - fade + 1 : at]).max(initial=0) < 1200


def test_what_gives_way_to_another_slot_ends_at_a_pause_before_its_second() -> None:
    sound = speech((2, 0.4), (5, 0.0))
    playing = Laid(item=item("tin", 1, sound=sound), entry="a", start=1000, end=1000 + 7400)
    assert ending_of(playing, 4400, 2000, RATE)[0] == pytest.approx(1000 + 2100, abs=20)
    assert ending_of(playing, 5000, 4500, RATE) == (5000, 500)
    assert ending_of(None, 5000, 4500, RATE) == (5000, 0)


# ---------------------------------------------------------------------- filling


def show(length_s: float, *pending: AirItem) -> Show:
    plan = SlotPlan(slot_id=1, name="x", planned_at=NOW, length_s=length_s, rule=StartRule.HARD)
    return Show(plan=plan, pending=deque(pending))


def test_music_takes_the_time_that_what_is_behind_it_does_not_need() -> None:
    filler = tune("nhạc thêm", 20, filler=True, length=15 * RATE)
    filled = fill(filler, show(600, tune("kết thúc", 8)), NOW + timedelta(seconds=500), RATE)
    assert filled is not None
    assert filled.remaining == 92 * RATE
    assert np.array_equal(filled.sound.read(19 * RATE, 2 * RATE), np.full(2 * RATE, 5000))


def test_of_several_pieces_only_the_last_is_repeated() -> None:
    first, last = (tune(name, 20, filler=True) for name in ("a", "b"))
    filled = fill(first, show(600, last, tune("kết thúc", 8)), NOW, RATE)
    assert filled is not None
    assert filled.remaining == 20 * RATE


def test_where_the_time_is_used_up_no_music_is_needed() -> None:
    filler = tune("nhạc thêm", 20, filler=True)
    late = NOW + timedelta(seconds=590)
    assert fill(filler, show(600, tune("kết thúc", 8)), late, RATE) is None
    assert fill(tune("kết thúc", 8), show(600), late, RATE) is not None

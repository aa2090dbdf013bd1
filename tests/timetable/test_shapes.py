"""How entries are heard: a tune under words, fades, what fills a short slot."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.timetable import shape_of
from broadcaster.timetable.entries import Entry, Sounds
from broadcaster.timetable.mistakes import WrongSchedule
from broadcaster.timetable.models import EntryKind
from broadcaster.timetable.programmes import Programme, Say, Section, Tune, parse_programme
from broadcaster.timetable.rundown import tolerated_s
from broadcaster.timetable.shapes import PLAIN, Shape, under_words
from tests.timetable.examples import built, item, programme, sounds, tune

GREETING = "Đài truyền thanh xã Mẫu kính chào bà con."
CLOSING = "Chương trình đến đây kết thúc."
UNDER = (
    Tune("opening", under_s=4, fade_out_s=3),
    Say(GREETING),
    Section("Tin trong xã"),
    Say(CLOSING),
    Tune("closing"),
)


def read(body: str) -> Programme:
    return parse_programme(f'starts = ["05:30"]\n{body}', "thu.toml")


def part(body: str) -> object:
    return read(f'[[rundown]]\n{body}\n[[rundown]]\nsay = "Kính chào bà con."\n').rundown[0]


def refused(body: str) -> str:
    with pytest.raises(WrongSchedule) as caught:
        read(body)
    return str(caught.value)


def test_a_tune_may_be_declared_under_the_words_behind_it() -> None:
    assert part('tune = "opening"\nunder = "5s"\nfade_in = "2s"') == Tune("opening", 5, 2, 0)
    assert part('tune = "opening"\nunder = true') == Tune("opening", under_s=4)
    assert part('tune = "opening"\nunder = false') == Tune("opening")


def test_a_tune_under_nothing_is_refused_with_the_remedy() -> None:
    said = refused('[[rundown]]\ntune = "opening"\nunder = true\n[[rundown]]\nsection = "Tin"\n')
    assert "line 4" in said
    assert "put a [[rundown]] with say right behind it" in said


def test_fades_and_beds_belong_to_tunes() -> None:
    assert "it belongs to a tune" in refused('[[rundown]]\nsay = "Chào"\nfade_in = "2s"\n')


def test_fill_trim_and_zones_are_read_and_mistakes_told() -> None:
    read_now = read('fill = "folder:nhac-nen"\ntrim = "cut"\nzones = ["Thôn Mẫu 1"]\n')
    assert (read_now.fill, read_now.cut, read_now.zones) == (
        "folder:nhac-nen",
        True,
        ("Thôn Mẫu 1",),
    )
    assert 'write "tune:NAME"' in refused('fill = "nhac"\n')
    assert '"drop"' in refused('trim = "chop"\n')


@given(
    st.builds(
        Shape,
        length_s=st.none() | st.floats(0.1, 1e4),
        fade_in_s=st.floats(0, 10),
        fade_out_s=st.floats(0, 10),
        lead_s=st.none() | st.floats(0, 100),
        filler=st.booleans(),
        cuttable=st.booleans(),
    )
)
def test_a_stored_shape_comes_back_as_it_was(shape: Shape) -> None:
    assert shape_of(shape.as_json()) == shape
    assert PLAIN.as_json() == ""


@given(st.floats(1, 120), st.floats(0.5, 60), st.integers(0, 30), st.integers(0, 5))
def test_a_bed_never_outlasts_the_words_or_the_tune(
    sound_s: float, words_s: float, alone_s: int, fade_out_s: int
) -> None:
    shape = under_words(sound_s, words_s, alone_s=alone_s, fade_in_s=0, fade_out_s=fade_out_s)
    if shape is None:
        return
    assert shape.lead_s is not None
    assert shape.length_s is not None
    assert shape.lead_s + 2 <= shape.length_s + 1e-5
    assert shape.length_s <= min(sound_s, shape.lead_s + words_s) + 1e-5
    assert 0 < shape.fade_out_s <= shape.length_s - shape.lead_s + 1e-5


def test_words_begin_over_the_tune_and_the_slot_is_shorter_by_what_crosses() -> None:
    opening, greeting, heading, news, closing, tune_entry = built(
        item(1), by=programme(*UNDER)
    ).entries
    assert (opening.offset_s, opening.planned_s) == (0, 9)
    assert opening.shape == Shape(length_s=9, lead_s=4, fade_out_s=3)
    assert (greeting.offset_s, heading.offset_s, news.offset_s) == (4, 9, 14)
    assert closing.offset_s == 74
    assert tune_entry.shape == PLAIN


def test_without_its_words_the_tune_is_heard_whole() -> None:
    mute = replace(sounds(), announcements={CLOSING: sounds().announcements[CLOSING]})
    opening = built(item(1), by=programme(*UNDER), having=mute).entries[0]
    assert opening.planned_s == 10
    assert opening.shape == Shape(fade_out_s=3)


def filling(**changes: object) -> Programme:
    return programme(*UNDER[1:], length_s=600, **changes)


def fillers(*lengths: float) -> Sounds:
    pieces = tuple((f"Nhạc {n}", tune(f"nhac/{n}", s)) for n, s in enumerate(lengths))
    return replace(sounds(), fillers=pieces)


def test_one_piece_fills_a_short_slot_before_its_closing_words() -> None:
    rundown = built(item(1), by=filling(fill="tune:quiet"), having=fillers(20))
    assert rundown.length_s == pytest.approx(600)
    kinds = [entry.kind for entry in rundown.entries]
    assert kinds[-3:] == [EntryKind.TUNE, EntryKind.ANNOUNCEMENT, EntryKind.TUNE]
    filler = rundown.entries[-3]
    assert filler.shape.filler
    assert filler.shape.fade_out_s == 3
    assert filler.planned_s > 20
    assert any("phát thêm nhạc" in note for note in rundown.notes)


@settings(deadline=None)
@given(st.lists(st.floats(15, 300), min_size=2, max_size=4), st.integers(30, 550))
def test_several_pieces_fill_in_turn_and_never_beyond_the_slot(
    lengths: list[float], news_s: int
) -> None:
    rundown = built(item(1, news_s), by=filling(fill="folder:nhac"), having=fillers(*lengths))
    end = 0.0
    for entry in rundown.entries:
        assert entry.offset_s == pytest.approx(end, abs=1e-3)
        end = entry.offset_s + entry.planned_s
    assert end <= tolerated_s(600) + 1e-3
    assert end >= 600 - (tolerated_s(600) - 600) - 5
    assert rundown.entries[-1].file.endswith("closing.wav")


def with_spare(**changes: Any) -> Programme:
    spare = Section("Kiến thức", fields=(5,), fill=True)
    return programme(Section("Tin trong xã", fields=(1,)), spare, Tune("closing"), **changes)


def test_a_section_that_only_fills_takes_items_while_the_slot_is_short() -> None:
    news = [item(1, 100), item(2, 100)]
    spare = [item(n, 90, field=5) for n in (3, 4, 5)]
    rundown = built(*spare, *news, by=with_spare(length_s=420))
    assert [e.news_id for e in rundown.entries if e.news_id] == [1, 2, 3, 4]
    assert {out.news_id for out in rundown.left_out} == {5}
    assert "chỉ phát khi buổi phát còn thiếu giờ" in rundown.left_out[0].reason
    assert rundown.length_s <= 420


def test_news_goes_before_what_only_fills_whatever_their_order() -> None:
    spare = [item(n, 90, field=5) for n in (1, 2, 3)]
    news = [item(n, 100) for n in (4, 5, 6, 7)]
    rundown = built(*spare, *news, by=with_spare(length_s=430))
    assert [e.news_id for e in rundown.entries if e.news_id] == [4, 5, 6, 7]


def test_what_fills_and_music_fill_together() -> None:
    by = with_spare(length_s=420, fill="tune:quiet")
    rundown = built(item(1, 100), item(2, 90, field=5), by=by, having=fillers(20))
    assert [e.news_id for e in rundown.entries if e.news_id] == [1, 2]
    assert rundown.length_s == pytest.approx(420)


def test_a_section_that_fills_is_declared() -> None:
    (section,) = read('[[rundown]]\nsection = "Kiến thức"\nfill = true\n').rundown
    assert section == Section("Kiến thức", fill=True)
    assert "it belongs to a section" in refused('[[rundown]]\ntune = "opening"\nfill = true\n')


def whole_or_filled(entries: tuple[Entry, ...]) -> bool:
    return any(entry.shape.filler for entry in entries)


def test_a_slot_within_its_tolerance_or_without_the_wish_is_not_filled() -> None:
    assert not whole_or_filled(built(item(1), by=filling(), having=fillers(20)).entries)
    almost = built(item(1, 570), by=filling(fill="tune:quiet"), having=fillers(20))
    assert not whole_or_filled(almost.entries)


def test_a_missing_filler_is_told() -> None:
    rundown = built(item(1), by=filling(fill="tune:quiet"), having=sounds())
    assert any("không có nhạc để phát thêm" in note for note in rundown.notes)


def test_items_of_a_programme_that_cuts_say_so() -> None:
    (news,) = (e for e in built(item(1), by=filling(cut=True)).entries if e.news_id)
    assert news.shape == Shape(cuttable=True)

"""What every rundown keeps, whatever is asked of it."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.newsroom import Genre, Priority
from broadcaster.timetable.models import EntryKind
from broadcaster.timetable.programmes import Chime, Programme, Say, Section, Tune
from broadcaster.timetable.rundown import tolerated_s
from broadcaster.timetable.selection import RANK, Candidate
from tests.timetable.examples import (
    DAY,
    FAREWELL,
    GREETING,
    built,
    item,
    programme,
    sounds,
)

a_genre = st.sampled_from([Genre.TIN, Genre.BAI, Genre.THONG_BAO])
a_field = st.integers(1, 6)
a_day = st.none() | st.dates(DAY - timedelta(days=2), DAY + timedelta(days=2))
an_item = st.builds(
    lambda news_id, seconds, has_sound, **changes: item(
        news_id, seconds, **changes, **({} if has_sound else {"sound": None})
    ),
    st.integers(1, 12),
    st.floats(0.5, 700),
    st.booleans() | st.just(value=True),
    revision=st.integers(1, 3),
    genre=a_genre,
    field=a_field,
    priority=st.sampled_from(Priority),
    language=st.sampled_from(["vi", "vi", "jra"]),
    airings=st.integers(1, 3),
    aired=st.integers(0, 3),
    planned=st.sampled_from([0, 0, 1, 2]),
    last_aired=a_day,
    valid_from=a_day,
    valid_until=a_day,
    programmes=st.sampled_from([(), (), ("ban-tin-sang",), ("khac",)]),
    on_air_in=st.sampled_from(["", "", "buổi khác"]),
)
a_section = st.builds(
    Section,
    st.sampled_from(["Tin trong xã", "Khác", "Nữa"]),
    fields=st.sets(a_field, max_size=3).map(tuple),
    genres=st.sets(a_genre, max_size=2).map(tuple),
    languages=st.sampled_from([(), (), ("vi",)]),
    sting=st.booleans(),
    at_most_s=st.none() | st.integers(10, 600),
)
a_part = (
    a_section
    | st.sampled_from([Tune("opening"), Tune("closing"), Tune("none"), Chime("chime")])
    | st.sampled_from([GREETING, FAREWELL, Say("Không có tiếng.")])
)
a_programme = st.builds(
    lambda parts, length, languages: programme(*parts, length_s=length, languages=languages),
    st.lists(a_part, max_size=8),
    st.integers(10, 1800),
    st.sampled_from([(), ("vi",)]),
)


@given(a_programme, st.lists(an_item, max_size=14, unique_by=lambda c: (c.news_id, c.revision)))
@settings(max_examples=300, deadline=None)
def test_a_rundown_keeps_every_promise(by: Programme, items: list[Candidate]) -> None:
    rundown = built(*items, by=by, having=sounds(["Khác"]))
    slot_items = [e for e in rundown.entries if e.kind is EntryKind.ITEM]
    ids = [e.news_id for e in slot_items]

    assert rundown.length_s <= tolerated_s(by.length_s) + 1e-3
    assert len(ids) == len(set(ids)), "an item stands twice"
    out = [omission.news_id for omission in rundown.left_out]
    assert sorted([i for i in ids if i is not None] + out) == sorted({c.news_id for c in items})
    assert all(omission.reason for omission in rundown.left_out)

    offset = 0.0
    for entry in rundown.entries:
        assert entry.offset_s == pytest.approx(offset, abs=1e-3)
        offset += entry.planned_s

    newest = {
        c.news_id: c for c in sorted(items, key=lambda c: c.revision)
        if c.revision == max(o.revision for o in items if o.news_id == c.news_id)
    }  # fmt: skip
    ranks = [RANK[newest[i].priority] for i in ids if i is not None]
    urgent = [rank for rank in ranks if rank < RANK[Priority.NORMAL]]
    assert ranks[: len(urgent)] == sorted(urgent), "priority does not go to the front"


@given(a_programme, st.lists(an_item, max_size=14, unique_by=lambda c: (c.news_id, c.revision)))
@settings(max_examples=100, deadline=None)
def test_what_airs_may_air(by: Programme, items: list[Candidate]) -> None:
    rundown = built(*items, by=by)
    sections = {p.section: p for p in by.rundown if isinstance(p, Section)}
    for entry in rundown.entries:
        if entry.kind is not EntryKind.ITEM:
            continue
        aired = [c for c in items if (c.news_id, c.revision) == (entry.news_id, entry.revision)]
        assert aired
        assert any(
            c.aired + c.planned < c.airings
            and (not c.programmes or by.stem in c.programmes)
            and (c.valid_from or DAY) <= DAY <= (c.valid_until or DAY)
            and c.sound is not None
            for c in aired
        )
        assert entry.section in sections or entry.section == "Tin ưu tiên"

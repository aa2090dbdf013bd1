"""What the parts of document numbers are put together from, and how honestly that is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.speech.spoken import doubts, spoken_form
from broadcaster.speech.spoken.lexicon import cues, rows

SECTIONS = {section for section, *_ in rows("codes")}


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 90/QĐ-TTg.",
        "Thông tư số 19/2025/TT-BNNMT.",
        "Hướng dẫn số 43-HD/BTGDVTW.",
        "Công văn số 3321/SNNMT-CNTY.",
        "Kế hoạch số 31-KH/HNDX.",
        "Công văn số 1234/UBND-KT.",
        "Số:      /KH-UBND",
        "Điền tờ khai TK1-TS, mẫu số 01/ĐK.",
        "Đại hội XIV, quý IV/2025, nhóm IIA, thôn II.",
    ],
)
def test_known_parts_are_no_doubts(text: str) -> None:
    assert doubts(text) == []


@pytest.mark.parametrize(
    ("text", "part", "letters"),
    [
        ("Thông báo số 12/TB-XYZK.", "12/TB-XYZK", "ích y dét ca"),
        ("Công văn số 7/UBND-WWF.", "7/UBND-WWF", "vê kép vê kép ép"),
    ],
)
def test_an_unknown_part_is_spelled_and_reported(text: str, part: str, letters: str) -> None:
    assert letters in spoken_form(text)
    assert [doubt.source for doubt in doubts(text)] == [part]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Quy định số 144-QĐ/TW", "quy định trên trung ương"),
        ("Quyết định số 144-QĐ/TW", "quyết định trên trung ương"),
        ("Tờ trình số 12/TT-HĐND", "trên tờ trình hội đồng nhân dân"),
        ("Thông tư số 12/TT-BYT", "trên thông tư bộ y tế"),
        ("Thông tri số 12/TTr-BTT", "trên thông tri ban thường trực"),
    ],
)
def test_the_kind_written_before_the_number_decides(text: str, kind: str) -> None:
    assert spoken_form(text).endswith(kind)


def test_a_body_is_read_otherwise_in_a_number_of_the_party() -> None:
    assert spoken_form("số 3-HD/BTC").endswith("ban tổ chức")
    assert spoken_form("số 3/HD-BTC").endswith("bộ tài chính")


def test_a_desk_is_read_by_the_body_it_belongs_to() -> None:
    assert spoken_form("Công văn số 5/SNNMT-TT").endswith("trồng trọt")
    assert spoken_form("Công văn số 5/SVHTTDL-TT").endswith("thông tin")


def test_a_body_is_put_together_from_prefix_field_and_level() -> None:
    assert "sở nông nghiệp và môi trường" in spoken_form("Công văn số 5/SNNMT-VP")
    assert "hội nông dân tỉnh" in spoken_form("Công văn số 5-CV/HNDT")


def test_every_part_and_its_words_are_written_as_they_should_be() -> None:
    parts = {"type", "body", "party", "prefix", "field", "level", "unit", "form"}
    assert parts | {"numbered", "glued"} == SECTIONS
    for _section, part, words, *_near in rows("codes"):
        assert part
        assert part == part.strip()
        assert not any(mark.isdigit() for mark in words), part


def test_no_part_has_the_same_reading_twice() -> None:
    pairs = [(section, part, words) for section, part, words, *_ in rows("codes")]
    assert len(pairs) == len(set(pairs))


@given(
    number=st.integers(1, 99_999),
    kind=st.sampled_from(sorted({row[1] for row in rows("codes") if row[0] == "type"})),
    body=st.sampled_from(sorted({row[1] for row in rows("codes") if row[0] == "body"})),
)
def test_any_listed_kind_and_body_is_read_without_a_letter_spelled(
    number: int, kind: str, body: str
) -> None:
    text = f"Văn bản số {number}/{kind}-{body} mới"
    assert doubts(text) == []
    readings = [words for _, part, words, *_ in rows("codes") if part == body]
    said = spoken_form(text)
    assert any(words.lower().replace(",", "") in said.replace(",", "") for words in readings), said


@given(
    name=st.sampled_from(sorted(cues("roman before") - cues("ordinal before"))),
    value=st.sampled_from([("II", "hai"), ("IV", "bốn")]),
)
def test_a_numeral_after_any_of_its_words_is_a_number(name: str, value: tuple[str, str]) -> None:
    written, said = value
    assert spoken_form(f"Ở {name} {written} này").endswith(f"{said} này")

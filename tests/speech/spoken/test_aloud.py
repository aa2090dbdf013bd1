"""What people are shown of a text is what the voice will say of it, block by block."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.speech.spoken import Kind, explain, segments, spoken_blocks, spoken_form

WORDS = re.compile(r"\w+")
COPIED = (
    "Ủy ban nhân dân xã Mẫu mời bà con đi họp vào lúc tám giờ sáng ngày\n"
    "15/\n"
    "- 2 -\n"
    "5 để bàn việc sửa con đường từ nhà văn hóa đến trường học của thôn\n"
    "Trang 2/9\n"
    "theo kế hoạch đã được thông qua.\n"
    "\n"
    "STT\tTên\tTiền\n"
    "1\tThôn Một\t5.105 đồng\n"
)
PIECES = (
    "15/5", "- 2 -", "Trang 2/9", "[nhấn]", "[/nhấn]", "[nghỉ 2s]", "[nghi 2s]", "\n", "\n\n",
    "\t", "    Cột", "TT", "XYZK", "QĐ-TTg", "họp", "của", "- ý", "PHẦN I", ".", ",", ":", "1.",
)  # fmt: skip


def said(text: str) -> list[str]:
    return WORDS.findall(" ".join(segment.text for segment in segments(text)))


def shown(text: str) -> list[str]:
    return WORDS.findall(" ".join(block.words for block in spoken_blocks(text)))


def test_a_copied_page_is_shown_as_it_is_said() -> None:
    first, *rows = spoken_blocks(COPIED)
    assert "theo kế hoạch" in first.words
    assert "trang" not in first.words
    assert "hai trên chín" not in first.words
    assert [row.words for row in rows] == [
        "số thứ tự, tên, tiền",
        "một, thôn một, năm nghìn một trăm linh năm đồng",
    ]
    assert shown(COPIED) == said(COPIED)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join) | st.text(max_size=80))
def test_the_words_shown_are_the_words_said_and_the_spans_cover_the_block(text: str) -> None:
    assert shown(text) == said(text)
    for block in spoken_blocks(text):
        assert "".join(span.source for span in block.spans) == block.text
        for before, after in zip(block.spans, block.spans[1:], strict=False):
            assert before.end == after.start


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("[nhấn]Cắt điện.\n\nCắt nước.[/nhấn]", []),
        ("[nhấn]Cắt điện.\n\nCắt nước.", ["mark.unclosed"]),
        ("Họp.\n\n[nghi 2s]\n\nVề.", ["mark.mistyped-rest"]),
    ],
)
def test_marks_are_in_doubt_as_they_are_in_the_whole_text(text: str, rules: list[str]) -> None:
    doubts = [span for block in spoken_blocks(text) for span in block.doubts()]
    assert [span.rule for span in doubts] == rules
    assert all(span.kind is Kind.MARK for span in doubts)
    assert all(span.advice for span in doubts)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028"])
def test_every_kind_of_line_end_parts_words(end: str) -> None:
    text = f"Họp xã.{end}15/5{end}{end}mời bà con"
    assert spoken_form(text) == "họp xã.\nmười lăm tháng năm\n\nmời bà con"
    assert "".join(span.source for span in explain(text)) == text

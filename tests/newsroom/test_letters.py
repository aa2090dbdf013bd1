import codecs
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.errors import InvalidInput
from broadcaster.newsroom import tcvn3
from broadcaster.newsroom.letters import decode_text, mended
from broadcaster.newsroom.syllables import is_syllable, plausibility
from tests.newsroom import old_letters

NEWS = """Uỷ ban nhân dân xã Mẫu thông báo: từ ngày 22/11, trạm y tế tổ chức tiêm chủng cho trẻ em.
Bà con ở các thôn xa được xe đưa đón, khởi hành lúc 6 giờ 30 tại nhà văn hoá.
“Mỗi gia đình hãy nhắc nhau đi đủ mũi” – ông trưởng trạm dặn dò; ai chưa có sổ thì đến sớm.
Thời tiết: đêm có mưa rải rác, gió đông bắc cấp 3, nhiệt độ thấp nhất 17 độ.
Hợp tác xã nông nghiệp hướng dẫn kỹ thuật trồng đậu tương vụ đông, giống được hỗ trợ một nửa giá."""
WORDS = [word for word in NEWS.split() if not word.isascii()]


def test_utf_8_with_and_without_mark_and_with_letters_apart_gives_the_same() -> None:
    apart = unicodedata.normalize("NFD", NEWS)
    for raw in (NEWS.encode(), apart.encode(), apart.encode("utf-8-sig"), NEWS.encode("utf-16")):
        assert decode_text(raw, "tin.txt") == NEWS


def test_utf_16_of_either_order_is_known_by_its_mark() -> None:
    assert decode_text(codecs.BOM_UTF16_BE + NEWS.encode("utf-16-be"), "tin.txt") == NEWS
    with pytest.raises(InvalidInput, match="binary data"):
        decode_text(NEWS.encode("utf-16-be"), "tin.txt")


def test_windows_and_old_mac_line_ends_become_plain_ones() -> None:
    assert decode_text(b"mot\r\nhai\rba\nbon", "tin.txt") == "mot\nhai\nba\nbon"


def test_windows_1258_is_read() -> None:
    assert decode_text(old_letters.windows_1258(NEWS), "tin.txt") == NEWS


def test_tcvn3_is_read() -> None:
    assert decode_text(old_letters.tcvn3(NEWS), "tin.txt").lower() == NEWS.lower()


def test_tcvn3_has_the_letters_that_converters_list() -> None:
    for signs, letters in old_letters.TCVN3_PAIRS:
        assert tcvn3.decode(signs.encode("cp1252")) == letters


def test_a_line_that_people_know_from_old_documents_is_read() -> None:
    shown = "Céng hoµ x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc"
    assert decode_text(shown.encode("cp1252"), "tin.txt") == (
        "Cộng hoà xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
    )


def test_old_letters_saved_as_utf_8_are_mended_line_by_line() -> None:
    assert mended("Th«ng b¸o cña x·\nThông báo của xã\n45 m²") == (
        "Thông báo của xã\nThông báo của xã\n45 m²"
    )


@pytest.mark.parametrize(
    "line", ["Café, Muñoz, garçon", "Ƀŏk Đê̆ hlăm ƀuôn", "25 °C – 30 m²", "§ 5", "Kông Pơng"]
)
def test_what_is_not_tcvn3_is_left_alone(line: str) -> None:
    assert mended(line) == line


@given(st.lists(st.sampled_from(WORDS), min_size=12, max_size=60))
def test_the_two_old_encodings_are_never_taken_for_each_other(words: list[str]) -> None:
    text = " ".join(words)
    for encode in (old_letters.windows_1258, old_letters.tcvn3):
        try:
            found = decode_text(encode(text), "tin.txt")
        except InvalidInput:
            continue
        assert found.lower() == text.lower()


@given(st.binary())
def test_any_bytes_are_text_or_refused_in_words(raw: bytes) -> None:
    try:
        text = decode_text(raw, "tin.txt")
    except InvalidInput as error:
        assert "tin.txt" in error.message  # noqa: PT017 - either is right
    else:
        assert text == unicodedata.normalize("NFC", text)
        assert "\0" not in text


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"abc\0def", "binary data"),
        (bytes(range(1, 256)), "cannot be told|control characters"),
        ("été à Paris, garçon".encode("cp1252"), "Windows-1258 and TCVN3"),
        ("Привет, мир".encode("cp1251"), "Windows-1258 and TCVN3"),
        (NEWS.encode() + b" \xe1\xba", "damaged byte at position"),
        (codecs.BOM_UTF16_LE + b"a", "damaged byte at position 2"),
        (NEWS.encode() + "\ufffd".encode(), "damaged letters"),
        (b"xin\x1bchao", "control characters"),
    ],
)
def test_what_cannot_be_told_is_refused_with_the_reason(raw: bytes, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as caught:
        decode_text(raw, "tin.txt")
    assert "tin.txt" in caught.value.message
    assert "UTF-8" in caught.value.message
    assert "tin.txt" in caught.value.vi


@pytest.mark.parametrize(
    "word",
    [
        "nghiêng",
        "khuỷu",
        "quýt",
        "giếng",
        "gì",
        "ướt",
        "hươu",
        "khuya",
        "xoong",
        "yêu",
        "Đường",
        "ẤM",
        "qué",
        "uỷ",
        "oà",
    ],
)
def test_vietnamese_syllables_are_possible(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["chµo", "café", "ngườik", "tôp", "wặn", "ôê", "bñn", "đđa", "héi·", "ả́"]
)
def test_others_are_not(word: str) -> None:
    assert not is_syllable(word)


def test_plausibility_counts_marked_words_only() -> None:
    assert plausibility("no mark at all") is None
    assert plausibility("QĐ 25-NĐ/CP") is None
    assert plausibility("Thông báo của Muñoz, QĐ") == 0.75

import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.errors import InvalidInput
from broadcaster.newsroom import Content, Genre, Priority, content_sha256

SAID: dict[str, Any] = {
    "title": "Lịch cắt điện",
    "script": "Ngày mai tạm ngừng cấp điện thôn Một.",
    "genre": "thông báo",
    "field": 2,
    "priority": "priority",
    "language": "vi",
    "valid_from": date(2026, 11, 20),
    "valid_until": date(2026, 11, 30),
    "airings": 3,
    "programmes": ("ban-tin-sang",),
}
OTHER: dict[str, Any] = {
    "title": "Lịch cắt nước",
    "script": "Ngày mai tạm ngừng cấp nước thôn Một.",
    "genre": "tin",
    "field": 4,
    "priority": "normal",
    "language": "jra",
    "valid_from": date(2026, 11, 21),
    "valid_until": date(2026, 12, 1),
    "airings": 2,
    "programmes": ("ban-tin-chieu",),
}


def test_texts_are_kept_composed_with_plain_line_ends() -> None:
    script = unicodedata.normalize("NFD", "Bà con chú ý:\r\nngày mai tạm ngừng cấp điện.\r\n")
    said = Content(title=" Lịch \n cắt điện ", script=script)
    assert said.script == "Bà con chú ý:\nngày mai tạm ngừng cấp điện."
    assert said.title == "Lịch cắt điện"


def test_words_typed_in_decomposed_letters_are_known() -> None:
    genre = unicodedata.normalize("NFD", "phóng sự")
    said = Content.model_validate(SAID | {"genre": genre})
    assert (said.genre, said.priority) == (Genre.PHONG_SU, Priority.PRIORITY)


@pytest.mark.parametrize("key", OTHER)
def test_every_field_is_part_of_what_is_approved(key: str) -> None:
    changed = SAID | {key: OTHER[key]}
    assert content_sha256(Content.model_validate(changed)) != content_sha256(
        Content.model_validate(SAID)
    )


@given(st.permutations(list(SAID)), st.sampled_from(["NFC", "NFD"]))
def test_the_same_content_has_the_same_hash_however_it_was_typed(
    order: list[str], form: Any
) -> None:
    typed = {
        key: unicodedata.normalize(form, SAID[key]) if isinstance(SAID[key], str) else SAID[key]
        for key in order
    }
    assert content_sha256(Content.model_validate(typed)) == content_sha256(
        Content.model_validate(SAID)
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": "   "}, "the title must have 1 to 300"),
        ({"title": "x" * 301}, "the title must have 1 to 300"),
        ({"genre": "phim"}, "the genre must be one of"),
        ({"field": 7}, "a number from 1 to 6"),
        ({"field": 0}, "a number from 1 to 6"),
        ({"priority": "rất gấp"}, "the priority must be one of"),
        ({"language": "tiếng Việt"}, "a short code such as vi"),
        ({"airings": 0}, "from 1 to 1000"),
        ({"script": " \r\n\t"}, "the script is empty"),
        ({"script": "xin chào\0"}, "characters that are not text"),
        ({"script": "xin chào \ufffd"}, "characters that are not text"),
        ({"script": "\ud800"}, "characters that are not text"),
        ({"valid_from": "hôm qua"}, "the first day must be a date"),
        ({"valid_until": date(2026, 11, 1)}, "later than the last day"),
        ({"programmes": ("a,b",)}, "named by its file in schedules/"),
        ({"programmes": ("../a",)}, "named by its file in schedules/"),
        ({"script": None}, "either a script or a recording"),
        ({"recording": "a" * 64}, "either a script or a recording"),
        ({"script": None, "recording": "../../etc"}, "not one that the station has taken in"),
        ({"author": "Lan"}, "has no 'author'"),
    ],
)
def test_a_wrong_value_is_refused_with_its_sentence(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Content.model_validate(SAID | wrong)
    assert says in str(caught.value)
    assert caught.value.vi != str(caught.value)


def test_several_wrong_values_are_told_together() -> None:
    with pytest.raises(InvalidInput) as caught:
        Content.model_validate(SAID | {"title": "", "airings": 5000})
    assert "title" in str(caught.value)
    assert "1 to 1000" in str(caught.value)


@given(st.text(), st.text())
def test_any_text_is_taken_composed_or_refused_in_words(title: str, script: str) -> None:
    try:
        said = Content(title=title, script=script)
    except InvalidInput:
        return
    assert said.script == unicodedata.normalize("NFC", said.script or "")
    assert Content.model_validate(said.model_dump()) == said

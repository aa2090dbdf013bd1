"""What holds for every text: total, idempotent, nothing unspeakable left, spans that fit."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from broadcaster.speech.spoken import DEFAULT, Reading, explain, scanner, segments, spoken_form
from broadcaster.speech.spoken.lexicon import rows
from broadcaster.speech.spoken.marks import MARK
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.rules import ALL
from broadcaster.speech.spoken.scanner import Opening, Reader, Ready, compiled
from broadcaster.speech.spoken.source import plain_text

SPEAKABLE = re.compile(r"[a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff ,.;:?!\n]*")
CHIPS = (
    "UBND",
    "QĐ-TTg",
    "15/5",
    "2021-2025",
    "7h30",
    "đ/hộ/tháng",
    "30.000",
    "km/h",
    "0912.345.678",
    "XIII",
    "IV.",
    "a)",
    "-",
    "–",
    "/",
    "%",
    "°C",
    "ST25",
    "A/H5N1",
    "www.",
    "@",
    "gov.vn",
    "(",
    ")",
    "“",
    "”",
    "...",
    "./.",
    "**",
    "##",
    "TM.",
    "TP.HCM",
    "b/c",
    "1,5",
    "tỷ",
    "Km12+500",
    "km 12",
    "QL5",
    "ql14",
    "tỉnh lộ 678",
    "31/4/2026",
    "17h75",
    "25:61",
    "13:00:61",
    "7h-25h",
    "2026-02-30",
    "32/6",
    "ngày",
    "tháng",
    "năm",
    "số",
    "xã",
    "Nguyễn",
    "\n",
    "&",
    "NN&PTNT",
    "½",
    "m²",
    "[nghỉ 2s]",
    "vắc-xin",
    "Zalo",
    "M'gar",
    "T7/2025",
    "1900",
    "v.v.",
    "đ",
    "e\u0302\u0301",
    "\u200b",
    "王",
)
PIECES = (
    "1",
    "1.",
    "1,",
    "1/",
    "1-",
    "0 ",
    "A",
    "A.",
    "A/",
    "A-",
    "A&",
    "I",
    "-",
    "/",
    ".",
    ",",
    " ",
    "\n",
    "(",
    "a.a",
    "1.000.",
    "đ/",
    "x",
    "1x",
    "h",
    "@",
    "a@",
    "www.",
    "http://",
    "e\u0301",
    "5 năm ",
    "ngày 1, ",
    "UBND ",
    "王",
    "[",
    "\u200b",
    "m2/",
    "1h",
    "XIII-",
    "'",
    "0912 ",
    "vn.",
    "1 000 ",
    "Ab",
    "aB",
    "a1-",
    "1:",
    "<a",
    "ab/",
    "1/1-",
    "123 ",
    "5kg/",
)
LONGEST_FORM = 300
official = st.lists(st.sampled_from(CHIPS) | st.sampled_from([" ", ",", "5", "04"]), max_size=14)
ODD = (
    *"\0\x1b\r\t\v\x85\xa0\xad\u200b\u200d\u200f\u2028\u202e\ufeff\ufffd\ud800\udfff",
    *"\u0301\u0309\u0323\u031b\u0340éộỘĐđßſıİŉªºµΩπ",
    *"٣३三①Ⅷ½²₂ﬁ𝟗𝐀שعไ한😀",
    *"-–—/.,;:!?()[]{}<>\"'’“”%‰°±×÷≥+*#_=|~^&@$€₫…•☐",
    "👨\u200d👩\u200d👧",
)
mixed = st.lists(
    st.sampled_from(ODD) | st.sampled_from(CHIPS) | st.text(max_size=3), max_size=30
).map("".join)
WORDS = """
xã thôn ngày tháng năm số thứ cấp từ đến lần giờ ông hội của trần bình an hoà uỷ lúc quý khóa mã
gọi ngõ tỷ lệ phần rưỡi chấm còng bằng mỗi diện tích đồng không và a e o i y đ b c k
0 1 2 5 10 12 24 30 100 1.5 1,5 2025 1/5 15/5 3-5 0912 1.000 ½ m²
- – / . , ; : ( ) @ % & + * ' ’ “ ” ° < > = … _ # [ ] | ~ ^ $ ./. ... -> ★
"""
WRITTEN = {
    name: sorted({cells[1] for cells in rows(name)})
    for name in ("abbreviations", "units", "loanwords", "hosts", "codes", "symbols", "names")
}
SPELLINGS = (str, str.lower, str.upper, str.title, str.swapcase, str.capitalize)
chips = st.one_of(
    st.sampled_from(WORDS.split()), *(st.sampled_from(written) for written in WRITTEN.values())
)
spelled = st.builds(lambda spelling, chip: spelling(chip), st.sampled_from(SPELLINGS), chips)
ours = st.builds(
    lambda joint, pieces: joint.join(pieces),
    st.sampled_from(["", "", " "]),
    st.lists(spelled, min_size=1, max_size=6),
)
"""What our tables hold, in all kinds of capitals, run together or with blanks."""
texts = st.text(max_size=80) | official.map("".join) | official.map(" ".join) | mixed


@given(texts)
@settings(max_examples=600, deadline=None)
def test_any_text_has_a_spoken_form_of_letters_and_pauses_only(text: str) -> None:
    said = spoken_form(text)
    assert SPEAKABLE.fullmatch(said), said
    assert not any(mark.isdigit() for mark in said)
    assert said == said.lower()


@given(ours)
@settings(max_examples=1500, deadline=None)
@example("0.vnĐ")
@example("ZaLO@")
@example("xamau.gov.vnđ")
@example("facebook5")
@example("KO")
@example("E.L")
@example("o/. V")
@example("đ'DN")
@example("Cty/")
@example("A./. n")
@example("Tuq/.ô")
@example("≤HAOI")
@example("2đ ha")
@example("H0un women")
@example("#BOTbe")
@example("XÃ GÔ ĐS")
def test_what_is_run_together_is_also_said_once_for_all(text: str) -> None:
    said = spoken_form(text)
    assert SPEAKABLE.fullmatch(said), said
    assert spoken_form(said) == said


@given(texts)
@settings(max_examples=600, deadline=None)
def test_the_spoken_form_of_a_spoken_form_is_itself(text: str) -> None:
    said = spoken_form(text)
    assert spoken_form(said) == said


@given(texts)
@settings(max_examples=400, deadline=None)
def test_spans_cover_the_text_exactly(text: str) -> None:
    spans = explain(text)
    assert "".join(span.source for span in spans) == text
    end = 0
    for span in spans:
        assert span.start == end < span.end
        assert span.source == text[span.start : span.end]
        assert 0.0 <= span.confidence <= 1.0
        end = span.end
    assert end == len(text)


@given(texts, st.sampled_from([60, 100, 180]))
@settings(max_examples=300, deadline=None)
def test_segments_are_short_speakable_and_lose_no_word(text: str, max_chars: int) -> None:
    said = segments(text, max_chars=max_chars)
    for segment in said:
        assert 0 < len(segment.text) <= max_chars
        assert segment.pause_s > 0
        assert SPEAKABLE.fullmatch(segment.text)
        assert "\n" not in segment.text


ROADS = {
    "QL": "quốc lộ",
    "TL": "tỉnh lộ",
    "ĐT": "đường tỉnh",
    "ĐH": "đường huyện",
    "HL": "hương lộ",
}
# ĐT 84 may begin a telephone number.
road_numbers = st.integers(1, 999).filter(lambda number: number != 84)


@given(st.sampled_from(sorted(ROADS)), st.sampled_from(["", " ", "."]), road_numbers)
def test_a_road_is_said_alike_in_letters_and_in_words(kind: str, mark: str, number: int) -> None:
    for suffix in ("", "B"):
        said = spoken_form(f"Sửa {kind}{mark}{number}{suffix} qua xã.")
        assert said == spoken_form(f"Sửa {ROADS[kind]} {number}{suffix} qua xã.")
        assert said.startswith(f"sửa {ROADS[kind]} ")


@given(
    st.sampled_from(sorted(ROADS)),
    road_numbers,
    st.integers(0, 2000),
    st.sampled_from(["", "+200", " + 200"]),
)
def test_a_post_after_its_road_is_said_after_a_rest(
    kind: str, number: int, post: int, metres: str
) -> None:
    road = spoken_form(f"{kind}{number}.").removesuffix(".")
    for mark in ("km ", "Km", "Km ", "KM "):
        at = spoken_form(f"{mark}{post}{metres}")
        assert spoken_form(f"{kind}{number} {mark}{post}{metres}") == f"{road}, {at}"
        assert spoken_form(f"{ROADS[kind]} {number} {mark}{post}{metres}") == f"{road}, {at}"


@pytest.mark.parametrize("length", [500, 1000])
@pytest.mark.parametrize("piece", PIECES)
def test_work_grows_with_the_length_only(piece: str, length: int) -> None:
    """Readings begun, rules tried and characters found are counted, not seconds."""
    assert work(piece * length * 2) <= work(piece * length) * 2.2 + 400


@pytest.mark.parametrize("rule", ALL, ids=[rule.name for rule in ALL])
def test_no_rule_runs_ahead_over_a_repeated_form(rule: Rule) -> None:
    """A rule that took a whole long chain, and then declined, would make the time square."""
    pattern = compiled(rule.pattern)
    for piece in PIECES:
        found = pattern.match(piece * 400)
        if found is not None and not is_one_run(found[0]):
            assert len(found[0]) <= LONGEST_FORM, piece


def is_one_run(text: str) -> bool:
    """Whether it is all letters, all digits or all signs: one token, looked at once."""
    return bool(re.fullmatch(r"[^\W\d_]+|\d+([.,]\d+)?|[^\w\s]+|_+", text))


class CountingReader(Reader):
    """Counts the rules it had to try."""

    def __init__(self) -> None:
        super().__init__(DEFAULT)
        self.tried = 0

    def _rules_for(self, opening: Opening) -> tuple[Ready, ...]:
        rules = super()._rules_for(opening)
        self.tried += len(rules)
        return rules


def work(text: str) -> int:
    """How many rules were tried, and how many characters read and said."""
    reader = CountingReader()
    found = reader.find(plain_text(text).plain)
    return reader.tried + sum(one.end - one.start + len(one.words) for one in found)


@pytest.mark.parametrize(
    "name", ["abbreviations", "codes", "loanwords", "units", "symbols", "hosts"]
)
def test_every_reading_in_the_tables_is_said_as_it_stands(name: str) -> None:
    for _, written, words, *_ in rows(name):
        said = words.lower()
        assert spoken_form(said) == said, f"{name}.tsv: {written}"


@given(
    st.sampled_from(["[nghỉ]", "[nghỉ 2s]", "[nghỉ 500ms]", "[nhấn]", "[/nhấn]", "[NGHỈ 1,5 giây]"])
)
def test_marks_are_never_spoken(mark: str) -> None:
    assert MARK.fullmatch(mark)
    assert spoken_form(f"Bà con {mark} chú ý") == "bà con, chú ý"
    assert "nghỉ" not in " ".join(part.text for part in segments(f"Bà con {mark} chú ý"))
    assert "nhấn" not in " ".join(part.text for part in segments(f"Bà con {mark} chú ý"))


@given(st.text(alphabet="abcăâdđeêghiklmnoôơpqrstuưvxyABC0123456789./- ", min_size=1, max_size=12))
@settings(max_examples=200, deadline=None)
def test_an_entry_of_the_station_wins_over_every_rule(written: str) -> None:
    if not written.strip() or not written.strip()[0].isalnum() or not written.strip()[-1].isalnum():
        return
    reading = Reading(dictionary={written: "tên làng"})
    assert spoken_form(written.strip(), reading) == "tên làng"


@given(st.lists(mixed | official.map("".join), min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_each_line_of_a_text_is_one_line_of_words(parts: list[str]) -> None:
    lines = [" ".join(part.split()) for part in parts]
    said = spoken_form("\n".join(f"xã {line} xã" for line in lines))
    assert said.count("\n") <= len(lines) - 1
    assert said.startswith("xã")
    assert said.endswith("xã")


def test_no_more_words_are_remembered_than_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner, "_MOST_REMEMBERED", 50)
    reader = Reader(DEFAULT)
    syllables = [onset + rhyme for onset in "bcdghklmnprstvx" for rhyme in ("a", "ô", "em", "inh")]
    for mark in ",;":
        assert reader.find(" ".join(word + mark for word in syllables)) == []
    assert len(reader._ordinary) == 50


def test_a_long_piece_is_not_remembered() -> None:
    reader = Reader(DEFAULT)
    assert reader.find("xã," * 1000) == []
    assert max(map(len, reader._ordinary)) < 100

"""The arithmetic of the score: choices, what no ear can hear, and how far a reading is off."""

from pathlib import Path

import pytest

from benchmarks.readings.gold import Line, errors, folded, parse, read_gold, score
from broadcaster.speech.spoken import spoken_form

GOLD = Path("benchmarks/spoken_gold.tsv")
LEAST_LINES = 300
LEAST_EXACT_PERCENT = 97.0
MOST_WRONG_PERCENT = 0.6
HEAD = "id\tcategory\tinput\texpected\talternatives\n"


def line(*readings: str) -> Line:
    return Line("T1", "test", "", tuple(parse(reading) for reading in readings))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("năm trăm đồng một ki lô", 0),
        ("năm trăm đồng mỗi ki lô", 0),
        ("năm trăm đồng ki lô", 0),
        ("năm trăm đồng trên ki lô gam", 0),
        ("năm trăm đồng trên tạ", 2),
        ("năm đồng một ki lô", 1),
        ("khoảng năm trăm đồng một ki lô", 1),
        ("", 5),
    ],
)
def test_of_choices_inside_choices_the_nearest_counts(said: str, wrong: int) -> None:
    assert errors(line("năm trăm đồng {một;mỗi;} {ki lô;{;trên} ki lô gam}"), said) == wrong


def test_the_nearest_of_several_readings_counts() -> None:
    assert errors(line("ngày một", "mồng một tháng giêng"), "mồng một tháng hai") == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Uỷ ban, NHÂN DÂN!", "ủy ban nhân dân"),
        ("hoà khoẻ quý", "hòa khỏe quí"),
        ("hai mươi tư ngàn lẻ tư", "hai mươi bốn nghìn linh bốn"),
        ("u\u0309y", "ủy"),
    ],
)
def test_what_sounds_alike_is_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("tháng tư", "tháng bốn"), ("ba", "bà"), ("hai mươi", "hai mười")]
)
def test_what_sounds_otherwise_is_not(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_a_score_counts_lines_and_words() -> None:
    got = score([line("một hai ba"), line("bốn {năm;lăm sáu}")], ["một ba", "Bốn, lăm sáu."])
    assert got == (2, 1, 1, 5)
    assert got.exact_percent == pytest.approx(50.0)
    assert got.error_percent == pytest.approx(20.0)


def test_a_set_is_read_with_its_alternatives(tmp_path: Path) -> None:
    file = tmp_path / "set.tsv"
    file.write_text(HEAD + "A1\tdate\t1/5\tmột năm\tmồng một | {một;hai} tháng năm\n", "utf-8")
    (only,) = read_gold(file)
    assert (only.name, only.category, only.written, only.length) == ("A1", "date", "1/5", 2)
    assert [errors(only, said) for said in ("một năm", "mồng một", "hai tháng năm")] == [0, 0, 0]


@pytest.mark.parametrize("reading", ["{một;hai", "một}", "{một;{hai}"])
def test_a_brace_without_its_partner_is_named(tmp_path: Path, reading: str) -> None:
    file = tmp_path / "set.tsv"
    file.write_text(HEAD + f"A7\tdate\t1\tmột\t{reading}\n", "utf-8")
    with pytest.raises(ValueError, match="A7: a brace of"):
        read_gold(file)


def test_the_set_of_the_benchmark_is_read_as_it_should_be() -> None:
    lines = read_gold(GOLD)
    assert len({line.name for line in lines}) == len(lines) > LEAST_LINES
    got = score(lines, [spoken_form(line.written) for line in lines])
    assert got.exact_percent >= LEAST_EXACT_PERCENT
    assert got.error_percent <= MOST_WRONG_PERCENT

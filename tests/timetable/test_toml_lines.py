import tomllib

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.timetable.toml_lines import line_at, lines_of

TEXT = '''# a comment with = and [brackets]
name = "x # no comment"   # comment
long = """
several
lines = [1]
"""
days = [
  "mon",  # one
  "tue", ["deep",
  "er"],
]
point = { x = 1, y = [1,
  2] }
a.b = 1

[[rundown]]
tune = 'opening'
[[rundown]]
section = "S"
[rundown.more]
"quoted key" = 2
[[rundown]]
say = \'\'\'it
is\'\'\'
sting = true
'''


def test_each_key_is_found_on_its_line() -> None:
    tomllib.loads(TEXT)
    lines = lines_of(TEXT)
    expected = {
        ("name",): 2,
        ("long",): 3,
        ("days",): 7,
        ("days", 0): 8,
        ("days", 1): 9,
        ("days", 2, 1): 10,
        ("point", "y", 1): 13,
        ("a", "b"): 14,
        ("rundown", 0): 16,
        ("rundown", 0, "tune"): 17,
        ("rundown", 1, "section"): 19,
        ("rundown", 1, "more", "quoted key"): 21,
        ("rundown", 2): 22,
        ("rundown", 2, "say"): 23,
        ("rundown", 2, "sting"): 25,
    }
    assert {place: lines.get(place) for place in expected} == expected


def test_what_has_no_line_of_its_own_is_named_by_what_is_around_it() -> None:
    lines = lines_of(TEXT)
    assert line_at(lines, ("rundown", 1, "missing")) == 18
    assert line_at(lines, ("unheard", "of")) == 1


@given(st.lists(st.integers(0, 3), max_size=20))
def test_the_nth_table_is_found_wherever_it_stands(gaps: list[int]) -> None:
    text, expected, line = "", {}, 1
    for n, gap in enumerate(gaps):
        text += "\n" * gap + f'[[rundown]]\nsay = """a{chr(10) * (n % 3)}b"""\nat = {n}\n'
        expected["rundown", n, "at"] = line + gap + 2 + n % 3
        line += gap + 3 + n % 3
    tomllib.loads(text)
    lines = lines_of(text)
    assert {place: lines[place] for place in expected} == expected

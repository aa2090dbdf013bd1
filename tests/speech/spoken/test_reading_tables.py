"""Whole texts and exactly what is said for them, in tables by kind of text (readings/*.tsv)."""

from pathlib import Path

import pytest

from broadcaster.speech.spoken import spoken_form

_TABLES = Path(__file__).parent / "readings"
_COLUMNS = 3


def lines_of(table: Path) -> list[tuple[str, str, str]]:
    """The kind, text and spoken form of each row; a line end in a text is written as \\n."""
    rows = []
    for number, line in enumerate(table.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != _COLUMNS or not all(cells):
            message = f"{table.name}, line {number}: kind, text and spoken form, divided by tabs"
            raise ValueError(message)
        kind, text, spoken = (cell.replace("\\n", "\n") for cell in cells)
        rows.append((f"{table.stem}.{kind}", text, spoken))
    return rows


ROWS = [row for table in sorted(_TABLES.glob("*.tsv")) for row in lines_of(table)]


@pytest.mark.parametrize(("kind", "text", "spoken"), ROWS, ids=[f"{k}: {t}" for k, t, _ in ROWS])
def test_a_text_is_said_as_the_table_has_it(kind: str, text: str, spoken: str) -> None:
    assert spoken_form(text) == spoken, kind


def test_every_table_has_rows() -> None:
    tables = sorted(_TABLES.glob("*.tsv"))
    assert tables
    assert all(lines_of(table) for table in tables)

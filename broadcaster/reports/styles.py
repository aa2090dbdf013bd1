"""How official documents look in a workbook: NĐ 30/2020/NĐ-CP on A4, lying."""

import textwrap
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from broadcaster.reports.weekly_log import shown

FONT = "Times New Roman"
SIZE = 13
_A4 = 9
_MM_PER_INCH = 25.4
_DAY_S = 86_400
_LINE_PT = 15.5
# How wide a letter of the font is on average, in a workbook's unit of column width.
_LETTER, _BOLD_LETTER = 0.92, 1.02


class FirstPageUnnumbered(Worksheet):  # type: ignore[misc] # the library has no types
    """A sheet whose first page has no header, as the decree asks: XlsxWriter has no option."""

    def _xml_start_tag(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        if tag == "headerFooter":
            attributes = [*attributes, ("differentFirst", 1)]
        super()._xml_start_tag(tag, attributes)


class Styles:
    """The formats of one workbook, each made when first asked for."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def plain(self, **properties: Any) -> Format:
        """Return a format in the documents' font, changed by XlsxWriter's `properties`."""
        all_properties = {
            "font_name": FONT,
            "font_size": SIZE,
            "valign": "vcenter",
            **properties,
        }
        key = tuple(sorted(all_properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(all_properties)
        return self._made[key]

    def centred(self, **properties: Any) -> Format:
        """Return the format of a line that stands in the middle."""
        return self.plain(align="center", **properties)

    def cell(self, **properties: Any) -> Format:
        """Return the format of a cell of a table."""
        return self.plain(border=1, text_wrap=True, valign="top", **properties)

    def length(self) -> Format:
        """Return the format of a table's length of time, which may exceed a day."""
        return self.cell(align="center", num_format="[h]:mm:ss")

    def heading(self) -> Format:
        """Return the format of a table's headings."""
        return self.cell(bold=True, align="center", bg_color="#E7E6E6")


def lay_page(sheet: Worksheet, widths: tuple[float, ...]) -> None:
    """Set the page: A4 lying, the decree's margins, page number at the top, one page wide."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    left, right, top, bottom = (mm / _MM_PER_INCH for mm in (30, 15, 20, 20))
    sheet.set_margins(left=left, right=right, top=top, bottom=bottom)
    sheet.set_header(f'&C&"{FONT},Regular"&{SIZE}&P', {"margin": 10 / _MM_PER_INCH})
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_default_row(_LINE_PT + 3)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def set_height(
    sheet: Worksheet,
    row: int,
    texts: tuple[str, ...],
    widths: tuple[float, ...],
    *,
    bold: bool = False,
) -> None:
    """Make the row as high as its wrapped texts need: not every program does so by itself."""
    letter = _BOLD_LETTER if bold else _LETTER
    lines = max(_lines(text, width / letter) for text, width in zip(texts, widths, strict=True))
    sheet.set_row(row, lines * _LINE_PT + 3)


def write_time(
    sheet: Worksheet, row: int, column: int, moment: datetime | None, style: Format
) -> None:
    """Write a moment as Vietnam's date and time, to the nearest second; None leaves a blank."""
    if moment is None:
        sheet.write_blank(row, column, None, style)
        return
    sheet.write_datetime(row, column, shown(moment).replace(tzinfo=None), style)


def days(seconds: float) -> float:
    """Return seconds as a workbook counts time: in days."""
    return seconds / _DAY_S


def write_across(
    sheet: Worksheet, row: int, columns: tuple[int, int], text: str, style: Format
) -> None:
    """Write text over several columns, as text whatever it begins with."""
    first, last = columns
    sheet.merge_range(row, first, row, last, "", style)
    sheet.write_string(row, first, text, style)


def _lines(text: str, letters: float) -> int:
    return max(1, len(textwrap.wrap(text, max(1, int(letters)))))

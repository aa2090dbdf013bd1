"""The documents themselves, read back with other programs."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import Session

from broadcaster.errors import BroadcasterError, InvalidInput, NotFound
from broadcaster.reports import WEEKLY_LOG, endings, kinds, report_bytes, write_report
from broadcaster.reports.csv import COLUMNS
from broadcaster.reports.words import OVERLAID
from broadcaster.station import Station
from broadcaster.timetable import EntryKind
from tests.airlog.examples import air, an_airing
from tests.reports.week import MONDAY, NOW, SUNDAY, at, log_the_week
from tests.rig.store import migrated

HEAD = 9  # the row of the headings, counted from 1


@pytest.fixture
def station(tmp_path: Path) -> Station:
    """Give the settings of xã Mẫu."""
    return Station(home=tmp_path)


@pytest.fixture
def session(station: Station) -> Iterator[Session]:
    """Give a session that may add to the log; what becomes a file is the same on any database."""
    with migrated(station.database_url) as store, store.writing() as session:
        yield session


def workbook(session: Session, station: Station, *, values: bool = False) -> Any:
    content = report_bytes(
        WEEKLY_LOG, "xlsx", session, station, MONDAY, SUNDAY, now=NOW, player_runs=True
    )
    return load_workbook(io.BytesIO(content), data_only=values)


def rows(session: Session, station: Station) -> list[dict[str, str]]:
    content = report_bytes(
        WEEKLY_LOG, "csv", session, station, MONDAY, SUNDAY, now=NOW, player_runs=True
    )
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def row_of(sheet: Any, words: str, column: int = 1) -> int:
    """Return the number of the first row whose cell begins with these words."""
    for row in range(1, sheet.max_row + 1):
        if str(sheet.cell(row, column).value or "").startswith(words):
            return row
    pytest.fail(f"no cell says {words}")


def cells(sheet: Any, row: int) -> list[Any]:
    return [cell.value for cell in sheet[row]]


def test_the_workbook_carries_the_log_as_values(session: Session, station: Station) -> None:
    log_the_week(session)
    sheet = workbook(session, station)["Nhật ký"]
    assert cells(sheet, HEAD)[:6] == [
        "STT",
        "Ngày",
        "Giờ theo lịch",
        "Giờ phát thực tế",
        "Chương trình",
        "Nội dung",
    ]
    assert cells(sheet, HEAD + 3) == [
        3,
        datetime(2026, 11, 16),  # noqa: DTZ001 - a workbook knows no zones
        datetime(2026, 11, 16, 5, 30, 22),  # noqa: DTZ001 - a workbook knows no zones
        datetime(2026, 11, 16, 5, 30, 22),  # noqa: DTZ001 - a workbook knows no zones
        "Bản tin sáng",
        "Lịch tiêm chủng tháng 12",
        "Thông báo",
        timedelta(seconds=95.5),
        "gtts vi (giọng AI)",
        "Đã phát",
        "",
    ]
    missed = cells(sheet, HEAD + 8)
    assert (missed[3], missed[9], missed[10]) == (None, "Bị lỡ", "mất điện")


def test_no_text_becomes_a_formula(session: Session, station: Station) -> None:
    for number, title in enumerate(("=1+1", "+1", "-1", "@SUM(A1)", "{=A1}", "http://x.vn")):
        air(session, str(number), an_airing(title=title, slot=title, voice=title))
    sheet = workbook(session, station)["Nhật ký"]
    for row in range(HEAD + 1, HEAD + 7):
        for column in (5, 6, 9):
            assert sheet.cell(row, column).data_type == "s"
            assert sheet.cell(row, column).hyperlink is None
    assert sheet.cell(HEAD + 1, 6).value == "=1+1"


def test_totals_are_formulas_that_carry_their_values(session: Session, station: Station) -> None:
    log_the_week(session)
    formulas = workbook(session, station)["Nhật ký"]
    values = workbook(session, station, values=True)["Nhật ký"]
    row = row_of(formulas, "Thông báo")
    assert formulas.cell(row, 6).value.startswith("=COUNTIFS(")
    assert formulas.cell(row, 7).value.startswith("=SUMIF(")
    assert values.cell(row, 6).value == 3
    assert values.cell(row, 7).value == timedelta(seconds=20 + 75.5 + 95.5)
    total = row_of(formulas, "Cộng")
    heard = 15.2 + 6.4 + 95.5 + 40.25 + 20 + 30 + 75.5
    assert values.cell(total, 6).value == 7
    assert values.cell(total, 7).value.total_seconds() == pytest.approx(heard, abs=0.001)
    slots = values.cell(row_of(values, "Số buổi"), 1).value
    assert slots == "Số buổi theo lịch: 5; đã phát: 2; bị lỡ: 2; đã huỷ: 1."


def test_the_second_sheet_sums_each_day(session: Session, station: Station) -> None:
    log_the_week(session)
    sheet = workbook(session, station, values=True)["Tổng hợp"]
    monday = cells(sheet, row_of(sheet, "Thứ Hai"))
    assert monday[0] == "Thứ Hai, 16/11/2026"
    assert monday[1:6] == [1, 1, 0, 0, 0]
    assert monday[6] == timedelta(seconds=135.75)
    assert cells(sheet, row_of(sheet, "Cộng"))[1:6] == [5, 2, 2, 1, 3]
    assert (
        workbook(session, station)["Tổng hợp"]
        .cell(row_of(sheet, "Cộng"), 2)
        .value.startswith("=SUM(")
    )


def test_music_under_words_counts_once_in_the_totals_and_both_sheets_say_so(
    session: Session, station: Station
) -> None:
    for entry, kind in (("tune", EntryKind.TUNE), ("words", EntryKind.ANNOUNCEMENT)):
        air(session, entry, an_airing(kind=kind, title=entry), at=at(MONDAY, 5), aired_s=120)
    book, formulas = workbook(session, station, values=True), workbook(session, station)
    total = row_of(book["Nhật ký"], "Cộng")
    parts = [book["Nhật ký"].cell(total - place, 7).value for place in (2, 1)]
    assert parts == [timedelta(minutes=2)] * 2
    assert book["Nhật ký"].cell(total, 7).value == timedelta(minutes=2)
    assert formulas["Nhật ký"].cell(total, 7).value.endswith(f")-{120 / 86_400:.9f}")
    days = book["Tổng hợp"]
    for words in ("Thứ Hai", "Cộng"):
        shown = cells(days, row_of(days, words))
        assert (shown[7], shown[8], shown[-1]) == (timedelta(minutes=2),) * 3
    assert cells(days, 4)[-1] == "Tổng thời lượng"
    for sheet in (book["Nhật ký"], days):
        assert row_of(sheet, OVERLAID) == row_of(sheet, "Cộng") + 1


def test_without_music_under_words_nothing_is_said_of_it(
    session: Session, station: Station
) -> None:
    log_the_week(session)
    for sheet in workbook(session, station):
        assert OVERLAID not in [row[0].value for row in sheet]


def test_the_page_follows_the_decree(session: Session, station: Station) -> None:
    log_the_week(session)
    sheet = workbook(session, station)["Nhật ký"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    margins = sheet.page_margins
    millimetres = [round(25.4 * m) for m in (margins.left, margins.right, margins.top)]
    assert millimetres == [30, 15, 20]
    assert sheet.print_title_rows == f"${HEAD}:${HEAD}"
    assert "&P" in str(sheet.oddHeader.center.text)
    assert {(c.font.name, c.font.size) for c in sheet[HEAD + 1]} == {("Times New Roman", 13)}
    said = {cell.value for row in sheet["A1:K8"] for cell in row}
    assert {
        "ỦY BAN NHÂN DÂN XÃ MẪU",
        "ĐÀI TRUYỀN THANH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "SỔ NHẬT KÝ PHÁT THANH HẰNG TUẦN",
        "Từ ngày 16/11/2026 đến ngày 22/11/2026",
    } <= said
    signers = cells(sheet, row_of(sheet, "NGƯỜI LẬP BIỂU"))
    assert "NGƯỜI KIỂM TRA" in signers
    assert "THỦ TRƯỞNG ĐƠN VỊ" in signers


def test_the_first_page_has_no_number_and_the_later_ones_have(
    session: Session, station: Station
) -> None:
    log_the_week(session)
    book = workbook(session, station)
    log, totals = book["Nhật ký"], book["Tổng hợp"]
    assert log.HeaderFooter.differentFirst
    assert log.firstHeader.center.text is None
    for sheet in (log, totals):
        assert "&P" in str(sheet.oddHeader.center.text)
    assert not totals.HeaderFooter.differentFirst


def test_the_last_line_is_the_seal(session: Session, station: Station) -> None:
    log_the_week(session)
    sheet = workbook(session, station)["Nhật ký"]
    assert str(sheet.cell(sheet.max_row, 1).value).startswith("Nhật ký nguyên vẹn: ")


def test_an_empty_week_says_so(session: Session, station: Station) -> None:
    sheet = workbook(session, station)["Nhật ký"]
    assert "Không có nội dung nào" in str(sheet.cell(HEAD + 1, 1).value)
    assert str(sheet.cell(sheet.max_row, 1).value).startswith("Nhật ký nguyên vẹn: 0 dòng")
    (row,) = rows(session, station)
    assert "Không có nội dung nào" in row["Nội dung"]


def test_long_text_gets_a_row_high_enough(session: Session, station: Station) -> None:
    air(session, "a", an_airing(title="Tin"))
    air(session, "b", an_airing(title="Thông báo tiêm chủng " * 14))
    sheet = workbook(session, station)["Nhật ký"]
    heights = [sheet.row_dimensions[row].height for row in (HEAD + 1, HEAD + 2)]
    assert heights[1] > 3 * heights[0]


def test_the_csv_carries_the_log(session: Session, station: Station) -> None:
    log_the_week(session)
    found = rows(session, station)
    assert tuple(found[0]) == COLUMNS
    assert len(found) == 10
    assert found[4]["Kết quả"] == "Bị cắt"
    assert found[4]["Thời lượng (giây)"] == "20.000"
    assert found[4]["Lý do"] == "diễn tập"
    assert found[7]["Giờ phát thực tế"] == ""
    assert len(found[0]["Mã băm"]) == 64


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "  ="])
def test_no_text_of_the_csv_is_a_formula(session: Session, station: Station, start: str) -> None:
    air(session, "a", an_airing(title=f"{start}cmd", slot=f"{start}cmd", voice=f"{start}cmd"))
    (row,) = rows(session, station)
    for column in ("Nội dung", "Chương trình", "Giọng đọc"):
        assert row[column].startswith("'")


def test_ordinary_text_of_the_csv_stays_as_it_is(session: Session, station: Station) -> None:
    title = 'Tin "nóng", 2-3 dòng\nvà dấu ; khác'
    air(session, "a", an_airing(title=title))
    (row,) = rows(session, station)
    assert row["Nội dung"] == title


def test_a_report_is_written_whole_and_leaves_nothing_beside(
    session: Session, station: Station, tmp_path: Path
) -> None:
    folder = tmp_path / "báo cáo"
    folder.mkdir()
    for name in ("tuần.XLSX", "tuần.csv"):
        path = write_report(
            WEEKLY_LOG, session, station, MONDAY, SUNDAY, folder / name, now=NOW, player_runs=True
        )
        assert path == folder / name
        assert path.stat().st_size > 0
    write_report(
        WEEKLY_LOG, session, station, MONDAY, SUNDAY, folder / "tuần.csv", now=NOW, player_runs=True
    )
    assert sorted(path.name for path in folder.iterdir()) == ["tuần.XLSX", "tuần.csv"]


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("weekly", "a.xlsx", "weekly-log"),
        (WEEKLY_LOG, "a.docx", "xlsx, csv"),
        (WEEKLY_LOG, "a", "xlsx, csv"),
    ],
)
def test_an_unknown_kind_or_ending_is_told_with_what_there_is(
    session: Session, station: Station, tmp_path: Path, kind: str, name: str, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said) as caught:
        write_report(
            kind, session, station, MONDAY, SUNDAY, tmp_path / name, now=NOW, player_runs=True
        )
    assert said in caught.value.vi
    assert not (tmp_path / name).exists()


def test_days_in_the_wrong_order_are_refused(
    session: Session, station: Station, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput, match="after the last day"):
        write_report(
            WEEKLY_LOG,
            session,
            station,
            SUNDAY,
            MONDAY,
            tmp_path / "a.csv",
            now=NOW,
            player_runs=True,
        )


def test_a_folder_that_is_not_there_is_told(
    session: Session, station: Station, tmp_path: Path
) -> None:
    with pytest.raises(NotFound, match="create it"):
        write_report(
            WEEKLY_LOG,
            session,
            station,
            MONDAY,
            SUNDAY,
            tmp_path / "no" / "a.csv",
            now=NOW,
            player_runs=True,
        )


def test_a_file_that_cannot_be_written_is_told_and_the_old_one_stays(
    session: Session, station: Station, tmp_path: Path
) -> None:
    folder = tmp_path / "a.csv"
    folder.mkdir()
    (folder / "old").touch()
    with pytest.raises(BroadcasterError, match="cannot be written") as caught:
        write_report(
            WEEKLY_LOG, session, station, MONDAY, SUNDAY, folder, now=NOW, player_runs=True
        )
    assert "Không ghi được" in caught.value.vi
    assert [path.name for path in tmp_path.iterdir() if "new" in path.name] == []
    assert (folder / "old").exists()


def test_a_folder_that_refuses_files_is_told(session: Session, station: Station) -> None:
    with pytest.raises(BroadcasterError, match="cannot be written"):
        write_report(
            WEEKLY_LOG,
            session,
            station,
            MONDAY,
            SUNDAY,
            Path("/proc/a.csv"),
            now=NOW,
            player_runs=True,
        )


def test_the_reports_there_are_can_be_listed() -> None:
    assert WEEKLY_LOG in kinds()
    assert endings(WEEKLY_LOG) == ["xlsx", "csv"]


def test_a_leap_day_long_ago_can_be_asked_for(session: Session, station: Station) -> None:
    long_ago = date(2000, 2, 29)
    assert report_bytes(
        WEEKLY_LOG, "csv", session, station, long_ago, long_ago, now=NOW, player_runs=True
    )

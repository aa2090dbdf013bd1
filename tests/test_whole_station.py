"""The whole station as people use it: `run`, the panel in a browser, the air, the log."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from broadcaster.airlog import Outcome
from broadcaster.timetable import EntryKind
from tests.rig.chromium import visitor
from tests.rig.commune import APPROVER, EDITOR, PASSWORD, Commune, heard_at_their_times, recorded
from tests.rig.one_day import stay_within_a_day
from tests.web import journey
from tests.web.served import free_port

TITLE = "Tiêm phòng cho trẻ em"
SCRIPT = "Trạm y tế xã tiêm phòng cho trẻ em vào sáng thứ bảy, từ bảy giờ ba mươi phút. " * 3
TAKES_S = 400.0
AHEAD_S = 75


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Commune]:
    made = Commune(tmp_path / "đài xã", f"panel_port = {free_port()}\n")
    yield made
    made.close()


@pytest.mark.browser
@pytest.mark.process
def test_from_a_script_in_the_panel_to_the_air_and_the_log(
    commune: Commune, chromium: Browser, tmp_path: Path
) -> None:
    stay_within_a_day(TAKES_S)
    file = commune.home / "thu.wav"
    address = f"http://127.0.0.1:{commune.app.station.panel_port}"
    with commune.process("run", "--speaker", f"wav:{file}") as station:
        commune.wait_for(commune.app.door.state, station)
        with visitor(chromium, address) as editor, visitor(chromium, address) as approver:
            writing, deciding = editor.new_page(), approver.new_page()
            commune.wait_for(lambda: _answers(commune.app.station.panel_port), station)
            journey.log_in(writing, EDITOR, PASSWORD)
            journey.log_in(deciding, APPROVER, PASSWORD)
            news_id = journey.write_item(writing, TITLE, SCRIPT)
            commune.wait_for(lambda: commune.sounds_of(news_id), station)
            journey.listen_and_approve(deciding, TITLE)
            start = commune.app.clock.now().replace(microsecond=0) + timedelta(seconds=AHEAD_S)
            commune.declare(start)
            commune.wait_for(commune.planned_today, station)
            journey.see_in_timetable(writing, TITLE)
            commune.wait_until_over(station)
            journey.see_aired(writing, TITLE)
            workbook = journey.export_week(writing, tmp_path)
            expect(writing.get_by_text("Sổ nhật ký nguyên vẹn")).to_be_visible()
    (entry,) = commune.log(EntryKind.ITEM)
    assert (entry.news_id, entry.outcome) == (news_id, Outcome.AIRED)
    heard_at_their_times(commune, recorded(file), [entry])
    cells = [c.value for sheet in openpyxl.load_workbook(workbook) for row in sheet for c in row]
    assert any(TITLE in str(value) for value in cells)
    assert commune.chain_is_whole()


def _answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0

"""What today's page says of a real player, right after it was killed or silenced."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.commune import APPROVER, EDITOR, PASSWORD, TEXTS, Commune
from tests.rig.one_day import stay_within_a_day
from tests.web.visitor import Visitor, words
from web import create_app

pytestmark = [pytest.mark.process, pytest.mark.loopback]

LEAD_S = 12
TAKES_S = 180.0


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Commune]:
    """Give a commune with a slot to come, of one long item."""
    stay_within_a_day(TAKES_S)
    made = Commune(tmp_path / "home")
    made.approved(" ".join([TEXTS[0]] * 10), title="Tiêm phòng cho trẻ")
    made.on_air_in(LEAD_S)
    yield made
    made.close()


@pytest.fixture
def visitor(commune: Commune) -> Visitor:
    """Give somebody who is logged in at the commune's panel."""
    app = commune.app
    found = Visitor(create_app(app.station, app.store, app.clock, player=app.interrupter))
    assert found.log_in(EDITOR, PASSWORD).status_code == 302
    return found


def test_what_a_killed_player_played_is_on_air_no_more(commune: Commune, visitor: Visitor) -> None:
    with commune.player("null") as player:
        commune.wait_for_item(0)
        page = words(visitor.get("/today/air"))
        assert "Đang phát" in page
        assert "Tiêm phòng cho trẻ" in page
        player.kill()
        player.wait()
        for part in ("/today/air", "/today/slots"):
            page = words(visitor.get(part))
            assert "Đang phát" not in page, part
            assert "Tiêm phòng cho trẻ" not in page, part
            assert "áy phát chưa chạy" in page, part


def test_a_slot_that_an_operator_stopped_says_by_whom_and_what_was_heard(
    commune: Commune, visitor: Visitor
) -> None:
    with commune.player("null") as player:
        commune.wait_for_item(0)
        assert commune.app.interrupter.stop(APPROVER)
        commune.wait_until_over(player)
        commune.wait_for(lambda: "Phát chưa hết" in words(visitor.get("/today/slots")), player)
        page = words(visitor.get("/today/slots"))
    assert f"dừng bởi {APPROVER}" in page
    assert "Phát được" in page
    assert "0 tin bài đã phát trọn vẹn" in page

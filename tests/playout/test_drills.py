"""The text of a drill is approved for drills: told as one, and never heard as a real message."""

from dataclasses import replace

import pytest

from broadcaster import newsroom
from broadcaster.airlog import RESERVE_FILE, LogKeeper
from broadcaster.errors import NotApproved
from broadcaster.newsroom import Means
from broadcaster.playout import Interrupter, drills
from broadcaster.playout.desk.desk import StationDesk
from broadcaster.timetable import EntryKind
from tests.playout.fake_door import FakeDoor
from tests.rig.commune import APPROVER, EDITOR, TEXTS, Commune


def interrupter(commune: Commune, door: FakeDoor) -> Interrupter:
    app = commune.app
    return Interrupter(app.store, app.clock, app.station, app.local_voices, door)


def interrupt(commune: Commune, *, drill: bool) -> int:
    """Return the number of the news item that the interruption has made of its text."""
    door = FakeDoor()
    interrupter(commune, door).interrupt(by=APPROVER, text="Lũ về.", drill=drill)
    return int(door.asked[-1]["news_id"])


def told_as_drills(commune: Commune) -> frozenset[int]:
    with commune.app.store.reading() as session:
        return drills(session, newsroom.items(session))


def test_only_the_text_of_a_drill_is_told_as_one(commune: Commune) -> None:
    commune.approved(TEXTS[0])
    drill = interrupt(commune, drill=True)
    interrupt(commune, drill=False)
    assert told_as_drills(commune) == {drill}


def test_the_text_of_a_drill_makes_no_noise_as_a_real_message(commune: Commune) -> None:
    drill, door = interrupt(commune, drill=True), FakeDoor()
    with pytest.raises(NotApproved, match="is the text of a drill") as told:
        interrupter(commune, door).interrupt(by=APPROVER, news_id=drill)
    assert "là lời diễn tập" in told.value.vi
    assert door.asked == []


def test_the_text_of_a_real_message_may_be_told_again(commune: Commune) -> None:
    real, door = interrupt(commune, drill=False), FakeDoor()
    interrupter(commune, door).interrupt(by=APPROVER, news_id=real)
    assert door.asked[-1]["news_id"] == real


def test_one_that_is_written_anew_and_approved_is_a_real_message(commune: Commune) -> None:
    drill, app = interrupt(commune, drill=True), commune.app
    with app.store.writing() as session:
        old = newsroom.content_of(newsroom.item(session, drill).newest)
        new = old.model_copy(update={"script": "Lũ về thật."})
        newsroom.revise(session, app.clock, app.station, drill, new, by=EDITOR)
    assert told_as_drills(commune) == {drill}, "until it is approved the drill's text stands"
    with app.store.writing() as session:
        newsroom.submit(session, app.clock, drill, by=EDITOR)
        newsroom.approve(
            session, app.clock, app.station, drill, by=APPROVER, means=Means.COMMAND_LINE
        )
    assert told_as_drills(commune) == set()
    door = FakeDoor()
    interrupter(commune, door).interrupt(by=APPROVER, news_id=drill)
    assert door.what() == ["interrupt", "message"]


def test_the_player_looks_again_just_before_the_sound(commune: Commune) -> None:
    app = commune.app
    keeper = LogKeeper(app.store, app.clock, app.station.run / RESERVE_FILE)
    desk = StationDesk(app.store, app.clock, app.station, keeper, name="player")
    drill = commune.held_item(interrupt(commune, drill=True))
    assert desk.refuses(replace(drill, kind=EntryKind.DRILL)) is None
    refused = "lời diễn tập, không được duyệt để phát thật"
    assert desk.refuses(replace(drill, kind=EntryKind.EMERGENCY)) == refused
    real = commune.held_item(interrupt(commune, drill=False))
    assert desk.refuses(replace(real, kind=EntryKind.EMERGENCY)) is None

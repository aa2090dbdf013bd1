"""Who may speak live, for how long, and in which slot: looked at before anything is heard."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from broadcaster import timetable
from broadcaster.errors import BroadcasterError, InvalidInput, NotAllowed, NotFound
from broadcaster.playout import HeldUp, LiveRoom, PlayerDoor, held_up
from broadcaster.timetable import Rundown, SlotState
from tests.rig.commune import APPROVER, EDITOR, Commune

LIVE = '[[rundown]]\nlive = "Lãnh đạo xã nói chuyện"\nat_most = "2m"\n'


class FakeDoor(PlayerDoor):
    """Remembers what the player would be asked."""

    def __init__(self) -> None:
        super().__init__(Path("nowhere"))
        self.asked: list[dict[str, Any]] = []

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(request)
        return {"id": request.get("id"), "ended": True, "live": None}


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def room(commune: Commune, door: FakeDoor) -> LiveRoom:
    return LiveRoom(commune.app.store, commune.app.station, door)


def test_the_player_learns_who_speaks_about_what_and_for_how_long(
    room: LiveRoom, door: FakeDoor
) -> None:
    name = room.begin(by=APPROVER, title="  Thông   báo ", longest_s=120)
    assert door.asked == [
        {
            "do": "live",
            "id": name,
            "by": APPROVER,
            "name": APPROVER,
            "title": "Thông báo",
            "longest_s": 120,
            "slot_id": None,
        }
    ]


def test_without_a_word_it_has_a_name_and_the_longest_time(room: LiveRoom, door: FakeDoor) -> None:
    room.begin(by=APPROVER)
    assert (door.asked[0]["title"], door.asked[0]["longest_s"]) == ("Phát trực tiếp", 600.0)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"by": EDITOR}, NotAllowed),
        ({"by": "console"}, NotAllowed),
        ({"by": "nobody"}, NotFound),
        ({"by": APPROVER, "longest_s": 601}, InvalidInput),
        ({"by": APPROVER, "longest_s": 0}, InvalidInput),
        ({"by": APPROVER, "title": "x" * 201}, InvalidInput),
        ({"by": APPROVER, "slot_id": 99}, NotFound),
    ],
)
def test_a_wrong_request_opens_no_microphone(
    room: LiveRoom, door: FakeDoor, asked: dict[str, Any], error: type[BroadcasterError]
) -> None:
    with pytest.raises(error):
        room.begin(**asked)
    assert door.asked == []


def test_a_slot_that_is_over_has_no_place_for_anybody(
    commune: Commune, room: LiveRoom, door: FakeDoor
) -> None:
    commune.declare(commune.app.clock.now() + timedelta(hours=1), rundown=LIVE)
    commune.prepare()
    slot = commune.slot()
    assert slot.id is not None
    room.begin(by=APPROVER, slot_id=slot.id)
    assert (door.asked[0]["slot_id"], door.asked[0]["title"]) == (slot.id, "")
    with commune.app.store.writing() as session:
        timetable.close(session, commune.app.clock, slot.id, SlotState.MISSED, by="x", reason="y")
    with pytest.raises(InvalidInput, match="is over"):
        room.begin(by=APPROVER, slot_id=slot.id)


def test_only_who_may_speak_ends_it(room: LiveRoom, door: FakeDoor) -> None:
    with pytest.raises(NotAllowed):
        room.end(by=EDITOR)
    assert room.end(by=APPROVER)
    assert [request["do"] for request in door.asked] == ["end live"]


@pytest.mark.process
def test_the_command_tells_who_may_not_and_that_no_player_runs(commune: Commune) -> None:
    refused = commune.run("live", "--by", EDITOR)
    assert (refused.returncode, "may not speak live" in refused.stderr) == (1, True)
    alone = commune.run("live", "--by", APPROVER, "--longest", "2m")
    assert (alone.returncode, "the player is not running" in alone.stderr) == (1, True)
    wrong = commune.run("live", "--by", APPROVER, "--longest", "2 phút")
    assert (wrong.returncode, "is not a length" in wrong.stderr) == (2, True)


def test_what_begins_while_somebody_may_still_speak_is_named_with_its_times(
    commune: Commune,
) -> None:
    app = commune.app
    commune.declare(app.clock.now() + timedelta(hours=1), length="5m")
    commune.prepare()
    slot = commune.slot()
    ahead = slot.planned_at - timedelta(minutes=4)
    as_long_as_some_of_it_is_left = timedelta(minutes=5, seconds=4)
    told = HeldUp(slot.name, slot.planned_at, slot.planned_at + as_long_as_some_of_it_is_left)

    def found(within_s: float, minutes_later: int = 0) -> list[HeldUp]:
        now = ahead + timedelta(minutes=minutes_later)
        with app.store.reading() as session:
            return held_up(session, app.station, now, within_s)

    assert found(241) == [told]
    assert found(239) == []
    assert found(241, minutes_later=4) == [], "its second is there"
    assert found(1e12) == [told]
    assert found(1e12, minutes_later=-8) == [], "nobody speaks longer than the station allows"
    assert slot.id is not None
    with app.store.writing() as session:
        timetable.claim(session, app.clock, slot.id, Rundown((), (), (), 0.0), by="player")
    assert found(241) == [told], "taken ahead by the player"
    with app.store.writing() as session:
        timetable.close(session, app.clock, slot.id, SlotState.MISSED, by="x", reason="y")
    assert found(241) == []


@pytest.mark.process
def test_the_command_names_what_begins_meanwhile(commune: Commune) -> None:
    commune.declare(commune.app.clock.now() + timedelta(minutes=8))
    commune.prepare()
    told = "note: Bản tin thử begins at"
    assert told in commune.run("live", "--by", APPROVER).stdout
    assert told not in commune.run("live", "--by", APPROVER, "--longest", "1m").stdout
    part = commune.run("live", "--by", APPROVER, "--slot", str(commune.slot().id))
    assert told not in part.stdout

"""An interruption from a person's word to the player: who may, what is said, what if it fails."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from broadcaster import newsroom
from broadcaster.errors import (
    BroadcasterError,
    InvalidInput,
    NotAllowed,
    NotApproved,
    NotFound,
    PlayoutUnavailable,
    SpeechFailed,
    Superseded,
)
from broadcaster.newsroom import Means, Priority
from broadcaster.playout import Alert, Interrupter, Interruption
from broadcaster.playout.interruptions.asking import ask_with_text
from broadcaster.playout.interruptions.words import CANCELLED, GAVE_WAY, INTERRUPTED, STOPPED
from broadcaster.speech import VoiceChain
from tests.playout.fake_door import FakeDoor
from tests.rig.commune import APPROVER, EDITOR, TEXTS, Commune


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def interrupter(commune: Commune, door: FakeDoor) -> Interrupter:
    app = commune.app
    return Interrupter(app.store, app.clock, app.station, app.local_voices, door)


def test_the_tone_is_asked_for_before_the_message(
    commune: Commune, interrupter: Interrupter, door: FakeDoor
) -> None:
    name = interrupter.interrupt(by=APPROVER, text="Lũ về, bà con lên chỗ cao.", level=4)
    assert door.what() == ["interrupt", "message"]
    tone, message = door.asked
    assert (tone["id"], tone["level"], tone["drill"]) == (name, 4, False)
    assert message["voice"].startswith("espeak-ng")
    assert (commune.home / message["file"]).is_file()
    with commune.app.store.reading() as session:
        view = newsroom.item(session, message["news_id"])
        (row,) = session.exec(select(Interruption)).all()
    assert view.approval is not None
    assert (view.approval.by, view.approval.means) == (APPROVER, Means.EMERGENCY)
    assert view.newest.priority is Priority.EMERGENCY
    assert (row.id, row.requested_by, row.level) == (name, APPROVER, 4)


def test_a_drill_says_that_it_is_one(commune: Commune, interrupter: Interrupter) -> None:
    interrupter.interrupt(by=APPROVER, text="Thử loa.", drill=True)
    with commune.app.store.reading() as session:
        (view,) = newsroom.items(session)
    assert view.newest.script
    assert view.newest.script.count("diễn tập") == 3


def test_an_approved_item_may_interrupt(
    commune: Commune, interrupter: Interrupter, door: FakeDoor
) -> None:
    news_id = commune.approved(TEXTS[0])
    interrupter.interrupt(by=APPROVER, news_id=news_id)
    assert door.asked[-1]["news_id"] == news_id


WRONG_TEXTS: list[tuple[str, dict[str, Any], type[BroadcasterError]]] = [
    (EDITOR, {"text": "Lũ về."}, NotAllowed),
    ("nobody", {"text": "Lũ về."}, NotFound),
    (APPROVER, {"text": "   "}, InvalidInput),
    (APPROVER, {"text": "..."}, InvalidInput),
    (APPROVER, {"text": "[nghỉ 2s] [nhấn][/nhấn]"}, InvalidInput),
    (APPROVER, {"text": "...", "drill": True}, InvalidInput),
    (APPROVER, {"text": "lũ về " * 3000}, InvalidInput),
    (APPROVER, {"text": "Lũ về.", "level": 6}, InvalidInput),
    (APPROVER, {"text": "Lũ về.", "level": 0}, InvalidInput),
    (APPROVER, {"text": "Lũ về\x07"}, InvalidInput),
    (APPROVER, {"text": "Lũ v\ufffd"}, InvalidInput),
    (APPROVER, {"text": "Lũ v\udcff", "drill": True}, InvalidInput),
    (APPROVER, {"text": "Lũ về.", "title": "x" * 301}, InvalidInput),
    (APPROVER, {"text": "Lũ về.", "title": "Lũ\x07"}, InvalidInput),
    (APPROVER, {"text": "Lũ về.", "title": "Lũ\udcff"}, InvalidInput),
    (APPROVER, {"text": "lũ " * 40}, InvalidInput),
    (APPROVER, {"text": "lũ " * 20, "drill": True}, InvalidInput),
]


@pytest.mark.parametrize(("who", "what", "error"), WRONG_TEXTS)
def test_a_wrong_text_makes_no_noise_where_the_store_is_not_loaded(
    commune: Commune,
    door: FakeDoor,
    who: str,
    what: dict[str, Any],
    error: type[BroadcasterError],
) -> None:
    app = commune.app
    station = app.station.model_copy(update={"longest_script": 100})
    with pytest.raises(error):
        ask_with_text(door, app.clock, station, Alert(**what), who)
    assert door.asked == []


@pytest.mark.parametrize(
    ("who", "what", "error"),
    [
        *WRONG_TEXTS,
        (APPROVER, {"news_id": 999}, NotFound),
        (APPROVER, {"news_id": 1, "title": "Lũ\udcff"}, InvalidInput),
    ],
)
def test_a_wrong_request_makes_no_noise(
    commune: Commune,
    interrupter: Interrupter,
    door: FakeDoor,
    who: str,
    what: dict[str, Any],
    error: type[BroadcasterError],
) -> None:
    station = commune.app.station.model_copy(update={"longest_script": 100})
    with pytest.raises(error):
        replace(interrupter, station=station).interrupt(by=who, **what)
    assert door.asked == []


def test_spaces_for_a_title_are_none(interrupter: Interrupter, door: FakeDoor) -> None:
    interrupter.interrupt(by=APPROVER, title=" \t", text="Lũ\n về.")
    assert [request["title"] for request in door.asked] == ["Lũ về.", "Lũ về."]


def test_an_item_that_is_not_approved_makes_no_noise(
    commune: Commune, interrupter: Interrupter, door: FakeDoor
) -> None:
    news_id = commune.submitted(TEXTS[0])
    with pytest.raises(NotApproved):
        interrupter.interrupt(by=APPROVER, news_id=news_id)
    assert door.asked == []


def test_where_no_voice_speaks_the_player_is_told_to_end_the_tone(
    commune: Commune, door: FakeDoor
) -> None:
    app = commune.app
    mute = Interrupter(app.store, app.clock, app.station, VoiceChain([], app.clock), door)
    with pytest.raises(SpeechFailed):
        mute.interrupt(by=APPROVER, text="Lũ về.")
    assert door.what() == ["interrupt", "abandon"]


@pytest.mark.parametrize("stands", ["on air", "queued", INTERRUPTED])
def test_who_tells_the_words_learns_how_the_interruption_stands(
    interrupter: Interrupter, door: FakeDoor, stands: str
) -> None:
    asked = interrupter.ask(Alert(text="Lũ về."), APPROVER)
    door.answer["stands"] = stands
    assert interrupter.tell(asked) == stands


@pytest.mark.parametrize("taken", [False, True])
@pytest.mark.parametrize(
    ("how", "why", "why_vi"),
    [
        (GAVE_WAY, "gave way to a real emergency", "nhường tin khẩn cấp thật"),
        (STOPPED, "somebody stopped", "bấm dừng"),
        (CANCELLED, "somebody cancelled it", "đã huỷ"),
    ],
)
def test_one_that_somebody_ended_before_its_words_is_told_so(
    interrupter: Interrupter, door: FakeDoor, how: str, why: str, why_vi: str, *, taken: bool
) -> None:
    door.answer |= {"taken": taken, "stands": how}
    with pytest.raises(Superseded, match=why) as told:
        interrupter.interrupt(by=APPROVER, text="Lũ về.")
    assert why_vi in told.value.vi
    assert door.what() == ["interrupt", "message"]


def test_one_that_was_over_for_another_reason_is_no_outcome(
    interrupter: Interrupter, door: FakeDoor
) -> None:
    door.answer |= {"taken": False, "stands": ""}
    with pytest.raises(PlayoutUnavailable, match="over before its message was ready"):
        interrupter.interrupt(by=APPROVER, text="Lũ về.")
    assert door.what() == ["interrupt", "message", "abandon"]

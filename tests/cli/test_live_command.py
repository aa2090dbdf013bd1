"""`broadcaster live` while somebody speaks: what they are told, and when it is over."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from broadcaster.cli.live import _end, _wait_until_over
from broadcaster.errors import PlayoutUnavailable
from broadcaster.locks import PLAYER, SUPERVISOR, sole
from tests.rig.fake_clock import FakeClock

FULL = "ổ đĩa đầy"
SPEAKING = {"id": "s", "recording_trouble": ""}
Answer = dict[str, Any] | None


class FakeRoom:
    """A player that answers look after look as the list says, None where nobody speaks.

    An error is an answer that was lost; the last answer stays. `refusals` are the answers to who
    ends the speech that are lost.
    """

    def __init__(self, *answers: Answer | PlayoutUnavailable, refusals: int = 0) -> None:
        self.answers = list(answers)
        self.refusals = refusals
        self.ended_by: list[str] = []

    def state(self) -> Answer:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, PlayoutUnavailable):
            raise answer
        return answer

    def end_live(self, *, by: str) -> bool:
        if self.refusals:
            self.refusals -= 1
            raise lost()
        self.ended_by.append(by)
        return True


def lost() -> PlayoutUnavailable:
    return PlayoutUnavailable("the player did not answer in time")


def app_with(room: FakeRoom, run: Path) -> Any:
    return SimpleNamespace(
        live=room, door=room, clock=FakeClock(), station=SimpleNamespace(run=run)
    )


@pytest.fixture(autouse=True)
def _signals_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)


def test_that_nothing_is_recorded_is_told_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    looks = [{"id": "s", "recording_trouble": each} for each in ("", FULL, FULL, "", FULL)]
    _wait_until_over(app_with(FakeRoom(*looks, None), tmp_path), "s", 0)
    told = "the disk takes no recording of what is said; it is heard all the same\n"
    assert capsys.readouterr().out == told


def test_a_lost_answer_does_not_end_who_speaks(tmp_path: Path) -> None:
    room = FakeRoom(SPEAKING, lost(), lost(), SPEAKING, None)
    with sole(PLAYER, tmp_path):
        _wait_until_over(app_with(room, tmp_path), "s", 0)
        assert room.answers == [None], "it is over only when the player says so"
        _end(app_with(room, tmp_path), "s", "lanhdao")
    assert room.ended_by == []


def test_a_player_that_is_gone_speaks_no_more(tmp_path: Path) -> None:
    app = app_with(FakeRoom(SPEAKING, lost()), tmp_path)
    _wait_until_over(app, "s", 10)
    _end(app, "s", "lanhdao")


@pytest.mark.parametrize(("again_s", "left"), [(10, [None]), (0, [SPEAKING, None])])
def test_a_microphone_that_is_armed_again_by_the_next_player_is_not_over(
    tmp_path: Path, again_s: float, left: list[Answer]
) -> None:
    room = FakeRoom(SPEAKING, lost(), None, SPEAKING, None)
    with sole(SUPERVISOR, tmp_path):
        _wait_until_over(app_with(room, tmp_path), "s", again_s)
    assert room.answers == left


@pytest.mark.parametrize(
    "room", [FakeRoom(lost(), lost(), SPEAKING), FakeRoom(SPEAKING, refusals=2)]
)
def test_who_ends_it_is_answered_truly_after_lost_answers(room: FakeRoom, tmp_path: Path) -> None:
    with sole(PLAYER, tmp_path):
        _end(app_with(room, tmp_path), "s", "lanhdao")
    assert room.ended_by == ["lanhdao"]


def test_somebody_else_at_the_microphone_is_not_ended(tmp_path: Path) -> None:
    room = FakeRoom({**SPEAKING, "id": "another"})
    _end(app_with(room, tmp_path), "s", "lanhdao")
    assert room.ended_by == []


def test_a_player_that_never_answers_is_not_told_as_ended(tmp_path: Path) -> None:
    with sole(PLAYER, tmp_path), pytest.raises(PlayoutUnavailable, match="may still be on air"):
        _end(app_with(FakeRoom(lost()), tmp_path), "s", "lanhdao")

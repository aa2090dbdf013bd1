"""`broadcaster interrupt --wait` and what is left to itself: how each ends, and what is written."""

import logging
from typing import Any

import pytest

from broadcaster.cli.message import tell, words_of
from broadcaster.errors import SpeechFailed, StoreTooNew, Superseded
from broadcaster.playout import Alert, Asked
from broadcaster.playout.interruptions.words import (
    CANCELLED,
    GAVE_WAY,
    INTERRUPTED,
    STARTING,
    STOPPED,
)
from tests.cli.command_line import CommandLine
from tests.rig.commune import APPROVER

DRILL = Asked(name="a", by=APPROVER, alert=Alert(text="Thử.", drill=True), queued=False)
WORDS = ("interrupt", "--text", "Lũ về.", "--by", APPROVER, "--wait")


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Give what the player answers to everything: the test changes it."""
    given: dict[str, Any] = {"queued": False, "taken": True, "stands": "on air"}
    monkeypatch.setattr("broadcaster.playout.door.PlayerDoor._ask", lambda *_: given)
    return given


@pytest.mark.parametrize("plan", [(), ("--repeat", "10m"), ("--repeat", "10m", "--until", "18:00")])
def test_it_is_done_when_the_words_are_with_the_player(
    cli: CommandLine, answer: dict[str, Any], plan: tuple[str, ...]
) -> None:
    assert cli.done(*WORDS, *plan).startswith("on air: ")
    answer |= {"queued": True, "stands": "queued"}
    assert cli.done(*WORDS, *plan).startswith("queued behind the interruption on air: ")
    answer["stands"] = STARTING
    assert cli.done(*WORDS, *plan).startswith("about to be heard: ")


@pytest.mark.parametrize("plan", [(), ("--repeat", "10m")])
@pytest.mark.parametrize(
    ("how", "why"),
    [
        (GAVE_WAY, "it gave way to a real emergency"),
        (STOPPED, "somebody stopped all that was on air"),
        (CANCELLED, "somebody cancelled it"),
    ],
)
def test_what_somebody_ended_before_its_words_ends_with_a_status_of_its_own(
    cli: CommandLine, answer: dict[str, Any], plan: tuple[str, ...], how: str, why: str
) -> None:
    answer |= {"taken": False, "stands": how}
    said = cli(*WORDS, *plan)
    assert (said.status, said.out) == (3, "")
    assert said.sentence.endswith(f"is over and its words were not heard: {why}")


def test_what_a_higher_one_displaced_says_so_and_is_named_to_be_told_again(
    cli: CommandLine, answer: dict[str, Any]
) -> None:
    answer["stands"] = INTERRUPTED
    said = cli(*WORDS, "--json")
    assert said.status == 3
    assert said.json["state"] == "interrupted"
    assert said.sentence == (
        f"another interruption goes before {said.json['id']}, which is told again from its tone on "
        "when that is over"
    )


def test_what_was_over_for_another_reason_could_not_be_done(
    cli: CommandLine, answer: dict[str, Any]
) -> None:
    answer |= {"taken": False, "stands": ""}
    assert "was over before its message was ready" in cli.refused(*WORDS)


def test_all_that_are_open_are_cancelled_and_none_is_told_as_such(
    cli: CommandLine, answer: dict[str, Any]
) -> None:
    answer |= {"interruptions": [{"id": "a"}, {"id": "b"}], "cancelled": True}
    assert cli.done("interrupt", "--cancel", "all") == "cancelled\n"
    assert cli("interrupt", "--cancel", "all", "--json").json == {"cancelled": ["a", "b"]}
    answer["interruptions"] = []
    assert "no interruption is open" in cli.refused("interrupt", "--cancel", "all")
    answer["cancelled"] = False
    assert "no interruption 'a' is open" in cli.refused("interrupt", "--cancel", "a")


@pytest.mark.parametrize("more", [("--text", "a"), ("--drill",), ("--level", 3), ("--wait",)])
def test_who_cancels_and_asks_for_a_new_one_at_once_cancels_nothing(
    cli: CommandLine, answer: dict[str, Any], more: tuple[object, ...]
) -> None:
    answer |= {"interruptions": [{"id": "a"}], "cancelled": True}
    said = cli.misused("interrupt", "--cancel", "all", *more)
    assert f"--cancel does not go with {more[0]}; nothing was cancelled" in said


class FakeApp:
    """A station where telling the words of an interruption ends as the test wishes."""

    def __init__(self, outcome: Exception | None) -> None:
        self.interrupter = self
        self._outcome = outcome

    def tell(self, asked: Asked) -> str:
        del asked
        if self._outcome:
            raise self._outcome
        return "on air"


@pytest.mark.parametrize(
    ("outcome", "level", "status"),
    [
        (None, logging.INFO, 0),
        (Superseded("somebody cancelled it"), logging.INFO, 0),
        (SpeechFailed("no voice could speak"), logging.ERROR, 1),
    ],
)
def test_what_could_be_expected_leaves_one_line_and_no_traceback(
    caplog: pytest.LogCaptureFixture, outcome: Exception | None, level: int, status: int
) -> None:
    caplog.set_level(logging.INFO)
    assert tell(FakeApp(outcome), DRILL) == status  # type: ignore[arg-type]
    (line,) = caplog.records
    assert (line.levelno, line.exc_info) == (level, None)


def test_a_fault_of_the_software_leaves_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(RuntimeError):
        tell(FakeApp(RuntimeError("a fault")), DRILL)  # type: ignore[arg-type]
    (line,) = caplog.records
    assert line.exc_info


class AppOfANewerVersion:
    """A station whose database a newer version made; it keeps what the player is asked."""

    def __init__(self) -> None:
        self.door = self
        self.asked: dict[str, Any] = {}

    @property
    def interrupter(self) -> None:
        message = "made by a newer version"
        raise StoreTooNew(message, "phiên bản mới hơn")

    def abandon(self, **request: Any) -> None:
        self.asked = request


def test_what_keeps_the_words_from_being_begun_ends_the_tone_with_its_reason() -> None:
    app = AppOfANewerVersion()
    with pytest.raises(StoreTooNew):
        words_of(app, DRILL)  # type: ignore[arg-type]
    assert app.asked == {"id": DRILL.name, "reason": "phiên bản mới hơn"}

"""A stage whose interruptions go through the player's book of them."""

from pathlib import Path
from typing import Any

from broadcaster.playout.air import AirItem, Alarm, Request
from broadcaster.playout.interruptions.book import AlarmBook
from broadcaster.playout.interruptions.note import AlarmNote
from broadcaster.playout.interruptions.words import STARTING
from tests.playout.stage import FakeDesk, Stage


class Desk(FakeDesk):
    """Lets the book learn what the director says."""

    book: AlarmBook

    def alarm_starts(self, alarm: Alarm) -> None:
        super().alarm_starts(alarm)
        self.book.changed(alarm, STARTING)

    def alarm_changed(self, alarm: Alarm, state: str, reason: str) -> None:
        super().alarm_changed(alarm, state, reason)
        self.book.changed(alarm, state)


class BookedStage(Stage):
    """A stage whose interruptions go through the book, as in the player."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.desk.__class__ = Desk
        self.told: list[tuple[str, str]] = []
        self.note = AlarmNote(folder / "alarms.json")
        self.open_book()

    def open_book(self) -> None:
        self.book = self.desk.book = AlarmBook(  # type: ignore[attr-defined]
            self.clock,
            self.note,
            tell=lambda alarm, state, _reason: self.told.append((alarm.id, state)),
            later=lambda act: act(),
        )

    def interrupt(
        self, name: str, *, message_s: float = 5, level: int = 3, **asked: Any
    ) -> dict[str, object]:
        request = self.alarm(name, level=level)
        assert request.alarm
        self.book.asked(request.alarm, {"id": name, **asked})
        answer = self.ask(request)
        self.book.answered(name, queued=bool(answer["queued"]))
        given = self.message(name, message_s)
        assert given.message
        self.ask(given)
        self.book.message_given(name, {"id": name, "title": f"message {name}"}, given.message)
        return answer

    def run(self, seconds: float, step_s: float = 0.05) -> None:
        for _ in range(round(seconds / step_s)):
            for alarm in self.book.due():
                self.director.ask(Request(do="interrupt", alarm=alarm))
            self.director.step()
            self.clock.advance(step_s)
        self.director.step()

    def starts(self, name: str) -> list[float]:
        return [round(self.offset(line)) for line in self.heard(f"message {name}")]

    def restart(self) -> tuple[list[Alarm], set[str]]:
        """Open the book as a new player does."""
        self.open_book()
        return self.book.restore(self.alarm_of, self.message_of)

    def message_of(self, message: dict[str, Any]) -> AirItem:
        item = self.message(message["id"], 5).message
        assert item
        return item

    def alarm_of(self, asked: dict[str, Any]) -> Alarm:
        alarm = self.alarm(asked["id"]).alarm
        assert alarm
        return alarm

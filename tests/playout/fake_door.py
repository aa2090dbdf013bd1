"""A player's door for who asks: it remembers what the player would be asked."""

from pathlib import Path
from typing import Any

from broadcaster.playout import PlayerDoor


class FakeDoor(PlayerDoor):
    """Answers each request as the test wishes: a message, unless said otherwise, is taken."""

    def __init__(self, **answer: Any) -> None:
        super().__init__(Path("nowhere"))
        self.answer: dict[str, Any] = {"taken": True, "stands": "on air", **answer}
        self.asked: list[dict[str, Any]] = []

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(request)
        return self.answer

    def what(self) -> list[str]:
        """Return what was asked for, in order."""
        return [str(request["do"]) for request in self.asked]

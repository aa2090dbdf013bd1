"""The player's door for the panel's tests: it remembers what was asked, and can be told to fail."""

from typing import Any

from broadcaster.errors import PlayoutUnavailable


class FakeDoor:
    """A player that is idle until it is told otherwise."""

    def __init__(self) -> None:
        self.says: dict[str, Any] | None = {"on_air": None, "slot": None, "level_dbfs": -120.0}
        self.interruptions: list[dict[str, Any]] = []
        self.stopped_by: list[str] = []
        self.cancelled: list[tuple[str, str]] = []
        self.away = False

    def state(self) -> dict[str, Any] | None:
        return None if self.away else self.says

    def interrupt(self, **asked: Any) -> str:
        self._refuse_if_away()
        self.interruptions.append(asked)
        return f"interruption {len(self.interruptions)}"

    def cancel(self, name: str, by: str) -> bool:
        self._refuse_if_away()
        self.cancelled.append((name, by))
        return True

    def stop(self, by: str) -> bool:
        self._refuse_if_away()
        self.stopped_by.append(by)
        return bool(self.says and self.says["on_air"])

    def _refuse_if_away(self) -> None:
        if self.away:
            message = "the player is not running"
            raise PlayoutUnavailable(message, "Máy phát chưa chạy.")

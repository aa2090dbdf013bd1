"""The panel's door to the player, which is another process."""

from datetime import datetime
from typing import Any, Protocol


class PlayerDoor(Protocol):
    """What the panel asks of the player."""

    def state(self) -> dict[str, Any] | None:
        """Return what the player last said of itself, or None if it is not running.

        Keys, each of which may be absent or None: `on_air` with `kind`, `title`, `slot`,
        `position_s` and `planned_s`; `hangs` with `last_step_s`, where no step went well any
        more; `programme`, the slot on air, with `title` and, where its device is lost,
        `silent_since`; `level_dbfs`; `device`, the speaker's name; `output_error`,
        why there is no sound; `amplifier` with `on`, `error` and `failures`; `monitor` with
        `device`, `trouble`, `heard`, `dead_air`.
        """
        ...

    def interrupt(
        self,
        *,
        by: str,
        title: str,
        text: str | None,
        news_id: int | None,
        drill: bool,
        level: int,
        repeat_s: float | None = None,
        until: datetime | None = None,
    ) -> str:
        """Return the name of the interruption that was asked for; one of text and item is given.

        Without a title the beginning of the text serves. With `repeat_s` it is told again each so
        many seconds, until cancelled or `until`.

        Raises `BroadcasterError` where it cannot be put on air.
        """
        ...

    def cancel(self, name: str, by: str) -> bool:
        """End one interruption with its repeats; return whether it was open. Raises as `stop`."""
        ...

    def stop(self, by: str) -> bool:
        """Silence what is on air; return whether anything was.

        Raises `BroadcasterError` if the player cannot be reached.
        """
        ...

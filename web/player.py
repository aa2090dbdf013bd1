"""The panel's door to the player, which is another process."""

from typing import Any, Protocol


class PlayerDoor(Protocol):
    """What the panel asks of the player."""

    def state(self) -> dict[str, Any] | None:
        """Return what the player last said of itself, or None if it is not running.

        Keys, each of which may be absent or None: `on_air` with `kind`, `title`, `slot`,
        `position_s` and `planned_s`; `level_dbfs`; `device`, the speaker's name; `output_error`,
        why there is no sound; `amplifier` with `on`, `error` and `failures`.
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
    ) -> str:
        """Return the name of the interruption that was asked for; one of text and item is given.

        Without a title the beginning of the text serves.

        Raises `BroadcasterError` where it cannot be put on air.
        """
        ...

    def stop(self, by: str) -> bool:
        """Silence what is on air; return whether anything was.

        Raises `BroadcasterError` if the player cannot be reached.
        """
        ...

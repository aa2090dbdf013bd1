"""A source of live sound in the test's hand, and how long what is silent may stay on air."""

from typing import Generic, TypeVar

from broadcaster.playout.live.carriage import Patience

LOST = "mất kết nối"
PATIENCE = Patience(silence_s=10.0, return_after_s=15.0, dead_air_s=10.0)
S = TypeVar("S")


class FakeSource(Generic[S]):
    """Has the sound and the trouble that the test gives it; remembers that it was closed."""

    def __init__(self, sound: S, trouble: str = "") -> None:
        self.sound = sound
        self.trouble = trouble
        self.closed = False

    def close(self) -> None:
        self.closed = True

    def wait_until_closed(self, patience_s: float) -> None:
        """Return: nothing is open."""

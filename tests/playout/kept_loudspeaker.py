"""A loudspeaker as the player keeps it, on a clock turned by hand; its device obeys the test."""

from datetime import datetime

from broadcaster.errors import PlayoutUnavailable
from broadcaster.playout.loudspeaker import Loudspeaker
from broadcaster.playout.output.deck import Deck
from broadcaster.playout.output.speaker import Pull
from tests.rig.fake_clock import FakeClock

STEP_S = 0.5


class FakeSpeaker:
    """Opens where it is plugged in."""

    stays_open = True
    underruns = 0
    channels = 1

    def __init__(self, name: str, *, plugged: bool = True) -> None:
        self.name = name
        self.plugged = plugged
        self.asks = True
        self.is_open = False
        self.silent_since: datetime | None = None

    def open(self, pull: Pull) -> None:
        del pull
        if not self.plugged:
            message = f"{self.name} is not there"
            raise PlayoutUnavailable(message)
        self.is_open = True

    def rest(self) -> None:
        self.is_open = False

    def drop(self) -> datetime | None:
        self.is_open = self.silent_since is None
        return self.silent_since

    def close(self) -> None:
        self.is_open = False


class FakeDirector:
    """Wants the output or not, and remembers when it was lost."""

    def __init__(self) -> None:
        self.wants_output = False
        self.lost: list[str] = []
        self.backs = 0

    def device_lost(self, heard: int, reason: str = "") -> None:
        del heard
        self.lost.append(reason)

    def device_coming(self) -> None:
        """Lay nothing."""

    def device_back(self) -> None:
        self.backs += 1


class Kept:
    """A loudspeaker whose device pulls as long as it is plugged in and open."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.device = FakeSpeaker("USB")
        self.deck = Deck(self.clock, 1000)
        self.director = FakeDirector()
        self.loudspeaker = Loudspeaker(self.clock, self.device, self.deck)
        self.pulled_s = 0.0

    def run(self, seconds: float) -> None:
        """Let time pass as the player does."""
        for _ in range(round(seconds / STEP_S)):
            self.loudspeaker.mind(self.director, None, 1)  # type: ignore[arg-type]
            if self.device.is_open and self.device.plugged and self.device.asks:
                self.deck.pull(500, self.clock.now().timestamp())
                self.pulled_s += STEP_S
            self.clock.advance(STEP_S)

"""A real player in this process, whose device obeys the test and whose clock can be put ahead."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from broadcaster.clock import SystemClock
from broadcaster.errors import PlayoutUnavailable
from broadcaster.playout import Player
from broadcaster.playout.door import PlayerDoor
from broadcaster.playout.live.sound import LiveSound
from broadcaster.playout.output.paced_speaker import NullSpeaker
from broadcaster.playout.output.speaker import Pull
from tests.playout.fake_source import FakeSource
from tests.rig.commune import Commune
from tests.rig.patience import wait_until

RATE = 48_000


class ClockAhead(SystemClock):
    """The machine's clock, whose monotonic seconds a test may put ahead."""

    ahead_s = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead_s


class ObedientSpeaker(NullSpeaker):
    """Pulls as a device does, unless it is unplugged, slow once, asks for nothing, or hangs."""

    def __init__(self, clock: ClockAhead) -> None:
        super().__init__(clock, RATE)
        self._ahead = clock
        self.name = "USB"
        self.slow_s = 0.0
        self.plugged = self.asks = True
        self.is_open = self.is_tried = False
        self.answers = threading.Event()
        self.answers.set()

    def open(self, pull: Pull) -> None:
        self.is_tried = True
        self.answers.wait()
        if not self.plugged:
            message = "USB is not there"
            raise PlayoutUnavailable(message, "Không có USB")
        self._ahead.ahead_s += self.slow_s
        self.slow_s = 0.0
        self.is_open = True
        if self.asks:
            super().open(pull)

    def close(self) -> None:
        self.is_open = False
        super().close()


class ObedientMicrophone(FakeSource[LiveSound]):
    """Opens after the seconds that the test wishes, and brings sound then."""

    def __init__(self, clock: ClockAhead, slow_s: float) -> None:
        clock.ahead_s += slow_s
        super().__init__(LiveSound(clock, RATE, holds_s=600, begins_at_s=0.0))
        self.sound.put(np.ones(RATE, np.int16))


class PlayerHere:
    """A station whose player runs in a thread of the test; its microphone opens in `slow_s`."""

    def __init__(self, home: Path) -> None:
        self.commune = Commune(home)
        self.clock = ClockAhead()
        self.device = ObedientSpeaker(self.clock)
        self.slow_s = 0.0
        app = self.commune.app
        self.player = Player(app.station, app.store, self.clock, self.device)
        self.door = PlayerDoor(app.station.run / "player.json")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let it run until the block ends; it answers when the block begins."""
        stop = threading.Event()
        thread = threading.Thread(target=self.player.run, args=(stop,), name="player")
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("broadcaster.playout.player.put_process_first", lambda: False)
            patched.setattr("broadcaster.playout.live.studio.opener", self._opener)
            thread.start()
            try:
                wait_until(self.door.state)
                yield
            finally:
                self.device.answers.set()
                stop.set()
                thread.join()
                self.commune.close()

    def state(self) -> dict[str, Any]:
        """Return what it says of itself."""
        found = self.door.state()
        assert found
        return found

    def speak(self, slot_id: int | None = None) -> dict[str, Any]:
        """Ask for the microphone, for now or for a slot; return the answer."""
        return self.door.live(
            id=str(uuid4()), by="lanhdao", name="Chủ tịch xã Mẫu", title="Lũ về",
            longest_s=60.0, slot_id=slot_id,
        )  # fmt: skip

    def _opener(self, *_: object, **__: object) -> Callable[[str], ObedientMicrophone]:
        return lambda _: ObedientMicrophone(self.clock, self.slow_s)

    def interrupt(self, *, drill: bool = False) -> dict[str, Any]:
        """Ask for an interruption; return the answer."""
        return self.door.interrupt(
            id=str(uuid4()), by="console", title="Lũ về", drill=drill, level=3
        )

"""`broadcaster live` while somebody speaks: what they are told."""

from types import SimpleNamespace
from typing import Any

import pytest

from broadcaster.cli.live import _wait_until_over
from tests.rig.fake_clock import FakeClock

FULL = "ổ đĩa đầy"


class FakeRoom:
    """A speech whose recording fares as the list says, look after look; then it is over."""

    def __init__(self, troubles: list[str]) -> None:
        self.troubles = troubles

    def state(self) -> dict[str, Any] | None:
        return {"id": "s", "recording_trouble": self.troubles.pop(0)} if self.troubles else None


def test_that_nothing_is_recorded_is_told_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    room = FakeRoom(["", FULL, FULL, "", FULL])
    _wait_until_over(SimpleNamespace(live=room, clock=FakeClock()), "s")  # type: ignore[arg-type]
    told = "the disk takes no recording of what is said; it is heard all the same\n"
    assert capsys.readouterr().out == told

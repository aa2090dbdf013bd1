"""The supervisor: who is begun anew, after how long, and who is left alone."""

import subprocess
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from broadcaster import supervisor
from broadcaster.kept_settings import KEPT_FILE, keep_good
from broadcaster.station import SETTINGS_FILE
from broadcaster.supervisor import (
    BACK_OFF_S,
    DIES_WITHIN_S,
    PATIENCE,
    PLAYERS_SILENCE_S,
    READY_AFTER_S,
    STEADY_AFTER_S,
    Supervisor,
)
from broadcaster.systemd import Notices
from tests.rig.fake_clock import FakeClock

SETTINGS = 'name = "xã Mẫu"\n'


class Child:
    """A process that runs for so many seconds of the clock, or until it is asked to end."""

    def __init__(self, clock: FakeClock, lasts_s: float, *, obeys: bool = True) -> None:
        self._clock = clock
        self._until = clock.monotonic() + lasts_s
        self._obeys = obeys
        self.dies = True
        self.killed = False
        self.asked = False
        self.pid = 1
        self.stdin = self
        self.stdout = self
        self.hangs_after_s = float("inf")
        self._began = clock.monotonic()

    def close(self) -> None:
        self.asked = True

    @property
    def last(self) -> float | None:
        """When it last beat: it does so all the time, until it hangs."""
        return min(self._clock.monotonic(), self._began + self.hangs_after_s)

    def poll(self) -> int | None:
        if self.killed and self.dies:
            return -9
        ended = (self.asked and self._obeys) or self._clock.monotonic() >= self._until
        return 0 if ended else None

    def wait(self, timeout: float = 0.0) -> int:
        self._clock.advance(timeout)
        status = self.poll()
        if status is None:
            raise subprocess.TimeoutExpired([], timeout)
        return status

    def kill(self) -> None:
        self.killed = True


class HeardNotices(Notices):
    """What systemd would be told."""

    def __init__(self) -> None:
        super().__init__(watchdog_s=30.0)
        self.said: list[str] = []

    def _send(self, words: str) -> None:
        self.said.append(words)


class Street:
    """What the supervisor starts instead of processes, and when."""

    def __init__(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, settings: str = SETTINGS
    ) -> None:
        self.clock = FakeClock()
        self.lasts_s = float("inf")
        self.obeys = True
        self.refuses = False
        self.on_air = False
        self.slow_disk = False
        self.hangs: dict[str, float] = {}
        self.dies = True
        self.notices = HeardNotices()
        self.children: list[tuple[str, float, Child]] = []
        monkeypatch.setattr(subprocess, "Popen", self._popen)
        monkeypatch.setattr(supervisor, "Beats", lambda clock, child: child)
        monkeypatch.setattr(supervisor, "waits_for_disk", lambda pid: self.slow_disk)
        (home / SETTINGS_FILE).write_text(settings, encoding="utf-8")
        self.supervisor = Supervisor(
            home,
            self.clock,
            options={},
            on_air=lambda: self.on_air,
            notices=self.notices,
        )

    def _popen(self, words: list[str], **options: Any) -> Child:
        if self.refuses:
            raise OSError(12, "Cannot allocate memory")
        child = Child(self.clock, self.lasts_s, obeys=self.obeys)
        (name,) = {"play", "panel", "render"} & set(words)
        child.hangs_after_s = self.hangs.get(name, float("inf"))
        child.dies = self.dies
        self.children.append((name, self.clock.monotonic() - 1000.0, child))
        return child

    def run_for(self, seconds: float) -> None:
        """Let the supervisor work for so long, without ending its children."""
        until = self.clock.monotonic() + seconds
        while self.clock.monotonic() < until:
            self.supervisor.look()
            self.clock.advance(0.5)

    def starts(self, name: str) -> list[float]:
        return [at for started, at, _ in self.children if started == name]


@pytest.fixture
def street(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Street:
    return Street(tmp_path, monkeypatch)


def test_a_part_that_dies_at_once_waits_longer_each_time(street: Street) -> None:
    street.lasts_s = 0.0
    street.run_for(120)
    starts = street.starts("play")
    pauses = [later - earlier - 0.5 for earlier, later in pairwise(starts)]
    assert pauses == [*BACK_OFF_S, *[BACK_OFF_S[-1]] * (len(pauses) - len(BACK_OFF_S))]
    assert len(pauses) > len(BACK_OFF_S)


def test_a_part_that_was_steady_comes_back_at_once(street: Street) -> None:
    street.lasts_s = STEADY_AFTER_S + 10
    street.run_for(400)
    starts = street.starts("render")
    pauses = [later - earlier for earlier, later in pairwise(starts)]
    assert len(pauses) > 3
    assert all(pause <= street.lasts_s + BACK_OFF_S[0] + 1 for pause in pauses)


def test_a_part_that_cannot_be_started_is_tried_again(street: Street) -> None:
    street.refuses = True
    street.run_for(30)
    street.refuses = False
    street.run_for(40)
    assert {name for name, _, _ in street.children} == {"play", "panel", "render"}


def test_a_player_on_air_is_left_alone_when_the_settings_change(
    street: Street, tmp_path: Path
) -> None:
    street.on_air = True
    street.run_for(5)
    (tmp_path / SETTINGS_FILE).write_text('name = "xã Khác"\n', encoding="utf-8")
    street.run_for(30)
    assert [len(street.starts(part)) for part in ("play", "panel", "render")] == [1, 2, 2]
    street.on_air = False
    street.run_for(5)
    assert [len(street.starts(part)) for part in ("play", "panel", "render")] == [2, 2, 2]


def test_settings_that_are_spoilt_and_put_back_disturb_nobody(
    street: Street, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = tmp_path / SETTINGS_FILE
    keep_good(tmp_path)
    street.run_for(30)
    settings.write_text(SETTINGS + "wrong = 1\n", encoding="utf-8")
    street.run_for(30)
    settings.unlink()
    street.run_for(30)
    assert "line 2: unknown key 'wrong'" in caplog.text
    assert "is lost" in caplog.text
    assert caplog.text.count("the station goes by its settings of ") == 2
    (tmp_path / KEPT_FILE).unlink()
    settings.write_text(SETTINGS, encoding="utf-8")
    street.run_for(30)
    assert [len(street.starts(part)) for part in ("play", "panel", "render")] == [1, 1, 1]
    assert (tmp_path / KEPT_FILE).read_text(encoding="utf-8") == SETTINGS, "kept anew"


def test_a_station_begun_by_its_last_good_settings_takes_up_the_first_that_are_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / SETTINGS_FILE
    settings.write_text(SETTINGS, encoding="utf-8")
    keep_good(tmp_path)
    street = Street(tmp_path, monkeypatch, SETTINGS + "wrong = 1\n")
    street.run_for(30)
    settings.write_text(SETTINGS, encoding="utf-8")
    street.run_for(30)
    assert len(street.starts("panel")) == 1, "it runs with these already"
    settings.write_text('name = "xã Khác"\n', encoding="utf-8")
    street.run_for(30)
    assert len(street.starts("panel")) == 2
    assert (tmp_path / KEPT_FILE).read_text(encoding="utf-8") == 'name = "xã Khác"\n'


def test_a_part_that_does_not_end_is_killed(street: Street, tmp_path: Path) -> None:
    street.obeys = False
    street.run_for(5)
    (tmp_path / SETTINGS_FILE).write_text('name = "xã Khác"\n', encoding="utf-8")
    street.run_for(60)
    assert len(street.starts("panel")) == 2
    stop = threading.Event()
    stop.set()
    street.supervisor.run(stop)
    assert all(child.killed for _, _, child in street.children)


def test_a_player_that_hangs_is_killed_and_begins_anew_within_seconds(street: Street) -> None:
    street.hangs = {"play": 20.0}
    street.run_for(20 + PLAYERS_SILENCE_S + 3)
    first, second = street.starts("play")
    assert 20 + PLAYERS_SILENCE_S < second - first <= 20 + PLAYERS_SILENCE_S + 2.5
    assert len(street.starts("panel")) == len(street.starts("render")) == 1
    assert [child.killed for name, _, child in street.children if name == "play"] == [True, False]


@pytest.mark.parametrize("part", ["panel", "render"])
def test_the_others_are_given_longer(street: Street, part: str) -> None:
    street.hangs = {part: 5.0}
    street.run_for(5 + PATIENCE[part].silent_s - 2)
    assert len(street.starts(part)) == 1
    street.run_for(6)
    assert len(street.starts(part)) == 2


def test_a_player_that_waits_for_a_slow_disk_is_left_alone(street: Street) -> None:
    street.hangs = {"play": 20.0}
    street.slow_disk = True
    street.run_for(600)
    assert len(street.starts("play")) == 1
    street.slow_disk = False
    street.run_for(PLAYERS_SILENCE_S + 4)
    assert len(street.starts("play")) == 2


def test_a_supervisor_that_stood_still_itself_blames_nobody(street: Street) -> None:
    street.run_for(10)
    for _, _, child in street.children:
        child.hangs_after_s = 10.0  # what they wrote meanwhile is not read yet
    street.clock.advance(3600)
    street.run_for(1)
    for _, _, child in street.children:
        child.hangs_after_s = float("inf")
    street.run_for(120)
    assert not any(child.killed for _, _, child in street.children)


def test_systemd_hears_that_the_service_is_ready_and_then_its_beats(street: Street) -> None:
    street.run_for(60)
    assert street.notices.said.count("READY=1") == 1
    beats = street.notices.said.count("WATCHDOG=1")
    assert beats >= 60 / (street.notices.watchdog_s or 0) * 2
    assert street.notices.said[-1] != "STOPPING=1"
    assert "STATUS=play runs, panel runs, render runs" in street.notices.said
    stop = threading.Event()
    stop.set()
    street.supervisor.run(stop)
    assert street.notices.said[-1] == "STOPPING=1"


def test_a_player_that_ends_again_and_again_still_lets_the_service_be_ready(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Child, "last", None)
    street.lasts_s = 0.0
    street.run_for(READY_AFTER_S - 5)
    assert "READY=1" not in street.notices.said
    street.run_for(10)
    assert "READY=1" in street.notices.said
    assert street.notices.said.count("WATCHDOG=1") > 5, "what ends is looked after, not lost"


def test_a_part_that_can_be_neither_heard_nor_ended_stops_the_beats(street: Street) -> None:
    street.dies = False
    street.hangs = {"render": 20.0}
    street.run_for(20 + PATIENCE["render"].silent_s + DIES_WITHIN_S + 5)
    before = len(street.notices.said)
    street.run_for(120)
    assert "WATCHDOG=1" not in street.notices.said[before:]
    assert "STATUS=play runs, panel runs, render hangs" in street.notices.said

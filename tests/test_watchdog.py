"""Who watches whom: a part's pulse, a hung player under `broadcaster run`, systemd's watchdog."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from broadcaster.airlog import Outcome
from broadcaster.pulse import Beats, Patience, Pulse, is_hung, waits_for_disk
from broadcaster.station import SETTINGS_FILE
from broadcaster.systemd import Notices
from broadcaster.timetable import EntryKind, SlotState
from tests.rig.commune import TEXTS, Commune, heard_at_their_times, recorded
from tests.rig.fake_clock import FakeClock
from tests.rig.parts import program
from tests.rig.patience import PATIENCE_S, wait_until
from tests.web.served import free_port

PATIENCE = Patience(first_s=60, silent_s=8)


# ------------------------------------------------------------------------------------ the pulse


def test_a_pulse_is_heard_through_a_pipe_at_most_once_a_second() -> None:
    out, into = os.pipe()
    clock = FakeClock()
    pulse = Pulse(clock, into)
    beats = Beats(clock, os.fdopen(out, "rb"))
    for _ in range(100):
        pulse.beat()
        clock.advance(0.1)
    wait_until(lambda: beats.last is not None)
    os.close(into)


def test_nobody_who_listens_or_has_stopped_reading_ever_stops_a_part() -> None:
    out, into = os.pipe()
    clock = FakeClock()
    pulse = Pulse(clock, into)
    for _ in range(70_000):
        clock.advance(1)
        pulse.beat()
    os.set_blocking(out, False)
    assert len(os.read(out, 100_000)) == 65_536, "the pipe was full, and nobody waited"
    os.close(out)
    clock.advance(1)
    pulse.beat()
    os.close(into)
    Pulse(clock, None).beat()


@pytest.mark.parametrize(
    ("started", "last", "excused", "hung"),
    [
        (90, None, 0, False),
        (39, None, 0, True),
        (39, None, 50, False),
        (0, 93, 0, False),
        (0, 91, 0, True),
        (0, 10, 95, False),
        (0, 10, 90, True),
    ],
)
def test_silence_counts_from_the_last_sign_of_life(
    started: float, last: float | None, excused: float, *, hung: bool
) -> None:
    told = is_hung(100, started=started, last=last, excused=excused, patience=PATIENCE)
    assert told is hung


# vfork(2) keeps the parent in the kernel's uninterruptible sleep, as a disk that does not answer.
WAITS = r"""
#include <unistd.h>
int main(void) { if (vfork() == 0) { sleep(600); _exit(0); } return 0; }
"""


@pytest.mark.process
def test_a_process_that_waits_for_a_disk_is_told_from_one_that_was_stopped(
    tmp_path: Path,
) -> None:
    source = tmp_path / "waits.c"
    source.write_text(WAITS)
    compiler = program("gcc", "gcc")
    subprocess.run([compiler, "-w", "-o", tmp_path / "waits", source], check=True)
    with subprocess.Popen([tmp_path / "waits"]) as slow:
        wait_until(lambda: waits_for_disk(slow.pid))
        for child in psutil.Process(slow.pid).children():
            child.kill()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as stopped:
        stopped.send_signal(signal.SIGSTOP)
        wait_until(lambda: psutil.Process(stopped.pid).status() == psutil.STATUS_STOPPED)
        assert not waits_for_disk(stopped.pid)
        stopped.kill()
    assert not waits_for_disk(stopped.pid)


# -------------------------------------------------------------------------------------- systemd


class FakeSystemd:
    """A socket that hears what systemd would be told."""

    def __init__(self, address: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(f"\0{address[1:]}" if address.startswith("@") else address)
        self.socket.settimeout(0.1)
        self.address = address
        self.heard: list[str] = []

    def listen(self) -> list[str]:
        """Return all that was heard so far."""
        while True:
            try:
                self.heard.append(self.socket.recv(4096).decode())
            except TimeoutError:
                return self.heard


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[FakeSystemd]:
    made = FakeSystemd(str(tmp_path / "notify"))
    yield made
    made.socket.close()


def test_notices_reach_the_socket_that_is_named(systemd: FakeSystemd) -> None:
    environment = {"NOTIFY_SOCKET": systemd.address, "WATCHDOG_USEC": "30000000", "HOME": "/"}
    notices = Notices.of(environment)
    assert environment == {"HOME": "/"}, "no child answers in the service's place"
    assert notices.watchdog_s == 30.0
    notices.ready()
    notices.beat()
    notices.tell("phát tốt")
    notices.tell("phát tốt")
    notices.stopping()
    assert systemd.listen() == ["READY=1", "WATCHDOG=1", "STATUS=phát tốt", "STOPPING=1"]


def test_a_name_without_a_file_is_a_socket_too() -> None:
    heard = FakeSystemd(f"@broadcaster-test-{os.getpid()}")
    Notices.of({"NOTIFY_SOCKET": heard.address}).ready()
    assert heard.listen() == ["READY=1"]
    heard.socket.close()


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"WATCHDOG_USEC": "30000000"},
        {"NOTIFY_SOCKET": "/none", "WATCHDOG_USEC": "soon"},
        {"NOTIFY_SOCKET": "/none", "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"},
    ],
)
def test_without_systemd_or_meant_for_another_there_is_no_watchdog(
    environment: dict[str, str],
) -> None:
    notices = Notices.of(environment)
    assert notices.watchdog_s is None
    notices.ready()


# ------------------------------------------------------------------------------ real processes


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Commune]:
    made = Commune(tmp_path / "home", f"panel_port = {free_port()}\n")
    yield made
    made.close()


@pytest.mark.process
def test_run_tells_systemd_that_it_is_ready_and_beats(
    commune: Commune, systemd: FakeSystemd
) -> None:
    env = {**os.environ, "NOTIFY_SOCKET": systemd.address, "WATCHDOG_USEC": "2000000"}
    with commune.process("run", env=env) as station:
        commune.wait_for(lambda: "READY=1" in systemd.listen(), station)
        commune.wait_for(lambda: systemd.listen().count("WATCHDOG=1") >= 3, station)
        everything = "STATUS=play runs, panel runs, render runs"
        commune.wait_for(lambda: everything in systemd.listen(), station)
        commune.wait_for(lambda: commune.app.door.state() is not None, station)
        player = (commune.app.door.state() or {})["pid"]
        started = psutil.Process(player).environ()
        assert not {"NOTIFY_SOCKET", "WATCHDOG_USEC"} & set(started)
        station.terminate()
        wait_until(lambda: systemd.listen()[-1] == "STOPPING=1")
    assert systemd.listen()[-1] == "STOPPING=1"


@pytest.mark.process
def test_a_player_that_hangs_is_replaced_and_the_sound_goes_on(commune: Commune) -> None:
    for text in TEXTS[:3]:
        commune.approved(" ".join([text] * 6))
    file = commune.home / "thu.wav"
    commune.on_air_in(20, length="10m")
    with commune.process("run", "--speaker", f"wav:{file}") as station:
        commune.wait_for_item(0, heard_s=2.0)
        hung = (commune.app.door.state() or {})["pid"]
        os.kill(hung, signal.SIGSTOP)
        commune.wait_for(
            lambda: (commune.app.door.state() or {"pid": hung})["pid"] != hung, station
        )
        assert not psutil.pid_exists(hung)
        commune.wait_until_over(station)
        log = (commune.home / "logs" / "run.log").read_text(encoding="utf-8")
    assert f"'play' (process {hung}) hangs and is killed" in log
    assert log.count("hangs and is killed") == 1
    cut, rest, *others = commune.log(EntryKind.ITEM)
    assert cut.outcome is Outcome.CUT
    assert [entry.outcome for entry in (rest, *others)] == [Outcome.AIRED] * 3
    assert rest.news_id == cut.news_id
    heard_at_their_times(commune, recorded(file), others)
    assert commune.slot().state is SlotState.AIRED
    assert commune.chain_is_whole()


@pytest.mark.process
def test_a_wrong_address_of_the_panel_is_told_once_and_put_right_without_a_restart(
    commune: Commune,
) -> None:
    settings = commune.home / SETTINGS_FILE
    good = settings.read_text(encoding="utf-8")
    settings.write_text(good + 'panel_host = "192.0.2.77"\n', encoding="utf-8")
    with commune.process("run") as station:
        commune.wait_for(lambda: "cannot work yet" in commune.run("status").stdout, station)
        assert (
            "Error (panel): the panel cannot listen on 192.0.2.77" in commune.run("status").stdout
        )
        commune.wait_for(lambda: commune.app.door.state() is not None, station)
        log = commune.home / "logs" / "panel.log"
        commune.wait_for(lambda: log.read_text("utf-8").count("cannot listen") == 1, station)
        settings.write_text(good, encoding="utf-8")
        port = commune.app.station.panel_port
        commune.wait_for(lambda: _answers(port), station)
        station.terminate()
        _, errors = station.communicate(timeout=PATIENCE_S)
    said = errors.decode()
    assert said.count("the panel cannot listen on 192.0.2.77") == 1
    assert "correct panel_host in station.toml" in said
    assert "'panel' ended" not in said
    assert "Traceback" not in said


def _answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0

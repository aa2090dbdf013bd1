"""Each switch against its real counterpart: a script, a web server, a serial line."""

import base64
import os
import socket
import stat
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from broadcaster.amplifier_settings import AmplifierKind, AmplifierSettings
from broadcaster.playout.amplifier.switch import SwitchFailed, switch_of
from tests.rig.patience import wait_until

ON, OFF = bytes.fromhex("A00101A2"), bytes.fromhex("A00100A1")


def complaint(settings: AmplifierSettings, *, on: bool = True, reach: bool = False) -> str:
    """Return what is told when it is switched, or only looked for: one line."""
    switch = switch_of(settings)
    assert switch is not None
    act = switch.reach if reach else partial(switch.turn, on=on)
    with pytest.raises(SwitchFailed) as told:
        act()
    assert "\n" not in str(told.value)
    return str(told.value)


def turn(settings: AmplifierSettings, *, on: bool) -> None:
    switch = switch_of(settings)
    assert switch is not None
    switch.turn(on=on)


def test_a_station_without_an_amplifier_has_no_switch() -> None:
    assert switch_of(AmplifierSettings()) is None


# ------------------------------------------------------------------------------------ a command


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Give a program that notes what it is told, and does as it is told."""
    file = tmp_path / "bật tắt"
    file.write_text(
        "#!/bin/sh\n"
        f'echo "$1" >> "{tmp_path}/done"\n'
        'case "$1" in\n'
        'fail) echo first >&2; echo "relay 3 is stuck" >&2; exit 4 ;;\n'
        f'hang) sleep 600 & echo $! > "{tmp_path}/child"; wait ;;\n'
        "esac\n",
        encoding="utf-8",
    )
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def by_command(script: Path, on: str = "on", off: str = "off") -> AmplifierSettings:
    return AmplifierSettings(
        kind=AmplifierKind.COMMAND,
        on=f"'{script}' {on}",
        off=f"'{script}' {off}",
        timeout_s=20.0,
    )


def test_a_command_is_run_with_its_words(script: Path, tmp_path: Path) -> None:
    settings = by_command(script, on="'on now; echo $HOME'")
    turn(settings, on=True)
    turn(settings, on=False)
    assert (tmp_path / "done").read_text() == "on now; echo $HOME\noff\n"
    switch = switch_of(settings)
    assert switch
    assert switch.reach() == str(script)


def test_a_command_that_fails_is_told_with_its_last_word(script: Path) -> None:
    told = complaint(by_command(script, on="fail"))
    assert "ended with status 4 (relay 3 is stuck); run it by hand" in told


def test_a_command_that_does_not_end_is_ended_with_all_it_started(
    script: Path, tmp_path: Path
) -> None:
    settings = by_command(script, on="hang").model_copy(update={"timeout_s": 5.0})
    assert "did not end in 5 s" in complaint(settings)
    child = int((tmp_path / "child").read_text())
    wait_until(lambda: ended(child))


def ended(pid: int) -> bool:
    """Tell whether the process is gone, or only waits for its parent to ask after it."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_command_that_is_not_there_is_told_when_it_is_looked_for(tmp_path: Path) -> None:
    settings = by_command(tmp_path / "none")
    assert "cannot be run (there is no such program)" in complaint(settings, reach=True)
    assert "cannot be run (No such file or directory)" in complaint(settings)
    assert not (tmp_path / "done").exists()


# ------------------------------------------------------------------------------- a relay board


class Board(ThreadingHTTPServer):
    """A relay board: `/relay?turn=on`; other paths misbehave in the ways of such boards."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked: list[tuple[str, str, str | None]] = []
        self.ending = threading.Event()

    def address(self, path: str, who: str = "") -> str:
        return f"http://{who}127.0.0.1:{self.server_address[1]}{path}"


class Answering(BaseHTTPRequestHandler):
    server: Board

    def do_GET(self) -> None:
        self.server.asked.append((self.command, self.path, self.headers["Authorization"]))
        if self.path.startswith("/silent"):
            self.server.ending.wait(20)
        elif self.path.startswith("/trickle"):
            self._trickle()
        elif self.path.startswith("/babble"):
            self.wfile.write(b"RELAY OK\r\n")
        else:
            status = {"/gone": 404, "/moved": 302, "/broken": 500}.get(self.path, 200)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b'{"ison":true}')

    do_POST = do_GET  # noqa: N815 - the library's name

    def _trickle(self) -> None:
        while not self.server.ending.wait(0.05):
            try:
                self.wfile.write(b"H")
            except OSError:
                return

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def board() -> Iterator[Board]:
    with Board() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.ending.set()
        server.shutdown()
        thread.join()


def by_http(
    board: Board, on: str, off: str = "/relay?turn=off", **more: object
) -> AmplifierSettings:
    return AmplifierSettings.model_validate(
        {"kind": "http", "on": board.address(on), "off": board.address(off), **more}
    )


@pytest.mark.loopback
def test_a_board_is_asked_at_its_address(board: Board) -> None:
    settings = by_http(board, "/relay/0?turn=on&x=%20")
    turn(settings, on=True)
    turn(settings, on=False)
    assert board.asked == [
        ("GET", "/relay/0?turn=on&x=%20", None),
        ("GET", "/relay?turn=off", None),
    ]


@pytest.mark.loopback
def test_a_board_that_wants_post_and_a_password_gets_them_and_nobody_else_sees_it(
    board: Board,
) -> None:
    who = "tram:m%E1%BA%ADt%40"
    settings = AmplifierSettings(
        kind=AmplifierKind.HTTP,
        on=board.address("/relay", f"{who}@"),
        off=board.address("/gone", f"{who}@"),
        method="POST",
    )
    turn(settings, on=True)
    ((method, _, authorization),) = board.asked
    assert method == "POST"
    assert authorization == f"Basic {base64.b64encode('tram:mật@'.encode()).decode()}"
    told = complaint(settings, on=False)
    assert "answered 404" in told
    switch = switch_of(settings)
    assert switch
    for text in (told, switch.reach()):
        assert "127.0.0.1" in text
        assert "tram" not in text


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("path", "sentence", "timeout_s"),
    [
        ("/gone", "answered 404; correct 'on', 'off' and 'method'", 20),
        ("/moved", "answered 302", 20),
        ("/broken", "answered 500", 20),
        ("/babble", "does not answer (RELAY OK", 20),
        ("/silent", "does not answer (", 0.5),
        ("/trickle", "does not answer (", 0.5),
    ],
)
def test_a_board_that_misbehaves_is_told_and_not_waited_for(
    board: Board, path: str, sentence: str, timeout_s: float
) -> None:
    assert sentence in complaint(by_http(board, path, timeout_s=timeout_s))
    assert not board.ending.is_set()


@pytest.mark.loopback
def test_a_board_that_is_away_is_told_with_the_remedy(board: Board) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    address = f"http://127.0.0.1:{port}/on"
    settings = AmplifierSettings(kind=AmplifierKind.HTTP, on=address, off=address)
    for told in (complaint(settings), complaint(settings, reach=True)):
        assert f"127.0.0.1:{port} does not answer" in told
        assert "see that it has power and network" in told


# ------------------------------------------------------------------------------- a serial relay


@contextmanager
def serial_line() -> Iterator[tuple[int, str]]:
    """Give a pseudo-terminal: the relay's end as a file, and the port's name."""
    relay, port = os.openpty()
    try:
        tty.setraw(port)
        yield relay, os.ttyname(port)
    finally:
        os.close(port)
        os.close(relay)


def by_serial(port: str) -> AmplifierSettings:
    return AmplifierSettings(kind=AmplifierKind.SERIAL, on="A0 01 01 A2", off="a00100a1", port=port)


def test_a_serial_relay_gets_its_bytes(tmp_path: Path) -> None:
    with serial_line() as (relay, port):
        settings = by_serial(port)
        turn(settings, on=True)
        assert os.read(relay, 64) == ON
        turn(settings, on=False)
        assert os.read(relay, 64) == OFF
        switch = switch_of(settings)
        assert switch
        assert switch.reach() == f"{port}, 9600 baud"
        os.set_blocking(relay, False)
        with pytest.raises(BlockingIOError):
            os.read(relay, 64)  # looking for it sends nothing


def test_a_serial_relay_that_was_pulled_out_is_told(tmp_path: Path) -> None:
    settings = by_serial(str(tmp_path / "ttyUSB0"))
    for told in (complaint(settings), complaint(settings, reach=True)):
        assert "ttyUSB0 cannot be reached" in told
        assert "dialout" in told

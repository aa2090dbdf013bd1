"""What switches the amplifier's power: a command, an HTTP relay board, a serial relay.

A library is loaded when its switch is made, so that nothing is loaded while something is on air.
"""

import base64
import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Any, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

import psutil

from broadcaster.amplifier_settings import AmplifierKind, AmplifierSettings
from broadcaster.errors import BroadcasterError

LAST_WORDS = 200


class SwitchFailed(BroadcasterError):
    """The amplifier could not be switched on or off."""


class Switch(Protocol):
    """Something that switches the amplifier's power. It may take seconds: never call it on air."""

    def turn(self, *, on: bool) -> None:
        """Switch; `SwitchFailed` says why it may not have been done."""
        ...

    def reach(self) -> str:
        """Return what would be used, without switching; `SwitchFailed` if it is not there."""
        ...


def switch_of(settings: AmplifierSettings) -> Switch | None:
    """Return the station's switch; None where none is set. Nothing is switched or opened yet."""
    made: dict[AmplifierKind, type[CommandSwitch | HttpSwitch | SerialSwitch]] = {
        AmplifierKind.COMMAND: CommandSwitch,
        AmplifierKind.HTTP: HttpSwitch,
        AmplifierKind.SERIAL: SerialSwitch,
    }
    kind = made.get(settings.kind)
    return kind(settings) if kind else None


class CommandSwitch:
    """Runs a command; exit status 0 means that it has switched. No shell is in between."""

    def __init__(self, settings: AmplifierSettings) -> None:
        """`on` and `off` are command lines."""
        self._lines = {True: settings.on, False: settings.off}
        self._timeout_s = settings.timeout_s

    def turn(self, *, on: bool) -> None:
        """Run the command; one that takes too long is ended with all it has started."""
        line = self._lines[on]
        with tempfile.TemporaryFile() as said:
            try:
                process = subprocess.Popen(  # noqa: S603 - the station's own setting
                    line if os.name == "nt" else shlex.split(line),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=said,
                    start_new_session=True,
                )
            except OSError as error:
                raise _not_there(line, error.strerror or str(error)) from error
            try:
                status = process.wait(self._timeout_s)
            except subprocess.TimeoutExpired as error:
                _end(process)
                message = (
                    f"the amplifier's command '{line}' did not end in {self._timeout_s:g} s; look "
                    "at it, or raise timeout_s under [amplifier] in station.toml"
                )
                raise SwitchFailed(message) from error
            if status:
                message = (
                    f"the amplifier's command '{line}' ended with status {status}"
                    f"{_last_line(said)}; run it by hand to see why"
                )
                raise SwitchFailed(message)

    def reach(self) -> str:
        """Return the two programs with their paths; `SwitchFailed` names one that is missing."""
        return ", ".join(dict.fromkeys(self._program(self._lines[on]) for on in (True, False)))

    @staticmethod
    def _program(line: str) -> str:
        program = shlex.split(line, posix=os.name != "nt")[0].strip('"')
        path = shutil.which(program)
        if path is None:
            raise _not_there(line, "there is no such program")
        return path


class HttpSwitch:
    """Asks a relay board by GET or POST; an answer of 200 to 299 means that it has switched."""

    def __init__(self, settings: AmplifierSettings) -> None:
        """`on` and `off` are addresses; a user's name and password may stand in them."""
        import http.client

        self._http = http.client
        self._addresses = {True: urlsplit(settings.on), False: urlsplit(settings.off)}
        self._method = settings.method
        self._timeout_s = settings.timeout_s

    def turn(self, *, on: bool) -> None:
        """Send the request and read how it was answered, all within the time that is set."""
        address = self._addresses[on]
        secure = address.scheme == "https"
        kind = self._http.HTTPSConnection if secure else self._http.HTTPConnection
        connection = kind(_host(address), address.port, timeout=self._timeout_s)
        deadline = threading.Timer(self._timeout_s, _hang_up, [connection])
        try:
            connection.connect()
            deadline.start()
            status = self._status(connection, address)
        except (OSError, self._http.HTTPException) as error:
            raise _unanswered(address, str(error) or type(error).__name__) from error
        finally:
            deadline.cancel()
            connection.close()
        if not 200 <= status < 300:  # noqa: PLR2004 - what HTTP calls success
            message = (
                f"the amplifier's relay board {_place(address)} answered {status}; correct 'on', "
                "'off' and 'method' under [amplifier] in station.toml"
            )
            raise SwitchFailed(message)

    def reach(self) -> str:
        """Return the boards' addresses; `SwitchFailed` if one takes no connection."""
        for address in self._addresses.values():
            port = address.port or (443 if address.scheme == "https" else 80)
            try:
                socket.create_connection((_host(address), port), self._timeout_s).close()
            except OSError as error:
                raise _unanswered(address, str(error)) from error
        return ", ".join(dict.fromkeys(map(_place, self._addresses.values())))

    def _status(self, connection: Any, address: SplitResult) -> int:
        path = (address.path or "/") + (f"?{address.query}" if address.query else "")
        headers = {"Connection": "close", "User-Agent": "broadcaster"}
        if address.username is not None:
            who = f"{unquote(address.username)}:{unquote(address.password or '')}"
            headers["Authorization"] = f"Basic {base64.b64encode(who.encode()).decode()}"
        body = b"" if self._method == "POST" else None
        connection.request(self._method, path, body=body, headers=headers)
        return int(connection.getresponse().status)


class SerialSwitch:
    """Sends bytes to a relay on a serial port, such as the LCUS boards: A0 01 01 A2."""

    def __init__(self, settings: AmplifierSettings) -> None:
        """`on` and `off` are bytes in hexadecimal."""
        import serial

        self._serial = serial
        self._bytes = {True: bytes.fromhex(settings.on), False: bytes.fromhex(settings.off)}
        self._port = settings.port
        self._baud = settings.baud
        self._timeout_s = settings.timeout_s

    def turn(self, *, on: bool) -> None:
        """Open the port, send the bytes and close it: a relay that was plugged anew works too."""
        try:
            with self._opened() as port:
                port.write(self._bytes[on])
                port.flush()
        except (self._serial.SerialException, OSError) as error:
            raise self._unreached(error) from error

    def reach(self) -> str:
        """Return the port; `SwitchFailed` if it cannot be opened."""
        try:
            self._opened().close()
        except (self._serial.SerialException, OSError) as error:
            raise self._unreached(error) from error
        return f"{self._port}, {self._baud} baud"

    def _opened(self) -> Any:
        return self._serial.Serial(
            self._port, self._baud, timeout=self._timeout_s, write_timeout=self._timeout_s
        )

    def _unreached(self, error: Exception) -> SwitchFailed:
        return SwitchFailed(
            f"the amplifier's relay on {self._port} cannot be reached ({error}); plug it in, or "
            "correct 'port' under [amplifier] in station.toml; the station's account must be "
            "allowed to use the port (on Debian: the group dialout)"
        )


def _end(process: "subprocess.Popen[bytes]") -> None:
    started: Sequence[psutil.Process] = ()
    with suppress(psutil.Error):
        started = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    for child in started:
        with suppress(psutil.Error):
            child.kill()
    process.wait()


def _last_line(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return f" ({lines[-1].strip()[:LAST_WORDS]})" if lines else ""


def _not_there(line: str, why: str) -> SwitchFailed:
    return SwitchFailed(
        f"the amplifier's command '{line}' cannot be run ({why}); correct it under [amplifier] in "
        "station.toml"
    )


def _unanswered(address: SplitResult, why: str) -> SwitchFailed:
    why = " ".join(why.split())
    return SwitchFailed(
        f"the amplifier's relay board {_place(address)} does not answer ({why}); see that it has "
        "power and network, or correct its address under [amplifier] in station.toml"
    )


def _place(address: SplitResult) -> str:
    """Return where the board is, without what may hold a password."""
    return f"{_host(address)}:{address.port}" if address.port else _host(address)


def _host(address: SplitResult) -> str:
    return address.hostname or ""


def _hang_up(connection: Any) -> None:
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)

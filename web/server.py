"""The panel's server: waitress, which is pure Python and runs on Windows too."""

import errno
import socket
import threading
from typing import Any

from flask import Flask
from waitress.server import create_server
from waitress.wasyncore import close_all

from broadcaster.errors import BroadcasterError
from broadcaster.station import Station
from web.application import LARGEST_UPLOAD
from web.faults import MEGABYTE

THREADS = 8
# A recording larger than this is refused by the server itself; the app refuses at its own limit.
LARGEST_BODY = LARGEST_UPLOAD + MEGABYTE
PATIENCE_S = 120
# Slow clients hold connections, not threads; Windows can wait for 512 at once.
MOST_CONNECTIONS = 400


class Server:
    """The panel while it listens. `run` serves until another thread calls `close`."""

    def __init__(self, app: Flask, listening: socket.socket) -> None:
        """Take over a bound socket; browsers can connect from now on."""
        self._sockets: dict[int, Any] = {}
        self._waitress: Any = create_server(
            app,
            map=self._sockets,
            sockets=[listening],
            threads=THREADS,
            ident=None,
            channel_timeout=PATIENCE_S,
            connection_limit=MOST_CONNECTIONS,
            max_request_body_size=LARGEST_BODY,
        )
        self._lock = threading.Lock()
        self._serves = False
        self._closed = False
        self._turned = threading.Event()

    def run(self) -> None:
        """Serve until `close` is called, or the process is asked to end."""
        with self._lock:
            if self._closed:
                return
            self._serves = True
        self._waitress.run()

    def turns(self) -> bool:
        """Return whether the serving thread has gone on since this was asked before.

        Asked once a second or so, it tells a server that works from one that hangs.
        """
        turned = self._turned.is_set()
        self._turned.clear()
        self._waitress.trigger.pull_trigger(self._turned.set)
        return turned

    def close(self) -> None:
        """Let running requests end, then stop listening and let go of every connection."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._waitress.task_dispatcher.shutdown()
        if self._serves and self._sockets:
            # Only the thread that serves may close its sockets: it is woken up to do so.
            self._waitress.trigger.pull_trigger(lambda: close_all(self._sockets))
        else:
            close_all(self._sockets)


def server(app: Flask, station: Station) -> Server:
    """Return the server, listening already; `run()` serves until `close()`.

    Raises `BroadcasterError` with a remedy if the address cannot be listened on.
    """
    host, port = station.panel_host, station.panel_port
    try:
        return Server(app, _bound(host, port))
    except (OSError, UnicodeError) as error:
        raise BroadcasterError(*_explained(host, port, error)) from error


def serve(app: Flask, station: Station) -> None:
    """Serve the panel until the process is asked to end.

    Raises `BroadcasterError` with a remedy if the address cannot be listened on.
    """
    listening = server(app, station)
    try:
        listening.run()
    finally:
        listening.close()


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket that has the address for itself; `OSError` if it cannot be had."""
    family, kind, protocol, _, where = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    found = socket.socket(family, kind, protocol)
    # On Windows the usual option would let two programs share a port.
    alone = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
    try:
        found.setsockopt(socket.SOL_SOCKET, alone, 1)
        found.bind(where)
    except OSError:
        found.close()
        raise
    return found


def _explained(host: str, port: int, error: Exception) -> tuple[str, str]:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        en = (
            f"the panel cannot listen on {host}:{port}: another program has that port; close it, "
            "or set panel_port to another number in station.toml"
        )
        vi = (
            f"Không mở được trang quản lý ở cổng {port}: một chương trình khác đang dùng cổng này; "
            "hãy tắt chương trình đó hoặc đổi panel_port trong station.toml."
        )
        return en, vi
    if number in {errno.EACCES, errno.EPERM}:
        en = (
            f"the panel may not listen on port {port}; set panel_port in station.toml to a number "
            "above 1023"
        )
        vi = (
            f"Không được phép mở cổng {port}; hãy đổi panel_port trong station.toml thành số lớn "
            "hơn 1023."
        )
        return en, vi
    unknown = isinstance(error, socket.gaierror | UnicodeError) or number == errno.EADDRNOTAVAIL
    reason = "this machine has no such address" if unknown else str(error)
    en = (
        f"the panel cannot listen on {host}:{port}: {reason}; correct panel_host in station.toml "
        "(127.0.0.1 for this machine only, 0.0.0.0 for the whole network)"
    )
    vi = (
        f"Không mở được trang quản lý ở địa chỉ {host}:{port}; hãy sửa panel_host trong "
        "station.toml (127.0.0.1: chỉ máy này; 0.0.0.0: cả mạng)."
    )
    return en, vi

"""The panel under waitress, in a thread of the test, for a real browser."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from broadcaster.station import Station
from tests.rig.patience import PATIENCE_S
from web import server


def free_port() -> int:
    """Return a port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def served(app: Flask, station: Station) -> Iterator[str]:
    """Give the address at which the panel answers while the block lasts."""
    station = station.model_copy(update={"panel_port": free_port()})
    listening = server(app, station)
    thread = threading.Thread(target=listening.run, name="panel", daemon=True)
    thread.start()
    try:
        yield station.panel_address
    finally:
        listening.close()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()

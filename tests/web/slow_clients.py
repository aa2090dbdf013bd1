"""Clients that begin a request and never end it, and one that wants a page meanwhile."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import requests

from tests.rig.patience import PATIENCE_S

SLOW = 150
BEGINNINGS = (
    b"",
    b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\nusername=",
)


@contextmanager
def slow_clients(port: int) -> Iterator[list[socket.socket]]:
    """Open many connections that begin a request, or none, and never end it."""
    with ExitStack() as open_ones:
        clients = []
        for number in range(SLOW):
            client = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
            client.sendall(BEGINNINGS[number % len(BEGINNINGS)])
            clients.append(open_ones.enter_context(client))
        yield clients


def answers(address: str) -> bool:
    """Return whether the panel gives a page."""
    try:
        return requests.get(address, timeout=PATIENCE_S).ok
    except requests.RequestException:
        return False

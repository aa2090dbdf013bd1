"""Clients that dribble or say nothing: others still get their pages, and the player goes on."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests

from tests.rig.commune import Commune
from tests.web.served import free_port

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
            client = socket.create_connection(("127.0.0.1", port), timeout=20)
            client.sendall(BEGINNINGS[number % len(BEGINNINGS)])
            clients.append(open_ones.enter_context(client))
        yield clients


@pytest.mark.loopback
def test_slow_clients_hold_up_neither_the_panel_nor_the_player(tmp_path: Path) -> None:
    port = free_port()
    commune = Commune(tmp_path / "home", f"panel_port = {port}\n")
    try:
        commune.approved("Chiều nay xã họp giao ban ở hội trường. " * 6)
        commune.on_air_in(6)
        address = f"http://127.0.0.1:{port}/login"
        with commune.player(), commune.process("panel") as panel:
            commune.wait_for(lambda: answers(address), panel)
            with slow_clients(port) as clients:
                commune.wait_for(commune.on_air)
                before = (commune.on_air() or {})["position_s"]
                for client in clients:
                    client.sendall(b"a")
                assert answers(address)
                commune.wait_for(lambda: (commune.on_air() or {}).get("position_s", 0) > before + 2)
    finally:
        commune.close()


def answers(address: str) -> bool:
    """Return whether the panel gives a page."""
    try:
        return requests.get(address, timeout=20).ok
    except requests.ConnectionError:
        return False

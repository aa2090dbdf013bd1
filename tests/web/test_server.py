import http.client
import socket
import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from broadcaster.errors import BroadcasterError
from broadcaster.station import Station
from tests.rig.patience import PATIENCE_S, wait_until
from tests.web.served import free_port, served
from web import server

pytestmark = pytest.mark.loopback


@pytest.fixture
def taken() -> Iterator[int]:
    """Give a port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def _at(station: Station, host: str, port: int) -> Station:
    return station.model_copy(update={"panel_host": host, "panel_port": port})


def _ask(place: str, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    host = place.removeprefix("http://").rstrip("/")
    connection = http.client.HTTPConnection(host, timeout=PATIENCE_S)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_the_panel_answers_under_waitress(app: Flask, station: Station) -> None:
    with served(app, station) as place:
        status, page = _ask(place, "/login")
    assert status == 200
    assert "Đăng nhập" in page


def test_a_port_in_use_is_told_with_its_remedy(app: Flask, station: Station, taken: int) -> None:
    with pytest.raises(BroadcasterError, match="another program has that port") as refused:
        server(app, _at(station, "127.0.0.1", taken))
    assert "panel_port" in refused.value.message
    assert "chương trình khác đang dùng cổng" in refused.value.vi


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host", "x" * 70])
def test_an_address_this_machine_has_not_is_told(app: Flask, station: Station, host: str) -> None:
    with pytest.raises(BroadcasterError, match="correct panel_host"):
        server(app, _at(station, host, free_port()))


def test_a_closed_server_lets_go_of_its_port(app: Flask, station: Station) -> None:
    here = _at(station, "127.0.0.1", free_port())
    for _ in range(2):
        listening = server(app, here)
        thread = threading.Thread(target=listening.run)
        thread.start()
        assert _ask(here.panel_address, "/login")[0] == 200
        listening.close()
        listening.close()
        thread.join(timeout=PATIENCE_S)
        assert not thread.is_alive()


def test_a_server_that_never_ran_can_be_closed(app: Flask, station: Station) -> None:
    here = _at(station, "127.0.0.1", free_port())
    unused = server(app, here)
    unused.close()
    unused.run()
    server(app, here).close()


def test_an_open_connection_does_not_hold_the_server_up(app: Flask, station: Station) -> None:
    here = _at(station, "127.0.0.1", free_port())
    listening = server(app, here)
    thread = threading.Thread(target=listening.run)
    thread.start()
    with socket.create_connection(("127.0.0.1", here.panel_port)):
        listening.close()
        thread.join(timeout=PATIENCE_S)
    assert not thread.is_alive()


def test_a_huge_body_is_refused_before_it_is_sent(app: Flask, station: Station) -> None:
    with served(app, station) as place:
        status, _ = _ask(place, "/login", "POST", **{"Content-Length": str(10**12)})
    assert status == 413


def test_a_server_that_serves_turns_and_one_that_hangs_does_not(
    app: Flask, station: Station
) -> None:
    pause = threading.Event()
    listening = server(app, _at(station, "127.0.0.1", free_port()))
    assert not listening.turns()
    pause.wait(0.1)
    assert not listening.turns(), "nobody serves yet"
    thread = threading.Thread(target=listening.run, daemon=True)
    thread.start()
    wait_until(listening.turns)
    held, hangs = threading.Event(), threading.Event()

    accepts = listening._waitress.readable

    def hang() -> bool:
        hangs.set()
        held.wait(PATIENCE_S)
        return bool(accepts())

    listening._waitress.readable = hang
    listening.turns()
    assert hangs.wait(PATIENCE_S)
    listening.turns()  # what it did before it hung
    pause.wait(0.1)
    assert not listening.turns()
    held.set()
    wait_until(listening.turns)
    listening.close()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()

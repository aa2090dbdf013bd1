"""Tests reach no network: an unmarked one opens no socket, a marked one only this machine."""

import socket
import subprocess
import sys

import pytest

SOMEWHERE_ELSE = ("192.0.2.1", 80)  # RFC 5737: an address for documentation, nobody's


def test_an_ordinary_test_opens_no_socket() -> None:
    with pytest.raises(UserWarning, match="tried to use socket"):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)


@pytest.mark.loopback
def test_a_marked_test_reaches_a_server_of_its_own() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as caller,
    ):
        accepted, address = server.accept()
        accepted.close()
        assert address == caller.getsockname()


@pytest.mark.loopback
def test_a_marked_test_reaches_no_other_machine() -> None:
    with pytest.raises(UserWarning, match=r"192\.0\.2\.1"):
        socket.create_connection(SOMEWHERE_ELSE, timeout=1)


def test_a_started_program_finds_the_project() -> None:
    code = "import broadcaster, tests.rig.parts"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)

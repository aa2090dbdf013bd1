"""Whether the panel can listen where the settings say."""

import socket

import pytest

from broadcaster.doctor import network
from broadcaster.doctor.network import panel
from broadcaster.station import Station


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1", "::", "::1", ""])  # noqa: S104 - looked at
def test_an_address_of_this_machine_is_well(host: str) -> None:
    assert panel(Station(panel_host=host)).well


@pytest.mark.parametrize("host", ["192.0.2.77", "2001:db8::7"])
def test_an_address_of_another_machine_is_not(host: str) -> None:
    assert not panel(Station(panel_host=host)).well


@pytest.mark.parametrize(("found", "here"), [("127.0.1.1", True), ("192.0.2.77", False)])
def test_a_name_is_looked_up(monkeypatch: pytest.MonkeyPatch, found: str, *, here: bool) -> None:
    monkeypatch.setattr(network, "_looked_up", lambda name: found)
    assert panel(Station(panel_host="may-chu")).well is here


@pytest.mark.loopback
def test_this_machine_is_found_by_its_own_name() -> None:
    assert panel(Station(panel_host="localhost")).well


def test_a_name_that_nobody_knows_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(name: str) -> str:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(network, "_looked_up", unknown)
    found = panel(Station(panel_host="may-chu"))
    assert not found.well
    assert "correct panel_host in station.toml" in found.text

"""Clients that dribble or say nothing: others still get their pages, and the player goes on."""

from pathlib import Path

import pytest

from tests.rig.commune import Commune
from tests.web.served import free_port
from tests.web.slow_clients import answers, slow_clients


@pytest.mark.loopback
def test_slow_clients_hold_up_neither_the_panel_nor_the_player(tmp_path: Path) -> None:
    port = free_port()
    commune = Commune(tmp_path / "home", f"panel_port = {port}\n")
    try:
        commune.approved("Chiều nay xã họp giao ban ở hội trường. " * 40)
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

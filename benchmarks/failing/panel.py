"""The panel while 150 clients begin a request and never end it."""

import time
from contextlib import closing
from pathlib import Path

from benchmarks.failing.figures import Figures
from tests.rig.commune import Commune
from tests.web.served import free_port
from tests.web.slow_clients import answers, slow_clients

PAGES = 10
PAGE_WITHIN_S = 5.0


def measure(figures: Figures, folder: Path, times: int) -> None:
    """Ask for plain pages, before and meanwhile."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/login"
    with (
        closing(Commune(folder / "panel", f"panel_port = {port}\n")) as commune,
        commune.process("panel") as panel,
    ):
        commune.wait_for(lambda: answers(address), panel)
        alone = [_page(address) for _ in range(PAGES * times)]
        with slow_clients(port) as clients:
            meanwhile = []
            for _ in range(PAGES * times):
                for client in clients[: len(clients) // 2]:
                    client.sendall(b"a")
                meanwhile.append(_page(address))
    figures.tell("panel: a page, nobody else there", alone)
    figures.tell("panel: a page, 150 slow clients there", meanwhile, at_most=PAGE_WITHIN_S)


def _page(address: str) -> float:
    """Return the seconds until the page is there."""
    began = time.perf_counter()
    return time.perf_counter() - began if answers(address) else float("nan")

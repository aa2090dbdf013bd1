"""An emergency at the worst moment: open at a crash, or asked for while the device is away."""

import time
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from benchmarks.failing.figures import SOUND_WITHIN_S, Figures, seconds_until
from broadcaster.errors import PlayoutUnavailable
from broadcaster.timetable import EntryKind
from tests.rig.commune import APPROVER, TEXTS, Commune
from tests.rig.pulse import SoundServer

NOTED_AFTER_S = 1.5
TOLD_WITHIN_S = 4.0


def measure(figures: Figures, folder: Path, times: int) -> None:
    """Kill the player while it tells an emergency; ask for one while nothing can be heard."""
    with closing(Commune(folder / "emergencies")) as commune:
        again = [_after_a_crash(commune) for _ in range(times)]
        name = "emergency open at a crash: restart to its tone"
        figures.tell(name, again, at_most=SOUND_WITHIN_S)
        away, noticed = [], []
        with SoundServer() as server, commune.player("device", env=server.env):
            commune.wait_for(lambda: (commune.app.door.state() or {}).get("output_open"))
            for _ in range(times):
                server.unplug()
                away.append(_refused_after(commune))
                commune.wait_for(lambda: (commune.app.door.state() or {}).get("output_error"))
                noticed.append(_refused_after(commune))
                server.plug()
                commune.wait_for(lambda: (commune.app.door.state() or {}).get("output_open"))
                time.sleep(2.0)
        name = "emergency asked for, device just gone: told that nothing is heard"
        figures.tell(name, away, at_most=TOLD_WITHIN_S)
        name = "emergency asked for, device known to be gone: told"
        figures.tell(name, noticed, at_most=TOLD_WITHIN_S)


def _after_a_crash(commune: Commune) -> float:
    """Return the seconds from the start of the next player to the tone."""
    with commune.player("null") as player:
        commune.app.interrupter.interrupt(by=APPROVER, text=" ".join(TEXTS))
        commune.wait_for(lambda: _words_heard_s(commune) > NOTED_AFTER_S, player)
        player.kill()
        player.wait()
    with commune.process("play", "--speaker", "null"):
        seconds = seconds_until(lambda: _is_told(commune))
        commune.app.door.stop(by=APPROVER)
        commune.wait_for(lambda: commune.on_air() is None)
    return seconds


def _refused_after(commune: Commune) -> float:
    """Return the seconds until whoever asks is told that nothing is heard."""
    began = time.perf_counter()
    try:
        commune.app.door.interrupt(id=str(uuid4()), by=APPROVER, drill=False, level=3)
    except PlayoutUnavailable:
        return time.perf_counter() - began
    return float("nan")


def _is_told(commune: Commune) -> bool:
    return bool((commune.on_air() or {}).get("kind") == EntryKind.EMERGENCY)


def _words_heard_s(commune: Commune) -> float:
    on_air = commune.on_air() or {}
    return float(on_air["position_s"]) if on_air.get("news_id") else 0.0

"""The player dies while somebody speaks live: what of the words is kept, and when."""

import time
from contextlib import closing
from pathlib import Path

from sqlmodel import col, select

from benchmarks.failing.figures import Figures, seconds_until
from broadcaster.playout.models import LiveRecording
from broadcaster.timetable import EntryKind
from tests.rig.commune import APPROVER, Commune
from tests.rig.pulse import SoundServer

SPEAKS_S = 4.0


def measure(figures: Figures, folder: Path, times: int) -> None:
    """Kill it in the middle of a speech, start it again, and look for the recording."""
    lost, kept = [], []
    with SoundServer() as server, closing(Commune(folder / "microphone")) as commune:
        server.env["PULSE_SOURCE"] = server.add_microphone()
        for number in range(times):
            with commune.player("device", env=server.env) as player:
                commune.app.live.begin(by=APPROVER, title="Thông báo")
                commune.wait_for(lambda: _spoken_s(commune) > SPEAKS_S, player)
                killed = time.time()
                player.kill()
                player.wait()
            with commune.process("play", "--speaker", "null"):
                kept.append(seconds_until(lambda known=number: len(_kept(commune)) > known))
                commune.wait_for(lambda: commune.app.door.state() is not None)
            began = commune.log(EntryKind.LIVE)[-1].started_at
            if began is not None and len(_kept(commune)) > number:
                lost.append(killed - began.timestamp() - _kept(commune)[-1].duration_s)
    figures.tell("crash while somebody speaks: seconds that are not kept", lost)
    figures.tell("crash while somebody speaks: restart to the recording kept", kept)


def _kept(commune: Commune) -> list[LiveRecording]:
    with commune.app.store.reading() as session:
        return list(session.exec(select(LiveRecording).order_by(col(LiveRecording.id))).all())


def _spoken_s(commune: Commune) -> float:
    on_air = commune.on_air() or {}
    return float(on_air["position_s"]) if on_air.get("kind") == EntryKind.LIVE else 0.0

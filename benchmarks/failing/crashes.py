"""The player dies or hangs under `broadcaster run`; one sound is on air at two deaths."""

import os
import signal
import time
from contextlib import closing
from functools import partial
from pathlib import Path

from benchmarks.failing import noise
from benchmarks.failing.figures import SOUND_WITHIN_S, Figures
from broadcaster.supervisor import BACK_OFF_S, LOOK_EVERY_S, PLAYERS_SILENCE_S
from tests.rig.commune import Commune
from tests.rig.pulse import SoundServer
from tests.web.served import free_port

TUNE_S = 8.0
LONG_TUNE_S = 40.0
NOTED_AFTER_S = 2.5
EACH_S = 60
RESTARTED_WITHIN_S = 2 * LOOK_EVERY_S + BACK_OFF_S[0]
WAYS = {
    signal.SIGKILL: ("player killed under `broadcaster run`: sound again", RESTARTED_WITHIN_S),
    signal.SIGSTOP: (
        "player hangs under `broadcaster run`: sound again",
        PLAYERS_SILENCE_S + LOOK_EVERY_S + RESTARTED_WITHIN_S,
    ),
}
"""What is printed, and until when the next player is begun; sound is due `SOUND_WITHIN_S` later."""


def measure(figures: Figures, folder: Path, times: int) -> None:
    """Kill the player, stop it in mid-step, and kill it twice during one sound."""
    with SoundServer() as server:
        for how, (name, restarted_within_s) in WAYS.items():
            settings = f"panel_port = {free_port()}\n"
            with closing(Commune(folder / how.name, settings)) as commune:
                noise.through_the_device(commune)
                seconds = _under_run(commune, server, how, times)
                figures.tell(name, seconds, at_most=restarted_within_s + SOUND_WITHIN_S)
    with closing(Commune(folder / "twice")) as commune:
        name = "on air at two deaths: start of the third to the next sound"
        figures.tell(name, _twice(commune, times), at_most=SOUND_WITHIN_S)


def _under_run(
    commune: Commune, server: SoundServer, how: signal.Signals, times: int
) -> list[float]:
    """Return the seconds from each fault to sound; `broadcaster run` is begun anew for each.

    A supervisor that has restarted its player a moment ago waits longer each time.
    """
    seconds = EACH_S * times
    rundown = noise.rundown(commune, TUNE_S, round(seconds / TUNE_S))
    commune.on_air_in(12, length=f"{seconds}s", rundown=rundown)
    spans = []
    with server.record() as recorder:
        for _ in range(times):
            with commune.process("run", env=server.env) as station:
                commune.wait_for(lambda: _heard_s(commune) > 1, station)
                player = _pid(commune)
                began = time.time()
                os.kill(player, how)
                commune.wait_for(partial(_is_another, commune, player), station)
                commune.wait_for(lambda: _heard_s(commune) > 1, station)
                spans.append((began, time.time()))
                commune.wait_for(lambda: _heard_s(commune) < 1, station)
        recording = recorder.stop()
    return [noise.sound_again(recording, *span) for span in spans]


def _twice(commune: Commune, times: int) -> list[float]:
    """Return the seconds until another sound than that of two deaths is on air."""
    rundown = noise.rundown(commune, LONG_TUNE_S, times + 1)
    commune.on_air_in(5, length=f"{round(LONG_TUNE_S * (times + 1))}s", rundown=rundown)
    found = []
    for _ in range(times):
        title = ""
        for _ in range(2):
            with commune.player("null") as player:
                commune.wait_for(lambda: _heard_s(commune) > NOTED_AFTER_S, player)
                title = _title(commune)
                player.kill()
                player.wait()
        began = time.perf_counter()
        with commune.player("null"):
            commune.wait_for(partial(_plays_another, commune, title))
            found.append(time.perf_counter() - began)
    return found


def _pid(commune: Commune) -> int:
    return int((commune.app.door.state() or {}).get("pid", 0))


def _title(commune: Commune) -> str:
    return str((commune.on_air() or {}).get("title", ""))


def _is_another(commune: Commune, pid: int) -> bool:
    return _pid(commune) not in {0, pid}


def _plays_another(commune: Commune, title: str) -> bool:
    return _title(commune) not in {"", title}


def _heard_s(commune: Commune) -> float:
    return float((commune.on_air() or {}).get("position_s", 0.0))

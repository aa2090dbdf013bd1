"""The station of the soak: founded, furnished, run by `broadcaster run`, ended without trace."""

import random
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

from benchmarks.endurance.programmes import Planned, declare, make_music, text_of
from tests.rig.commune import Commune, command
from tests.rig.patience import wait_until
from tests.rig.pulse import SoundServer

ITEMS = 40
AIRINGS = 900
PARTS = ("play", "panel", "render")
UP_WITHIN_S = 60.0
ENDS_WITHIN_S = 40.0
SETTINGS = "relay_return_s = 3\nrelay_silence_s = 3\n"


class Station:
    """A station whose parts can be found, killed and run again."""

    def __init__(self, home: Path, server: SoundServer, chance: random.Random) -> None:
        """Found the station and make its items; nothing runs yet."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.commune = Commune(home, f"panel_port = {port}\n{SETTINGS}")
        self.server = server
        self.home = home
        self._chance = chance
        self._items = 0
        self._process: subprocess.Popen[bytes] | None = None
        file = home / "station.toml"
        text = file.read_text(encoding="utf-8").replace('speaker = "null"', 'speaker = "device"')
        file.write_text(text, encoding="utf-8")
        make_music(home)
        for _ in range(ITEMS):
            self.add_item()

    def add_item(self) -> int:
        """Return a new approved item."""
        self._items += 1
        text = text_of(self._chance, self._items)
        return self.commune.approved(text, title=f"Tin số {self._items}", airings=AIRINGS)

    def plan(self, planned: list[Planned]) -> None:
        """Declare the broadcasts, and have every sound made beforehand."""
        declare(self.home, planned)
        self.commune.prepare()

    def run(self) -> None:
        """Start `broadcaster run`; return once its player answers."""
        self._process = subprocess.Popen(
            command(self.home, "run"),
            env=self.server.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(lambda: self.pid("play") and self.state(), UP_WITHIN_S)

    def end(self, *, kill: bool = False) -> None:
        """End the supervisor, by SIGTERM or by SIGKILL, and wait until no part is left."""
        if self._process is None:
            return
        parts = self._parts()
        if kill:
            self._process.kill()
        else:
            self._process.terminate()
        try:
            self._process.wait(ENDS_WITHIN_S)
        finally:
            self._process.kill()
            self._process.wait()
            self._process = None
            psutil.wait_procs(parts, ENDS_WITHIN_S)

    def pid(self, part: str) -> int | None:
        """Return the process id of a part: `play`, `panel` or `render`."""
        for process in self._parts():
            with suppress(psutil.Error):
                if part in process.cmdline():
                    return process.pid
        return None

    def state(self) -> dict[str, Any]:
        """Return what the player says of itself; empty if it does not answer."""
        return self.commune.app.door.state() or {}

    def rests(self) -> bool:
        """Return whether the sound device is the player's and pulls nothing."""
        state = self.state()
        return bool(state and state["output_open"] and not state["health"]["latency_ms"])

    def wait_for(self, condition: Callable[[], object], seconds: float) -> bool:
        """Return whether the condition held within so many seconds."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def left_behind(self, *marks: str) -> list[psutil.Process]:
        """Return the processes that still have the home, or another mark, in their command line."""
        found = []
        own = psutil.Process().pid
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                words = " ".join(process.cmdline())
                if process.pid != own and any(mark in words for mark in (str(self.home), *marks)):
                    found.append(process)
        return found

    def _parts(self) -> list[psutil.Process]:
        if self._process is None or self._process.poll() is not None:
            return []
        try:
            return psutil.Process(self._process.pid).children()
        except psutil.Error:
            return []


def soon(seconds: float) -> datetime:
    """Return the whole second that is so many seconds ahead."""
    return (datetime.now(UTC) + timedelta(seconds=seconds + 1)).replace(microsecond=0)

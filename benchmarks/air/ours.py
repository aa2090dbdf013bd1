"""Our station as people run it: `broadcaster run`, panel and renderer beside the player."""

import itertools
import math
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

from benchmarks.air.contender import Sounds, wait, wait_until
from benchmarks.air.panel import Person
from benchmarks.endurance.keeping import rows_of
from benchmarks.endurance.told import Row
from benchmarks.failing.noise import through_the_device
from broadcaster.clock import local
from broadcaster.playout.loudspeaker import REST_AFTER_S
from tests.rig.commune import APPROVER, PASSWORD, Commune, command
from tests.rig.known_clip import KnownClip, write_wav
from tests.rig.pulse import SoundServer

TAKEN_UP_WITHIN_S = 30.0
ENDS_WITHIN_S = 30.0
WORDS = "Đo thử."


class Ours:
    """A station whose programmes are the moments of the measurement."""

    name = "broadcaster run"
    rests_after_s = REST_AFTER_S

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._folder = Path(tempfile.mkdtemp(prefix="broadcaster-bench-"))
        self._numbers = itertools.count()
        self._person: Person | None = None

    def open(self, server: SoundServer, sounds: Sounds) -> None:
        """Found the station and run it."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        settings = f"panel_port = {port}\n"
        self._commune = Commune(self._folder / "station", settings)
        through_the_device(self._commune)
        own = self._commune.home / "audio_assets"
        own.mkdir(exist_ok=True)
        for name in ("first", "second", "long"):
            shutil.copy(sounds.file(name), own)
        shutil.copy(sounds.file("tone"), own / "attention.wav")
        self._process = subprocess.Popen(
            command(self._commune.home, "run"),
            env=server.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._commune.wait_for(lambda: self._state().get("output_open"), self._process)

    def close(self) -> None:
        """End the station."""
        if self._person is not None:
            self._person.close()
        self._process.terminate()
        self._process.wait(ENDS_WITHIN_S)
        self._commune.close()
        shutil.rmtree(self._folder)

    def process(self) -> psutil.Process:
        """Return the player."""
        return psutil.Process(self._state()["pid"])

    def play_both_at(self, moments: Sequence[datetime]) -> None:
        """Declare a programme that begins at each moment."""
        parts = '[[rundown]]\ntune = "first"\n[[rundown]]\ntune = "second"\n'
        self._declare("hai-tieng", moments, "10s", parts)
        wait_until(moments[-1] + timedelta(seconds=3))

    def play_long(self) -> None:
        """Declare a programme that begins soon and lasts."""
        soon = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=TAKEN_UP_WITHIN_S + 10)
        self._declare("dai", [soon], "20m", '[[rundown]]\ntune = "long"\n')
        wait_until(soon)
        self._commune.wait_for(lambda: self._state().get("on_air"), self._process)

    def break_in(self) -> datetime:
        """Ask at the player's door, as panel and command line do in the end."""
        name = f"bench {next(self._numbers)}"
        asked = datetime.now(UTC)
        self._commune.app.door.interrupt(id=name, by=APPROVER, drill=False, level=3)
        return asked

    def break_in_by_panel(self) -> datetime:
        """Send the form of a real emergency, as the approver who is logged in."""
        if self._person is None:
            self._person = Person(self._commune.app.station.panel_address, APPROVER, PASSWORD)
        self._person.fill_in()
        return self._person.interrupt(WORDS)

    def go_on(self) -> None:
        """Cancel the emergency."""
        for one in self._state().get("interruptions", []):
            self._commune.app.door.cancel(one["id"], by=APPROVER)
        self._commune.wait_for(lambda: not self._state().get("interruption"), self._process)
        wait(1.0)

    def play_row(self, clips: Sequence[KnownClip], length_s: float) -> datetime:
        """Declare a programme of these clips, one behind the other; return when it begins."""
        own = self._commune.home / "audio_assets"
        for clip in {clip.name: clip for clip in clips}.values():
            write_wav(own / f"{clip.name}.wav", clip.samples)
        soon = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=TAKEN_UP_WITHIN_S + 10)
        parts = "".join(f'[[rundown]]\ntune = "{clip.name}"\n' for clip in clips)
        self._declare("hang-gio", [soon], f"{math.ceil(length_s)}s", parts)
        return soon

    def rows(self) -> list[Row]:
        """Return what the log tells of the day."""
        return rows_of(self._commune)

    def _declare(self, stem: str, moments: Sequence[datetime], length: str, parts: str) -> None:
        starts = ", ".join(f'"{local(moment):%H:%M:%S}"' for moment in moments)
        day = local(moments[0]).date().isoformat()
        (self._commune.home / "schedules" / f"{stem}.toml").write_text(
            f'name = "{stem}"\nstarts = [{starts}]\nfirst = "{day}"\nlast = "{day}"\n'
            f'length = "{length}"\n{parts}',
            encoding="utf-8",
        )

    def _state(self) -> dict[str, Any]:
        return self._commune.app.door.state() or {}

"""What people use instead: mpv kept open, and Liquidsoap as LibreTime drives it."""

import json
import shutil
import socket
import subprocess
import tempfile
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from benchmarks.air.contender import Sounds, wait, wait_until
from tests.rig.pulse import SoundServer

STARTS_WITHIN_S = 15.0

LIQUIDSOAP = """\
settings.init.allow_root.set(true)
settings.server.socket.set(true)
settings.server.socket.path.set("{socket}")
settings.log.stdout.set(false)
settings.log.file.set(false)
normal = request.queue(id="normal")
urgent = request.queue(id="urgent")
output.pulseaudio(fallback(track_sensitive=false, [urgent, normal, blank()]))
"""


class Peer(ABC):
    """A program that listens on a socket of the machine."""

    name = ""
    rests_after_s = 1.0

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._folder = Path(tempfile.mkdtemp(prefix="peer-"))
        self._socket = self._folder / "socket"
        self._long_is_on = False

    def open(self, server: SoundServer, sounds: Sounds) -> None:
        """Start the program and wait for its socket."""
        self._sounds = sounds
        self._process = subprocess.Popen(
            self.command(),
            env=server.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        patience = datetime.now(UTC) + timedelta(seconds=STARTS_WITHIN_S)
        while not self._socket.exists():
            if datetime.now(UTC) > patience or self._process.poll() is not None:
                message = f"{self.name} did not start"
                raise RuntimeError(message)
            wait(0.05)

    def close(self) -> None:
        """End the program."""
        self._process.terminate()
        self._process.wait(STARTS_WITHIN_S)
        shutil.rmtree(self._folder, ignore_errors=True)

    def process(self) -> psutil.Process:
        """Return the program."""
        return psutil.Process(self._process.pid)

    def play_both_at(self, moments: Sequence[datetime]) -> None:
        """Ask for the two sounds at each moment, as a timer at its best would."""
        for moment in moments:
            wait_until(moment)
            self.play("first", "second")
        wait(3.0)

    def play_long(self) -> None:
        """Ask for the long sound."""
        self._long_is_on = True
        self.play("long")
        wait(2.0)

    @abstractmethod
    def command(self) -> list[str]:
        """Return how the program is started."""

    @abstractmethod
    def play(self, *names: str) -> None:
        """Ask for the sounds, one behind the other."""

    def say(self, *lines: str) -> None:
        """Send lines to the program."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self._socket))
            connection.sendall("".join(f"{line}\n" for line in lines).encode())
            connection.settimeout(STARTS_WITHIN_S)
            connection.recv(4096)


class Mpv(Peer):
    """mpv, kept open and told by its IPC socket; an emergency replaces what plays."""

    name = "mpv kept open"

    def command(self) -> list[str]:
        """Return mpv without a window, waiting for files."""
        return [
            "mpv", "--idle=yes", "--no-config", "--no-video", "--no-terminal", "--ao=pulse",
            "--gapless-audio=yes", f"--input-ipc-server={self._socket}",
        ]  # fmt: skip

    def play(self, *names: str) -> None:
        """Load the first file and put the others behind it."""
        for number, name in enumerate(names):
            self._load(self._sounds.file(name), "append-play" if number else "replace")

    def break_in(self) -> datetime:
        """Replace the long sound by the tone."""
        asked = datetime.now(UTC)
        self._load(self._sounds.file("tone"), "replace")
        return asked

    def go_on(self) -> None:
        """Load the long sound again, if it was on: mpv has forgotten it."""
        if self._long_is_on:
            self.play("long")

    def _load(self, file: Path, how: str) -> None:
        self.say(json.dumps({"command": ["loadfile", str(file), how]}))


class Liquidsoap(Peer):
    """Liquidsoap with a queue and an urgent queue over it, fed through its socket."""

    name = "Liquidsoap"

    def command(self) -> list[str]:
        """Return Liquidsoap with its script."""
        script = self._folder / "station.liq"
        script.write_text(LIQUIDSOAP.format(socket=self._socket), encoding="utf-8")
        return ["liquidsoap", str(script)]

    def play(self, *names: str) -> None:
        """Push the files into the queue."""
        self.say(*(f"normal.push {self._sounds.file(name)}" for name in names), "quit")

    def break_in(self) -> datetime:
        """Push the tone into the urgent queue."""
        asked = datetime.now(UTC)
        self.say(f"urgent.push {self._sounds.file('tone')}", "quit")
        return asked

    def go_on(self) -> None:
        """Do nothing: the long sound goes on by itself."""
        threading.Event().wait(0)

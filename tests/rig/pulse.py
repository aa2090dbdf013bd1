"""A private PulseAudio daemon whose only output is a null sink, and a recorder of that sink.

Own socket, own folder, no D-Bus: nothing of the machine's own sound is touched. Whatever plays
to PulseAudio, or to ALSA's default device, with `SoundServer.env` is heard by the recorder.

The null sink is clocked by CLOCK_MONOTONIC, one sample in exactly 1/rate seconds, so distances
inside one recording are exact to a sample. The recorder asks for blocks of 5 ms; the wall time
of its first sample is taken from their arrivals.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from tests.rig.correlation import Recording
from tests.rig.known_clip import RATE
from tests.rig.parec import Parec, Piece
from tests.rig.parts import program
from tests.rig.patience import PATIENCE_S

SINK = "rig"
MONITOR = f"{SINK}.monitor"
MICROPHONE = "microphone"
EDGE_BLOCKS = 1000
PLAYERS_ENV = {
    "SDL_AUDIODRIVER": "pulseaudio",
    "AUDIODRIVER": "pulseaudio",
    "JACK_NO_START_SERVER": "1",
}


class SoundServer:
    """The daemon. A context manager; players are given `env`."""

    def __init__(self, rate: int = RATE) -> None:
        self.rate = rate
        self._daemon = program("pulseaudio", "pulseaudio")
        self._pactl = program("pactl", "pulseaudio-utils")
        self.folder = Path(tempfile.mkdtemp(prefix="sound-"))
        self._socket = self.folder / "native"
        self._process: subprocess.Popen[bytes] | None = None
        own = {"DISPLAY", "DBUS_SESSION_BUS_ADDRESS"}
        base = {
            key: value
            for key, value in os.environ.items()
            if key not in own and not key.startswith("PULSE_")
        }
        self.env = base | PLAYERS_ENV | {"PULSE_SERVER": f"unix:{self._socket}"}
        self._daemon_env = base | {
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "PULSE_RUNTIME_PATH": str(self.folder / "run"),
        }

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._remove()

    def start(self) -> None:
        """Start the daemon and wait until its sink is there."""
        command = [
            self._daemon,
            "-n",
            "--daemonize=no",
            "--use-pid-file=no",
            "--exit-idle-time=-1",
            "--disable-shm=yes",
            f"--log-target=file:{self._log}",
            "-L",
            f"module-native-protocol-unix socket={self._socket} auth-anonymous=1",
            "-L",
            " ".join(self._sink),
        ]
        self._process = subprocess.Popen(
            command,
            env=self._daemon_env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + PATIENCE_S
        while not self._sink_is_there():
            if self._process.poll() is not None or time.monotonic() > deadline:
                log = self._log.read_text(errors="replace") if self._log.exists() else "no log"
                message = f"pulseaudio did not start: {log}"
                raise RuntimeError(message)
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the daemon, as it ends by itself or, with SIGKILL, as it crashes."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None
        self._socket.unlink(missing_ok=True)

    def unplug(self) -> None:
        """Take the sink away, as when a USB sound card is pulled out."""
        self._control("unload-module", "module-null-sink")

    def plug(self) -> None:
        """Put the sink back."""
        self._control("load-module", *self._sink)

    def add_microphone(self) -> str:
        """Return the name of an input; what is played with `play_into_it` is heard there."""
        self._control(
            "load-module", "module-null-sink", f"sink_name={MICROPHONE}", f"rate={self.rate}",
            "channels=1", "norewinds=1",
        )  # fmt: skip
        return f"{MICROPHONE}.monitor"

    @contextmanager
    def speaking(self, file: Path) -> Iterator["subprocess.Popen[bytes]"]:
        """Play the WAV file into the microphone while the block lasts, or until it ends."""
        paplay = program("paplay", "pulseaudio-utils")
        process = subprocess.Popen(
            [paplay, f"--device={MICROPHONE}", "--latency-msec=20", str(file)], env=self.env
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(PATIENCE_S)

    def record(self) -> "Recorder":
        """Return a recorder that hears the sink while its block lasts."""
        return Recorder(self)

    @property
    def _log(self) -> Path:
        return self.folder / "pulse.log"

    @property
    def _sink(self) -> list[str]:
        # With rewinding on, PulseAudio 16 slips one sample in the first block of most streams.
        options = [f"sink_name={SINK}", f"rate={self.rate}", "channels=2", "norewinds=1"]
        return ["module-null-sink", *options]

    def _sink_is_there(self) -> bool:
        if not self._socket.exists():
            return False
        listed = self._control("list", "short", "sinks", check=False)
        return SINK in listed.split()

    def _control(self, *words: str, check: bool = True) -> str:
        return subprocess.run(
            [self._pactl, *words],
            env=self.env,
            check=check,
            timeout=PATIENCE_S,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ).stdout

    def _remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Recorder(Parec):
    """Records the sink's monitor; where the sink is gone for a while, silence stands instead."""

    def __init__(self, server: SoundServer) -> None:
        super().__init__(server.env, MONITOR, server.rate, PATIENCE_S)
        self._rate = server.rate
        self._heard: list[bytes] = []
        self._arrivals: list[tuple[float, int]] = []  # epoch second, first sample; until an outage
        self._count = 0
        self._outages: list[tuple[float, float]] = []
        self._lost: float | None = None
        self._returned = threading.Event()

    def wait_for_return(self) -> None:
        """Return once the sink is heard again after an outage."""
        if not self._returned.wait(PATIENCE_S):
            message = "the sink did not come back"
            raise RuntimeError(message)

    def stop(self, tail_s: float = 1.0) -> Recording:
        """Return what was heard, with `tail_s` more seconds for what is still under way."""
        time.sleep(tail_s)
        self._end()
        pcm = np.frombuffer(b"".join(self._heard), np.int16)
        samples = (pcm / 32768).astype(np.float32)
        edges = self._edges()
        started = edges[0][1]
        late = tuple((sample, edge - started) for sample, edge in edges)
        return Recording(samples, self._rate, started, tuple(self._outages), late)

    def _keep(self, pieces: Iterator[Piece]) -> None:
        """Keep what comes, behind the silence of an outage."""
        for piece in pieces:
            if self._lost is not None:
                self._fill_until(piece.at)
                self._outages.append((self._lost, piece.at))
                self._returned.set()
                self._lost = None
            if piece.begins and not self._outages:
                self._arrivals.append((piece.at, self._count))
            self._heard.append(piece.samples)
            self._count += len(piece.samples) // 2
        self._lost = self._lost or time.time()

    def _fill_until(self, now: float) -> None:
        missing = round((now - self._started()) * self._rate) - self._count
        if missing > 0:
            self._heard.append(bytes(2 * missing))
            self._count += missing

    def _started(self) -> float:
        """Return the epoch second of sample 0, as the first seconds tell."""
        return self._edges()[0][1]

    def _edges(self) -> list[tuple[int, float]]:
        """Return, of each few seconds, the first sample and when sample 0 would have been heard.

        A block never arrives before its first sample was played, so the low edge of
        (arrival - first sample / rate) is it.
        """
        firsts = self._arrivals[5:] or self._arrivals
        count = max(1, len(firsts) // EDGE_BLOCKS)
        edges = []
        for part in np.array_split(np.array(firsts), count):
            offsets = part[:, 0] - part[:, 1] / self._rate
            edges.append((int(part[0, 1]), float(np.percentile(offsets, 5))))
        return edges

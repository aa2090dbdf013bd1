"""What every contender can do, and what is measured of it."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, Self, runtime_checkable

import psutil

from benchmarks.air.stolen import Stolen
from tests.rig.known_clip import KnownClip, make_noise, write_wav
from tests.rig.pulse import SoundServer

SHORT_S = 0.5
TONE_S = 2.0
LONG_S = 600.0
SETTLE_S = 5.0
COST_S = 10.0
NEAR_S = 1.5
CLOCK_S = 0.02
"""How far the recording's clock may be off."""

SILENT_ONES = 3
BY_PANEL = 5
BUSY = "while True: pass"


@dataclass(frozen=True)
class Sounds:
    """The sounds that are played: two short ones in a row, a long one, and a tone over it."""

    folder: Path
    first: KnownClip
    second: KnownClip
    tone: KnownClip

    @classmethod
    def made(cls, folder: Path) -> Self:
        """Write the sounds into the folder: noise, which is like itself at one place only."""
        folder.mkdir(parents=True, exist_ok=True)
        first = KnownClip("first", make_noise(SHORT_S, seed=5))
        second = KnownClip("second", make_noise(SHORT_S, seed=6))
        tone = KnownClip("tone", make_noise(TONE_S, seed=8))
        for clip in (first, second, tone):
            write_wav(folder / f"{clip.name}.wav", clip.samples)
        write_wav(folder / "long.wav", make_noise(LONG_S, seed=7, level_db=-40.0))
        return cls(folder, first, second, tone)

    def file(self, name: str) -> Path:
        """Return where the sound of that name lies."""
        return self.folder / f"{name}.wav"


class Contender(Protocol):
    """A program that plays at a time of day and lets something else break in."""

    name: str
    rests_after_s: float

    def open(self, server: SoundServer, sounds: Sounds) -> None:
        """Begin, and be ready to play to the server's sink."""
        ...

    def close(self) -> None:
        """End every process that was begun."""
        ...

    def process(self) -> psutil.Process:
        """Return the process that plays."""
        ...

    def play_both_at(self, moments: Sequence[datetime]) -> None:
        """Play the two short sounds, one behind the other, at each moment; return when over."""
        ...

    def play_long(self) -> None:
        """Begin the long sound; return once it is heard."""
        ...

    def break_in(self) -> datetime:
        """Let the tone be heard over the long sound; return when it was asked for."""
        ...

    def go_on(self) -> None:
        """Have the tone over and the long sound go on."""
        ...


@runtime_checkable
class WithPanel(Protocol):
    """A contender with a page at which a person asks for an emergency."""

    def break_in_by_panel(self) -> datetime:
        """Do as `break_in` by sending the page's form; return when it was sent."""
        ...


@dataclass
class Figures:
    """What was measured of one contender; seconds, MiB, and percent of one core."""

    starts: list[float] = field(default_factory=list)
    start_notes: list[str] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    gap_notes: list[str] = field(default_factory=list)
    emergencies: list[float] = field(default_factory=list)
    out_of_silence: list[float] = field(default_factory=list)
    by_panel: list[float] = field(default_factory=list)
    missed: int = 0
    idle_mib: float = 0.0
    idle_cpu: float = 0.0
    playing_mib: float = 0.0
    playing_cpu: float = 0.0


def measure(
    contender: Contender,
    sounds: Sounds,
    *,
    starts: int,
    spacing_s: float,
    emergencies: int,
    busy: bool = False,
) -> Figures:
    """Return the figures of a contender on a sound server of its own.

    With `busy` another program keeps every core busy while the starts are measured.
    """
    figures = Figures()
    with SoundServer() as server:
        contender.open(server, sounds)
        try:
            wait(SETTLE_S)
            with every_core_busy() if busy else nullcontext():
                measure_starts(contender, server, sounds, figures, starts, spacing_s)
            wait(contender.rests_after_s + SETTLE_S)
            figures.idle_mib, figures.idle_cpu = cost(contender.process())
            figures.out_of_silence = measure_emergencies(
                contender, server, sounds, figures, SILENT_ONES, pause_s=contender.rests_after_s
            )
            contender.play_long()
            wait(SETTLE_S)
            figures.playing_mib, figures.playing_cpu = cost(contender.process())
            figures.emergencies = measure_emergencies(
                contender, server, sounds, figures, emergencies
            )
            if isinstance(contender, WithPanel):
                figures.by_panel = measure_emergencies(
                    contender,
                    server,
                    sounds,
                    figures,
                    BY_PANEL,
                    break_in=contender.break_in_by_panel,
                )
        finally:
            contender.close()
    return figures


def measure_starts(
    contender: Contender,
    server: SoundServer,
    sounds: Sounds,
    figures: Figures,
    count: int,
    spacing_s: float,
) -> None:
    """Fill in the errors of the first samples and the gaps between the two sounds."""
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=40)
    moments = [soon + timedelta(seconds=spacing_s * number) for number in range(count)]
    with server.record() as recorder, Stolen() as stolen:
        contender.play_both_at(moments)
        recording = recorder.stop()
    firsts, seconds = recording.find(sounds.first), recording.find(sounds.second)
    for moment in moments:
        at = moment.timestamp()
        heard = [hit for hit in firsts if abs(hit.start_time - at) < NEAR_S]
        if not heard:
            figures.missed += 1
            continue
        begin = min(heard, key=lambda hit: abs(hit.start_time - at))
        taken_s = stolen.around(at, NEAR_S)
        note = f"{moment:%H:%M:%S} UTC; the host took {taken_s:.2f} s of processor"
        figures.starts.append(begin.start_time - at)
        figures.start_notes.append(note)
        behind = [hit for hit in seconds if 0 <= hit.start - begin.start < NEAR_S * recording.rate]
        if behind:
            figures.gaps.append((behind[0].start - begin.end) / recording.rate)
            figures.gap_notes.append(note)


def measure_emergencies(
    contender: Contender,
    server: SoundServer,
    sounds: Sounds,
    figures: Figures,
    count: int,
    *,
    pause_s: float = 1.0,
    break_in: Callable[[], datetime] | None = None,
) -> list[float]:
    """Return how long it took from each request to the first sample of the tone.

    `break_in` is how it is asked for, the contender's own way if it is not given.
    """
    break_in = break_in or contender.break_in
    asked: list[datetime] = []
    with server.record() as recorder:
        for _ in range(count):
            asked.append(break_in())
            wait(sounds.tone.length_s + 0.5)
            contender.go_on()
            wait(pause_s)
        recording = recorder.stop()
    heard = [hit.start_time for hit in recording.find(sounds.tone)]
    found: list[float] = []
    for moment in asked:
        later = [
            at - moment.timestamp() for at in heard if -CLOCK_S < at - moment.timestamp() < NEAR_S
        ]
        if later:
            found.append(min(later))
        else:
            figures.missed += 1
    return found


@contextmanager
def every_core_busy() -> Iterator[None]:
    """Let as many programs as there are cores do nothing but work."""
    busy = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def cost(process: psutil.Process) -> tuple[float, float]:
    """Return the resident memory in MiB and the share of a core in percent, over some seconds."""
    process.cpu_percent()
    wait(COST_S)
    return process.memory_info().rss / 2**20, process.cpu_percent()


def wait(seconds: float) -> None:
    """Let real time pass."""
    threading.Event().wait(seconds)


def wait_until(moment: datetime) -> None:
    """Return at that second, or at once if it is over."""
    wait(max(0.0, (moment - datetime.now(UTC)).total_seconds()))

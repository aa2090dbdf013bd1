"""How exact the player is, beside `paplay` started at the same seconds, on the same sound server.

Starts: the error of a sound's first sample against its second. Emergency: from the request to the
first sample of the tone. Both are measured in the recorded monitor of a private PulseAudio sink.
Usage: python benchmarks/on_air.py [STARTS]
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from broadcaster.clock import SystemClock
from broadcaster.playout.deck import Deck
from broadcaster.playout.device_speaker import DeviceSpeaker
from broadcaster.playout.mixer import Segment, place
from broadcaster.playout.sound import load_sound
from tests.rig.commune import APPROVER, Commune
from tests.rig.known_clip import RATE, KnownClip, make_noise, write_wav
from tests.rig.pulse import SoundServer

SPACING_S = 1.5
CLIP_S = 0.5
EMERGENCIES = 10

Player = Callable[[SoundServer, Path, Sequence[datetime]], None]


def main() -> None:
    """Measure ours and the peer in one run, and print both."""
    starts = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    folder = Path(tempfile.mkdtemp(prefix="broadcaster-bench-"))
    clip = KnownClip("clip", make_noise(CLIP_S, seed=5))
    write_wav(folder / "clip.wav", clip.samples)
    with SoundServer() as server:
        ours = start_errors(server, clip, starts, folder, our_player)
        peer = start_errors(server, clip, max(8, starts // 4), folder, paplay)
        emergencies = emergency_delays(server, folder)
    print(f"{'':34}{'n':>5}{'median ms':>12}{'p95 ms':>10}{'max ms':>10}")
    show("start error, our player", ours)
    show("start error, paplay at the second", peer)
    show("emergency: request to tone", emergencies)
    ratio = statistics.median(map(abs, peer)) / max(1e-6, statistics.median(map(abs, ours)))
    print(f"paplay's median start error is {ratio:.0f} times ours")
    shutil.rmtree(folder)


def start_errors(
    server: SoundServer, clip: KnownClip, count: int, folder: Path, play: Player
) -> list[float]:
    """Return the errors in seconds of `count` starts at chosen instants."""
    first = datetime.now(UTC) + timedelta(seconds=8)
    wanted = [first + timedelta(seconds=SPACING_S * number) for number in range(count)]
    with server.record() as recorder:
        play(server, folder / "clip.wav", wanted)
        recording = recorder.stop()
    hits = [hit.start_time for hit in recording.find(clip)]
    errors = [
        min((hit - moment.timestamp() for hit in hits), key=abs, default=float("nan"))
        for moment in wanted
    ]
    if len(hits) != count:
        print(f"only {len(hits)} of {count} sounds were heard")
    return errors


def our_player(server: SoundServer, file: Path, wanted: Sequence[datetime]) -> None:
    """Play through the player's own deck and speaker, in a process of their own."""
    moments = ",".join(str(moment.timestamp()) for moment in wanted)
    subprocess.run(
        [sys.executable, __file__, "--deck", str(file), moments], env=server.env, check=True
    )


def deck_process(file: Path, moments: Sequence[float]) -> None:
    """Lay the sound at the moments, each two seconds ahead, as the director does."""
    clock = SystemClock()
    deck = Deck(clock, RATE)
    speaker = DeviceSpeaker(clock, RATE)
    sound = load_sound(file, RATE)
    speaker.open(deck.pull)
    while not deck.runs:
        clock.wait(0.01)
    for moment in moments:
        clock.wait(max(0.0, moment - 1.0 - clock.now().timestamp()))
        at = deck.sample_at(datetime.fromtimestamp(moment, UTC))
        segment = Segment(sound=sound, start=at, length=sound.frames)
        deck.swap(place(deck.timeline, [segment]))
    clock.wait(2.0)
    print("underruns", speaker.underruns)
    speaker.close()


def paplay(server: SoundServer, file: Path, wanted: Sequence[datetime]) -> None:
    """Start one paplay at each moment, as a cron job at its best would."""
    running = []
    for moment in wanted:
        time.sleep(max(0.0, moment.timestamp() - time.time()))
        running.append(subprocess.Popen(["paplay", str(file)], env=server.env))
    for process in running:
        process.wait()


def emergency_delays(server: SoundServer, folder: Path) -> list[float]:
    """Return the seconds from a request at the player's door to the first sample of the tone."""
    commune = Commune(folder / "station")
    asked: list[float] = []
    with server.record() as recorder:
        with commune.player("device", env=server.env):
            commune.wait_for(lambda: (commune.app.door.state() or {}).get("output_open"))
            threading.Event().wait(1.0)
            for number in range(EMERGENCIES):
                asked.append(time.time())
                commune.app.door.interrupt(id=f"x{number}", by=APPROVER, drill=True, level=3)
                threading.Event().wait(1.0)
                commune.app.door.stop(by=APPROVER)
                threading.Event().wait(1.0)
        recording = recorder.stop()
    commune.close()
    delays = []
    for moment in asked:
        begin = recording.index_of(moment)
        loud = abs(recording.samples[begin : begin + RATE]) > 0.001  # noqa: PLR2004 - audible
        delays.append(float(loud.argmax()) / RATE if loud.any() else float("nan"))
    return delays


def show(name: str, seconds: Sequence[float]) -> None:
    """Print one line of figures, in milliseconds."""
    sizes = sorted(abs(value) * 1000 for value in seconds)
    p95 = sizes[min(len(sizes) - 1, round(0.95 * len(sizes)))]
    print(f"{name:34}{len(sizes):5}{statistics.median(sizes):12.2f}{p95:10.2f}{sizes[-1]:10.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--deck"]:
        deck_process(Path(sys.argv[2]), [float(word) for word in sys.argv[3].split(",")])
    else:
        main()

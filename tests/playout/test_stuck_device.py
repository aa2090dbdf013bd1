"""PortAudio never answers again while the sound breaks off: the player ends, the next one plays."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from broadcaster.airlog import Outcome
from broadcaster.errors import PlayoutUnavailable
from broadcaster.playout.output.device_speaker import STUCK
from broadcaster.timetable import EntryKind
from tests.rig.commune import APPROVER, Commune
from tests.rig.patience import PATIENCE_S

pytestmark = pytest.mark.process

# PortAudio with one device. While the file STUCK is there, no stream that was stopped is ever
# started again, and no other can be opened: a card that went away between stop and start.
PORTAUDIO = """\
import os
import threading

paInt16, paContinue, paAbort, paOutputUnderflow = 8, 0, 2, 4
TIMES = {"output_buffer_dac_time": 0.1, "current_time": 0.0}

def is_stuck():
    return os.path.exists(os.environ["STUCK"])

class Stream:
    def __init__(self, rate, frames_per_buffer, stream_callback, **settings):
        self.every_s = frames_per_buffer / rate
        self.ask = lambda: stream_callback(None, frames_per_buffer, TIMES, 0)[1]
        self.start_stream()

    def start_stream(self):
        if is_stuck():
            threading.Event().wait()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while self.ask() == paContinue and not self.stopped.wait(self.every_s):
            pass

    def stop_stream(self):
        self.stopped.set()
        self.thread.join()

    close = stop_stream

class PyAudio:
    def open(self, **settings):
        if is_stuck():
            raise OSError("no device")
        return Stream(**settings)

    def get_default_output_device_info(self):
        return {"name": "USB", "maxOutputChannels": 2}

    def terminate(self):
        pass
"""


@pytest.fixture
def stuck(tmp_path: Path) -> Path:
    return tmp_path / "stuck"


@pytest.fixture
def env(tmp_path: Path, stuck: Path) -> Mapping[str, str]:
    """Give a player's environment, in which PyAudio is the one above."""
    (tmp_path / "pyaudio.py").write_text(PORTAUDIO, encoding="utf-8")
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "STUCK": str(stuck)}


def words_aired(commune: Commune) -> bool:
    return ("Lũ về.", Outcome.AIRED) in [
        (row.title, row.outcome) for row in commune.log(EntryKind.EMERGENCY)
    ]


def test_the_player_ends_and_says_why_and_the_next_one_is_heard(
    commune: Commune, stuck: Path, env: Mapping[str, str]
) -> None:
    with commune.player("device", env=env) as player:
        commune.wait_for(lambda: (commune.app.door.state() or {}).get("output_open"), player)
        stuck.touch()

        def has_ended() -> bool:
            with suppress(PlayoutUnavailable):
                commune.app.door.stop(by=APPROVER)
            return player.poll() is not None

        commune.wait_for(has_ended)
        _, said = player.communicate(timeout=PATIENCE_S)
    assert player.returncode == 1
    assert STUCK in said.decode()
    stuck.unlink()
    with commune.player("device", env=env) as player:
        commune.app.interrupter.interrupt(by=APPROVER, text="Lũ về.")
        commune.wait_for(lambda: words_aired(commune), player)
    assert commune.chain_is_whole()

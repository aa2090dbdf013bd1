"""What ALSA has to say of an output that ran dry is counted by us, and not printed past Python."""

import subprocess
import sys

import pytest

from tests.rig.pulse import SoundServer

pytestmark = [pytest.mark.sound, pytest.mark.process]

RUNS_DRY = """
import time
import numpy as np
from broadcaster.clock import SystemClock
from broadcaster.playout.output.device_speaker import DeviceSpeaker
from tests.rig.patience import wait_until

pulls = []

def pull(count, leaves_at):
    pulls.append(leaves_at)
    if len(pulls) % 20 == 0:
        time.sleep(0.5)
    return np.zeros(count, np.int16)

speaker = DeviceSpeaker(SystemClock(), 48000)
speaker.open(pull)
wait_until(lambda: speaker.underruns > 1)
speaker.close()
print("ran dry")
"""


def test_an_output_that_runs_dry_prints_nothing(sound_server: SoundServer) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUNS_DRY],
        env=sound_server.env,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("ran dry\n", "")

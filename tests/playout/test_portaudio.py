"""PortAudio in a process of its own, on a real sound server: what it lists, what it loads."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.pulse import SoundServer

LOOKS = """
import json, os
from pathlib import Path
from broadcaster.playout.output.device_speaker import output_devices
names = [device.name for device in output_devices()]
loaded = sorted({line.split("/")[-1].split(".so")[0]
                 for line in Path("/proc/self/maps").read_text().splitlines() if ".so" in line})
print(json.dumps([names, loaded, sorted(dict(os.environ))]))
"""


@pytest.fixture
def server() -> Iterator[SoundServer]:
    """A sound server of its own."""
    with SoundServer() as running:
        yield running


def looks(env: dict[str, str]) -> tuple[list[str], list[str], list[str]]:
    """Return the outputs that a process sees, and its libraries and variables then."""
    told = subprocess.run(
        [sys.executable, "-c", LOOKS], env=env, check=True, capture_output=True, text=True
    )
    names, loaded, variables = json.loads(told.stdout)
    return names, loaded, variables


def test_the_sound_server_is_listed_and_no_converter_is_loaded(server: SoundServer) -> None:
    names, loaded, _ = looks(server.env)
    assert "pulse" in names
    assert "default" in names
    assert "libpulse" in loaded
    assert "libavcodec" not in loaded


def test_who_configures_alsa_has_it_read(server: SoundServer, tmp_path: Path) -> None:
    own = tmp_path / "asound.conf"
    own.write_text("</usr/share/alsa/alsa.conf>\npcm.hall { type pulse }\n")
    names, _, _ = looks({**server.env, "ALSA_CONFIG_PATH": str(own)})
    assert "hall" in names


def test_a_device_that_the_machine_defines_is_listed(server: SoundServer, tmp_path: Path) -> None:
    (tmp_path / ".asoundrc").write_text("pcm.roof { type pulse }\n")
    names, _, _ = looks({**server.env, "HOME": str(tmp_path)})
    assert "roof" in names


def test_nothing_of_it_is_left_in_the_environment(server: SoundServer) -> None:
    _, _, variables = looks(server.env)
    assert set(variables) - set(server.env) <= {"JACK_NO_START_SERVER", "LC_CTYPE"}

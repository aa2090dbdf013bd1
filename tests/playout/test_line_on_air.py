"""A line input as a relay, for real: what comes in at the input goes out, and the log names it."""

from pathlib import Path

import pytest

from broadcaster.airlog import Outcome
from broadcaster.timetable import EntryKind
from tests.rig.busyness import at_least
from tests.rig.commune import IN_TIME_S, Commune, recorded
from tests.rig.known_clip import KnownClip, make_noise, write_wav
from tests.rig.pulse import SoundServer

pytestmark = [pytest.mark.process, pytest.mark.sound]

RECEIVED = KnownClip("received", make_noise(5, seed=21, level_db=-24))


@pytest.fixture
def settings() -> str:
    return "relay_silence_s = 120\n"


def test_what_comes_in_at_the_line_is_carried(commune: Commune, tmp_path: Path) -> None:
    file = tmp_path / "received.wav"
    write_wav(file, RECEIVED.samples)
    out = commune.home / "thu.wav"
    commune.on_air_in(
        IN_TIME_S,
        length="1m",
        rundown='[[rundown]]\nrelay = "line:default"\nlength = "30s"\n',
    )
    with SoundServer() as server:
        env = {**server.env, "PULSE_SOURCE": server.add_microphone()}
        with commune.player(f"wav:{out}", env=env) as player:
            commune.wait_for(
                lambda: (
                    (now := commune.on_air())
                    and now["kind"] == EntryKind.RELAY
                    and now["position_s"] > 1
                ),
                player,
            )
            with server.speaking(file) as speaking:
                speaking.wait()
            commune.wait_until_over(player)
    (row,) = commune.log(EntryKind.RELAY)
    assert (row.title, row.outcome) == ("Tiếp âm – nguồn chính (line:default)", Outcome.AIRED)
    (hit,) = recorded(out).find(RECEIVED)
    assert hit.complete > at_least(0.8)

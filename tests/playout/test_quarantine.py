"""A sound that kills the player: by its second death it is left alone, and the slot goes on."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from broadcaster.airlog import Outcome
from broadcaster.errors import InvalidInput
from broadcaster.playout.desk.quarantine import QUARANTINED, Quarantine
from broadcaster.timetable import EntryKind, SlotState
from tests.rig.commune import TEXTS, Commune, command
from tests.rig.patience import PATIENCE_S

# A decoder that dies on one file: what a fault in a library of C does to a process.
DEADLY = """\
import hashlib
import os
from pathlib import Path
import broadcaster.playout.sounds.files as sound

whole = sound.require_whole

def deadly(path, sha256):
    if sha256 == os.environ["DEADLY_SOUND"]:
        os.abort()
    whole(path, sha256)

sound.require_whole = deadly
import broadcaster.playout.desk.desk as desk
import broadcaster.playout.live.sources as sources
desk.require_whole = sources.require_whole = deadly
import broadcaster.playout.sounds.signals as signals
load = signals.load_sound

def deadly_signal(path, *words, **named):
    deadly(path, hashlib.sha256(path.read_bytes()).hexdigest())
    return load(path, *words, **named)

signals.load_sound = deadly_signal
from broadcaster.cli.main import main
main(__import__("sys").argv[1:])
"""

NOTHING_TO_RELAY = """\
[[rundown]]
relay = "line:nothing"
length = "20s"
filler = "{filler}"
[[rundown]]
section = "Tin"
at_most = "1s"
"""


def die_while_reading(note: Path, name: str) -> None:
    """Read a sound in a process that ends in the middle of it."""
    code = (
        "import os\nfrom pathlib import Path\n"
        "from broadcaster.playout.desk.quarantine import Quarantine\n"
        f"with Quarantine(Path({str(note)!r})).reading({name!r}):\n    os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9


@pytest.mark.process
def test_a_sound_during_which_the_player_died_twice_is_not_opened_again(tmp_path: Path) -> None:
    note = tmp_path / "quarantine.json"
    die_while_reading(note, "a")
    with Quarantine(note).reading("b"):
        pass
    die_while_reading(note, "a")
    third = Quarantine(note)
    with pytest.raises(InvalidInput) as refused, third.reading("a"):
        pytest.fail("it was opened")
    assert refused.value.vi == QUARANTINED
    with third.reading("b"):
        pass


@pytest.mark.process
def test_a_sound_that_was_read_after_all_is_free_again(tmp_path: Path) -> None:
    note = tmp_path / "quarantine.json"
    die_while_reading(note, "a")
    with Quarantine(note).reading("a"):
        pass
    die_while_reading(note, "a")
    with Quarantine(note).reading("a"):
        pass


@pytest.mark.parametrize("torn", [b"", b"{", b"[]", b'{"deaths": 1}', b"\xff"])
def test_a_torn_note_holds_nothing_back(tmp_path: Path, torn: bytes) -> None:
    (tmp_path / "quarantine.json").write_bytes(torn)
    with Quarantine(tmp_path / "quarantine.json").reading("a"):
        pass


def test_without_a_disk_nothing_is_held_back(tmp_path: Path) -> None:
    with Quarantine(tmp_path / "nowhere" / "quarantine.json").reading("a"):
        pass


@pytest.mark.process
@pytest.mark.parametrize("name", ["attention", "chime"])
def test_a_tone_of_the_stations_own_that_kills_the_player_gives_way_to_ours(
    commune: Commune, name: str
) -> None:
    own = commune.home / "audio_assets" / f"{name}.wav"
    own.parent.mkdir(exist_ok=True)
    shutil.copyfile(commune.app.station.sound("opening"), own)
    deadly = hashlib.sha256(own.read_bytes()).hexdigest()
    for _ in range(2):
        with dying_player(commune, deadly) as player:
            assert player.wait(PATIENCE_S) == -signal.SIGABRT
    with dying_player(commune, deadly) as player:
        commune.wait_for(lambda: commune.app.door.state() is not None, player)
        player.terminate()


def dying_player(commune: Commune, deadly: str) -> "subprocess.Popen[bytes]":
    """Start a player that dies of that sound."""
    words = [sys.executable, "-c", DEADLY, *command(commune.home, "play", "--speaker", "null")[3:]]
    env = {**os.environ, "DEADLY_SOUND": deadly}
    return subprocess.Popen(words, env=env, stderr=subprocess.DEVNULL)


def is_over_or_dead(commune: Commune, player: "subprocess.Popen[bytes]") -> bool:
    over = {SlotState.AIRED, SlotState.MISSED}
    return player.poll() is not None or commune.slot().state in over


def deaths_until_over(commune: Commune, deadly: str) -> int:
    """Return how often the player died of the sound before the slot was over."""
    for deaths in range(5):
        with dying_player(commune, deadly) as player:
            commune.wait_for(partial(is_over_or_dead, commune, player))
            if player.poll() is None:
                player.terminate()
                return deaths
    return pytest.fail("the player dies each time")


@pytest.mark.process
def test_a_crash_loop_on_one_clip_ends_and_the_slot_goes_on(commune: Commune) -> None:
    ids = [commune.approved(text) for text in TEXTS[:3]]
    commune.on_air_in(5, length="10m")
    (deadly,) = commune.clips_of(ids[1])
    assert deaths_until_over(commune, deadly.sha256) == 2
    entries = {entry.news_id: entry for entry in commune.log(EntryKind.ITEM)}
    assert (entries[ids[1]].outcome, entries[ids[1]].reason) == (Outcome.FAILED, QUARANTINED)
    assert [entries[i].outcome for i in (ids[0], ids[2])] == [Outcome.AIRED] * 2
    assert commune.slot().state is SlotState.AIRED
    assert commune.chain_is_whole()


@pytest.mark.process
@pytest.mark.parametrize("deadly", ["item", "tune"])
def test_a_crash_loop_on_what_fills_a_relay_ends_and_the_slot_goes_on(
    commune: Commune, deadly: str
) -> None:
    ids = [commune.approved(text) for text in TEXTS[:2]]
    filler = "Tin" if deadly == "item" else "closing"
    commune.on_air_in(5, length="10m", rundown=NOTHING_TO_RELAY.format(filler=filler))
    clips = [clip for news_id in ids for clip in commune.clips_of(news_id)]
    closing = hashlib.sha256(commune.app.station.sound("closing").read_bytes()).hexdigest()
    culprit = clips[0].sha256 if deadly == "item" else closing
    assert deaths_until_over(commune, culprit) == 2
    heard = {entry.file for entry in commune.log() if entry.aired_s}
    fills = {clips[1].path} if deadly == "item" else set()
    assert heard == {*fills, "audio_assets/opening.wav"}
    assert commune.slot().state is SlotState.AIRED
    assert commune.chain_is_whole()

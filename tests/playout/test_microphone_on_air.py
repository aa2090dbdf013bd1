"""The live microphone for real: a known clip spoken into it is heard, kept and told by the log."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from broadcaster.airlog import Outcome
from broadcaster.errors import PlayoutUnavailable
from broadcaster.playout.models import LiveRecording
from broadcaster.timetable import EntryKind
from tests.rig.busyness import at_least
from tests.rig.commune import APPROVER, TEXTS, Commune
from tests.rig.correlation import Recording
from tests.rig.known_clip import RATE, KnownClip, make_noise, read_clip, write_wav
from tests.rig.pulse import SoundServer
from tests.rig.small_disk import full

pytestmark = [pytest.mark.process, pytest.mark.sound]

SPOKEN = KnownClip("spoken", make_noise(6, seed=11, level_db=-24))
CLEARLY = 0.8
LIVE_PART = """
[[rundown]]
live = "Lãnh đạo nói chuyện"
at_most = "2m"
"""


@pytest.fixture
def server() -> Iterator[SoundServer]:
    with SoundServer() as server:
        server.env["PULSE_SOURCE"] = server.add_microphone()
        yield server


@pytest.fixture
def spoken(tmp_path: Path) -> Path:
    file = tmp_path / "spoken.wav"
    write_wav(file, SPOKEN.samples)
    return file


def recordings(commune: Commune) -> list[LiveRecording]:
    """Return the recordings that the store knows."""
    with commune.app.store.reading() as session:
        return list(session.exec(select(LiveRecording)).all())


def noted(commune: Commune) -> list[object]:
    """Return who the note on disk says is at the microphone."""
    found: list[object] = json.loads((commune.app.station.run / "speeches.json").read_text())
    return found


def wait_until_heard(commune: Commune) -> None:
    commune.wait_for(
        lambda: (
            (now := commune.on_air()) and now["kind"] == EntryKind.LIVE and now["position_s"] > 1
        )
    )


def test_what_is_spoken_is_heard_and_kept_and_stands_in_the_log(
    commune: Commune, server: SoundServer, spoken: Path
) -> None:
    with server.record() as recorder:
        with commune.player("device", env=server.env):
            name = commune.speak(by=APPROVER, title="Thông báo của Chủ tịch")
            wait_until_heard(commune)
            state = commune.app.live.state()
            assert state
            assert (state["id"], state["by"], state["longest_s"]) == (name, APPROVER, 600.0)
            with server.speaking(spoken) as speaking:
                speaking.wait()
            assert commune.app.live.end(by=APPROVER)
            commune.wait_for(
                lambda: (rows := commune.log(EntryKind.LIVE)) and rows[0].outcome is not None
            )
            assert commune.app.live.state() is None
        recording = recorder.stop()
    chime, live = commune.log()
    assert (chime.kind, chime.outcome) == (EntryKind.CHIME, Outcome.AIRED)
    assert (live.title, live.outcome) == ("Thông báo của Chủ tịch", Outcome.AIRED)
    assert (live.voice, live.ai_generated) == (APPROVER, False)
    assert live.reason == f"kết thúc bởi {APPROVER}"
    (on_air,) = recording.find(SPOKEN)
    assert on_air.complete > at_least(CLEARLY)
    kept = read_clip(commune.home / live.file)
    (in_the_clip,) = Recording(kept.samples, RATE, 0.0).find(SPOKEN)
    assert in_the_clip.complete > at_least(CLEARLY)
    assert kept.length_s == pytest.approx(live.aired_s or 0, abs=0.5)
    with commune.app.store.reading() as session:
        (row,) = session.exec(select(LiveRecording)).all()
    assert (row.file, row.by, row.name) == (live.file, APPROVER, live.voice)
    whole = (commune.home / live.file).read_bytes()
    assert row.sha256 == hashlib.sha256(whole).hexdigest()
    assert row.duration_s == pytest.approx(kept.length_s, abs=0.001)
    assert commune.chain_is_whole()


def test_what_was_said_before_a_crash_is_kept_and_bound_to_its_row(
    commune: Commune, server: SoundServer, spoken: Path
) -> None:
    with commune.player("device", env=server.env) as player:
        name = commune.speak(by=APPROVER, title="Thông báo của Chủ tịch")
        wait_until_heard(commune)
        with server.speaking(spoken) as speaking:
            speaking.wait()
        player.kill()
        player.wait()
    assert recordings(commune) == []
    with commune.player("null") as player:
        commune.wait_for(lambda: recordings(commune), player)
    (row,) = recordings(commune)
    (live,) = commune.log(EntryKind.LIVE)
    assert (live.outcome, live.file) == (Outcome.CUT, row.file)
    assert (row.by, row.name, row.title) == (APPROVER, live.voice, "Thông báo của Chủ tịch")
    assert name[:8] in row.file
    whole = (commune.home / row.file).read_bytes()
    assert row.sha256 == hashlib.sha256(whole).hexdigest()
    kept = read_clip(commune.home / row.file)
    assert row.duration_s == pytest.approx(kept.length_s, abs=0.001)
    assert Recording(kept.samples, RATE, 0.0).find(SPOKEN)[0].complete > at_least(CLEARLY)
    with commune.player("null"):
        assert len(recordings(commune)) == 1, "once is enough"


def test_a_microphone_armed_for_a_slot_is_armed_again_after_a_crash_and_a_restart(
    commune: Commune, server: SoundServer
) -> None:
    start = commune.app.clock.now() + timedelta(hours=1)
    commune.declare(start, rundown=LIVE_PART)
    commune.prepare()
    with commune.player("device", env=server.env) as player:
        slot_id = commune.slot().id
        name = commune.speak(by=APPROVER, slot_id=slot_id)
        player.kill()
        player.wait()
    for _ in range(2):
        with commune.player("device", env=server.env) as player:
            commune.wait_for(commune.app.live.state, player)
            state = commune.app.live.state()
            assert state
            assert (state["id"], state["by"], state["slot_id"]) == (name, APPROVER, slot_id)
    with commune.player("device", env=server.env) as player:
        commune.wait_for(commune.app.live.state, player)
        assert commune.app.live.end(by=APPROVER)
        commune.wait_for(lambda: commune.app.live.state() is None, player)
    with commune.player("device", env=server.env) as player:
        commune.wait_for(lambda: not noted(commune), player)
        assert commune.app.live.state() is None, "who has ended is not armed again"


def test_on_a_full_disk_who_speaks_is_heard_and_told_and_the_log_names_no_file(
    cramped: Commune, server: SoundServer
) -> None:
    with cramped.player("device", env=server.env) as player:
        with full(cramped.home):
            cramped.speak(by=APPROVER, title="Thông báo")
            wait_until_heard(cramped)
            state = cramped.app.live.state()
            assert state
            assert (state["recorded"], state["recording_trouble"]) == (False, "ổ đĩa đầy")
            assert cramped.app.live.end(by=APPROVER)
            cramped.wait_for(lambda: cramped.on_air() is None, player)
        cramped.wait_for(lambda: (rows := cramped.log(EntryKind.LIVE)) and rows[0].outcome, player)
        cramped.wait_for(lambda: not noted(cramped), player)
    (live,) = cramped.log(EntryKind.LIVE)
    assert (live.outcome, live.voice, live.file) == (Outcome.AIRED, APPROVER, "")
    assert recordings(cramped) == []
    assert list((cramped.home / "recordings").rglob("*.wav")) == []
    assert cramped.chain_is_whole()


def test_an_emergency_wins_and_the_microphone_is_closed(
    commune: Commune, server: SoundServer
) -> None:
    with commune.player("device", env=server.env):
        commune.speak(by=APPROVER, title="Thông báo")
        wait_until_heard(commune)
        with pytest.raises(PlayoutUnavailable, match="at the microphone already"):
            commune.app.live.begin(by=APPROVER)
        commune.app.interrupter.interrupt(by=APPROVER, text="Lũ về, bà con lên chỗ cao.")
        commune.wait_for(lambda: commune.app.live.state() is None)
        commune.wait_for_message()
        commune.wait_for(lambda: commune.on_air() is None)
    (live,) = commune.log(EntryKind.LIVE)
    assert (live.outcome, live.reason) == (Outcome.CUT, "nhường phát khẩn cấp")
    assert {row.outcome for row in commune.log(EntryKind.EMERGENCY)} == {Outcome.AIRED}


def test_it_ends_by_itself_and_the_item_it_interrupted_goes_on(
    commune: Commune, server: SoundServer
) -> None:
    commune.approved(" ".join([TEXTS[0]] * 10))
    commune.on_air_in(20)
    with commune.player("device", env=server.env) as player:
        commune.wait_for_item(0, heard_s=1.0)
        commune.speak(by=APPROVER, longest_s=3)
        commune.wait_until_over(player)
    cut, rest = commune.log(EntryKind.ITEM)
    assert (cut.outcome, cut.reason) == (Outcome.CUT, "nhường phát trực tiếp")
    assert rest.outcome is Outcome.AIRED
    assert (cut.aired_s or 0) + (rest.aired_s or 0) == pytest.approx(cut.planned_s, abs=0.05)
    (live,) = commune.log(EntryKind.LIVE)
    assert (live.outcome, live.planned_s) == (Outcome.AIRED, 3.0)
    assert live.aired_s == pytest.approx(3.0, abs=0.5)


def test_a_microphone_that_is_not_there_is_told_and_makes_no_noise(
    commune: Commune, server: SoundServer
) -> None:
    env = {**server.env, "BROADCASTER_MICROPHONE": "không có micrô này"}
    with commune.player("device", env=env):
        with pytest.raises(PlayoutUnavailable, match="nothing comes from the microphone"):
            commune.app.live.begin(by=APPROVER)
        assert commune.on_air() is None
    assert commune.log() == []

"""On air for real: the player as a process, its sound recorded and compared with the log."""

import signal
from collections.abc import Callable
from datetime import timedelta

import pytest

from broadcaster import newsroom
from broadcaster.airlog import AsRunEntry, Outcome
from broadcaster.playout import PlayerDoor
from broadcaster.timetable import EntryKind, SlotState
from tests.rig.busyness import MOSTLY, is_busy
from tests.rig.commune import (
    APPROVER,
    IN_TIME_S,
    TEXTS,
    Commune,
    heard_at_their_times,
    heard_mostly,
    recorded,
)
from tests.rig.correlation import Recording
from tests.rig.known_clip import RATE, KnownClip
from tests.rig.patience import PATIENCE_S
from tests.rig.pulse import SoundServer

pytestmark = pytest.mark.process

LEAD_S = 12
LONG_TEXTS = [" ".join([text] * 5) for text in TEXTS]
UNSURE_S = 1.2
"""What a lost device took with it: so much of the end of a cut sound may not be heard."""

NEAR_S = 0.25
NEWS = '[[rundown]]\ntune = "sting"\n[[rundown]]\nsection = "Tin trong xã"\n'


def test_what_is_approved_is_heard_whole_in_order_at_its_logged_time(commune: Commune) -> None:
    for text in TEXTS[:3]:
        commune.approved(text)
    waiting = commune.submitted(TEXTS[3])
    file = commune.home / "thu.wav"
    start = commune.on_air_in(IN_TIME_S, rundown=NEWS)
    with commune.player(f"wav:{file}") as player:
        commune.wait_until_over(player)
    entries = commune.log()
    assert [entry.kind for entry in entries].count(EntryKind.ITEM) == 3
    assert abs((entries[0].started_at - start).total_seconds()) < 0.05  # type: ignore[operator]
    recording = recorded(file)
    items = commune.log(EntryKind.ITEM, EntryKind.ANNOUNCEMENT)
    heard_at_their_times(commune, recording, items)
    (unapproved,) = commune.sounds_of(waiting)
    assert not heard_mostly(recording, unapproved)
    assert commune.slot().state is SlotState.AIRED
    assert commune.chain_is_whole()


@pytest.mark.sound
def test_the_same_through_the_sound_device(commune: Commune, sound_server: SoundServer) -> None:
    for text in TEXTS[:3]:
        commune.approved(text)
    waiting = commune.submitted(TEXTS[3])
    commune.on_air_in(LEAD_S, rundown=NEWS)
    with sound_server.record() as recorder:
        with commune.player("device", env=sound_server.env) as player:
            commune.wait_until_over(player)
        recording = recorder.stop()
    spoken = commune.log(EntryKind.ITEM, EntryKind.ANNOUNCEMENT)
    dry = bool(commune.underruns) or is_busy()
    heard_at_their_times(commune, recording, spoken, 0.25 if dry else 0.05, ran_dry=dry)
    (unapproved,) = commune.sounds_of(waiting)
    assert not heard_mostly(recording, unapproved)


def test_killed_in_mid_item_the_log_says_cut_and_the_slot_goes_on(commune: Commune) -> None:
    for text in LONG_TEXTS[:3]:
        commune.approved(text)
    file = commune.home / "thu.wav"
    commune.on_air_in(LEAD_S)
    with commune.player(f"wav:{file}") as player:
        commune.wait_for_item(1, heard_s=2.5)
        player.send_signal(signal.SIGKILL)
        player.wait()
    with commune.player(f"wav:{file}") as player:
        commune.wait_until_over(player)
    first, cut, rest, last = commune.log(EntryKind.ITEM)
    assert [e.outcome for e in (first, rest, last)] == [Outcome.AIRED] * 3
    assert cut.outcome is Outcome.CUT
    assert cut.reason == "máy phát dừng đột ngột"
    assert cut.news_id == rest.news_id
    assert (cut.aired_s or 0) + (rest.aired_s or 0) == pytest.approx(cut.planned_s, abs=0.01)
    recording = recorded(file)
    once = [hit for hit in recording.find(commune.sound_of(first)) if hit.complete > 0.5]
    assert [hit.whole for hit in once] == [True]
    before = recording.time_of(0)
    assert rest.started_at is not None
    assert rest.started_at.timestamp() > before
    heard_at_their_times(commune, recording, [last])
    assert commune.slot().state is SlotState.AIRED
    assert commune.chain_is_whole()


def test_an_emergency_is_heard_over_the_item_and_the_item_goes_on(commune: Commune) -> None:
    for text in LONG_TEXTS[:2]:
        commune.approved(text)
    file = commune.home / "thu.wav"
    commune.on_air_in(LEAD_S)
    with commune.player(f"wav:{file}") as player:
        commune.wait_for_item(0, heard_s=1.5)
        asked = commune.app.clock.now()
        commune.app.interrupter.interrupt(by=APPROVER, text="Lũ về, bà con lên chỗ cao.")
        commune.wait_until_over(player)
    tone, *_, message = commune.log(EntryKind.EMERGENCY)
    cut, rest, second = commune.log(EntryKind.ITEM)
    assert (cut.outcome, cut.reason) == (Outcome.CUT, "nhường phát khẩn cấp")
    assert (cut.aired_s or 0) + (rest.aired_s or 0) == pytest.approx(cut.planned_s, abs=0.01)
    assert tone.started_at is not None
    assert asked < tone.started_at
    recording = recorded(file)
    heard_at_their_times(commune, recording, [message, second])
    assert message.news_id is not None
    assert commune.chain_is_whole()


def test_a_drill_is_logged_as_a_drill_and_says_so(commune: Commune) -> None:
    with commune.player("null"):
        commune.app.interrupter.interrupt(by="console", text="Thử loa.", drill=True)
        commune.wait_for_message(EntryKind.DRILL)
        commune.wait_for(lambda: commune.on_air() is None)
    assert {entry.outcome for entry in commune.log(EntryKind.DRILL)} == {Outcome.AIRED}
    assert commune.log(EntryKind.EMERGENCY) == []


def test_stop_silences_the_slot(commune: Commune) -> None:
    for text in LONG_TEXTS[:2]:
        commune.approved(text)
    commune.on_air_in(LEAD_S)
    with commune.player("null") as player:
        commune.wait_for_item(0)
        assert commune.app.interrupter.stop(APPROVER)
        commune.wait_until_over(player)
    outcomes = [(entry.outcome, entry.reason) for entry in commune.log(EntryKind.ITEM)]
    assert outcomes == [
        (Outcome.CUT, f"dừng bởi {APPROVER}"),
        (Outcome.MISSED, f"dừng bởi {APPROVER}"),
    ]


def test_a_slot_nobody_played_is_logged_as_missed_with_its_reason(commune: Commune) -> None:
    commune.approved(TEXTS[0])
    over = commune.on_air_in(0, length="10s") + timedelta(seconds=11)
    commune.wait_for(lambda: commune.app.clock.now() > over)
    with commune.player("null") as player:
        commune.wait_until_over(player)
    (entry,) = commune.log()
    assert (entry.outcome, entry.reason) == (Outcome.MISSED, "đã hết giờ của buổi phát")
    assert commune.slot().state is SlotState.MISSED


def test_a_second_player_on_the_station_is_refused(commune: Commune) -> None:
    with commune.player("null"):
        second = commune.run("play", "--speaker", "null")
        assert second.returncode == 1
        assert "a player is already running" in second.stderr
        assert "Traceback" not in second.stderr
        assert commune.app.door.state() is not None


def test_an_approval_taken_back_before_its_turn_is_not_heard(commune: Commune) -> None:
    ids = [commune.approved(text) for text in LONG_TEXTS[:2]]
    commune.on_air_in(LEAD_S)
    with commune.player("null") as player:
        commune.wait_for_item(0)
        with commune.app.store.writing() as session:
            newsroom.withdraw(session, commune.app.clock, ids[1], by=APPROVER, reason="sai")
        commune.wait_until_over(player)
    first, second = commune.log(EntryKind.ITEM)
    assert (first.outcome, second.outcome) == (Outcome.AIRED, Outcome.FAILED)
    assert "không được phát" in second.reason


def test_what_is_withdrawn_while_it_is_heard_ends_there_and_the_next_is_heard(
    commune: Commune,
) -> None:
    ids = [commune.approved(text) for text in LONG_TEXTS[:2]]
    commune.on_air_in(LEAD_S)
    with commune.player("null") as player:
        commune.wait_for_item(0, heard_s=1.0)
        with commune.app.store.writing() as session:
            newsroom.withdraw(session, commune.app.clock, ids[0], by=APPROVER, reason="sai")
        commune.wait_until_over(player)
    first, second = commune.log(EntryKind.ITEM)
    assert (first.outcome, first.reason) == (Outcome.CUT, "tin bài bị thu hồi khi đang phát")
    assert 1.0 <= (first.aired_s or 0.0) < first.planned_s
    assert second.outcome is Outcome.AIRED
    assert commune.chain_is_whole()


def test_a_player_told_to_end_says_so_and_the_next_one_goes_on(commune: Commune) -> None:
    for text in LONG_TEXTS[:2]:
        commune.approved(text)
    commune.on_air_in(LEAD_S)
    with commune.player("null") as player:
        commune.wait_for_item(0, heard_s=1.0)
        player.send_signal(signal.SIGTERM)
        assert player.wait(PATIENCE_S) == 0
    with commune.player("null") as player:
        commune.wait_until_over(player)
    cut, rest, second = commune.log(EntryKind.ITEM)
    assert (cut.outcome, cut.reason) == (Outcome.CUT, "tắt máy phát")
    assert (rest.outcome, second.outcome) == (Outcome.AIRED, Outcome.AIRED)
    assert commune.chain_is_whole()


def killed(server: SoundServer) -> None:
    server.stop(signal.SIGKILL)


@pytest.mark.sound
@pytest.mark.parametrize(
    ("take", "give"),
    [(SoundServer.unplug, SoundServer.plug), (killed, SoundServer.start)],
    ids=["sink", "server"],
)
def test_a_device_that_goes_and_comes_back_plays_what_is_left_of_the_item(
    take: Callable[[SoundServer], None], give: Callable[[SoundServer], None], commune: Commune
) -> None:
    commune.approved(" ".join(TEXTS))
    commune.approved(" ".join(TEXTS[:2]))
    with SoundServer() as server:
        commune.on_air_in(LEAD_S)
        with server.record() as recorder:
            with commune.player("device", env=server.env) as player:
                commune.wait_for_item(0, heard_s=3 * UNSURE_S)
                take(server)
                commune.wait_for(lambda: commune.on_air() is None)
                give(server)
                commune.wait_until_over(player)
            recording = recorder.stop()
    *cut, rest, second = commune.log(EntryKind.ITEM)
    assert cut
    assert {row.outcome for row in cut} == {Outcome.CUT}
    assert rest.outcome is second.outcome is Outcome.AIRED
    told_s = sum(row.aired_s or 0 for row in (*cut, rest))
    assert told_s == pytest.approx(cut[0].planned_s, abs=0.01)
    for row in (cut[0], rest, second):
        heard_where_it_is_told(commune, recording, row)


def heard_where_it_is_told(commune: Commune, recording: Recording, row: AsRunEntry) -> None:
    """Assert that what the row tells of is in the recording, at its time, but the last of a cut."""
    sure_s = (row.aired_s or 0) - (UNSURE_S if row.outcome is Outcome.CUT else 0)
    first, until = (round(at * RATE) for at in (row.offset_s, row.offset_s + sure_s))
    heard = KnownClip(row.title, commune.sound_of(row).samples[first:until])
    assert row.started_at
    (hit,) = (
        hit
        for hit in recording.find(heard)
        if abs(hit.start_time - row.started_at.timestamp()) < NEAR_S
    )
    assert hit.complete > MOSTLY


def test_without_a_player_an_interruption_is_refused_and_makes_no_news_item(
    commune: Commune,
) -> None:
    done = commune.run("interrupt", "--text", "Lũ về.", "--by", APPROVER)
    assert done.returncode == 1
    assert "the player is not running" in done.stderr
    assert commune.run("news", "list", "--json").stdout == "[]\n"


@pytest.mark.loopback
def test_a_stranger_at_the_door_without_the_key_is_refused(commune: Commune) -> None:
    import json

    with commune.player("null"):
        note = commune.app.station.run / "player.json"
        assert note.stat().st_mode & 0o077 == 0
        forged = commune.home / "forged.json"
        forged.write_text(json.dumps({**json.loads(note.read_text()), "key": "x"}))
        assert PlayerDoor(forged).state() is None
        assert PlayerDoor(note).state() is not None

"""A disk that is full, a database that is locked: the air goes on, an emergency is heard."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from broadcaster.airlog import Outcome
from broadcaster.playout.interruptions.note import AlarmNote
from broadcaster.timetable import EntryKind, SlotState
from tests.rig.commune import APPROVER, IN_TIME_S, TEXTS, Commune
from tests.rig.small_disk import full

pytestmark = pytest.mark.process

LONG_TEXTS = [" ".join([text] * 4) for text in TEXTS]


@contextmanager
def locked(commune: Commune) -> Iterator[None]:
    """Hold the database's write lock, as a copying program does."""
    with closing(sqlite3.connect(commune.home / "broadcaster.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def waiting_rows(commune: Commune) -> int:
    return int((commune.app.door.state() or {}).get("log_rows_waiting", 0))


def words_are_on_air(commune: Commune) -> bool:
    """Whether the words of an emergency are heard, not only its tone."""
    on_air = commune.on_air() or {}
    return on_air.get("kind") == EntryKind.EMERGENCY and "Tín hiệu" not in on_air["title"]


def test_on_a_full_disk_the_slot_goes_on_an_emergency_is_spoken_and_nothing_is_lost(
    cramped: Commune,
) -> None:
    for text in LONG_TEXTS[:2]:
        cramped.approved(text)
    cramped.on_air_in(12)
    with cramped.player("null") as player:
        cramped.wait_for_item(0, heard_s=1.0)
        with full(cramped.home):
            cramped.app.interrupter.interrupt(by=APPROVER, text="Lũ về, bà con lên chỗ cao.")
            cramped.wait_for(partial(words_are_on_air, cramped), player)
            cramped.wait_for(lambda: waiting_rows(cramped) > 0, player)
            assert "Rows of the log that wait: " in cramped.run("status").stdout
            cramped.wait_for_item(1, heard_s=0.5)
        cramped.wait_until_over(player)
        cramped.wait_for(lambda: waiting_rows(cramped) == 0, player)
    *tones, words = cramped.log(EntryKind.EMERGENCY)
    assert {row.outcome for row in tones} == {Outcome.AIRED}
    assert (words.outcome, words.title) == (Outcome.AIRED, "Lũ về, bà con lên chỗ cao.")
    assert words.voice.startswith("espeak")
    assert words.ai_generated
    cut, *others = cramped.log(EntryKind.ITEM)
    assert cut.outcome is Outcome.CUT
    assert [entry.outcome for entry in others] == [Outcome.AIRED] * 2
    assert cramped.slot().state is SlotState.AIRED
    assert cramped.chain_is_whole()


def test_a_slot_whose_second_comes_on_a_full_disk_is_heard_and_told_later(
    cramped: Commune,
) -> None:
    for text in LONG_TEXTS[:2]:
        cramped.approved(text)
    cramped.on_air_in(50)
    with cramped.player("null") as player, full(cramped.home):
        cramped.wait_for_item(0, heard_s=1.0)
        assert cramped.slot().state is SlotState.PLANNED
        player.kill()
        player.wait()
    with cramped.player("null") as player:
        cramped.wait_until_over(player)
    assert cramped.slot().state is SlotState.AIRED
    aired = [entry for entry in cramped.log(EntryKind.ITEM) if entry.aired_s]
    assert len(aired) == 1, "a crash on a full disk: nothing is begun a second time"
    assert cramped.chain_is_whole()


def test_a_locked_database_delays_no_emergency_and_loses_no_row(commune: Commune) -> None:
    for text in LONG_TEXTS[:2]:
        commune.approved(text)
    commune.on_air_in(12)
    with commune.player("null") as player:
        commune.wait_for_item(0, heard_s=1.0)
        with locked(commune):
            said = commune.run("interrupt", "--text", "Lũ về.", "--by", APPROVER, "--wait")
            assert said.returncode == 0, said.stderr
            commune.wait_for(partial(words_are_on_air, commune), player)
        commune.wait_until_over(player)
        commune.wait_for(lambda: waiting_rows(commune) == 0, player)
    emergency = commune.log(EntryKind.EMERGENCY)
    assert {entry.outcome for entry in emergency} == {Outcome.AIRED}
    assert emergency[-1].title == "Lũ về."
    assert commune.slot().state is SlotState.AIRED
    assert commune.chain_is_whole()


def test_a_player_started_on_a_locked_database_serves_emergencies_and_then_its_slots(
    commune: Commune,
) -> None:
    commune.approved(TEXTS[0])
    commune.on_air_in(20)
    with locked(commune), commune.player("null") as player:
        commune.app.interrupter.interrupt(by="console", text="Lũ về.")
        commune.wait_for(partial(words_are_on_air, commune), player)
    with commune.player("null") as player:
        commune.wait_until_over(player)
    assert commune.log(EntryKind.EMERGENCY)
    assert commune.chain_is_whole()


def test_a_player_started_on_a_full_disk_plays_its_slots_and_tells_them_later(
    cramped: Commune,
) -> None:
    for text in LONG_TEXTS[:2]:
        cramped.approved(text)
    with cramped.player("null"):
        pass
    cramped.on_air_in(12)
    with full(cramped.home), cramped.player("null") as player:
        cramped.wait_for_item(1, heard_s=0.5)
        assert cramped.slot().state is SlotState.PLANNED
        assert waiting_rows(cramped) > 0
        cramped.wait_for(lambda: cramped.on_air() is None, player)
        (cramped.home / "filler").unlink()
        cramped.wait_until_over(player)
        cramped.wait_for(lambda: waiting_rows(cramped) == 0, player)
    assert [entry.outcome for entry in cramped.log(EntryKind.ITEM)] == [Outcome.AIRED] * 2
    assert cramped.slot().state is SlotState.AIRED
    assert cramped.chain_is_whole()


def test_a_player_that_is_killed_and_started_on_a_full_disk_goes_on_where_it_was(
    cramped: Commune,
) -> None:
    for text in LONG_TEXTS[:3]:
        cramped.approved(text)
    cramped.on_air_in(12)
    with cramped.player("null") as player:
        cramped.wait_for_item(0, heard_s=1.0)
        with full(cramped.home):
            cramped.wait_for_item(1, heard_s=2.0)
            player.kill()
            player.wait()
            with cramped.player("null") as second:
                cramped.wait_for_item(1, heard_s=0.5)
                assert waiting_rows(cramped) > 0
                (cramped.home / "filler").unlink()
                cramped.wait_until_over(second)
                cramped.wait_for(lambda: waiting_rows(cramped) == 0, second)
    first, cut, rest, last = cramped.log(EntryKind.ITEM)
    assert [row.outcome for row in (first, rest, last)] == [Outcome.AIRED] * 3
    assert (cut.outcome, cut.title) == (Outcome.CUT, rest.title)
    assert rest.offset_s == cut.aired_s
    assert cramped.slot().state is SlotState.AIRED
    assert cramped.chain_is_whole()


def test_a_player_started_on_a_locked_database_plays_what_it_can_read(commune: Commune) -> None:
    commune.approved(LONG_TEXTS[0])
    commune.on_air_in(10)
    with ExitStack() as players:
        with locked(commune):
            player = players.enter_context(commune.player("null"))
            commune.wait_for_item(0, heard_s=2.0)
            assert commune.slot().state is SlotState.PLANNED
            player.kill()
            player.wait()
            second = players.enter_context(commune.player("null"))
            commune.wait_for(lambda: waiting_rows(commune) > 0, second)
            assert commune.on_air() is None, "what was begun without a claim is not begun again"
            assert commune.slot().state is SlotState.PLANNED
        commune.wait_until_over(second)
        commune.wait_for(lambda: waiting_rows(commune) == 0, second)
    assert commune.slot().state is SlotState.AIRED
    (item,) = commune.log(EntryKind.ITEM)
    assert item.outcome is Outcome.CUT
    assert commune.chain_is_whole()


def test_a_slot_taken_on_a_locked_database_before_a_kill_is_begun_by_the_next_player(
    commune: Commune,
) -> None:
    commune.approved(TEXTS[0])
    commune.on_air_in(IN_TIME_S)
    claims = AlarmNote(commune.app.station.run / "claims.json")
    with locked(commune):
        with commune.player("null") as player:
            commune.wait_for(claims.read, player)
            player.kill()
            player.wait()
        assert commune.on_air() is None
        with commune.player("null") as second:
            commune.wait_for_item(0, heard_s=1.0)
            assert commune.slot().state is SlotState.PLANNED
            commune.wait_for(lambda: commune.on_air() is None, second)
    with commune.player("null") as third:
        commune.wait_until_over(third)
    assert commune.slot().state is SlotState.AIRED
    assert [entry.outcome for entry in commune.log(EntryKind.ITEM)] == [Outcome.AIRED]
    assert commune.chain_is_whole()


def test_a_message_longer_than_the_reserved_place_is_refused_in_words(tmp_path: Path) -> None:
    import numpy as np

    from broadcaster.errors import SpeechFailed
    from broadcaster.playout.interruptions.reserved_sound import LONGEST_S, claim, put, take

    claim(tmp_path, 1000)
    samples = np.arange(LONGEST_S * 1000 + 1, dtype=np.int16)
    sha256 = put(tmp_path, samples[:-1])
    assert (take(tmp_path, len(samples) - 1, sha256).samples == samples[:-1]).all()
    with pytest.raises(SpeechFailed, match="shorten it"):
        put(tmp_path, samples)

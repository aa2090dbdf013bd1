"""A player that begins while its database cannot be read: emergencies at once, slots afterwards."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from broadcaster.airlog import Outcome
from broadcaster.timetable import EntryKind
from tests.rig.commune import IN_TIME_S, TEXTS, Commune
from tests.rig.damaged import damaged

pytestmark = pytest.mark.process

WORDS = "Lũ về, bà con lên chỗ cao."
LAID_OUT_AFTER_S = 2 * IN_TIME_S


@pytest.fixture
def damage(commune: Commune) -> Iterator[ExitStack]:
    """Damage the commune's database; closed, it is whole again."""
    commune.approved(TEXTS[0])
    commune.prepare()
    with ExitStack() as damage:
        damage.enter_context(damaged(commune))
        yield damage


def words_are_on_air(commune: Commune) -> bool:
    return (commune.on_air() or {}).get("title") == WORDS


@pytest.mark.parametrize("wait", [(), ("--wait",)])
def test_an_emergency_has_its_tone_and_its_words_and_the_slots_come_with_the_database(
    commune: Commune, damage: ExitStack, wait: tuple[str, ...]
) -> None:
    with commune.player("null") as player:
        said = commune.run("interrupt", "--text", WORDS, *wait)
        assert said.returncode == 0, said.stderr
        commune.wait_for(lambda: words_are_on_air(commune), player)
        commune.wait_for(lambda: commune.on_air() is None, player)
        damage.close()
        commune.on_air_in(LAID_OUT_AFTER_S)
        commune.wait_until_over(player)
    *tones, words = commune.log(EntryKind.EMERGENCY)
    assert tones
    assert {row.outcome for row in (*tones, words)} == {Outcome.AIRED}
    assert words.title == WORDS
    assert [row.outcome for row in commune.log(EntryKind.ITEM)] == [Outcome.AIRED]
    assert commune.chain_is_whole()


def test_the_status_tells_all_that_the_player_knows(commune: Commune, damage: ExitStack) -> None:
    with commune.player("null") as player:
        said = commune.run("interrupt", "--text", WORDS, "--repeat", "10m")
        assert said.returncode == 0, said.stderr
        commune.wait_for(lambda: words_are_on_air(commune), player)
        told = commune.run("status")
        assert told.returncode == 0, told.stderr
        assert f"On air: {WORDS}" in told.stdout
        assert f"Emergency: {WORDS}, on air (" in told.stdout
        assert "Rows of the log that wait: " in told.stdout
        assert "Database error: the database " in told.stdout
        damage.close()


def test_a_database_without_tables_is_brought_to_this_version_once_it_can_be(
    commune: Commune, damage: ExitStack
) -> None:
    with commune.player("null") as player:
        (commune.home / "broadcaster.db").unlink()
        commune.declare(commune.app.clock.now() + timedelta(hours=1))
        commune.wait_for(lambda: (commune.app.door.state() or {}).get("next"), player)

"""The process that speaks an emergency's words, where it can note nothing."""

import pytest

from broadcaster.airlog import Outcome
from broadcaster.timetable import EntryKind
from tests.rig.commune import Commune


@pytest.mark.process
def test_the_words_are_heard_although_their_log_cannot_be_written(commune: Commune) -> None:
    (commune.app.station.logs / "interrupt.log").mkdir(parents=True)
    with commune.player("null") as player:
        said = commune.run("interrupt", "--text", "Lũ về.")
        assert said.returncode == 0, said.stderr
        commune.wait_for_message(process=player)
    *_, words = commune.log(EntryKind.EMERGENCY)
    assert (words.title, words.outcome) == ("Lũ về.", Outcome.AIRED)

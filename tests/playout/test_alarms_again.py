"""Emergencies that a crash cut short, in the real player."""

import pytest
from sqlmodel import col, select

from broadcaster import newsroom
from broadcaster.airlog import Outcome
from broadcaster.playout import InterruptionChange, InterruptionState
from broadcaster.playout.director import WITHDRAWN
from broadcaster.timetable import EntryKind
from tests.rig.commune import APPROVER, TEXTS, Commune

pytestmark = pytest.mark.process

NOTED_AFTER_S = 3.0
"""How far a sound is heard is noted each second."""


def open_ones(commune: Commune) -> list[tuple[str, str]]:
    state = commune.app.door.state() or {}
    return [(one["id"], one["state"]) for one in state.get("interruptions", [])]


def words_heard_s(commune: Commune) -> float:
    """How much of an emergency's words was heard."""
    on_air = commune.on_air() or {}
    return float(on_air["position_s"]) if on_air.get("news_id") else 0.0


def history_of(commune: Commune, name: str) -> list[tuple[InterruptionState, str]]:
    with commune.app.store.reading() as session:
        changes = session.exec(
            select(InterruptionChange)
            .where(InterruptionChange.interruption == name)
            .order_by(col(InterruptionChange.id))
        ).all()
    return [(change.to_state, change.reason) for change in changes]


def test_an_emergency_open_at_a_crash_is_told_again_and_a_plan_goes_on(commune: Commune) -> None:
    with commune.player("null") as player:
        name = commune.app.interrupter.interrupt(
            by=APPROVER, text=" ".join(TEXTS[:2]), repeat_s=3600.0
        )
        commune.wait_for(lambda: words_heard_s(commune) > NOTED_AFTER_S, player)
        player.kill()
        player.wait()
    with commune.player("null") as player:
        commune.wait_for(lambda: open_ones(commune) == [(name, "waiting")], player)
        said = commune.run("interrupt", "--cancel", name, "--by", APPROVER)
        assert (said.returncode, said.stdout) == (0, "cancelled\n")
        assert open_ones(commune) == []
        unknown = commune.run("interrupt", "--cancel", name, "--by", APPROVER)
        assert unknown.returncode == 1
        assert "no interruption" in unknown.stderr
    words = [entry for entry in commune.log(EntryKind.EMERGENCY) if entry.news_id]
    assert [entry.outcome for entry in words] == [Outcome.CUT, Outcome.AIRED]
    assert words[1].offset_s == 0, "half a warning is none"
    changes = history_of(commune, name)
    states = [state for state, _ in changes]
    assert states.count(InterruptionState.ON_AIR) == 2
    assert InterruptionState.FAILED not in states
    assert changes[-1] == (InterruptionState.ENDED, f"huỷ bởi {APPROVER}")
    assert commune.chain_is_whole()


def test_words_that_are_withdrawn_while_they_are_heard_end_for_good(commune: Commune) -> None:
    with commune.player("null") as player:
        name = commune.app.interrupter.interrupt(by=APPROVER, text=" ".join(TEXTS), repeat_s=3600.0)
        commune.wait_for(lambda: words_heard_s(commune) > 0, player)
        news_id = (commune.on_air() or {})["news_id"]
        with commune.app.store.writing() as session:
            newsroom.withdraw(session, commune.app.clock, news_id, by=APPROVER, reason="sai")
        commune.wait_for(lambda: open_ones(commune) == [], player)
    (words,) = [entry for entry in commune.log(EntryKind.EMERGENCY) if entry.news_id]
    assert (words.outcome, words.reason) == (Outcome.CUT, WITHDRAWN)
    assert 0 < (words.aired_s or 0.0) < words.planned_s
    assert history_of(commune, name)[-1] == (InterruptionState.ENDED, WITHDRAWN)


def test_the_history_of_one_that_waits_ends_with_when_it_is_told_again(commune: Commune) -> None:
    with commune.player("null") as player:
        name = commune.app.interrupter.interrupt(by=APPROVER, text="Lũ về.", repeat_s=3600.0)
        commune.wait_for(lambda: open_ones(commune) == [(name, "waiting")], player)
        assert "Emergency: Lũ về., waiting to be repeated, next at " in commune.run("status").stdout
    state, reason = history_of(commune, name)[-1]
    assert state is InterruptionState.REQUESTED
    assert reason.startswith("nhắc lại lúc ")


def test_one_behind_a_higher_level_is_told_to_be_queued(commune: Commune) -> None:
    with commune.player("null"):
        commune.app.interrupter.interrupt(by=APPROVER, text=" ".join(TEXTS * 2), level=5)
        said = commune.run("interrupt", "--text", "Mưa lớn.", "--by", APPROVER, "--level", "2")
        assert said.stdout.startswith("queued behind the interruption on air: ")
        assert [state for _, state in open_ones(commune)] == ["on air", "queued"]
        commune.app.interrupter.stop(APPROVER)
        commune.wait_for(lambda: open_ones(commune) == [])


def test_one_that_a_higher_level_interrupts_is_told_so_and_can_be_cancelled(
    commune: Commune,
) -> None:
    with commune.player("null") as player:
        low = commune.app.interrupter.interrupt(
            by=APPROVER, title="Mưa lớn", text=" ".join(TEXTS), level=2
        )
        commune.wait_for(lambda: words_heard_s(commune) > 0, player)
        high = commune.app.interrupter.interrupt(
            by=APPROVER, title="Lũ về", text=" ".join(TEXTS * 3), level=5
        )
        assert open_ones(commune) == [(low, "interrupted"), (high, "on air")]
        said = commune.run("status").stdout
        interrupted = "interrupted by another one, told again behind it"
        assert f"Emergency: Mưa lớn, {interrupted} ({low})" in said
        assert f"Emergency: Lũ về, on air ({high})" in said
        assert commune.run("interrupt", "--cancel", low, "--by", APPROVER).returncode == 0
        assert open_ones(commune) == [(high, "on air")]
        commune.app.interrupter.stop(APPROVER)
        commune.wait_for(lambda: open_ones(commune) == [])

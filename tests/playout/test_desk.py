"""The desk's last look before the sound: the approval, and that the sound is of that content."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from broadcaster import newsroom
from broadcaster.airlog import RESERVE_FILE, LogKeeper
from broadcaster.errors import StoreUnavailable
from broadcaster.playout.air import AirItem
from broadcaster.playout.desk.desk import StationDesk
from broadcaster.playout.sounds.files import load_sound
from broadcaster.timetable import EntryKind, SlotState
from tests.rig.commune import APPROVER, TEXTS, Commune


@pytest.fixture
def desk(commune: Commune) -> StationDesk:
    app = commune.app
    keeper = LogKeeper(app.store, app.clock, app.station.run / RESERVE_FILE)
    return StationDesk(app.store, app.clock, app.station, keeper, name="player")


def test_an_approved_item_with_its_own_sound_may_air(commune: Commune, desk: StationDesk) -> None:
    news_id = commune.approved(TEXTS[0])
    commune.prepare()
    assert desk.refuses(commune.held_item(news_id)) is None


def test_the_sound_of_something_else_does_not_air_under_an_approved_name(
    commune: Commune, desk: StationDesk
) -> None:
    approved, waiting = commune.approved(TEXTS[0]), commune.submitted(TEXTS[1])
    commune.prepare()
    good, other = commune.held_item(approved), commune.held_item(waiting)
    forged = replace(good, clip=other.clip, file=other.file, sha256=other.sha256)
    assert desk.refuses(forged) == "tệp tiếng không phải của nội dung đã duyệt"
    assert desk.refuses(replace(good, sha256="0" * 64)) is not None


def test_what_waits_or_was_withdrawn_does_not_air(commune: Commune, desk: StationDesk) -> None:
    app = commune.app
    waiting = commune.submitted(TEXTS[0])
    withdrawn = commune.approved(TEXTS[2])
    commune.prepare()
    with app.store.writing() as session:
        newsroom.withdraw(session, app.clock, withdrawn, by=APPROVER, reason="sai")
    for news_id in (waiting, withdrawn):
        assert desk.refuses(commune.held_item(news_id)) is not None
    items = [commune.held_item(news_id) for news_id in (waiting, withdrawn)]
    assert set(desk.withdrawn(items)) == {withdrawn}


def test_tunes_and_declared_words_need_no_approval(desk: StationDesk, commune: Commune) -> None:
    path = commune.app.station.sound("opening")
    tune = AirItem(kind=EntryKind.TUNE, title="opening", sound=load_sound(path, 48_000))
    assert desk.refuses(tune) is None


def test_the_next_slot_is_known_however_far_ahead(commune: Commune, desk: StationDesk) -> None:
    desk.refresh()
    assert desk.following() is None
    now = commune.app.clock.now().replace(microsecond=0)
    later, sooner = now + timedelta(hours=3), now + timedelta(seconds=100)
    commune.declare(later)
    desk.refresh()
    assert desk.near() == []
    assert (told := desk.following())
    assert told.planned_at == later
    commune.declare(sooner, length="1m", stem="som")
    desk.refresh()
    (near,) = desk.near()
    assert desk.following() == near
    assert near.planned_at == sooner
    desk.forget(near)
    assert desk.following() == told


def test_a_wrong_schedule_is_told_in_the_log_once_until_it_is_put_right(
    commune: Commune, desk: StationDesk, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = commune.home / "schedules" / "sai.toml"
    for _ in range(2):
        caplog.clear()
        wrong.write_text("name = 5\n", encoding="utf-8")
        desk.refresh()
        told = list(caplog.messages)
        assert "sai.toml line 1" in told[0]
        desk.refresh()
        assert caplog.messages == told
        wrong.unlink()
        desk.refresh()


def test_a_slot_the_store_cannot_claim_is_played_and_never_begun_again(
    commune: Commune, desk: StationDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    commune.approved(TEXTS[0])
    commune.on_air_in(5)
    desk.refresh()
    (plan,) = desk.due(commune.app.clock.now() + timedelta(seconds=30))
    store = commune.app.store

    def full() -> AbstractContextManager[Session]:
        message = "the disk is full"
        raise StoreUnavailable(message)

    with monkeypatch.context() as patched:
        patched.setattr(store, "writing", full)
        show = desk.freeze(plan)
        desk.close(plan, SlotState.AIRED, "")
    assert show
    assert [item.kind for item in show.pending].count(EntryKind.ITEM) == 1
    assert commune.slot().state is SlotState.PLANNED
    after_a_crash = StationDesk(
        store, commune.app.clock, commune.app.station, desk._keeper, name="player"
    )
    taken = after_a_crash.taken_unclaimed()
    assert taken == {plan.slot_id}
    after_a_crash.claim(taken)
    assert commune.slot().state is SlotState.ON_AIR
    after_a_crash.refresh()
    assert after_a_crash.due(commune.app.clock.now() + timedelta(seconds=30)) == []


def test_what_the_store_did_not_take_it_is_told_in_order(
    commune: Commune, desk: StationDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    commune.on_air_in(5)
    desk.refresh()
    (plan,) = desk.due(commune.app.clock.now() + timedelta(seconds=30))
    assert desk.freeze(plan)

    def locked() -> AbstractContextManager[Session]:
        message = "the database is locked"
        raise StoreUnavailable(message)

    with monkeypatch.context() as patched:
        patched.setattr(commune.app.store, "writing", locked)
        desk.close(plan, SlotState.AIRED, "")
    assert commune.slot().state is SlotState.ON_AIR
    desk.refresh()
    assert commune.slot().state is SlotState.AIRED

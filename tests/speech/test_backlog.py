"""What waits to be made into sound, and when it is tried again."""

from datetime import date, timedelta

from sqlmodel import Session, select

from broadcaster import newsroom
from broadcaster.errors import SpeechFailed
from broadcaster.speech import (
    Rendering,
    VoiceChain,
    clip_of,
    keep_failure,
    render_revision,
    render_text,
    text_source,
    waiting,
    waiting_texts,
)
from broadcaster.station import Station
from broadcaster.store import Store
from tests.rig.fake_clock import FakeClock
from tests.speech.items import GREETING, content, submitted


def renderings(session: Session) -> list[Rendering]:
    return list(session.exec(select(Rendering).order_by(Rendering.id)))  # type: ignore[arg-type]


class TestWaiting:
    def test_submitted_and_approved_revisions_wait_and_drafts_do_not(
        self, store: Store, clock: FakeClock, station: Station
    ) -> None:
        relaxed = station.model_copy(update={"two_person_rule": False})
        ours = submitted(store, clock, relaxed, "Gửi")
        approved = submitted(store, clock, relaxed, "Duyệt")
        gone = submitted(store, clock, relaxed, "Rút")
        with store.writing() as session:
            newsroom.create(session, clock, relaxed, content("Nháp"), by=newsroom.CONSOLE)
            newsroom.add_person(
                session, clock, name="duyet", role=newsroom.Role.APPROVER, password="mật khẩu dài"
            )
            newsroom.approve(
                session,
                clock,
                relaxed,
                approved.news_id,
                by="duyet",
                means=newsroom.Means.COMMAND_LINE,
            )
            newsroom.revise(
                session, clock, relaxed, approved.news_id, content("Sửa"), by=newsroom.CONSOLE
            )
            newsroom.withdraw(session, clock, gone.news_id, by="duyet", reason="nhầm")
        with store.reading() as session:
            assert [row.title for row in waiting(session, clock)] == ["Gửi", "Duyệt"]
        assert ours.title == "Gửi"

    def test_what_has_a_clip_does_not_wait_unless_its_file_is_gone(
        self, store: Store, clock: FakeClock, station: Station, chain: VoiceChain
    ) -> None:
        revision = submitted(store, clock, station)
        with store.writing() as session:
            clip = render_revision(session, clock, station, chain, revision)
            render_text(session, clock, station, chain, GREETING)
        with store.reading() as session:
            assert waiting(session, clock, station) == []
            assert waiting_texts(session, clock, [GREETING], station) == []
        (station.home / clip.path).unlink()
        with store.reading() as session:
            assert [row.id for row in waiting(session, clock, station)] == [revision.id]
            assert waiting(session, clock) == []

    def test_failures_before_a_clip_do_not_hold_up_its_replacement(
        self, store: Store, clock: FakeClock, station: Station, chain: VoiceChain
    ) -> None:
        with store.writing() as session:
            for _ in range(3):
                keep_failure(session, clock, text_source(GREETING), SpeechFailed("no voice"))
            clip = render_text(session, clock, station, chain, GREETING)
        (station.home / clip.path).unlink()
        with store.reading() as session:
            assert waiting_texts(session, clock, [GREETING], station) == [GREETING]

    def test_what_is_no_longer_valid_does_not_wait(
        self, store: Store, clock: FakeClock, station: Station
    ) -> None:
        submitted(store, clock, station, "Cũ", valid_until=date(2026, 11, 21))
        submitted(store, clock, station, "Hôm nay", valid_until=date(2026, 11, 22))
        clock.advance(24 * 3600)
        with store.reading() as session:
            assert [row.title for row in waiting(session, clock)] == ["Hôm nay"]

    def test_failures_are_tried_again_after_1_5_15_and_60_minutes(
        self, store: Store, clock: FakeClock, station: Station
    ) -> None:
        revision = submitted(store, clock, station)
        error = SpeechFailed("no voice")
        for minutes in (1, 5, 15, 60, 60):
            with store.writing() as session:
                keep_failure(session, clock, revision.content_sha256, error)
                keep_failure(session, clock, text_source("khác"), error)
            clock.advance(minutes * 60 - 1)
            with store.reading() as session:
                assert waiting(session, clock) == []
                assert waiting_texts(session, clock, ["khác"]) == []
            clock.advance(1)
            with store.reading() as session:
                assert [row.id for row in waiting(session, clock)] == [revision.id]
                assert waiting_texts(session, clock, ["khác"]) == ["khác"]

    def test_a_failure_noted_by_a_wrong_clock_holds_nothing_up(
        self, store: Store, clock: FakeClock, station: Station
    ) -> None:
        revision = submitted(store, clock, station)
        right = clock.now()
        clock.set(right + timedelta(days=1095))
        with store.writing() as session:
            keep_failure(session, clock, revision.content_sha256, SpeechFailed("no voice"))
        clock.set(right)
        with store.reading() as session:
            assert len(waiting(session, clock)) == 1

    def test_a_failure_leaves_the_clip_that_is_there(
        self, store: Store, clock: FakeClock, station: Station, chain: VoiceChain
    ) -> None:
        with store.writing() as session:
            clip = render_text(session, clock, station, chain, GREETING)
            keep_failure(session, clock, text_source(GREETING), SpeechFailed("later"))
        with store.reading() as session:
            assert clip_of(session, text_source(GREETING)) == clip
            assert waiting_texts(session, clock, [GREETING]) == []
            assert [row.failure for row in renderings(session)] == [None, "later"]

    def test_each_announcement_waits_once(self, store: Store, clock: FakeClock) -> None:
        decomposed = "Bản tin sa\u0301ng"
        with store.reading() as session:
            assert waiting_texts(session, clock, ["Một", "Một", "Bản tin sáng", decomposed]) == [
                "Một",
                decomposed,
            ]


def test_the_source_of_a_text_is_the_same_however_it_is_composed() -> None:
    assert text_source("sáng") == text_source("sa\u0301ng")
    assert text_source("sáng") != text_source("Sáng")

"""What was approved airs as it was heard; what waits is read again only when somebody asks."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster import newsroom, speech
from broadcaster.clock import local_date
from broadcaster.errors import NotAllowed, NotFound
from broadcaster.newsroom import Content, Means, OfferedSound, Role, State
from broadcaster.speech import Clip
from broadcaster.station import ReadingSettings, Station, VoiceName
from broadcaster.store import Store
from broadcaster.timetable.material import Material
from tests.rig.fake_clock import FakeClock
from tests.rig.store import migrated

SCRIPT = "Xã thu 5.105 đồng, mời bà con."
NORTH, SOUTH = "năm nghìn một trăm linh năm", "năm ngàn một trăm lẻ năm"


class Bench:
    """One station that can change how it reads."""

    def __init__(self, store: Store, clock: FakeClock, home: Path) -> None:
        self.store = store
        self.clock = clock
        self.station = Station(home=home, voices=(VoiceName.ESPEAK,))

    def move_south(self) -> None:
        south = ReadingSettings(region="south")
        self.station = self.station.model_copy(update={"reading": south})

    def submitted(self, script: str | None = SCRIPT, news_id: int | None = None) -> int:
        content = Content(title="Thu phí", script=script)
        with self.store.writing() as session:
            if news_id is None:
                made = newsroom.create(session, self.clock, self.station, content, by="minh")
            else:
                made = newsroom.revise(
                    session, self.clock, self.station, news_id, content, by="minh"
                )
            newsroom.submit(session, self.clock, made.news_id, by="minh")
        return made.news_id

    def approve(self, news_id: int, clip: Clip | None) -> None:
        sound = OfferedSound(clip.key, clip.duration_s) if clip else None
        with self.store.writing() as session:
            newsroom.approve(
                session, self.clock, self.station, news_id,
                by="hoa", means=Means.COMMAND_LINE, sound=sound,
            )  # fmt: skip

    def ask(self, news_id: int, by: str = "minh") -> None:
        with self.store.writing() as session:
            speech.ask_again(session, self.clock, news_id, by=by)

    def waiting(self) -> list[int]:
        with self.store.reading() as session:
            return [r.news_id for r in speech.waiting(session, self.clock, self.station)]

    def render(self) -> list[Clip]:
        """Do one round of the renderer."""
        voices = speech.voices_of(self.station, self.clock)
        made = []
        with self.store.writing() as session:
            for revision in speech.waiting(session, self.clock, self.station):
                source = revision.content_sha256
                words = speech.words_to_say(session, source)
                new = speech.synthesise_revision(self.clock, self.station, voices, revision, words)
                made.append(speech.keep(session, self.clock, source, new))
        return made

    def airs(self, news_id: int) -> str | None:
        """Return the key of the sound that a rundown of today would take for the item."""
        with self.store.reading() as session:
            material = Material(session, self.station)
            today = local_date(self.clock.now())
            found = [
                c for c in material.candidates(today, {}, slot_id=None) if c.news_id == news_id
            ]
        return found[0].sound.clip if found and found[0].sound else None


@pytest.fixture
def bench(tmp_path: Path, clock: FakeClock) -> Iterator[Bench]:
    with migrated(f"sqlite:///{tmp_path / 'b.db'}") as store:
        with store.writing() as session:
            for name, role in (
                ("minh", Role.EDITOR),
                ("hoa", Role.APPROVER),
                ("thon", Role.VILLAGE),
                ("bao-cao", Role.OFFICER),
            ):
                newsroom.add_person(session, clock, name=name, role=role, password="mat khau 26")
        yield Bench(store, clock, tmp_path)


def test_a_changed_reading_makes_new_sound_only_of_what_has_none(bench: Bench) -> None:
    first = bench.submitted()
    (clip,) = bench.render()
    assert NORTH in clip.spoken
    bench.move_south()
    second = bench.submitted("Xã thu 5.105 đồng, mời họp.")
    assert bench.waiting() == [second]
    assert SOUTH in bench.render()[0].spoken
    assert bench.waiting() == []
    assert first != second


def test_what_waits_is_read_again_when_it_is_asked_for_once(bench: Bench) -> None:
    news_id = bench.submitted()
    (old,) = bench.render()
    bench.move_south()
    for _ in range(2):
        bench.ask(news_id)
    assert bench.waiting() == [news_id]
    (new,) = bench.render()
    assert SOUTH in new.spoken
    assert new.key != old.key
    assert bench.waiting() == []


def test_a_failed_attempt_leaves_the_wish_and_waits_before_the_next(bench: Bench) -> None:
    news_id = bench.submitted()
    bench.render()
    bench.ask(news_id)
    with bench.store.writing() as session:
        source = newsroom.item(session, news_id).newest.content_sha256
        speech.keep_failure(session, bench.clock, source, NotFound("gone"))
    assert bench.waiting() == []
    bench.clock.advance(timedelta(minutes=2).total_seconds())
    assert bench.waiting() == [news_id]


def test_what_was_approved_airs_as_it_was_heard_while_its_text_is_read_again(
    bench: Bench,
) -> None:
    """The same words handed in once more, to be read in the new way, touch nothing approved."""
    news_id = bench.submitted()
    (old,) = bench.render()
    bench.approve(news_id, old)
    bench.move_south()
    assert bench.waiting() == []
    bench.submitted(news_id=news_id)
    bench.ask(news_id)
    (new,) = bench.render()
    assert SOUTH in new.spoken
    assert bench.airs(news_id) == old.key
    bench.approve(news_id, new)
    assert bench.airs(news_id) == new.key


def test_an_approved_sound_that_was_lost_is_spoken_again_in_the_same_words(bench: Bench) -> None:
    news_id = bench.submitted()
    (old,) = bench.render()
    bench.approve(news_id, old)
    (bench.station.home / old.path).unlink()
    bench.move_south()
    assert bench.waiting() == [news_id]
    (again,) = bench.render()
    assert re.findall(r"\w+", again.spoken) == re.findall(r"\w+", old.spoken)
    assert bench.airs(news_id) == again.key


def test_while_the_station_reads_alike_a_lost_sound_comes_back_as_it_was(bench: Bench) -> None:
    news_id = bench.submitted("THÔNG BÁO\n\nHọp xã:\n- thôn Một\n- thôn Hai [nghỉ 2s] mời bà con.")
    (old,) = bench.render()
    bench.approve(news_id, old)
    (bench.station.home / old.path).unlink()
    (again,) = bench.render()
    assert again.key == old.key, "the same words, rests and voice"
    assert bench.airs(news_id) == old.key


def test_a_lost_approved_sound_is_not_replaced_by_a_reading_that_nobody_approved(
    bench: Bench,
) -> None:
    news_id = bench.submitted()
    (old,) = bench.render()
    bench.approve(news_id, old)
    bench.move_south()
    bench.submitted(news_id=news_id)
    bench.ask(news_id)
    (new,) = bench.render()
    (bench.station.home / old.path).unlink()
    assert bench.airs(news_id) is None
    assert bench.waiting() == [news_id]
    (again,) = bench.render()
    assert re.findall(r"\w+", again.spoken) == re.findall(r"\w+", old.spoken)
    assert bench.airs(news_id) == again.key
    assert bench.waiting() == []
    with bench.store.reading() as session:
        first, second = newsroom.revisions(session, news_id)
        heard = speech.sound_of(session, bench.station, first)
        assert heard is not None
        assert heard.key == again.key, "the panel lets one hear what airs"
    bench.ask(news_id)
    (newest,) = bench.render()
    assert newest.key == new.key
    bench.approve(news_id, newest)
    assert bench.airs(news_id) == new.key
    assert second.content_sha256 == first.content_sha256


def test_a_sound_is_approved_without_having_been_there_and_airs_when_it_comes(
    bench: Bench,
) -> None:
    news_id = bench.submitted()
    bench.approve(news_id, None)
    (clip,) = bench.render()
    assert bench.airs(news_id) == clip.key


@pytest.mark.parametrize("by", ["thon", "bao-cao"])
def test_who_may_not_revise_the_item_may_not_have_it_read_again(bench: Bench, by: str) -> None:
    news_id = bench.submitted()
    with pytest.raises(NotAllowed):
        bench.ask(news_id, by=by)


def test_only_a_script_that_waits_for_approval_is_read_again(bench: Bench) -> None:
    news_id = bench.submitted()
    (clip,) = bench.render()
    bench.approve(news_id, clip)
    with pytest.raises(NotAllowed) as caught:
        bench.ask(news_id)
    assert "không phải bài viết đang chờ duyệt" in caught.value.vi
    with pytest.raises(NotFound):
        bench.ask(999)


def test_the_items_that_hold_an_entry_are_found_as_the_reader_finds_it(bench: Bench) -> None:
    holds = bench.submitted("Họp ở NVH xã, mời H’Bia.")
    bench.submitted("Họp ở nvh xã.")
    approved = bench.submitted("Nhà NVH đã sửa xong.")
    bench.approve(approved, None)
    with bench.store.reading() as session:
        assert [v.news_id for v in speech.unapproved_with(session, "NVH")] == [holds]
        assert [v.news_id for v in speech.unapproved_with(session, "h'bia")] == [holds]
        assert newsroom.item(session, approved).state is State.APPROVED

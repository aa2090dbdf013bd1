import numpy as np
import pytest
from sqlmodel import Session

from broadcaster import newsroom, speech
from broadcaster.clock import Clock
from broadcaster.errors import SpeechFailed, StoreUnavailable
from broadcaster.newsroom import Content, Priority
from broadcaster.speech import Clip, Sound, UnkeptClip, VoiceChain
from broadcaster.station import Station
from broadcaster.store import Store
from broadcaster.timetable import Prepared, Slot, Step, lay_out, prepare, rundown_of, slots
from tests.rig.fake_clock import FakeClock
from tests.timetable.examples import A_PROGRAMME, schedules
from tests.timetable.newsdesk import Newsdesk
from tests.timetable.test_service import EVER

DECLARED = schedules(A_PROGRAMME)
ANNOUNCED = [
    "Đài truyền thanh xã Mẫu kính chào bà con.",
    "Tin trong xã",
    "Chương trình đến đây kết thúc.",
]


class Hummer:
    """A voice that hums one second for each word, and fails while it is told to."""

    engine = "hummer"
    name = "thử"
    version = "1"
    longest = None

    def __init__(self) -> None:
        self.said: list[str] = []
        self.broken = False
        self.poison = ""

    def speak(self, text: str, *, pace: float = 1.0) -> Sound:
        if self.broken:
            message = "the voice hummer could not speak; mend it"
            raise SpeechFailed(message, "Giọng thử bị hỏng; hãy sửa.")
        if self.poison and self.poison in text:
            raise ZeroDivisionError
        self.said.append(text)
        rate = 16000
        seconds = 0.4 * len(text.split())
        wave = np.sin(2 * np.pi * 220 * np.arange(int(rate * seconds)) / rate)
        swell = 0.6 + 0.4 * np.sin(np.arange(len(wave)) / 900)
        return Sound((0.3 * wave * swell).astype(np.float32), rate)


@pytest.fixture
def voice() -> Hummer:
    return Hummer()


@pytest.fixture
def voices(voice: Hummer, clock: FakeClock) -> VoiceChain:
    return VoiceChain([voice], clock)


def written(store: Store, clock: FakeClock, station: Station, title: str, **more: object) -> int:
    with store.writing() as session:
        desk = Newsdesk(session, clock, station)
        if not newsroom.people(session):
            desk.hire()
        return desk.approved(title, None, **more)


def test_what_waits_and_the_announcements_become_sound_and_air(
    store: Store, clock: FakeClock, station: Station, voices: VoiceChain
) -> None:
    news_id = written(store, clock, station, "Ngày mai tiêm chủng tại trạm y tế xã")
    steps: list[Step] = []
    done = prepare(store, clock, station, DECLARED, voices, progress=steps.append)
    assert done.failed == ()
    assert [made.title for made in done.rendered] == [
        *ANNOUNCED, "Ngày mai tiêm chủng tại trạm y tế xã",
    ]  # fmt: skip
    assert {made.voice for made in done.rendered} == {"hummer thử"}
    assert done.rendered[-1].news_id == news_id
    assert [(step.number, step.total) for step in steps] == [(n, 4) for n in range(1, 5)]
    with store.writing() as session:
        lay_out(session, clock, DECLARED)
        slot: Slot = slots(session, *EVER)[0]
        rundown = rundown_of(session, station, DECLARED, slot, {})
    assert rundown.notes == ()
    assert [e.title for e in rundown.entries if e.clip] == [
        ANNOUNCED[0], ANNOUNCED[1], "Ngày mai tiêm chủng tại trạm y tế xã", ANNOUNCED[2],
    ]  # fmt: skip


def test_what_is_there_is_not_made_again(
    store: Store, clock: FakeClock, station: Station, voices: VoiceChain, voice: Hummer
) -> None:
    prepare(store, clock, station, DECLARED, voices)
    said = len(voice.said)
    assert prepare(store, clock, station, DECLARED, voices).rendered == ()
    assert len(voice.said) == said


def test_urgent_items_are_made_before_the_announcements(
    store: Store, clock: FakeClock, station: Station, voices: VoiceChain
) -> None:
    written(store, clock, station, "Tin thường")
    written(store, clock, station, "Bão khẩn cấp đến gần", priority=Priority.EMERGENCY)
    done = prepare(store, clock, station, DECLARED, voices)
    assert [made.title for made in done.rendered] == [
        "Bão khẩn cấp đến gần", *ANNOUNCED, "Tin thường",
    ]  # fmt: skip


def test_a_failure_is_told_held_back_and_tried_again_later(
    store: Store, clock: FakeClock, station: Station, voices: VoiceChain, voice: Hummer
) -> None:
    written(store, clock, station, "Tin thường")
    voice.broken = True
    failed = prepare(store, clock, station, DECLARED, voices)
    assert failed.rendered == ()
    assert [lost.title for lost in failed.failed] == [*ANNOUNCED, "Tin thường"]
    assert "mend it" in failed.failed[0].reason
    voice.broken = False
    assert prepare(store, clock, station, DECLARED, VoiceChain([voice], clock)) == Prepared((), ())
    clock.advance(3600)
    assert len(prepare(store, clock, station, DECLARED, voices).rendered) == 4


def test_one_failure_does_not_hold_up_the_others(
    store: Store, clock: FakeClock, station: Station, voices: VoiceChain
) -> None:
    written(store, clock, station, "Tin thường")
    with store.writing() as session:
        content = Content(title="Không có lời", script="— … —")
        revision = newsroom.create(session, clock, station, content, by="bien-tap")
        newsroom.submit(session, clock, revision.news_id, by="bien-tap")
    done = prepare(store, clock, station, DECLARED, voices)
    assert [lost.title for lost in done.failed] == ["Không có lời"]
    assert [made.title for made in done.rendered] == [*ANNOUNCED, "Tin thường"]


def test_an_item_nobody_foresaw_does_not_hold_up_the_others(
    store: Store, clock: FakeClock, station: Station, voices: VoiceChain, voice: Hummer
) -> None:
    written(store, clock, station, "Tin thuốc độc")
    written(store, clock, station, "Tin thường")
    voice.poison = "độc"
    done = prepare(store, clock, station, DECLARED, voices)
    assert [lost.title for lost in done.failed] == ["Tin thuốc độc"]
    assert "ZeroDivisionError" in done.failed[0].reason
    assert "báo người kỹ thuật" in done.failed[0].vi
    assert [made.title for made in done.rendered] == [*ANNOUNCED, "Tin thường"]
    assert prepare(store, clock, station, DECLARED, voices) == Prepared((), ())


def test_a_sound_that_cannot_be_kept_does_not_hold_up_the_others(
    store: Store,
    clock: FakeClock,
    station: Station,
    voices: VoiceChain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep = speech.keep
    refused = speech.text_source(ANNOUNCED[0])

    def sometimes(session: Session, clock: Clock, source: str, unkept: UnkeptClip) -> Clip:
        if source == refused:
            message = "the disk refuses"
            raise SpeechFailed(message)
        return keep(session, clock, source, unkept)

    monkeypatch.setattr(speech, "keep", sometimes)
    done = prepare(store, clock, station, DECLARED, voices)
    assert [(lost.title, lost.reason) for lost in done.failed] == [
        (ANNOUNCED[0], "the disk refuses")
    ]
    assert [made.title for made in done.rendered] == ANNOUNCED[1:]


def test_without_the_store_the_round_ends(
    store: Store,
    clock: FakeClock,
    station: Station,
    voices: VoiceChain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(*_all: object) -> Clip:
        message = "the database is gone"
        raise StoreUnavailable(message)

    monkeypatch.setattr(speech, "keep", gone)
    with pytest.raises(StoreUnavailable):
        prepare(store, clock, station, DECLARED, voices)


def test_a_round_can_be_stopped_between_two_sounds(
    store: Store, clock: FakeClock, station: Station, voices: VoiceChain, voice: Hummer
) -> None:
    done = prepare(store, clock, station, DECLARED, voices, stop=lambda: len(voice.said) >= 1)
    assert [made.title for made in done.rendered] == ANNOUNCED[:1]


def test_a_clip_that_was_lost_from_the_disk_is_made_again(
    store: Store, clock: FakeClock, station: Station, voices: VoiceChain
) -> None:
    prepare(store, clock, station, DECLARED, voices)
    with store.reading() as session:
        clip = speech.clip_of(session, speech.text_source(ANNOUNCED[0]))
    assert clip is not None
    (station.home / clip.path).unlink()
    again = prepare(store, clock, station, DECLARED, voices)
    assert [made.title for made in again.rendered] == ANNOUNCED[:1]
    assert (station.home / clip.path).is_file()

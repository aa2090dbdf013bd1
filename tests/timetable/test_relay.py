"""Relays in a rundown: their place, their sources, and what fills in where they are lost."""

from broadcaster.timetable import relay_feed
from broadcaster.timetable.entries import Entry, Rundown
from broadcaster.timetable.models import EntryKind
from broadcaster.timetable.programmes import Relay, Section, Tune
from tests.timetable.examples import built, item, programme

SOURCE = "https://phat.example.org/vov1.mp3"
BACKUP = "https://phat.example.net/vov1.m3u8"
RELAY = Relay(SOURCE, 300, "Thời sự", BACKUP)
NEWS = Section("Tin trong xã", at_most_s=70)


def relay_of(rundown: Rundown) -> Entry:
    (entry,) = (entry for entry in rundown.entries if entry.kind is EntryKind.RELAY)
    return entry


def test_a_relay_has_its_place_and_its_length_without_any_sound_on_disk() -> None:
    rundown = built(by=programme(Tune("opening"), RELAY, Tune("closing")))
    assert [(e.kind, e.offset_s, e.planned_s) for e in rundown.entries] == [
        (EntryKind.TUNE, 0, 10),
        (EntryKind.RELAY, 10, 300),
        (EntryKind.TUNE, 310, 8),
    ]
    relay = relay_of(rundown)
    assert (relay.title, relay.file, relay.news_id) == ("Thời sự", "", None)
    assert relay_feed(relay.feed).sources == (SOURCE, BACKUP)


def test_a_slot_of_a_relay_alone_is_not_told_to_be_without_news() -> None:
    assert built(by=programme(RELAY)).notes == ()


def test_news_leaves_the_relay_its_time() -> None:
    rundown = built(item(1, 250), by=programme(RELAY, Section("Tin"), length_s=500))
    assert [e.kind for e in rundown.entries] == [EntryKind.RELAY]
    assert rundown.left_out[0].reason.startswith("không đủ thời gian")


def test_items_that_found_no_place_in_the_named_section_fill_in() -> None:
    relay = Relay(SOURCE, 300, "Thời sự", filler="Tin trong xã")
    rundown = built(item(1), item(2), item(3), by=programme(NEWS, relay))
    filling = relay_feed(relay_of(rundown).feed).news
    in_slot = [entry.news_id for entry in rundown.entries if entry.news_id]
    assert in_slot == [1]
    assert [filler.news_id for filler in filling] == [2, 3]
    assert filling[0].clip_sha256 == f"{2:064x}"
    assert filling[0].content_sha256 == "c" * 64


def test_without_a_named_section_no_news_fills_in() -> None:
    rundown = built(item(1), item(2), by=programme(NEWS, RELAY))
    assert relay_feed(relay_of(rundown).feed).news == ()


def test_the_planned_sound_fills_in_before_the_opening_tune() -> None:
    relay = Relay(SOURCE, 300, "Thời sự", filler="closing")
    feed = relay_feed(relay_of(built(by=programme(relay))).feed)
    assert [tune.file for tune in feed.tunes] == [
        "audio_assets/closing.wav",
        "audio_assets/opening.wav",
    ]


def test_a_planned_sound_that_is_not_there_leaves_the_opening_tune() -> None:
    relay = Relay(SOURCE, 300, "Thời sự", filler="nhac-dem")
    feed = relay_feed(relay_of(built(by=programme(relay))).feed)
    assert [tune.file for tune in feed.tunes] == ["audio_assets/opening.wav"]
    (note,) = built(by=programme(relay)).notes
    assert note.startswith("khi mất tiếp âm sẽ không có “nhac-dem”: không có tệp nhac-dem.wav")

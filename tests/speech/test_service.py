"""From approved words and recordings to kept clips, with every failure along the way."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sqlalchemy.exc import IntegrityError

from broadcaster import newsroom
from broadcaster.errors import InvalidInput, SpeechFailed
from broadcaster.speech import (
    Clip,
    VoiceChain,
    clip_of,
    is_whole,
    keep,
    open_clip,
    read_mark,
    render_revision,
    render_text,
    say,
    synthesise_recording,
    synthesise_text,
    text_source,
    voices_of,
)
from broadcaster.speech.loudness import loudness_lufs, true_peak_dbtp
from broadcaster.speech.sound import finish, target_of
from broadcaster.speech.voice import Sound
from broadcaster.station import Station, VoiceName
from broadcaster.store import Store
from tests.rig.fake_clock import FakeClock
from tests.speech.fake_voice import FakeVoice, murmur
from tests.speech.items import GREETING, submitted
from tests.speech.translate_server import TranslateServer


def recording(station: Station, sound: Sound | None = None) -> tuple[str, str]:
    """Return the SHA-256 and name of a recording the station has taken in."""
    station.home.mkdir(exist_ok=True)
    path = station.home / "loa.wav"
    sound = sound or murmur(3, rate=44_100, level=0.1)
    soundfile.write(path, sound.samples, sound.rate, subtype="FLOAT")
    taken = newsroom.take_recording(station, path)
    return taken.sha256, taken.name


class TestRendering:
    def test_an_announcement_becomes_a_clip_at_the_stations_level(
        self, store: Store, clock: FakeClock, station: Station, espeak: VoiceChain
    ) -> None:
        with store.writing() as session:
            clip = render_text(session, clock, station, espeak, GREETING)
        samples, rate = soundfile.read(open_clip(station, clip), dtype="float32")
        assert rate == station.sample_rate
        assert loudness_lufs(samples, rate) == pytest.approx(station.loudness_lufs, abs=0.5)
        assert true_peak_dbtp(samples) <= station.true_peak_dbtp + 0.05
        assert clip.loudness_lufs == pytest.approx(loudness_lufs(samples, rate), abs=0.05)
        assert 2 < clip.duration_s < 6

    def test_a_revision_is_spoken_as_words_and_marked(
        self, store: Store, clock: FakeClock, station: Station, espeak: VoiceChain
    ) -> None:
        revision = submitted(store, clock, station, "Lịch tiêm chủng")
        with store.writing() as session:
            clip = render_revision(session, clock, station, espeak, revision)
        assert not any(character.isdigit() for character in clip.spoken)
        assert "bảy giờ" in clip.spoken
        mark = read_mark(open_clip(station, clip))
        assert (mark.ai_generated, mark.engine, mark.title) == (
            True,
            "espeak-ng",
            "Lịch tiêm chủng",
        )

    def test_a_recording_goes_through_the_same_chain_and_is_no_ai(
        self, store: Store, clock: FakeClock, station: Station, chain: VoiceChain, fake: FakeVoice
    ) -> None:
        sha256, name = recording(station)
        revision = submitted(
            store, clock, station, script=None, recording=sha256, recording_name=name
        )
        with store.writing() as session:
            clip = render_revision(session, clock, station, chain, revision)
        assert (clip.ai_generated, clip.engine, clip.spoken) == (False, "recording", "")
        assert clip.duration_s == pytest.approx(3.0, abs=0.01)
        assert clip.loudness_lufs == pytest.approx(-16.0, abs=0.5)
        assert not read_mark(open_clip(station, clip)).ai_generated
        assert fake.asked == []

    def test_what_has_a_clip_is_not_spoken_again(
        self,
        store: Store,
        clock: FakeClock,
        station: Station,
        chain: VoiceChain,
        fake: FakeVoice,
    ) -> None:
        with store.writing() as session:
            first = render_text(session, clock, station, chain, GREETING)
        fake.asked.clear()
        fake.version = "2"
        clock.advance(3600)
        with store.writing() as session:
            assert render_text(session, clock, station, chain, GREETING) == first
        assert fake.asked == []

    def test_a_clip_whose_file_is_damaged_is_made_again(
        self, store: Store, clock: FakeClock, station: Station, chain: VoiceChain
    ) -> None:
        with store.writing() as session:
            clip = render_text(session, clock, station, chain, GREETING)
        (station.home / clip.path).write_bytes(b"damaged")
        clock.advance(60)
        with store.writing() as session:
            again = render_text(session, clock, station, chain, GREETING)
        assert again.key == clip.key
        with store.reading() as session:
            row = session.get_one(Clip, clip.key)
            assert is_whole(station, row)
            assert row.created_at == clock.now()

    def test_a_new_rendering_leaves_the_clip_that_was_approved_as_it_is(
        self, store: Store, clock: FakeClock, station: Station, chain: VoiceChain, fake: FakeVoice
    ) -> None:
        """The same words under another title: the voice sounds a little different this time."""
        one, two = submitted(store, clock, station, "Một"), submitted(store, clock, station, "Hai")
        with store.writing() as session:
            first = render_revision(session, clock, station, chain, one)
            content_then = open_clip(station, first).read_bytes()
        fake.mouth = lambda text: murmur(0.07 * len(text), seed=2)
        clock.advance(60)
        with store.writing() as session:
            second = render_revision(session, clock, station, chain, two)
        assert second == first
        assert open_clip(station, first).read_bytes() == content_then
        assert [path for path in station.clips.rglob("*") if path.is_file()] == [
            station.home / first.path
        ]

    @pytest.mark.parametrize(
        "change",
        [
            {"loudness_lufs": -18.0},
            {"true_peak_dbtp": -2.0},
            {"sample_rate": 44_100},
            {"high_pass_hz": 200.0},
            {"espeak_words_per_minute": 170},
            {"espeak_voice": "vi-vn-x-south"},
        ],
    )
    def test_other_settings_are_another_clip(
        self, clock: FakeClock, station: Station, espeak: VoiceChain, change: dict[str, object]
    ) -> None:
        other = station.model_copy(update=change)
        before = synthesise_text(clock, station, espeak, "xin chào bà con")
        after = synthesise_text(clock, other, voices_of(other, clock), "xin chào bà con")
        assert before.clip.key != after.clip.key

    @pytest.mark.parametrize("text", ["", "   ", "...", "\n\n–\n"])
    def test_a_text_without_words_is_refused(
        self, store: Store, clock: FakeClock, station: Station, espeak: VoiceChain, text: str
    ) -> None:
        with store.writing() as session, pytest.raises(SpeechFailed, match="no word"):
            render_text(session, clock, station, espeak, text)
        assert not station.clips.exists()

    def test_a_transaction_that_fails_leaves_no_row_and_the_next_succeeds(
        self, store: Store, clock: FakeClock, station: Station, chain: VoiceChain
    ) -> None:
        def render_and_stop() -> None:
            with store.writing() as session:
                render_text(session, clock, station, chain, GREETING)
                raise InterruptedError

        with pytest.raises(InterruptedError):
            render_and_stop()
        with store.writing() as session:
            assert clip_of(session, text_source(GREETING)) is None
            clip = render_text(session, clock, station, chain, GREETING)
        assert is_whole(station, clip)

    def test_two_processes_that_make_the_same_clip_keep_one(
        self, store: Store, clock: FakeClock, station: Station, chain: VoiceChain
    ) -> None:
        mine = synthesise_text(clock, station, chain, GREETING)
        clock.advance(1)
        theirs = synthesise_text(clock, station, chain, GREETING)
        assert mine.clip.sha256 != theirs.clip.sha256
        with store.writing() as session:
            first = keep(session, clock, text_source(GREETING), theirs)
        with store.writing() as session:
            second = keep(session, clock, text_source(GREETING), mine)
        assert second == first
        assert is_whole(station, second)
        assert not mine.file.exists()

    def test_what_the_store_refuses_leaves_no_file(
        self, store: Store, clock: FakeClock, station: Station, chain: VoiceChain
    ) -> None:
        unkept = synthesise_text(clock, station, chain, GREETING)
        unkept.clip.duration_s = -1.0

        def keep_it() -> None:
            with store.writing() as session:
                keep(session, clock, text_source(GREETING), unkept)

        with pytest.raises(IntegrityError):
            keep_it()
        assert not unkept.file.exists()
        assert not unkept.place.exists()

    def test_a_recording_is_limited_but_never_compressed(
        self, clock: FakeClock, station: Station
    ) -> None:
        bursts = murmur(6, rate=48_000, level=0.03).samples.copy()
        for at in range(0, len(bursts), 24_000):
            bursts[at : at + 480] *= 10
        sha256, _ = recording(station, Sound(bursts, 48_000))
        heard, _ = soundfile.read(
            synthesise_recording(clock, station, sha256).file, dtype="float32"
        )
        plain, squeezed = (
            finish(Sound(bursts, 48_000), target_of(station), compress=compress).sound.samples
            for compress in (False, True)
        )
        assert np.abs(heard - plain).max() < 0.001
        assert np.abs(squeezed - plain).max() > 0.01

    def test_the_embedded_voice_speaks_when_the_internet_voice_cannot(
        self, store: Store, clock: FakeClock, station: Station
    ) -> None:
        """This test may open no socket, so gTTS fails as without a network."""
        both = station.model_copy(update={"voices": (VoiceName.GTTS, VoiceName.ESPEAK)})
        with store.writing() as session:
            clip = render_text(session, clock, both, voices_of(both, clock), GREETING)
        assert clip.engine == "espeak-ng"

    @pytest.mark.loopback
    def test_the_internet_voice_is_named_when_it_speaks(
        self, clock: FakeClock, station: Station, translate: TranslateServer
    ) -> None:
        both = station.model_copy(update={"voices": (VoiceName.GTTS, VoiceName.ESPEAK)})
        unkept = synthesise_text(clock, both, voices_of(both, clock), GREETING)
        assert unkept.clip.engine == "gtts"
        assert translate.texts

    @pytest.mark.loopback
    def test_an_approved_clip_outlives_whatever_the_server_sends(
        self, store: Store, clock: FakeClock, station: Station, translate: TranslateServer
    ) -> None:
        online = station.model_copy(update={"voices": (VoiceName.GTTS,)})
        revision = submitted(store, clock, online)
        with store.writing() as session:
            clip = render_revision(session, clock, online, voices_of(online, clock), revision)
        translate.answer = lambda _text: b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        with store.writing() as session:
            again = render_revision(session, clock, online, voices_of(online, clock), revision)
        with pytest.raises(SpeechFailed):
            synthesise_text(clock, online, voices_of(online, clock), GREETING)
        assert again == clip
        assert is_whole(online, clip)


def test_a_recording_that_lies_is_refused(
    store: Store, clock: FakeClock, station: Station, chain: VoiceChain
) -> None:
    sha256, name = recording(station)
    revision = submitted(store, clock, station, script=None, recording=sha256, recording_name=name)
    silent = io.BytesIO()
    soundfile.write(silent, np.zeros(48_000, np.float32), 48_000, format="WAV")
    newsroom.recording_path(station, sha256).write_bytes(silent.getvalue())
    with store.writing() as session, pytest.raises(InvalidInput):
        render_revision(session, clock, station, chain, revision)
    assert not station.clips.exists()


class TestSaying:
    def test_a_text_is_spoken_to_a_file(
        self, station: Station, espeak: VoiceChain, tmp_path: Path
    ) -> None:
        said = say(station, espeak, GREETING, tmp_path / "chào.wav")
        assert (said.engine, said.voice) == ("espeak-ng", "vi")
        assert said.duration_s == pytest.approx(soundfile.info(said.path).duration)
        assert read_mark(said.path).ai_generated
        assert list(tmp_path.iterdir()) == [said.path]

    @pytest.mark.parametrize("name", ["x.mp3", "x", "none/x.wav", "folder.wav"])
    def test_a_place_that_cannot_be_written_is_refused(
        self, station: Station, espeak: VoiceChain, tmp_path: Path, name: str
    ) -> None:
        (tmp_path / "folder.wav").mkdir()
        with pytest.raises(InvalidInput, match=r"give the name of a \.wav file"):
            say(station, espeak, GREETING, tmp_path / name)

    def test_a_failure_leaves_the_old_file(
        self, station: Station, chain: VoiceChain, fake: FakeVoice, tmp_path: Path
    ) -> None:
        (tmp_path / "x.wav").write_bytes(b"old")
        fake.failing = True
        with pytest.raises(SpeechFailed):
            say(station, chain, GREETING, tmp_path / "x.wav")
        assert (tmp_path / "x.wav").read_bytes() == b"old"

"""A station that speaks offline, and the internet voice's server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.speech import VoiceChain, voices_of
from broadcaster.station import Station, VoiceName
from tests.rig.fake_clock import FakeClock
from tests.speech.fake_voice import FakeVoice
from tests.speech.translate_server import TranslateServer, translate_server


@pytest.fixture
def station(tmp_path: Path) -> Station:
    """Give a station with an empty home and the offline voice only."""
    return Station(home=tmp_path / "home", voices=(VoiceName.ESPEAK,))


@pytest.fixture
def espeak(station: Station, clock: FakeClock) -> VoiceChain:
    """Give the real offline voice, as the station has it."""
    return voices_of(station, clock)


@pytest.fixture
def translate(monkeypatch: pytest.MonkeyPatch) -> Iterator[TranslateServer]:
    """Give the server that gTTS's requests end at while the test runs."""
    with translate_server() as server:
        for name in ("https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, server.proxy)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        yield server


@pytest.fixture
def fake() -> FakeVoice:
    """Give a voice that can be told to fail."""
    return FakeVoice()


@pytest.fixture
def chain(fake: FakeVoice, clock: FakeClock) -> VoiceChain:
    """Give that voice as a chain."""
    return VoiceChain([fake], clock)

"""The voices a station has set, and what they lack."""

from pathlib import Path

from broadcaster.speech import (
    missing,
    voices_of,
)
from broadcaster.station import Station, VoiceName
from tests.rig.fake_clock import FakeClock
from tests.speech.tiny_piper import write_tiny_model


class TestVoicesOfTheStation:
    def test_they_stand_in_the_stations_order(self, station: Station, clock: FakeClock) -> None:
        three = (VoiceName.PIPER, VoiceName.GTTS, VoiceName.ESPEAK)
        chain = voices_of(station.model_copy(update={"voices": three}), clock)
        assert [state.engine for state in chain.states()] == ["piper", "gtts", "espeak-ng"]

    def test_one_can_be_chosen(self, station: Station, clock: FakeClock) -> None:
        chain = voices_of(station, clock, only=[VoiceName.GTTS])
        assert [state.engine for state in chain.states()] == ["gtts"]

    def test_what_is_missing_is_told_with_its_remedy(
        self, station: Station, tmp_path: Path
    ) -> None:
        wanting = station.model_copy(
            update={"voices": (VoiceName.PIPER, VoiceName.ESPEAK, VoiceName.GTTS)}
        )
        found = missing(wanting)
        assert [entry.voice for entry in found] == [VoiceName.PIPER]
        assert "set piper_model" in found[0].error.message
        complete = wanting.model_copy(update={"piper_model": write_tiny_model(tmp_path)})
        assert missing(complete) == []

    def test_a_wrong_dialect_is_missing(self, station: Station) -> None:
        found = missing(station.model_copy(update={"espeak_voice": "vi-nowhere"}))
        assert "vi-vn-x-central" in found[0].error.message

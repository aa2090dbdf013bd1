"""One contract over every voice: the fake and the real ones."""

import threading
from pathlib import Path

import numpy as np
import pytest

from broadcaster.speech.espeak_voice import EspeakVoice
from broadcaster.speech.gtts_voice import GttsVoice
from broadcaster.speech.piper_voice import PiperVoice
from broadcaster.speech.plausibility import level_dbfs, longest_s, shortest_s
from broadcaster.speech.voice import NothingToSay, Sound, Voice
from tests.rig.patience import PATIENCE_S
from tests.speech.fake_voice import FakeVoice
from tests.speech.tiny_piper import write_tiny_model

SENTENCE = "Đài truyền thanh xã Mẫu xin kính chào toàn thể bà con."
TWO = "Sáng mai cắt điện từ bảy giờ đến mười giờ, đề nghị bà con chủ động."


@pytest.fixture(params=["fake", "espeak", "gtts", "piper"])
def voice(request: pytest.FixtureRequest, tmp_path: Path) -> Voice:
    """Give each voice in turn, ready to speak."""
    if request.param == "espeak":
        return EspeakVoice("vi", words_per_minute=160)
    if request.param == "gtts":
        request.getfixturevalue("translate")
        return GttsVoice(timeout_s=PATIENCE_S)
    if request.param == "piper":
        return PiperVoice(write_tiny_model(tmp_path))
    return FakeVoice()


@pytest.mark.loopback
class TestEveryVoice:
    def test_it_speaks_mono_floats_that_can_be_heard(self, voice: Voice) -> None:
        sound = voice.speak(SENTENCE)
        assert sound.samples.dtype == np.float32
        assert sound.samples.ndim == 1
        assert np.isfinite(sound.samples).all()
        assert np.abs(sound.samples).max() <= 1.0
        assert level_dbfs(sound.samples) > -40
        assert 8_000 <= sound.rate <= 48_000

    def test_it_takes_as_long_as_the_words_do(self, voice: Voice) -> None:
        one, two = voice.speak(SENTENCE), voice.speak(f"{SENTENCE} {TWO}")
        for sound, text in ((one, SENTENCE), (two, f"{SENTENCE} {TWO}")):
            assert shortest_s(text) < sound.duration_s < longest_s(text)
        assert two.duration_s > 1.5 * one.duration_s

    @pytest.mark.parametrize("text", ["", "...", " – ", "\0"])
    def test_it_says_so_if_there_is_no_word(self, voice: Voice, text: str) -> None:
        with pytest.raises(NothingToSay):
            voice.speak(text)

    def test_it_has_a_name_for_the_log(self, voice: Voice) -> None:
        assert voice.engine
        assert voice.name
        assert voice.version

    def test_two_threads_may_ask_it_at_once(self, voice: Voice) -> None:
        lengths: dict[str, list[int]] = {SENTENCE: [], TWO: []}

        def ask(text: str) -> None:
            for _ in range(3):
                lengths[text].append(len(voice.speak(text).samples))

        asking = [threading.Thread(target=ask, args=(text,)) for text in lengths]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
        # espeak-ng's flutter moves a length by a few samples from one time to the next.
        for text, heard in lengths.items():
            assert heard == pytest.approx([len(voice.speak(text).samples)] * 3, rel=0.01)


def test_a_sound_knows_its_length() -> None:
    assert Sound(np.zeros(11_025, np.float32), 22_050).duration_s == 0.5

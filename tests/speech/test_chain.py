"""Which voice speaks when one fails, and how long a failing voice is left alone."""

import pytest

from broadcaster.errors import SpeechFailed
from broadcaster.speech.chain import REST_S, Passage, VoiceChain
from broadcaster.speech.voice import NothingToSay
from tests.rig.fake_clock import FakeClock
from tests.speech.fake_voice import FakeVoice, murmur

ITEM = [
    Passage("Kính thưa toàn thể bà con.", 0.4),
    Passage("Sáng mai cắt điện.", 0.4),
    Passage("Xin trân trọng cảm ơn."),
]


def whole(_longest: int | None) -> list[Passage]:
    return ITEM


@pytest.fixture
def first() -> FakeVoice:
    return FakeVoice("first")


@pytest.fixture
def second() -> FakeVoice:
    return FakeVoice("second")


@pytest.fixture
def chain(first: FakeVoice, second: FakeVoice, clock: FakeClock) -> VoiceChain:
    return VoiceChain([first, second], clock)


def test_the_preferred_voice_speaks_and_is_named(chain: VoiceChain, second: FakeVoice) -> None:
    spoken = chain.speak(whole)
    assert (spoken.engine, spoken.name, spoken.version) == ("first", "vi", "1")
    assert [pause_s for _, pause_s in spoken.sounds] == [0.4, 0.4, 0.0]
    assert second.asked == []


def test_if_it_fails_in_the_middle_the_next_voice_speaks_the_whole_item(
    chain: VoiceChain, first: FakeVoice, second: FakeVoice
) -> None:
    first.fails_at = "cắt điện"
    spoken = chain.speak(whole)
    assert spoken.engine == "second"
    assert second.asked == [passage.text for passage in ITEM]
    assert spoken.failures == ("first was told to fail",)


def test_after_three_failures_a_voice_is_left_alone_for_five_minutes(
    chain: VoiceChain, first: FakeVoice, clock: FakeClock
) -> None:
    first.failing = True
    for _ in range(3):
        chain.speak(whole)
    first.asked.clear()
    clock.advance(REST_S - 1)
    assert chain.speak(whole).engine == "second"
    assert first.asked == []
    assert chain.states()[0].rests_s == pytest.approx(1)


def test_then_it_gets_one_trial_and_rests_again_if_that_fails(
    chain: VoiceChain, first: FakeVoice, clock: FakeClock
) -> None:
    first.failing = True
    for _ in range(3):
        chain.speak(whole)
    clock.advance(REST_S)
    first.asked.clear()
    chain.speak(whole)
    chain.speak(whole)
    assert len(first.asked) == 1


def test_and_speaks_on_if_the_trial_succeeds(
    chain: VoiceChain, first: FakeVoice, clock: FakeClock
) -> None:
    first.failing = True
    for _ in range(3):
        chain.speak(whole)
    clock.advance(REST_S)
    first.failing = False
    assert chain.speak(whole).engine == "first"
    first.failing = True
    chain.speak(whole)
    assert chain.states()[0].failures == 1


def test_only_failures_in_a_row_count(chain: VoiceChain, first: FakeVoice) -> None:
    for failing in (True, True, False, True, True):
        first.failing = failing
        chain.speak(whole)
    first.failing = False
    assert chain.speak(whole).engine == "first"


def test_the_rest_outlasts_a_stepped_wall_clock(
    chain: VoiceChain, first: FakeVoice, clock: FakeClock
) -> None:
    first.failing = True
    for _ in range(3):
        chain.speak(whole)
    first.failing = False
    clock.set(clock.now().replace(year=2029))
    assert chain.speak(whole).engine == "second"


def test_if_none_can_speak_every_reason_is_told(
    chain: VoiceChain, first: FakeVoice, second: FakeVoice
) -> None:
    first.failing = second.failing = True
    with pytest.raises(SpeechFailed, match=r"first was told.*second was told") as failure:
        chain.speak(whole)
    assert failure.value.vi.startswith("Không giọng đọc nào")


def test_a_resting_voice_alone_says_why_it_rests(first: FakeVoice, clock: FakeClock) -> None:
    chain = VoiceChain([first], clock)
    first.failing = True
    for _ in range(3):
        with pytest.raises(SpeechFailed):
            chain.speak(whole)
    with pytest.raises(SpeechFailed, match="rests after 3 failures, the last: first was told"):
        chain.speak(whole)
    assert len(first.asked) == 3


@pytest.mark.parametrize("words", [[], [""], ["...", "–"]])
def test_a_text_without_words_blames_no_voice(
    chain: VoiceChain, first: FakeVoice, words: list[str]
) -> None:
    with pytest.raises(NothingToSay):
        chain.speak(lambda _longest: [Passage(text) for text in words])
    assert first.asked == []


def test_words_a_voice_does_not_know_go_to_the_next_and_do_not_count_against_it(
    chain: VoiceChain, first: FakeVoice
) -> None:
    def stay_mute(_text: str) -> None:
        raise NothingToSay

    first.mouth = stay_mute  # type: ignore[assignment]
    for _ in range(5):
        assert chain.speak(whole).engine == "second"
    assert chain.states()[0].failures == 0


@pytest.mark.parametrize("seconds", [0.0, 0.05, 60.0])
def test_an_implausible_sound_is_a_failure(
    chain: VoiceChain, first: FakeVoice, seconds: float
) -> None:
    first.mouth = lambda _text: murmur(seconds)
    assert chain.speak(whole).engine == "second"


def test_a_voice_that_takes_little_at_once_gets_an_item_divided_for_it(clock: FakeClock) -> None:
    asked = []

    def divide(longest: int | None) -> list[Passage]:
        asked.append(longest)
        return ITEM

    first, second = FakeVoice("brief", longest=20), FakeVoice("second")
    first.failing = True
    spoken = VoiceChain([first, second], clock).speak(divide)
    assert asked == [20, None]
    assert list(spoken.passages) == ITEM

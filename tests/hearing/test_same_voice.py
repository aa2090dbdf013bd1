"""Other news in our own synthetic voice: many of its seconds are alike, none is ours."""

from collections.abc import Sequence

import numpy as np
import pytest

from broadcaster.hearing.trace import TRACE_RATE
from tests.hearing.rooms import Fault, in_a_room, speech, two_programmes, under_noise
from tests.hearing.trial import BEGAN_S, judged, monitored, share


@pytest.mark.parametrize("words_per_minute", [150, 170, 190, 260])
@pytest.mark.parametrize("seed", range(6))
def test_half_a_minute_of_other_news_in_the_same_voice_does_not_count(
    seed: int, words_per_minute: int
) -> None:
    sent, other = two_programmes(seed, 30.0, words_per_minute)
    assert share(judged(sent, monitored(other, 0.1 * seed, ()))) <= 0.05


@pytest.mark.parametrize("faults", [(), (in_a_room, under_noise(10))], ids=["line", "microphone"])
def test_five_minutes_of_other_news_in_the_same_voice_do_not_count(
    faults: Sequence[Fault],
) -> None:
    sent, other = two_programmes(7, 300.0, 190)
    assert share(judged(sent, monitored(other, 0.3, faults))) <= 0.02


def test_other_news_behind_our_own_do_not_count_at_the_delay_that_was_known() -> None:
    sent, other = two_programmes(8, 120.0, 190)
    ours = speech()
    moments = judged(
        np.concatenate((ours, sent)), monitored(np.concatenate((ours, other)), 0.4, ())
    )
    until_s = BEGAN_S + len(ours) / TRACE_RATE
    assert share([m for m in moments if m.at_s + 1.5 <= until_s]) >= 0.95
    assert share([m for m in moments if m.at_s - 1.5 >= until_s]) <= 0.05

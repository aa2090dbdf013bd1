"""A stored sound that is silent, on air for real: it is skipped, and the log says why."""

import numpy as np
import pytest

from broadcaster.airlog import Outcome
from broadcaster.timetable import EntryKind
from tests.rig.commune import TEXTS, Commune, heard_at_their_times, recorded
from tests.rig.known_clip import RATE, write_wav

pytestmark = pytest.mark.process

LEAD_S = 14
NEWS = '[[rundown]]\ntune = "trang"\n[[rundown]]\nsection = "Tin trong xã"\n'


@pytest.fixture
def settings() -> str:
    return "dead_air_s = 3\n"


def test_a_silent_tune_is_cut_and_the_news_begins(commune: Commune) -> None:
    for text in TEXTS[:2]:
        commune.approved(text)
    (commune.home / "audio_assets").mkdir(exist_ok=True)
    write_wav(commune.home / "audio_assets" / "trang.wav", np.zeros(20 * RATE, np.float32))
    file = commune.home / "thu.wav"
    commune.on_air_in(LEAD_S, rundown=NEWS)
    with commune.player(f"wav:{file}") as player:
        commune.wait_until_over(player)
    (tune,) = commune.log(EntryKind.TUNE)
    assert (tune.outcome, tune.reason) == (Outcome.CUT, "tệp tiếng im lặng quá lâu nên bỏ qua")
    assert 3.0 <= (tune.aired_s or 0) < 20.0
    items = commune.log(EntryKind.ITEM)
    assert len(items) == 2
    heard_at_their_times(commune, recorded(file), items)
    assert commune.chain_is_whole()

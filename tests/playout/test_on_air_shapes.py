"""On air for real, recorded: a tune under the greeting, music that fills, a slot cut at a pause."""

import wave
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import correlate

from broadcaster.airlog import AsRunEntry, Outcome
from broadcaster.playout.sounds.files import load_sound
from broadcaster.playout.sounds.mixer import gain_of
from broadcaster.timetable import UNDER_DB, EntryKind
from tests.rig.commune import IN_TIME_S, TEXTS, Commune, recorded
from tests.rig.correlation import loudest
from tests.rig.known_clip import make_noise, write_wav

pytestmark = pytest.mark.process

RATE = 48_000
MARGIN = RATE // 10
GREETING = "Kính chào bà con xã Thử, mời bà con nghe bản tin sáng nay."
UNDER = f"""
[[rundown]]
tune = "opening"
under = "3s"
fade_out = "1s"
[[rundown]]
say = "{GREETING}"
[[rundown]]
section = "Tin"
[[rundown]]
tune = "closing"
"""


def samples_of(commune: Commune, entry: AsRunEntry) -> np.ndarray:
    station = commune.app.station
    name = entry.file.removeprefix("audio_assets/").removesuffix(".wav")
    path = station.sound(name) if entry.kind is EntryKind.TUNE else station.home / entry.file
    sound = load_sound(path, RATE)
    return sound.read(0, sound.frames).astype(np.float64)


def heard_of(file: Path, entry: AsRunEntry, expected: np.ndarray) -> np.ndarray:
    """Return what was recorded from the entry's start on, as long as what was expected.

    The log tells the start to a few hundredths of a second; the sound itself tells the sample.
    """
    recording = recorded(file)
    assert entry.started_at
    begin = max(0, recording.index_of(entry.started_at.timestamp()) - MARGIN)
    with wave.open(str(file)) as wav:
        wav.setpos(begin)
        raw = wav.readframes(len(expected) + 2 * MARGIN)
    heard = np.frombuffer(raw, "<i2").astype(np.float64)
    at = loudest(expected, RATE)
    match = correlate(heard[at : at + RATE + 2 * MARGIN], expected[at : at + RATE], "valid")
    first = int(match.argmax())
    return heard[first : first + len(expected)]


def test_the_opening_tune_goes_on_under_the_greeting_and_fades_with_it(commune: Commune) -> None:
    commune.approved(TEXTS[0])
    file = commune.home / "thu.wav"
    commune.on_air_in(12, rundown=UNDER)
    with commune.player(f"wav:{file}") as player:
        commune.wait_until_over(player)
    tune, greeting, *_ = commune.log()
    assert [e.outcome for e in commune.log()] == [Outcome.AIRED] * 5
    assert tune.started_at is not None
    assert greeting.started_at is not None
    assert (greeting.started_at - tune.started_at).total_seconds() == pytest.approx(3, abs=0.05)
    words = samples_of(commune, greeting)
    bed = samples_of(commune, tune)[: 3 * RATE + len(words)]
    assert tune.aired_s == pytest.approx(len(bed) / RATE, abs=1e-3)
    place = np.arange(len(bed))
    bed *= np.interp(place, [2 * RATE, 3 * RATE], [1.0, gain_of(UNDER_DB)])
    bed *= np.clip((len(bed) - place) / RATE, 0, 1)
    expected = np.zeros(3 * RATE + len(words))
    expected[: len(bed)] += bed
    expected[3 * RATE :] += words
    heard = heard_of(file, tune, expected)
    assert np.abs(heard - np.rint(expected)).max() <= 1
    assert commune.chain_is_whole()


def test_a_short_slot_is_filled_with_music_up_to_its_closing_tune(commune: Commune) -> None:
    commune.approved(TEXTS[0])
    folder = commune.home / "audio_assets"
    folder.mkdir(exist_ok=True)
    write_wav(folder / "quiet.wav", make_noise(3.0, seed=4))
    file = commune.home / "thu.wav"
    start = commune.on_air_in(
        IN_TIME_S,
        length='35s"\nfill = "tune:quiet',
        rundown='[[rundown]]\nsection = "Tin"\n[[rundown]]\ntune = "closing"\n',
    )
    with commune.player(f"wav:{file}") as player:
        commune.wait_until_over(player)
    *_, filler, closing = commune.log()
    assert filler.file == "audio_assets/quiet.wav"
    assert filler.outcome is closing.outcome is Outcome.AIRED
    assert (filler.aired_s or 0) > 6
    assert closing.ended_at is not None
    assert (closing.ended_at - start).total_seconds() == pytest.approx(35, abs=0.1)
    piece = samples_of(commune, filler)
    length = round((filler.aired_s or 0) * RATE)
    looped = np.resize(piece, length)
    place = np.arange(length)
    looped *= np.clip(place / RATE, 0, 1) * np.clip((length - place) / (3 * RATE), 0, 1)
    expected = np.rint(looped)[: length - 50]
    assert np.abs(heard_of(file, filler, expected) - expected).max() <= 2


def test_a_late_slot_ends_its_item_at_a_pause_and_plays_its_closing_tune(commune: Commune) -> None:
    news_id = commune.approved(" ".join(TEXTS * 2))
    file = commune.home / "thu.wav"
    rundown = '[[rundown]]\nsection = "Tin"\n[[rundown]]\ntune = "closing"\n'
    commune.declare(commune.app.clock.now() + timedelta(hours=1), rundown=rundown)
    commune.prepare()
    (sound,) = commune.sounds_of(news_id)
    length_s = round(sound.length_s) + 10
    start = commune.on_air_in(1, length=f"{length_s}s", rundown=rundown)
    commune.wait_for(lambda: commune.app.clock.now() > start + timedelta(seconds=10))
    with commune.player(f"wav:{file}") as player:
        commune.wait_until_over(player)
    cut, closing = commune.log()[-2:]
    assert (cut.kind, cut.outcome) == (EntryKind.ITEM, Outcome.CUT)
    assert cut.reason == "cắt bớt cho vừa giờ của buổi phát"
    assert 10 < (cut.aired_s or 0) < cut.planned_s - 1
    assert closing.outcome is Outcome.AIRED
    assert closing.ended_at is not None
    assert closing.ended_at <= start + timedelta(seconds=length_s * 1.03 + 0.5)
    spoken = samples_of(commune, cut)
    end = round((cut.aired_s or 0) * RATE)
    before, pause = spoken[end - 2 * RATE : end], spoken[end - RATE // 20 : end + RATE // 50]
    assert np.sqrt(np.mean(pause**2)) < 0.05 * np.sqrt(np.mean(before**2))
    whole = spoken[: end - RATE // 5]
    differs = np.flatnonzero(heard_of(file, cut, whole) != whole)
    assert not differs.size, (differs[:5], differs[-5:], differs.size)

"""The station's sounds: made from notes, level, safe, and each fit for what it is for."""

import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyloudnorm
import pytest
import soundfile
from scipy.signal import resample_poly

from audio_assets.notes import read_melody, read_pitch

ASSETS = Path(__file__).parents[2] / "audio_assets"
RATE = 48_000
LSB = 1 / 32768

SECONDS = {
    "opening": (6.0, 8.0),
    "closing": (5.0, 7.0),
    "sting": (1.2, 2.0),
    "chime": (2.0, 3.0),
    "attention": (4.0, 6.0),
    "attention-drill": (4.0, 6.0),
}
MUSIC_LUFS = (-18.0, -16.0)
ATTENTION_LUFS = (-14.0, -12.0)

every_sound = pytest.mark.parametrize("name", SECONDS)
every_tone = pytest.mark.parametrize("name", ["attention", "attention-drill"])

Samples = npt.NDArray[np.float64]


def load(name: str, folder: Path = ASSETS) -> Samples:
    samples, rate = soundfile.read(folder / f"{name}.wav", dtype="float64")
    assert rate == RATE
    return np.asarray(samples, np.float64)


def loudness(sound: Samples) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return float(pyloudnorm.Meter(RATE).integrated_loudness(sound))


def band_power(sound: Samples, low: float, high: float) -> float:
    power = np.abs(np.fft.rfft(sound)) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(power[(hz >= low) & (hz < high)].sum() / power.sum())


def strongest_hz(sound: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 18))
    return float(np.argmax(spectrum) * RATE / (1 << 18))


def cents(hz: float, other: float) -> float:
    return abs(1200 * float(np.log2(hz / other)))


def decibels(sound: Samples) -> float:
    return 10 * float(np.log10(np.mean(sound**2) + 1e-20))


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sounds") / "made anew"
    script = [sys.executable, str(ASSETS / "synthesise.py"), str(folder)]
    subprocess.run(script, check=True, capture_output=True)
    return folder


@every_sound
def test_the_script_makes_the_committed_sound_again(name: str, regenerated: Path) -> None:
    committed, anew = load(name), load(name, regenerated)
    assert len(anew) == len(committed)
    assert np.abs(anew - committed).max() <= 2 * LSB


def test_the_script_makes_every_committed_sound_and_no_other(regenerated: Path) -> None:
    made = sorted(path.name for path in regenerated.iterdir())
    assert made == sorted(path.name for path in ASSETS.glob("*.wav"))
    assert made == sorted(f"{name}.wav" for name in SECONDS)


@every_sound
def test_a_sound_is_mono_16_bit_at_48_khz_and_lasts_as_long_as_its_use_wants(name: str) -> None:
    info = soundfile.info(ASSETS / f"{name}.wav")
    assert (info.samplerate, info.channels, info.subtype) == (RATE, 1, "PCM_16")
    shortest, longest = SECONDS[name]
    assert shortest <= info.duration <= longest


@every_sound
def test_a_sound_says_what_it_is_and_how_it_was_made(name: str) -> None:
    with soundfile.SoundFile(ASSETS / f"{name}.wav") as wav:
        assert wav.title
        assert wav.software.startswith("broadcaster audio_assets")
        assert wav.comment == "synthesised from notes"
        assert wav.copyright == "CC0 1.0"


@every_sound
def test_a_sound_stands_at_its_loudness(name: str) -> None:
    softest, loudest = ATTENTION_LUFS if name == "attention" else MUSIC_LUFS
    assert softest <= loudness(load(name)) <= loudest


@every_sound
def test_no_peak_between_the_samples_passes_the_ceiling(name: str) -> None:
    between = resample_poly(np.pad(load(name), RATE // 10), 4, 1)
    assert 20 * np.log10(np.abs(between).max()) <= -1.5


@every_sound
def test_a_sound_has_no_offset(name: str) -> None:
    assert abs(load(name).mean()) < 1e-4


@every_sound
def test_a_sound_begins_and_ends_in_silence_without_a_click(name: str) -> None:
    sound = load(name)
    assert max(abs(sound[0]), abs(sound[-1])) <= 2 * LSB
    # A cut tone would jump by its whole height; a faded one takes its time.
    edges = np.concatenate([np.diff(sound[:24]), np.diff(sound[-24:])])
    assert np.abs(edges).max() < 0.02
    assert np.abs(edges).max() < np.abs(np.diff(sound)).max() / 4


@every_sound
def test_a_horn_loudspeaker_can_give_nearly_all_of_a_sound(name: str) -> None:
    sound = load(name)
    assert band_power(sound, 300, 5000) > 0.95
    assert band_power(sound, 0, 200) < 0.001


@pytest.mark.parametrize("name", ["opening", "closing"])
def test_a_tune_comes_to_rest_on_its_home_note(name: str) -> None:
    sound = load(name)
    last_chord = sound[-round(2.0 * RATE) : -round(0.5 * RATE)]
    home = [read_pitch(f"G{octave}") for octave in (4, 5, 6)]
    assert min(cents(strongest_hz(last_chord), hz) for hz in home) < 15


def test_the_real_tone_changes_between_two_pitches_four_times_a_second() -> None:
    sound = load("attention")
    quarter = RATE // 4
    pitches = [strongest_hz(sound[at : at + quarter]) for at in range(0, len(sound), quarter)]
    assert len(pitches) == 20
    for low, high in zip(pitches[::2], pitches[1::2], strict=True):
        assert cents(low, read_pitch("F#5")) < 15
        assert cents(high, read_pitch("C6")) < 15


def test_the_real_tone_never_falls_silent_between_its_edges() -> None:
    sound = load("attention")
    blocks = sound[: len(sound) // 2400 * 2400].reshape(-1, 2400)
    levels = [decibels(block) for block in blocks]
    assert max(levels) - min(levels) < 4


def test_the_drill_rises_slowly() -> None:
    sound = load("attention-drill")
    for begins in (0.0, 2.0):
        steps = [begins + at for at in (0.15, 0.65, 1.2)]
        parts = [sound[round(at * RATE) : round((at + 0.3) * RATE)] for at in steps]
        rising = [strongest_hz(part) for part in parts]
        assert rising == sorted(rising)
        assert cents(rising[0], rising[2]) > 500


def test_nobody_takes_the_drill_for_the_real_tone() -> None:
    real, drill = load("attention"), load("attention-drill")
    bands = [(low, low + 50) for low in range(200, 6000, 50)]
    spectra = np.array(
        [[band_power(sound, low, high) for low, high in bands] for sound in (real, drill)]
    )
    likeness = spectra[0] @ spectra[1] / np.prod(np.linalg.norm(spectra, axis=1))
    assert likeness < 0.1
    assert loudness(drill) <= loudness(real) - 3
    # The real one is piercing, the drill is soft.
    assert band_power(real, 2000, 5500) > 0.1
    assert band_power(drill, 2000, 5500) < 0.01


@every_tone
def test_a_tone_repeats_without_a_seam(name: str) -> None:
    sound = load(name)
    reach = round(0.02 * RATE)
    seam = np.concatenate([sound[-reach:], sound[:reach]])
    assert np.abs(np.diff(seam)).max() <= np.abs(np.diff(sound)).max()
    assert abs(sound[-1] - sound[0]) <= 2 * LSB


def test_the_real_tone_passes_its_seam_as_it_passes_any_change() -> None:
    sound = load("attention")
    reach = round(0.02 * RATE)
    seam = np.concatenate([sound[-reach:], sound[:reach]])
    inside = round(0.5 * RATE)
    assert abs(decibels(seam) - decibels(sound[inside - reach : inside + reach])) < 0.5


def test_all_sounds_together_are_small() -> None:
    assert sum(path.stat().st_size for path in ASSETS.glob("*.wav")) < 3_000_000


def test_a_melody_is_read_as_it_is_written() -> None:
    notes = read_melody("A4:1 -:.5 A5+E5:2:.25")
    assert [(note.start, note.length, note.strength) for note in notes] == [
        (0.0, 1.0, 1.0),
        (1.5, 2.0, 0.25),
        (1.5, 2.0, 0.25),
    ]
    assert [round(note.hz, 2) for note in notes] == [440.0, 880.0, 659.26]

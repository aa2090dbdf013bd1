"""What comes out of the sound chain, measured by us and by ffmpeg."""

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pyloudnorm
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import resample_poly

from broadcaster.errors import SpeechFailed
from broadcaster.speech import loudness as loudness_module
from broadcaster.speech import sound as sound_module
from broadcaster.speech.espeak_voice import EspeakVoice
from broadcaster.speech.limiter import MARGIN_DB
from broadcaster.speech.loudness import loudness_lufs, step_peaks, true_peak_dbtp
from broadcaster.speech.sound import Target, finish, join
from broadcaster.speech.voice import Samples, Sound
from tests.speech.fake_voice import murmur

TARGET = Target(sample_rate=48_000, loudness_lufs=-16.0, true_peak_dbtp=-1.5, high_pass_hz=150.0)
TEXT = "Ủy ban nhân dân xã Mẫu thông báo lịch tiêm chủng mở rộng tháng mười hai"


@pytest.fixture(scope="module")
def speech() -> Sound:
    return EspeakVoice("vi", words_per_minute=160).speak(TEXT)


def tone(hz: float, seconds: float, *, rate: int = 48_000, level: float = 0.5) -> Sound:
    times = np.arange(round(seconds * rate)) / rate
    return Sound(np.asarray(level * np.sin(2 * np.pi * hz * times), np.float32), rate)


def ffmpeg_measures(path: Path) -> tuple[float, float]:
    """Return loudness and true peak as ffmpeg's own meter finds them."""
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    arguments = ["-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true"]
    report = subprocess.run(
        [ffmpeg, *arguments, "-f", "null", "-"], check=True, capture_output=True, text=True
    ).stderr
    summary = report[report.rindex("Summary:") :]
    loudness = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert loudness
    assert peak
    return float(loudness[1]), float(peak[1])


def exact_peak_dbtp(samples: Samples) -> float:
    """Return the true peak by sixteenfold oversampling of everything."""
    return 20 * float(np.log10(np.abs(resample_poly(samples, 16, 1)).max()))


class TestLevel:
    @pytest.mark.parametrize("rate", [22_050, 24_000, 32_000, 44_100, 48_000])
    def test_speech_meets_loudness_and_peak_at_every_rate(self, speech: Sound, rate: int) -> None:
        target = Target(rate, -16.0, -1.5, 150.0)
        finished = finish(speech, target, compress=True)
        assert finished.sound.rate == rate
        assert loudness_lufs(finished.sound.samples, rate) == pytest.approx(-16.0, abs=0.5)
        assert exact_peak_dbtp(finished.sound.samples) <= -1.5 + 0.05
        assert finished.sound.duration_s == pytest.approx(speech.duration_s, abs=0.001)

    @pytest.mark.parametrize("lufs", [-31.0, -23.0, -16.0, -12.0])
    def test_ffmpeg_measures_the_same(self, speech: Sound, tmp_path: Path, lufs: float) -> None:
        finished = finish(speech, Target(48_000, lufs, -1.5, 150.0), compress=True)
        soundfile.write(tmp_path / "x.wav", finished.sound.samples, 48_000, subtype="PCM_16")
        loudness, peak = ffmpeg_measures(tmp_path / "x.wav")
        assert loudness == pytest.approx(lufs, abs=0.5)
        assert peak <= -1.5 + 0.1
        assert loudness == pytest.approx(finished.loudness_lufs, abs=0.2)
        if peak > -6:
            assert peak == pytest.approx(finished.true_peak_dbtp, abs=0.2)

    def test_a_station_that_asks_too_much_gets_what_the_peak_allows(self, speech: Sound) -> None:
        finished = finish(speech, Target(48_000, -9.0, -1.5, 150.0), compress=True)
        assert exact_peak_dbtp(finished.sound.samples) <= -1.5 + 0.05
        assert -12 < finished.loudness_lufs <= -9 + 0.5

    @settings(max_examples=25, deadline=None)
    @given(
        level=st.floats(0.02, 1.0),
        seconds=st.floats(0.05, 6.0),
        seed=st.integers(0, 99),
        compress=st.booleans(),
    )
    def test_the_peak_is_never_exceeded_and_the_level_is_reached(
        self, level: float, seconds: float, seed: int, *, compress: bool
    ) -> None:
        finished = finish(murmur(seconds, level=level, seed=seed), TARGET, compress=compress)
        assert exact_peak_dbtp(finished.sound.samples) <= -1.5 + 0.05
        assert finished.loudness_lufs == pytest.approx(-16.0, abs=0.5)

    @pytest.mark.parametrize("seconds", [0.001, 0.05, 0.3, 0.39, 0.4, 0.41])
    def test_a_very_short_sound_is_levelled_too(self, seconds: float) -> None:
        finished = finish(tone(800, seconds), TARGET, compress=True)
        assert finished.sound.duration_s == pytest.approx(seconds, abs=0.001)
        assert finished.true_peak_dbtp <= -1.5

    @pytest.mark.parametrize(
        "sound",
        [
            pytest.param(Sound(np.zeros(48_000, np.float32), 48_000), id="digital silence"),
            pytest.param(murmur(2, level=0.001), id="a whisper"),
            pytest.param(tone(5, 2), id="nothing above the high-pass"),
            pytest.param(Sound(np.zeros(0, np.float32), 48_000), id="empty"),
        ],
    )
    def test_what_cannot_be_heard_is_refused(self, sound: Sound) -> None:
        with pytest.raises(SpeechFailed, match="silent"):
            finish(sound, TARGET, compress=True)

    def test_a_click_in_quiet_speech_is_all_that_is_turned_down(self) -> None:
        quiet = murmur(5, rate=48_000, level=0.05)
        clicked = quiet.samples.copy()
        clicked[120_000:120_020] = 1.0
        plain = finish(quiet, TARGET, compress=False).sound.samples
        saved = finish(Sound(clicked, 48_000), TARGET, compress=False).sound.samples
        before = slice(0, 110_000)
        change = 20 * np.log10(np.std(saved[before]) / np.std(plain[before]))
        assert abs(change) < 0.5

    def test_a_recording_keeps_its_dynamics(self) -> None:
        loud, soft = murmur(4, rate=48_000, level=0.2), murmur(4, rate=48_000, level=0.05)
        both = Sound(np.concatenate([loud.samples, soft.samples]), 48_000)
        finished = finish(both, TARGET, compress=False).sound.samples
        halves = finished[: 4 * 48_000], finished[4 * 48_000 :]
        ratio_db = 20 * np.log10(np.std(halves[0]) / np.std(halves[1]))
        assert ratio_db == pytest.approx(12.0, abs=1.0)

    def test_speech_of_high_peaks_is_compressed_first(self) -> None:
        rare = murmur(6, rate=48_000, level=0.05).samples.copy()
        for at in range(0, len(rare), 12_000):
            rare[at : at + 400] *= 12
        sound = Sound(rare, 48_000)
        crests = []
        for compress in (False, True):
            finished = finish(sound, TARGET, compress=compress).sound.samples
            quiet = np.concatenate(
                [finished[at + 4000 : at + 10_000] for at in range(0, 2 * 10**5, 12_000)]
            )
            crests.append(float(np.std(quiet)))
        assert crests[1] != pytest.approx(crests[0], rel=0.01)


class TestTone:
    def test_rumble_goes_and_the_voice_stays(self) -> None:
        mixed = tone(40, 3).samples + tone(1000, 3).samples
        finished = finish(Sound(mixed, 48_000), TARGET, compress=False).sound.samples
        spectrum = np.abs(np.fft.rfft(finished * np.hanning(len(finished))))
        rumble, voice = spectrum[40 * 3], spectrum[1000 * 3]
        assert 20 * np.log10(rumble / voice) < -40

    def test_no_high_pass_leaves_it(self) -> None:
        mixed = tone(100, 3).samples + tone(1000, 3).samples
        flat = Target(48_000, -16.0, -1.5, 0.0)
        finished = finish(Sound(mixed, 48_000), flat, compress=False).sound.samples
        spectrum = np.abs(np.fft.rfft(finished * np.hanning(len(finished))))
        assert spectrum[100 * 3] == pytest.approx(spectrum[1000 * 3], rel=0.05)

    @pytest.mark.parametrize(("rate", "to"), [(22_050, 48_000), (48_000, 22_050), (16_000, 44_100)])
    def test_stretches_give_what_the_whole_would(
        self, monkeypatch: pytest.MonkeyPatch, rate: int, to: int
    ) -> None:
        sound = murmur(4, rate=rate)
        target = Target(to, -16.0, -1.5, 150.0)
        whole = finish(sound, target, compress=True).sound.samples
        monkeypatch.setattr(sound_module, "_STRETCH", 1 << 13)
        monkeypatch.setattr(loudness_module, "_PART", 3 * loudness_module._ROW)
        parts = finish(sound, target, compress=True).sound.samples
        assert len(parts) == len(whole)
        assert np.abs(parts - whole).max() < 1e-5


class TestMeasuring:
    @pytest.mark.parametrize("rate", [22_050, 48_000])
    def test_the_loudness_is_pyloudnorms(self, rate: int) -> None:
        sound = murmur(7, rate=rate)
        expected = pyloudnorm.Meter(rate).integrated_loudness(sound.samples)
        assert loudness_lufs(sound.samples, rate) == pytest.approx(expected, abs=1e-6)

    def test_a_long_sound_in_stretches_measures_the_same(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        loud, soft = murmur(9, level=0.3), murmur(20, level=0.02)
        samples = np.concatenate([loud.samples, soft.samples])
        expected = pyloudnorm.Meter(loud.rate).integrated_loudness(samples)
        monkeypatch.setattr(loudness_module, "_STRETCH_S", 4.0)
        assert loudness_lufs(samples, loud.rate) == pytest.approx(expected, abs=0.05)

    def test_a_full_scale_sine_measures_as_the_standard_says(self) -> None:
        assert loudness_lufs(tone(997, 5, level=1.0).samples, 48_000) == pytest.approx(
            -3.01, abs=0.05
        )

    def test_a_peak_between_samples_is_found(self) -> None:
        times = np.arange(48_000)
        between = np.asarray(0.5 * np.sin(np.pi * times / 2 + np.pi / 4), np.float32)
        assert np.abs(between).max() == pytest.approx(0.3536, abs=1e-3)
        assert true_peak_dbtp(between) == pytest.approx(-6.02, abs=0.2)

    @settings(max_examples=20, deadline=None)
    @given(length=st.integers(1, 5_000), seed=st.integers(0, 99))
    def test_the_peak_of_each_step_is_never_under_its_samples(self, length: int, seed: int) -> None:
        samples = np.asarray(np.random.default_rng(seed).uniform(-1, 1, length), np.float32)
        steps = [samples[at : at + 32] for at in range(0, length, 32)]
        peaks = step_peaks(samples, within_db=6.0)
        assert len(peaks) == len(steps)
        assert all(peak >= np.abs(step).max() for peak, step in zip(peaks, steps, strict=True))

    def test_silence_has_no_level_and_no_peak(self) -> None:
        silent = np.zeros(48_000, np.float32)
        assert loudness_lufs(silent, 48_000) == -np.inf
        assert true_peak_dbtp(silent) == -np.inf
        assert loudness_lufs(silent[:0], 48_000) == -np.inf


class TestJoining:
    def test_silence_around_is_cut_to_what_is_natural(self) -> None:
        voice = tone(500, 1.0, rate=24_000).samples
        silence = np.zeros(24_000, np.float32)
        joined = join([(Sound(np.concatenate([silence, voice, silence]), 24_000), 0.0)])
        assert joined.duration_s == pytest.approx(1.1, abs=0.012)

    def test_silence_within_stays(self) -> None:
        voice = tone(500, 0.5, rate=24_000).samples
        gap = np.zeros(12_000, np.float32)
        joined = join([(Sound(np.concatenate([voice, gap, voice]), 24_000), 0.0)])
        assert joined.duration_s == pytest.approx(1.5, abs=0.012)

    def test_each_pause_is_between_and_the_last_is_left_out(self) -> None:
        parts = [(tone(500, 1.0, rate=22_050), pause_s) for pause_s in (0.4, 0.8, 2.0)]
        assert join(parts).duration_s == pytest.approx(4.2, abs=0.01)

    def test_the_samples_come_through_unharmed(self) -> None:
        sound = tone(500, 1.0, rate=22_050, level=0.9)
        joined = join([(sound, 0.0)])
        assert joined.rate == 22_050
        assert np.abs(joined.samples - sound.samples).max() < 1e-6

    def test_the_margin_under_the_peak_is_small(self) -> None:
        assert 0 < MARGIN_DB <= 0.2

"""What the sample commune has to say. Every name in it is clearly made up."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from broadcaster.clock import Clock
from broadcaster.newsroom import Genre, NewsField, Priority
from broadcaster.speech import say, voices_of
from broadcaster.station import Station, VoiceName

SCRIPTS = Path(__file__).parent / "scripts"
STATION_NAME = "xã Mẫu"
EDITOR = "bientap"
APPROVER = "lanhdao"
ADMINISTRATOR = "quantri"
PASSWORD = "xa-mau-2026"  # noqa: S105 - a sample, told to everybody
DRILL_TEXT = "Thử hệ thống loa, bà con yên tâm."
RECORDED_WORDS = "Tôi là trưởng thôn ba. Mời bà con chiều nay ra nhà văn hóa thôn dọn vệ sinh."
RECORDED_TITLE = "Lời mời của trưởng thôn (bản ghi âm)"


@dataclass(frozen=True)
class Sample:
    """One script and how it is filed."""

    file: str
    genre: Genre
    field: NewsField
    priority: Priority = Priority.NORMAL
    fate: str = "approved"

    @property
    def path(self) -> Path:
        """Where the script lies."""
        return SCRIPTS / self.file


SAMPLES = (
    Sample("01-canh-bao-mua-lon.txt", Genre.THONG_BAO, NewsField.UNEXPECTED, Priority.EMERGENCY),
    Sample("02-lich-cat-dien.txt", Genre.THONG_BAO, NewsField.GENERAL, Priority.PRIORITY),
    Sample("03-tiem-chung.txt", Genre.TIN, NewsField.KNOWLEDGE),
    Sample("04-vay-von.txt", Genre.TIN, NewsField.POLICY_AND_LAW),
    Sample("05-mo-hinh-nuoi-ong.txt", Genre.MO_HINH, NewsField.KNOWLEDGE),
    Sample("06-guong-thoat-ngheo.txt", Genre.GUONG_DIEN_HINH, NewsField.GOOD_PEOPLE),
    Sample("07-phap-luat-pccc.txt", Genre.PHAP_LUAT, NewsField.POLICY_AND_LAW),
    Sample("08-tra-loi-phan-anh.txt", Genre.TRA_LOI, NewsField.DIRECTION),
    Sample("09-tuyen-dung.txt", Genre.TUYEN_DUNG, NewsField.GENERAL),
    Sample("10-tin-chua-duyet.txt", Genre.TIN, NewsField.GENERAL, fate="submitted"),
    Sample("11-tin-bi-tra-lai.txt", Genre.TIN, NewsField.GENERAL, fate="rejected"),
)


def record_sample(station: Station, clock: Clock, path: Path) -> None:
    """Make the file that stands for a recording brought by a village head: a WAV at 44,100 Hz.

    Another voice speaks it, with the hiss of a small recorder under it.
    """
    other = station.model_copy(
        update={"voices": (VoiceName.ESPEAK,), "espeak_voice": "vi-vn-x-south"}
    )
    say(other, voices_of(other, clock), RECORDED_WORDS, path)
    samples, rate = soundfile.read(path, dtype="float32")
    hiss = np.random.default_rng(2026).normal(0, 0.0008, len(samples))
    soundfile.write(path, samples * 0.6 + hiss, rate, subtype="PCM_16")

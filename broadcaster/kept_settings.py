"""The settings a station last ran with: it goes by them while `station.toml` is spoilt or lost.

They are a plain copy of the file, beside it.
"""

import logging
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from broadcaster.clock import day_and_minute
from broadcaster.errors import NotFound
from broadcaster.last_good import KeptCopy
from broadcaster.problems import Problem, WrongFile
from broadcaster.station import SETTINGS_FILE, Station, load_station, station_of

KEPT_FILE = "station.last-good.toml"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Trouble:
    """Why `station.toml` cannot be used, and of when the settings are that serve instead.

    `kept_at` is None where no copy was kept: only what runs already goes on.
    """

    problems: tuple[Problem, ...]
    kept_at: datetime | None

    @property
    def instead(self) -> str:
        """What the station goes by, as the end of an English sentence."""
        if self.kept_at is None:
            return "no earlier copy of it is kept, so the station cannot be started anew"
        of = day_and_minute(self.kept_at)
        return f"the station goes by its settings of {of}, kept in {KEPT_FILE}"

    @property
    def instead_vi(self) -> str:
        """The same as a Vietnamese sentence."""
        if self.kept_at is None:
            return "Không có bản cũ nào được giữ: đài đang chạy vẫn chạy, nhưng không bật lại được."
        return f"Đài vẫn chạy theo cài đặt ngày {day_and_minute(self.kept_at)}."

    def __str__(self) -> str:
        """Return all of it in English, as one sentence."""
        wrong = "; ".join(problem.message for problem in self.problems)
        return f"{wrong}; until that is put right {self.instead}"


def standing_station(home: Path, *, founded: bool = True) -> tuple[Station, Trouble | None]:
    """Return the settings that the station goes by, and what is wrong if these are the last good.

    Raises as `load_station`, which is told `founded`, where there are no last good ones.
    """
    home = home.expanduser().absolute()
    try:
        return load_station(home), None
    except (NotFound, WrongFile) as error:
        station = kept_station(home)
        if station is not None:
            return station, _trouble(home, error)
        if founded:
            raise
    return load_station(home, founded=False), None


def kept_station(home: Path) -> Station | None:
    """Return the station by its last good settings; None where there are none."""
    content = KeptCopy(home / KEPT_FILE).content()
    try:
        return None if content is None else station_of(home, content)
    except WrongFile:
        return None


def keep_good(home: Path) -> None:
    """Keep the settings, with which the station runs now.

    Only what is right without the variables of the environment is kept. That a copy could not be
    made is told in the log: the station runs all the same.
    """
    file, kept = home / SETTINGS_FILE, KeptCopy(home / KEPT_FILE)
    try:
        content = file.read_bytes()
        station_of(home, content, environment={})
        kept.keep(content, mode=stat.S_IMODE(file.stat().st_mode))
    except WrongFile as error:
        _log.warning("no copy of the settings is kept: %s", error)
    except OSError as error:
        _log.warning(
            "no copy of the settings could be kept in %s (%s); free disk space or correct the "
            "folder's rights",
            kept.path,
            error.strerror,
        )


class SettingsWatch:
    """Tells whether the settings could be used now; what has not changed is looked at once."""

    def __init__(self, home: Path) -> None:
        """Remember where the settings are; nothing is read yet."""
        self._home = home
        self._seen: tuple[bytes | None, Trouble | None] | None = None

    def trouble(self) -> Trouble | None:
        """Return what is wrong with `station.toml`; None if it is well."""
        content = _content(self._home / SETTINGS_FILE)
        seen = self._seen
        if seen is None or seen[0] != content:
            seen = self._seen = (content, self._found())
        return seen[1]

    def _found(self) -> Trouble | None:
        try:
            load_station(self._home)
        except (NotFound, WrongFile) as error:
            return _trouble(self._home, error)
        return None


def _trouble(home: Path, error: NotFound | WrongFile) -> Trouble:
    kept_at = _kept_at(home)
    problems = error.problems if isinstance(error, WrongFile) else (_lost(home, kept_at),)
    return Trouble(problems, kept_at)


def _lost(home: Path, kept_at: datetime | None) -> Problem:
    file = home / SETTINGS_FILE
    en = f"copy {KEPT_FILE} there to {SETTINGS_FILE}"
    vi = f"hãy chép {KEPT_FILE} thành {SETTINGS_FILE}"
    if kept_at is None:
        en, vi = "take it out of a backup", "hãy lấy lại từ bản sao lưu"
    what_en, what_vi = f"{file} is lost; ", f"Mất tệp {SETTINGS_FILE}; "
    if file.exists():
        what_en = f"{file} is no file but a folder or the like; move it away, then "
        what_vi = f"{SETTINGS_FILE} không phải là tệp mà là thư mục hay thứ khác; dời nó đi rồi "
        vi = vi.removeprefix("hãy ")
    return Problem(str(file), None, f"{what_en}{en}", f"{what_vi}{vi}.")


def _kept_at(home: Path) -> datetime | None:
    """Return of when the settings are that serve instead; None where none can."""
    try:
        kept_at = datetime.fromtimestamp((home / KEPT_FILE).stat().st_mtime, UTC)
    except OSError:
        return None
    return kept_at if kept_station(home) else None


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None

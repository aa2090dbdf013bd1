"""The only wiring: which clock, store, voices, speaker and door a station's parts work with."""

import logging
from dataclasses import dataclass
from functools import cached_property
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.clock import Clock, SystemClock
from broadcaster.errors import StoreTooNew, StoreUnavailable
from broadcaster.kept_settings import Trouble, standing_station
from broadcaster.station import Station, VoiceName, load_station

if TYPE_CHECKING:
    from broadcaster.playout import Interrupter, LiveRoom, Player, PlayerDoor
    from broadcaster.speech import VoiceChain
    from broadcaster.store import Store
    from broadcaster.timetable import ScheduleFolder

LOG_BYTES = 2_000_000
LOGS_KEPT = 5
PLAYER_WAITS_S = 1.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class App:
    """A station that is open. Each part is made, and its libraries loaded, when it is asked for."""

    station: Station
    clock: Clock
    trouble: Trouble | None = None
    """Why it is opened by its last good settings; None where `station.toml` serves."""

    @cached_property
    def store(self) -> "Store":
        """The database, its tables brought up to this version."""
        from broadcaster.store import Store

        store = Store(self.station.database_url)
        store.migrate()
        return store

    def store_or_later(self) -> "Store":
        """Return the store; for what serves without it, also one that cannot be used yet.

        That is logged, and its sessions raise `StoreUnavailable` until it can be used. Raises it
        for a wrong address, and `StoreTooNew`.
        """
        from broadcaster.store import Store

        as_it_is = Store(self.station.database_url)
        try:
            return self.store
        except StoreTooNew:
            raise
        except StoreUnavailable as error:
            _log.warning("%s; meanwhile the station serves without its database", error)
            return as_it_is

    @cached_property
    def voices(self) -> "VoiceChain":
        """The station's voices in their order."""
        from broadcaster.speech import voices_of

        return voices_of(self.station, self.clock)

    @cached_property
    def local_voices(self) -> "VoiceChain":
        """The voices that speak without the internet, for what cannot wait."""
        from broadcaster.speech import voices_of

        local = tuple(voice for voice in self.station.voices if voice is not VoiceName.GTTS)
        return voices_of(
            self.station.model_copy(update={"voices": local or (VoiceName.ESPEAK,)}), self.clock
        )

    @cached_property
    def schedules(self) -> "ScheduleFolder":
        """What the station declares."""
        from broadcaster.timetable import schedules_of

        return schedules_of(self.station)

    @cached_property
    def door(self) -> "PlayerDoor":
        """The way to the player."""
        from broadcaster.playout import PlayerDoor

        return PlayerDoor(self.station.run / "player.json", self.clock)

    @cached_property
    def interrupter(self) -> "Interrupter":
        """What emergency messages go through."""
        from broadcaster.playout import Interrupter

        return Interrupter(
            self.store_or_later(), self.clock, self.station, self.local_voices, self.door
        )

    @cached_property
    def live(self) -> "LiveRoom":
        """What somebody who speaks live goes through."""
        from broadcaster.playout import LiveRoom

        return LiveRoom(self.store, self.station, self.door)

    def player(self, speaker: str = "") -> "Player":
        """Return the player, with the speaker of that name or of the settings.

        Its store waits for a lock only as long as the air can: then the log goes to its reserve.
        A player begins also where the store is away, and takes it up once it is back.
        """
        self.store_or_later().close()
        from broadcaster.playout import Player, speaker_named
        from broadcaster.store import Store

        return Player(
            self.station,
            Store(self.station.database_url, PLAYER_WAITS_S),
            self.clock,
            speaker_named(
                speaker or self.station.speaker,
                device=self.station.device,
                others=self.station.other_devices,
                rate=self.station.sample_rate,
                clock=self.clock,
            ),
        )


def open_app(home: Path, clock: Clock | None = None, *, last_good: bool = False) -> App:
    """Return the station in that folder; `NotFound` or `WrongSetting` with the remedy.

    With `last_good` it is opened by its last good settings where `station.toml` cannot be used.
    """
    if not last_good:
        return App(load_station(home), clock or SystemClock())
    station, trouble = standing_station(home)
    return App(station, clock or SystemClock(), trouble)


def log_to_file(station: Station, process: str) -> None:
    """Let the process write what it does to `logs/PROCESS.log`, a few files of limited size.

    Where nothing can be noted it goes on without: a station goes on air all the same.
    """
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.getLogger("apscheduler.scheduler").addFilter(SkippedTurns())
    try:
        station.logs.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            station.logs / f"{process}.log",
            maxBytes=LOG_BYTES,
            backupCount=LOGS_KEPT,
            encoding="utf-8",
        )
    except OSError as error:
        _log.warning("it goes on without %s.log: %s", process, error)
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)


class SkippedTurns(logging.Filter):
    """Lets APScheduler tell once for each job, in our words, that its last turn was not over yet.

    On a busy machine or with a locked database that is so again and again, and no fault.
    """

    def __init__(self) -> None:
        """Nothing has been told yet."""
        super().__init__()
        self._told: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is to be written; what is no skipped turn is as it was."""
        if "maximum number of running instances" not in str(record.msg):
            return True
        job = str(getattr(record.args[0], "id", "")) if isinstance(record.args, tuple) else ""
        record.msg = (
            "the job '%s' took longer than the time to its next turn, which is left out: the "
            "machine is busy or the database locked (told once)"
        )
        record.args = (job,)
        first = job not in self._told
        self._told.add(job)
        return first

"""The player: one process a station that does nothing heavy and plays."""

import json
import logging
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from filelock import FileLock, Timeout
from sqlmodel import Session

from broadcaster.airlog import RESERVE_FILE, LogKeeper
from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, PlayoutUnavailable
from broadcaster.locks import ASKS_EVERY_S, LOOKED_AT_S
from broadcaster.playout.air import Limits, Show
from broadcaster.playout.amplifier.power import AmplifierPower
from broadcaster.playout.counter import Counter
from broadcaster.playout.desk.clerk import Clerk, ClerksDesk, ClerksJournal
from broadcaster.playout.desk.desk import StationDesk
from broadcaster.playout.desk.journal import LogJournal
from broadcaster.playout.desk.recovery import SHUT_DOWN, Recovery
from broadcaster.playout.director import FREEZE_AHEAD_S, Director
from broadcaster.playout.door import DoorServer
from broadcaster.playout.health import Health
from broadcaster.playout.heard.journal import HearingAccounts, journal_of, monitor_of
from broadcaster.playout.interruptions.book import AlarmBook
from broadcaster.playout.interruptions.note import AlarmNote
from broadcaster.playout.interruptions.reserved_sound import claim
from broadcaster.playout.live.carriage import Patience
from broadcaster.playout.live.sources import opener
from broadcaster.playout.live.studio import studio_of
from broadcaster.playout.live.watchful_carriage import WatchfulCarriage
from broadcaster.playout.loudspeaker import Loudspeaker
from broadcaster.playout.memory import give_back
from broadcaster.playout.models import Heartbeat
from broadcaster.playout.output.deck import Deck
from broadcaster.playout.output.priority import put_process_first
from broadcaster.playout.output.speaker import Speaker
from broadcaster.playout.rhythm import Every
from broadcaster.playout.status import state_of
from broadcaster.playout.timekeeping import Jump, Timekeeper
from broadcaster.playout.vouching import known_of
from broadcaster.station import Station
from broadcaster.store import Store

ACTIVE_STEP_S = 0.1
IDLE_STEP_S = 0.5
AFTER_FAULT_S = 0.5
REFRESH_EVERY_S = 20
HEARTBEAT_EVERY_S = 2
MISFIRE_GRACE_S = 60
PROCESS = "player"

_log = logging.getLogger(__name__)


class Player:
    """Keeps the director stepping, the speaker open, the door answered, and the timetable fresh."""

    def __init__(self, station: Station, store: Store, clock: Clock, speaker: Speaker) -> None:
        """Nothing runs yet; `run` does."""
        self._station = station
        self._store = store
        self._clock = clock
        self._deck = Deck(clock, station.sample_rate)
        self._loudspeaker = Loudspeaker(clock, speaker, self._deck)
        self._monitor = monitor_of(station, clock, outputs=self._loudspeaker.outputs)
        self._wake = threading.Event()
        self._lock = FileLock(station.run / "player.lock")
        self._jobs: BackgroundScheduler | None = None
        self._recovery: Recovery | None = None
        self._left: tuple[Show | None, Show | None] | None = None
        self._amplifier = AmplifierPower(clock, station.amplifier, station.run / "amplifier.json")
        self._health = Health(clock, self._deck)
        self._stepped_at = clock.monotonic()

    def run(self, stop: threading.Event, beat: Callable[[], None] = lambda: None) -> None:
        """Play until `stop` is set. Raises `PlayoutUnavailable` if another has the station.

        `beat` is called after each step that went well.
        """
        self._pulse = beat
        self._take_station()
        put_process_first()
        try:
            self._keeper = LogKeeper(self._store, self._clock, self._station.run / RESERVE_FILE)
            self._desk = StationDesk(
                self._store, self._clock, self._station, self._keeper, name=PROCESS
            )
            rate = self._station.sample_rate
            journal = LogJournal(self._keeper, rate)
            self._clerk = Clerk()
            self._clerks_desk = ClerksDesk(self._desk, self._clerk, self._clock)
            clerks_journal = ClerksJournal(journal_of(journal, self._monitor), self._clerk)
            self._studio = studio_of(
                self._station,
                self._clock,
                clerks_journal,
                self._store,
                self._clerk,
                self._desk.reading,
            )
            self._microphone = self._studio.microphone
            self._carriage = WatchfulCarriage(
                self._clock,
                self._deck,
                clerks_journal,
                opener(self._station, self._clock),
                Patience(
                    silence_s=self._station.relay_silence_s,
                    return_after_s=self._station.relay_return_s,
                    dead_air_s=self._station.dead_air_s,
                ),
                self._microphone,
            )
            self._timekeeper = Timekeeper(self._clock, self._after_jump)
            self._director = Director(
                self._clock,
                self._deck,
                self._clerks_desk,
                clerks_journal,
                Limits(
                    late_start_s=self._station.late_start_limit_s,
                    longest_interruption_s=self._station.longest_interruption_s,
                ),
                amplifier=self._amplifier,
                carriage=self._carriage,
                timekeeper=self._timekeeper,
            )
            self._counter = self._open_counter()
            self._recovery = Recovery(
                self._store, self._clock, self._desk, self._keeper, journal, rate,
                self._station.late_start_limit_s, self._counter.take_up(),
            )  # fmt: skip
            self._take_up()
            self._serve(stop)
        finally:
            self._lock.release()

    def _take_station(self) -> None:
        self._station.run.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=LOOKED_AT_S, poll_interval=ASKS_EVERY_S)
        except Timeout as error:
            message = (
                f"a player is already running on the station in {self._station.home}; "
                "stop that one first (see 'broadcaster status')"
            )
            raise PlayoutUnavailable(
                message, "Máy phát của đài này đang chạy rồi; không mở thêm máy phát thứ hai."
            ) from error

    def _serve(self, stop: threading.Event) -> None:
        door = self._door = DoorServer(self._station.run / "player.json", self._counter.answer)
        scheduler = self._jobs = self._scheduler()
        self._amplifier.start()
        if self._monitor:
            self._deck.tap = self._monitor.note
            self._monitor.start(HearingAccounts(self._store, self._keeper))
        self._stepped_at = self._clock.monotonic()
        door.open()
        self._studio.again.start()
        scheduler.start()
        give_back()
        try:
            while not stop.is_set():
                self._clock.wait(self._step(), self._wake)
                self._wake.clear()
        finally:
            door.close()
            scheduler.shutdown(wait=True)
            self._leave_the_air()
            self._studio.again.close()
            self._carriage.close()
            self._amplifier.close()
            self._clerk.finish()
            if self._monitor:
                self._monitor.close()
            self._beat("stopped")

    def _open_counter(self) -> Counter:
        """Return the counter with its book of interruptions, as the last player left it."""
        run = self._station.run
        claim(run, self._station.sample_rate)
        self._book = AlarmBook(
            self._clock,
            AlarmNote(run / "alarms.json"),
            tell=self._clerks_desk.tell_alarm,
            later=self._clerk.write,
        )
        self._clerks_desk.on_alarm = self._book.changed
        return Counter(
            self._station,
            self._clock,
            self._director,
            self._wake,
            state=self.state,
            loudspeaker=self._loudspeaker,
            microphone=self._microphone,
            book=self._book,
            reading=self._desk.reading,
        )

    def _step(self) -> float:
        """Bring everything up to now; return how long until the next look, in seconds.

        This is the outermost loop: a fault in one step is told and the next step is taken,
        because a player that has ended is silence.
        """
        try:
            if self._left is not None:
                left, self._left = self._left, None
                self._director.resume(*left)
            self._counter.tell_again()
            self._director.step()
            self._loudspeaker.mind(self._director, self._monitor, self._desk.channels)
            self._mind_the_amplifier()
            self._stepped_at = self._clock.monotonic()
            self._pulse()
        except Exception:  # noqa: BLE001 - the outermost loop recovers
            _log.exception("a step of the player failed")
            return AFTER_FAULT_S
        return ACTIVE_STEP_S if self._director.wants_output else IDLE_STEP_S

    # ------------------------------------------------------------------ waking

    def _scheduler(self) -> BackgroundScheduler:
        """Return the scheduler that wakes the player; it keeps no state: slots are in the store."""
        scheduler = BackgroundScheduler(
            timezone=UTC,
            job_defaults={
                "misfire_grace_time": MISFIRE_GRACE_S,
                "coalesce": True,
                "max_instances": 1,
            },
        )
        self._plan_waking(scheduler)
        refresh, beat = Every(REFRESH_EVERY_S), Every(HEARTBEAT_EVERY_S)
        scheduler.add_job(self._refresh, refresh, args=[scheduler], id="refresh")
        scheduler.add_job(self._beat, beat, id="heartbeat")
        return scheduler

    def _refresh(self, scheduler: BackgroundScheduler) -> None:
        self._door.say_where()
        self._take_up()
        self._keeper.merge()
        self._plan_waking(scheduler)

    def _take_up(self) -> None:
        """Take up what the store says of time and slots; first of all, what was left at the stop.

        While the store is away the player serves emergencies all the same. Where it was away at
        the start its tables are brought to this version now.
        """
        try:
            if self._recovery is not None:
                self._store.migrate()
            with self._store.reading() as session:
                known = known_of(session, self._station.run)
            self._timekeeper.learn(known)
            if self._timekeeper.doubt:
                _log.error("the timetable is held: %s", self._timekeeper.doubt.en)
            if self._recovery is not None:
                self._left = self._recovery.recover()
                self._recovery = None
            self._desk.refresh(lay_out=not self._timekeeper.held)
        except BroadcasterError as error:
            _log.error("the timetable cannot be refreshed: %s", error)

    def _after_jump(self, jump: Jump) -> None:
        """Look at the timetable anew: the scheduler's next looks lie at times of the old clock."""
        _log.warning("the clock jumped from %s to %s", jump.before, jump.after)
        if self._jobs is not None:
            for name in ("refresh", "heartbeat"):
                self._jobs.modify_job(name, next_run_time=jump.after)

    def _plan_waking(self, scheduler: BackgroundScheduler) -> None:
        for plan in self._desk.near():
            scheduler.add_job(
                self._wake.set,
                "date",
                run_date=plan.planned_at - timedelta(seconds=FREEZE_AHEAD_S),
                id=f"slot {plan.slot_id}",
                replace_existing=True,
            )

    # ------------------------------------------------------------------ what it needs to be heard

    def _mind_the_amplifier(self) -> None:
        slots = () if self._timekeeper.held else self._clerks_desk.coming()
        live = self._microphone.state() is not None
        self._amplifier.follow(self._director, slots, live=live)

    def _leave_the_air(self) -> None:
        """End what is on air with a short fade; a restart goes on behind it."""
        if self._deck.runs:
            self._director.shut_down(SHUT_DOWN)
            self._clock.wait(self._deck.latency_s)
            self._director.step_out()
        self._loudspeaker.close()

    # ------------------------------------------------------------------ what it says of itself

    def state(self) -> dict[str, Any]:
        """Return what is on air, what is next, and how the output is."""
        return state_of(
            self._station,
            self._clock,
            self._director,
            self._deck,
            self._desk,
            self._keeper,
            last_step_s=self._clock.monotonic() - self._stepped_at,
            output=self._loudspeaker.name,
            output_open=self._loudspeaker.is_ours,
            output_error=self._loudspeaker.error,
            output_error_vi=self._loudspeaker.error_vi,
            output_lost_at=self._loudspeaker.lost_at,
            underruns=self._loudspeaker.underruns,
            amplifier=self._amplifier.state(),
            health=self._health.state(),
            monitor=self._monitor.state() if self._monitor else None,
            live=self._microphone.state(),
            doubt=self._timekeeper.doubt,
            interruptions=self._book.state(),
        )

    def _beat(self, word: str = "running") -> None:
        self._health.measure()
        state = {**self.state(), "word": word}
        self._health.note(state)
        try:
            with self._store.writing() as session:
                keep_heartbeat(session, PROCESS, self._clock.now(), state)
                rows = self._health.write(session)
            self._health.written(rows)
        except BroadcasterError as error:
            _log.warning("no heartbeat: %s", error)


def keep_heartbeat(session: Session, process: str, at: datetime, state: dict[str, Any]) -> None:
    """Put the last word of a process into the store in place of the one before."""
    text = json.dumps(state, ensure_ascii=False)
    session.merge(Heartbeat(process=process, at=at, pid=os.getpid(), state=text))

"""The renderer: the process that turns what is waiting into sound; the player never must."""

import logging
import threading
from datetime import UTC

from apscheduler.schedulers.background import BackgroundScheduler

from broadcaster import speech, timetable
from broadcaster.app import App
from broadcaster.errors import BroadcasterError
from broadcaster.playout import keep_heartbeat

EVERY_S = 5
PROCESS = "renderer"

_log = logging.getLogger(__name__)


class Renderer:
    """Looks every few seconds for revisions and announcements without sound."""

    def __init__(self, app: App) -> None:
        """Nothing runs yet; `run` does."""
        self._app = app
        self._stop = threading.Event()

    def run(self, stop: threading.Event) -> None:
        """Render until `stop` is set; what an earlier stop left half made is taken away first."""
        self._stop = stop
        speech.remove_unfinished(self._app.station, self._app.clock)
        scheduler = BackgroundScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        scheduler.add_job(
            self.render_once, "interval", seconds=EVERY_S, next_run_time=self._app.clock.now()
        )
        scheduler.start()
        stop.wait()
        scheduler.shutdown(wait=True)
        self._beat("stopped")

    def render_once(self) -> None:
        """Render what is waiting now, and say how it went."""
        app = self._app
        try:
            schedules = app.schedules.load()
            done = timetable.prepare(
                app.store,
                app.clock,
                app.station,
                schedules,
                app.voices,
                stop=self._stop.is_set,
            )
        except BroadcasterError as error:
            _log.error("nothing could be rendered: %s", error)
            return
        self._beat("running", rendered=len(done.rendered), failed=len(done.failed))

    def _beat(self, word: str, **counts: int) -> None:
        app = self._app
        try:
            with app.store.writing() as session:
                keep_heartbeat(session, PROCESS, app.clock.now(), {"word": word, **counts})
        except BroadcasterError as error:
            _log.warning("no heartbeat: %s", error)

"""The renderer: the process that turns what is waiting into sound; the player never must."""

import logging
import threading
from collections.abc import Callable

from broadcaster import speech, timetable
from broadcaster.app import App
from broadcaster.errors import BroadcasterError
from broadcaster.playout import keep_heartbeat

EVERY_S = 5
PROCESS = "renderer"
BEATS_EVERY_S = 1.0
LONGEST_ITEM_S = 3600.0
"""A voice on the internet may need so long for the longest script; then nothing moves any more."""

_log = logging.getLogger(__name__)


class Renderer:
    """Looks every few seconds for revisions and announcements without sound."""

    def __init__(self, app: App) -> None:
        """Nothing runs yet; `run` does."""
        self._app = app
        self._stop = threading.Event()
        self._moved_at: float | None = None

    def run(self, stop: threading.Event, beat: Callable[[], None] = lambda: None) -> None:
        """Render until `stop` is set; what an earlier stop left half made is taken away first.

        `beat` is called again and again while the work goes on.
        """
        self._stop = stop
        beat()
        speech.remove_unfinished(self._app.station, self._app.clock)
        work = threading.Thread(target=self._rounds, name="render", daemon=True)
        work.start()
        while not self._app.clock.wait(BEATS_EVERY_S, stop):
            if self.moves:
                beat()
        work.join()
        self._beat("stopped")

    @property
    def moves(self) -> bool:
        """Whether the work goes on: nothing is being rendered, or not for too long."""
        moved_at = self._moved_at
        return moved_at is None or self._app.clock.monotonic() - moved_at < LONGEST_ITEM_S

    def render_once(self) -> None:
        """Render what is waiting now, and say how it went."""
        self._moved_at = self._app.clock.monotonic()
        try:
            self._render()
        finally:
            self._moved_at = None

    def _rounds(self) -> None:
        """Render again and again, each time a while after the last round has ended."""
        while not self._stop.is_set():
            try:
                self.render_once()
            except Exception:  # noqa: BLE001 - the outermost loop recovers
                _log.exception("a round of rendering failed")
            self._app.clock.wait(EVERY_S, self._stop)

    def _is_to_stop(self) -> bool:
        """Return whether to stop; asked before each item, so it also shows that work goes on."""
        self._moved_at = self._app.clock.monotonic()
        return self._stop.is_set()

    def _render(self) -> None:
        app = self._app
        try:
            schedules = app.schedules.load()
            done = timetable.prepare(
                app.store,
                app.clock,
                app.station,
                schedules,
                app.voices,
                stop=self._is_to_stop,
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

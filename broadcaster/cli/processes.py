"""`broadcaster run`, `panel`, `play` and `render`: the station's processes."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import click

from broadcaster.app import App, log_to_file
from broadcaster.cli.options import station_app
from broadcaster.errors import BroadcasterError
from broadcaster.kept_settings import keep_good
from broadcaster.locks import PANEL, RENDERER, SUPERVISOR, sole
from broadcaster.pulse import BEATS_EVERY_S, Pulse

PANEL_SPEAKS_EVERY_S = 10.0
LISTENS_AFTER_S = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
SOON = timedelta(seconds=60)

if TYPE_CHECKING:
    from flask import Flask

    from web.server import Server

Command = Callable[..., Any]

_logger = logging.getLogger(__name__)


def _supervised(command: Command) -> Command:
    return click.option("--supervised", is_flag=True, hidden=True)(command)


def _speaker(command: Command) -> Command:
    return click.option(
        "--speaker",
        metavar="device|null|wav:FILE",
        default="",
        callback=_known_speaker,
        help="Where the sound goes; without it, as station.toml says.",
    )(command)


def _known_speaker(ctx: click.Context, param: click.Parameter, value: str) -> str:
    wav = value.startswith("wav:") and len(value) > len("wav:")
    if value and not wav and value not in {"device", "null"}:
        message = f"'{value}' is no speaker; write device, null or wav:FILE"
        raise click.BadParameter(message, ctx, param)
    return value


@click.command()
@_speaker
@click.pass_context
def run(ctx: click.Context, speaker: str) -> None:
    """Run the station: panel, player and renderer, each started anew when it dies."""
    from broadcaster.supervisor import Supervisor
    from broadcaster.systemd import Notices

    notices = Notices.of(os.environ)
    app = _opened(ctx, "run")
    app.store_or_later().close()
    stop = _stop_event(supervised=False)
    options = {"play": ["--speaker", speaker]} if speaker else {}
    with sole(SUPERVISOR, app.station.run):
        click.echo(
            f"the station '{app.station.name}' runs, with its panel at "
            f"{app.station.panel_address} (Ctrl-C ends it)"
        )
        sys.stdout.flush()
        Supervisor(
            app.station.home,
            app.clock,
            options=options,
            on_air=lambda: _is_on_air(app),
            notices=notices,
        ).run(stop)


def _is_on_air(app: App) -> bool:
    """Return whether the player plays, or will before a new one could be there."""
    state = app.door.state()
    if state is None:
        return False
    coming = state["next"] and datetime.fromisoformat(state["next"]["planned_at"])
    soon = bool(coming) and coming - app.clock.now() < SOON
    return bool(state["on_air"] or state["programme"] or state["interruption"] or soon)


@click.command()
@_speaker
@_supervised
@click.pass_context
def play(ctx: click.Context, speaker: str, *, supervised: bool) -> None:
    """Play the slots of the timetable at their seconds, in the foreground."""
    app = _opened(ctx, "play")
    stop = _stop_event(supervised=supervised)
    app.player(speaker).run(stop, _pulse(app, supervised=supervised).beat)


@click.command()
@_supervised
@click.pass_context
def render(ctx: click.Context, *, supervised: bool) -> None:
    """Turn what is waiting into sound, in the foreground, as long as it runs."""
    from broadcaster.renderer import Renderer

    app = _opened(ctx, "render")
    stop = _stop_event(supervised=supervised)
    with sole(RENDERER, app.station.run):
        Renderer(app).run(stop, _pulse(app, supervised=supervised).beat)


@click.command()
@_supervised
@click.pass_context
def panel(ctx: click.Context, *, supervised: bool) -> None:
    """Serve the panel in the foreground."""
    from web import create_app

    app = _opened(ctx, "panel")
    stop = _stop_event(supervised=supervised)
    pages = create_app(app.station, app.store, app.clock, player=app.interrupter)
    pulse = _pulse(app, supervised=supervised)
    with sole(PANEL, app.station.run):
        listening = _listening(app, pages, pulse, stop, supervised=supervised)
        if listening is None:
            return

        def serve() -> None:
            try:
                listening.run()
            finally:
                stop.set()

        threading.Thread(target=serve, name="panel", daemon=True).start()
        speaks_at = app.clock.monotonic()
        while not app.clock.wait(BEATS_EVERY_S, stop):
            if listening.turns():
                pulse.beat()
            if app.clock.monotonic() >= speaks_at:
                speaks_at = app.clock.monotonic() + PANEL_SPEAKS_EVERY_S
                _beat(app, PANEL, "running")
        listening.close()
        _beat(app, PANEL, "stopped")


def _listening(
    app: App, pages: "Flask", pulse: Pulse, stop: threading.Event, *, supervised: bool
) -> "Server | None":
    """Return the server once it can listen; None if the panel is told to stop before.

    Under a supervisor a panel that cannot listen says so once and tries again, ever more seldom:
    the address may come with the network, the port may become free.
    """
    from web import server

    said = ""
    for pause_s in chain(LISTENS_AFTER_S, repeat(LISTENS_AFTER_S[-1])):
        try:
            return server(pages, app.station)
        except BroadcasterError as error:
            if not supervised:
                raise
            problem = str(error)
        if problem != said:
            said = problem
            _logger.error("%s; the station plays without its panel meanwhile", said)
        _beat(app, PANEL, "waiting", error=said)
        again_at = app.clock.monotonic() + pause_s
        while app.clock.monotonic() < again_at:
            pulse.beat()
            if app.clock.wait(BEATS_EVERY_S, stop):
                _beat(app, PANEL, "stopped")
                return None
    return None


def _pulse(app: App, *, supervised: bool) -> Pulse:
    """Return what tells the supervisor that this part works: its standard output."""
    return Pulse(app.clock, sys.stdout.fileno() if supervised else None)


def _beat(app: App, process: str, word: str, **more: str) -> None:
    from broadcaster.playout import keep_heartbeat

    try:
        with app.store.writing() as session:
            keep_heartbeat(session, process, app.clock.now(), {"word": word, **more})
    except BroadcasterError as error:
        _logger.warning("no heartbeat: %s", error)


def _stop_event(*, supervised: bool) -> threading.Event:
    """Return an event that Ctrl-C, SIGTERM or the end of the supervisor sets."""
    stop = threading.Event()

    def ask(number: int, frame: object) -> None:
        del number, frame
        stop.set()

    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)
    if supervised:

        def watch() -> None:
            # Not through sys.stdin: a thread that holds it makes the process abort at its end.
            while os.read(sys.stdin.fileno(), 64):
                pass
            stop.set()

        threading.Thread(target=watch, name="supervisor watch", daemon=True).start()
    return stop


def _opened(ctx: click.Context, process: str) -> App:
    """Return the station for one of its processes, whose log tells of settings that do not serve.

    Those that do serve are kept: it goes by them when they are spoilt.
    """
    app = station_app(ctx, last_good=True, aloud=False)
    _log(app, process)
    if app.trouble:
        _logger.error("%s", app.trouble)
    else:
        keep_good(app.station.home)
    return app


def _log(app: App, process: str) -> None:
    # A full disk must not fill the terminal with the log's own troubles.
    logging.raiseExceptions = False
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(logging.Formatter(f"{process}: %(message)s"))
    logging.getLogger().addHandler(terminal)
    log_to_file(app.station, process)

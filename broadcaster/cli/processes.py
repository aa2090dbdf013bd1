"""`broadcaster run`, `panel`, `play` and `render`: the station's processes."""

import logging
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

import click

from broadcaster.app import App, log_to_file
from broadcaster.cli.options import station_app

Command = Callable[..., Any]


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

    app = station_app(ctx)
    app.store.close()
    stop = _stop_event(supervised=False)
    _log(app, "run")
    address = f"http://{app.station.panel_host}:{app.station.panel_port}"
    click.echo(f"Đài “{app.station.name}” đang chạy. Trang quản lý: {address}. Dừng: Ctrl-C.")
    options = {"play": ["--speaker", speaker]} if speaker else {}
    Supervisor(app.station.home, app.clock, options=options).run(stop)


@click.command()
@_speaker
@_supervised
@click.pass_context
def play(ctx: click.Context, speaker: str, *, supervised: bool) -> None:
    """Play the slots of the timetable at their seconds, in the foreground."""
    app = station_app(ctx)
    stop = _stop_event(supervised=supervised)
    _log(app, "play")
    app.player(speaker).run(stop)


@click.command()
@_supervised
@click.pass_context
def render(ctx: click.Context, *, supervised: bool) -> None:
    """Turn what is waiting into sound, in the foreground, as long as it runs."""
    from broadcaster.renderer import Renderer

    app = station_app(ctx)
    stop = _stop_event(supervised=supervised)
    _log(app, "render")
    Renderer(app).run(stop)


@click.command()
@_supervised
@click.pass_context
def panel(ctx: click.Context, *, supervised: bool) -> None:
    """Serve the panel in the foreground."""
    from web import create_app, server

    app = station_app(ctx)
    stop = _stop_event(supervised=supervised)
    _log(app, "panel")
    pages = create_app(app.station, app.store, app.clock, player=app.interrupter)
    listening = server(pages, app.station)
    threading.Thread(target=listening.run, name="panel", daemon=True).start()
    stop.wait()
    listening.close()


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
            sys.stdin.buffer.read()
            stop.set()

        threading.Thread(target=watch, name="supervisor watch", daemon=True).start()
    return stop


def _log(app: App, process: str) -> None:
    logging.basicConfig(level=logging.WARNING, format=f"{process}: %(message)s", stream=sys.stderr)
    log_to_file(app.station, process)

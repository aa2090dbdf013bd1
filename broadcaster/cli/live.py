"""`broadcaster live`: a person speaks at the station's microphone."""

import signal
import threading
from contextlib import suppress
from typing import Any

import click

from broadcaster.app import App
from broadcaster.cli.options import ID, by_option, station_app
from broadcaster.errors import PlayoutUnavailable
from broadcaster.locks import PLAYER, works
from broadcaster.timetable import seconds_of

LOOK_EVERY_S = 0.5
END_WITHIN_S = 15.0


class Length(click.ParamType):
    """A length such as 10m or 90s, in seconds."""

    name = "length"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the seconds, or tell how a length is written."""
        try:
            return float(seconds_of(value))
        except ValueError:
            self.fail(f'"{value}" is not a length; write it as 10m, 90s or 1h30m', param, ctx)


@click.command()
@click.option("--title", default="", help="Its name in the log.")
@click.option("--longest", type=Length(), metavar="LENGTH", help="Ended after this, such as 10m.")
@click.option("--slot", "slot_id", type=ID, metavar="ID", help="Speak in this slot's live part.")
@by_option(required=True)
@click.pass_context
def live(
    ctx: click.Context, title: str, longest: float | None, slot_id: int | None, by: str
) -> None:
    """Speak live: a chime, then the microphone, until Ctrl-C, 'stop' or the longest duration."""
    app = station_app(ctx, last_good=True)
    if slot_id is None:
        _warn(app, longest)
    name = app.live.begin(by=by, title=title, longest_s=longest, slot_id=slot_id)
    if slot_id is not None:
        click.echo(f"the microphone is open for slot {slot_id}: {name}")
    else:
        click.echo(f"on air: {name}")
    click.echo("Ctrl-C ends it.")
    try:
        _wait_until_over(app, name)
    finally:
        _end(app, name, by)
    click.echo("ended")


def _warn(app: App, longest: float | None) -> None:
    """Say which broadcasts begin while somebody may still speak: they wait."""
    from broadcaster.playout import held_up

    within_s = app.station.longest_live_s if longest is None else longest
    with app.store.reading() as session:
        for one in held_up(session, app.station, app.clock.now(), within_s):
            click.echo(f"note: {one.en}")


def _wait_until_over(app: App, name: str) -> None:
    """Return when the speech is over, or when Ctrl-C or SIGTERM comes.

    Whoever speaks is told once that it is not recorded.
    """
    stop = threading.Event()

    def ask(number: int, frame: object) -> None:
        del number, frame
        stop.set()

    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)
    told = False
    while (speech := _speech(app, name)) is not None and not app.clock.wait(LOOK_EVERY_S, stop):
        if speech.get("recording_trouble") and not told:
            told = True
            click.echo("the disk takes no recording of what is said; it is heard all the same")


def _end(app: App, name: str, by: str) -> None:
    """End the speech unless it is over; `PlayoutUnavailable` if the player does not say so."""
    until = app.clock.monotonic() + END_WITHIN_S
    while (speech := _speech(app, name)) is not None:
        if speech:
            with suppress(PlayoutUnavailable):
                app.live.end(by=by)
                return
        if app.clock.monotonic() >= until:
            message = (
                "the player does not answer, so the microphone may still be on air; look at "
                "'broadcaster status', and end it with 'broadcaster stop'"
            )
            raise PlayoutUnavailable(message)
        app.clock.wait(LOOK_EVERY_S)


def _speech(app: App, name: str) -> dict[str, Any] | None:
    """Return what the player says of the speech; None once it is over.

    Nothing is in it while the player runs and gives no answer.
    """
    try:
        state = app.live.state()
    except PlayoutUnavailable:
        return {} if works(PLAYER, app.station.run) else None
    return state if state is not None and state["id"] == name else None

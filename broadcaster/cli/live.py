"""`broadcaster live`: a person speaks at the station's microphone."""

import signal
import threading
from contextlib import suppress
from typing import Any

import click

from broadcaster.app import App
from broadcaster.cli.options import ID, by_option, station_app
from broadcaster.errors import PlayoutUnavailable
from broadcaster.locks import PLAYER, SUPERVISOR, works
from broadcaster.timetable import seconds_of

LOOK_EVERY_S = 0.5
END_WITHIN_S = 15.0
ARMED_AGAIN_WITHIN_S = 10.0
"""So long a player that is begun anew may take for a microphone that is meant for a slot."""


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
        _wait_until_over(app, name, ARMED_AGAIN_WITHIN_S if slot_id is not None else 0.0)
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


def _wait_until_over(app: App, name: str, again_s: float) -> None:
    """Return when the speech is over, or when Ctrl-C or SIGTERM comes.

    Behind a lost answer it may be taken up again for `again_s`. Whoever speaks is told once that
    it is not recorded.
    """
    stop = threading.Event()

    def ask(number: int, frame: object) -> None:
        del number, frame
        stop.set()

    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)
    told = False
    again_until = app.clock.monotonic()
    while not stop.is_set():
        speech, now = _speech(app, name), app.clock.monotonic()
        if speech == {}:
            again_until = now + again_s
        if speech is None and now >= again_until:
            return
        if speech and speech["recording_trouble"] and not told:
            told = True
            click.echo("the disk takes no recording of what is said; it is heard all the same")
        app.clock.wait(LOOK_EVERY_S, stop)


def _end(app: App, name: str, by: str) -> None:
    """End the speech unless it is over; `PlayoutUnavailable` if the player does not say so."""
    until = app.clock.monotonic() + END_WITHIN_S
    while (speech := _speech(app, name)) is not None:
        if speech:
            with suppress(PlayoutUnavailable):
                app.door.end_live(by=by)
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

    Nothing is in it while the player gives no answer, but runs or is begun anew.
    """
    try:
        state = app.live.state()
    except PlayoutUnavailable:
        run = app.station.run
        return {} if works(PLAYER, run) or works(SUPERVISOR, run) else None
    return state if state is not None and state["id"] == name else None

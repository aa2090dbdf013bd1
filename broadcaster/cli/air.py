"""`broadcaster interrupt` and `stop`: an emergency or a drill, at once, and silence."""

from datetime import datetime

import click
from click.core import ParameterSource

from broadcaster.app import App
from broadcaster.cli.message import speak_aside, words_of
from broadcaster.cli.options import ID, by_option, day_and_time, echo_json, station_app
from broadcaster.errors import InvalidInput, NotFound, Superseded
from broadcaster.newsroom import Action, looked_up
from broadcaster.playout import INTERRUPTED, standing_en

WITH_CANCEL = frozenset({"cancel", "by", "as_json"})
QUEUED_BEHIND = "queued behind the interruption on air"


@click.command()
@click.option("--news", "news_id", type=ID, metavar="ID", help="An approved item.")
@click.option("--text", help="What is to be said.")
@click.option("--title", default="", help="Its name in the log; without it, the text's beginning.")
@click.option("--drill", is_flag=True, help="Only practice: another tone, and the words say so.")
@click.option(
    "--level",
    type=click.IntRange(1, 5),
    default=3,
    show_default=True,
    help="The level of risk of the national scale.",
)
@click.option("--repeat", metavar="TIME", help="Tell it again each 10m, 90s or 1h30m.")
@click.option("--until", metavar="HH:MM", help="Until when; without it, until it is cancelled.")
@click.option(
    "--cancel", metavar="NAME", help="End that interruption and its repeats; 'all' ends every one."
)
@click.option("--wait", is_flag=True, help="Come back only when the words are with the player.")
@by_option(required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def interrupt(  # noqa: PLR0913 - one argument for each option
    ctx: click.Context,
    *,
    news_id: int | None,
    text: str | None,
    title: str,
    level: int,
    repeat: str | None,
    until: str | None,
    cancel: str | None,
    by: str,
    drill: bool,
    wait: bool,
    as_json: bool,
) -> None:
    """Broadcast an emergency message at once, over whatever is on air."""
    if cancel is not None:
        _refuse_words(ctx)
        _cancel(ctx, cancel, by, as_json=as_json)
        return
    if (news_id is None) == (text is None):
        message = "say what is to be heard: either --news ID or --text TEXT"
        raise click.UsageError(message)
    if text is not None and not text.strip():
        message = "the text is empty; write what is to be said"
        raise InvalidInput(message)
    from broadcaster.playout.interruptions.asking import Alert, ask_with_text
    from broadcaster.playout.interruptions.plans import moment_of, seconds_of

    if until is not None and repeat is None:
        message = "--until needs --repeat: how often it is to be told until then"
        raise click.UsageError(message)
    app = station_app(ctx, last_good=True)
    alert = Alert(
        text=text or "",
        news_id=news_id,
        title=title,
        drill=drill,
        level=level,
        repeat_s=seconds_of(repeat) if repeat else None,
        until=moment_of(until, app.clock.now()) if until else None,
    )
    asked = None
    if news_id is None:
        asked = ask_with_text(app.door, app.clock, app.station, alert, by)
    if asked is None:
        asked = app.interrupter.ask(alert, by)
    stands = "queued" if asked.queued else "on air"
    if wait:
        stands = words_of(app, asked) or stands
    else:
        speak_aside(app.station.home, asked)
    if as_json:
        echo_json(
            {
                "id": asked.name,
                "state": stands,
                "drill": drill,
                "level": level,
                "repeat_s": alert.repeat_s,
                "until": alert.until,
            }
        )
    else:
        note = " (drill)" if drill else ""
        answer = QUEUED_BEHIND if stands == "queued" else standing_en(stands, None)
        click.echo(f"{answer}: {asked.name}{note}")
        click.echo(told_again(repeat, alert.until), nl=repeat is not None)
    if stands == INTERRUPTED:
        message = (
            f"another interruption goes before {asked.name}, which is told again from its tone on "
            "when that is over"
        )
        raise Superseded(message)


def told_again(repeat: str | None, until: datetime | None) -> str:
    """Return the plan to repeat in words; empty without one. `until` may be tomorrow."""
    end = day_and_time(until) if until else "it is cancelled"
    return f"told again each {repeat} until {end}" if repeat else ""


def _refuse_words(ctx: click.Context) -> None:
    """Raise `UsageError` for options of a new interruption beside `--cancel`."""
    given = [
        param.opts[0]
        for param in ctx.command.params
        if param.name
        and param.name not in WITH_CANCEL
        and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
    ]
    if given:
        message = (
            f"--cancel does not go with {', '.join(given)}; nothing was cancelled: first cancel, "
            "then ask for the new one"
        )
        raise click.UsageError(message)


def _cancel(ctx: click.Context, name: str, by: str, *, as_json: bool) -> None:
    """End that interruption, or all; `NotFound` if none was open."""
    app = station_app(ctx, last_good=True)
    _may_silence(app, by)
    meant = app.door.open_interruptions() if name == "all" else [name]
    cancelled = [one for one in meant if app.door.cancel(one, by=by)]
    if not cancelled:
        which = "no interruption" if name == "all" else f"no interruption '{name}'"
        message = f"{which} is open; see 'broadcaster status'"
        raise NotFound(message)
    if as_json:
        echo_json({"cancelled": cancelled})
    else:
        click.echo("cancelled")


@click.command()
@by_option(required=False)
@click.pass_context
def stop(ctx: click.Context, by: str) -> None:
    """Silence now: the slot on air is over, a running interruption is ended."""
    app = station_app(ctx, last_good=True)
    _may_silence(app, by)
    stopped = app.door.stop(by=by)
    click.echo("stopped" if stopped else "nothing was on air")


def _may_silence(app: App, by: str) -> None:
    """Raise `NotFound` or `NotAllowed` for who may not interrupt.

    A database that cannot tell in time holds up no silence.
    """
    looked_up(app.station.database_file, by, Action.INTERRUPT)

"""`broadcaster clock`: whether the machine's clock can be believed, and a person's word for it."""

import click

from broadcaster.cli.options import by_option, day_and_time, echo_json, json_option, station_app


@click.command()
@click.option("--right", is_flag=True, help="Say that the clock is right: the timetable goes on.")
@by_option(required=False)
@json_option
@click.pass_context
def clock(ctx: click.Context, by: str, *, right: bool, as_json: bool) -> None:
    """Show what the clock says, what the log says, and whether the timetable waits for it."""
    from broadcaster.playout.timekeeping import doubt
    from broadcaster.playout.vouching import known_of, last_word, vouch

    app = station_app(ctx, last_good=True)
    if right:
        vouch(app.store, app.clock, app.station.run, by=by)
    with app.store.reading() as session:
        known = known_of(session, app.station.run)
    now = app.clock.now()
    player = app.door.state() or {}
    found = doubt(now, known)
    told = {} if right else player
    reason = found.vi if found else told.get("timetable_held", "")
    reason_en = found.en if found else told.get("timetable_held_en", "")
    word = last_word(app.station.run)
    if as_json:
        echo_json(
            {
                "now": now,
                "last_row_at": known.last_at,
                "held": reason,
                "vouched_by": word.by if word else None,
                "vouched_at": word.at if word else None,
            }
        )
        return
    click.echo(f"The machine's clock: {day_and_time(now)}")
    if known.last_at:
        click.echo(f"The log's last line: {day_and_time(known.last_at)}")
    if word:
        click.echo(f"Said to be right: {day_and_time(word.at)}, by {word.by}")
    if reason:
        click.echo(f"The timetable is held: {reason_en}")
        click.echo("Set the clock; if it is right, call: broadcaster clock --right")
    else:
        click.echo("The clock is believed, and the timetable goes on.")

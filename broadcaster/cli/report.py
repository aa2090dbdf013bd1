"""`broadcaster report`: what officers hand in."""

from datetime import date
from pathlib import Path

import click

from broadcaster.cli.options import Day, day_of, in_order, station_app
from broadcaster.reports import write_report


@click.command()
@click.argument("kind")
@click.option("--from", "first", type=Day(), required=True, help="The first day.")
@click.option("--to", "last", type=Day(), required=True, help="The last day.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file; its ending chooses the form.",
)
@click.pass_context
def report(
    ctx: click.Context, kind: str, first: date | str, last: date | str, output: Path
) -> None:
    """Write the report KIND (weekly-log) for the days; the file's ending chooses xlsx or csv."""
    app = station_app(ctx, last_good=True)
    begin, end = day_of(app, first), day_of(app, last)
    in_order(begin, end)
    with app.store.reading() as session:
        write_report(
            kind,
            session,
            app.station,
            begin,
            end,
            output,
            now=app.clock.now(),
            player_runs=app.door.state() is not None,
        )
    click.echo(str(output))

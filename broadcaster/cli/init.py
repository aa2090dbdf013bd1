"""`broadcaster init`: a new station."""

from pathlib import Path

import click

from broadcaster.cli.options import typed
from broadcaster.cli.password import asked_password, password_option
from broadcaster.founding import found_station, require_no_station


@click.command()
@click.option("--station", "name", required=True, help="The commune's name, as it is spoken.")
@click.option("--admin", default="admin", show_default=True, help="The administrator's login name.")
@password_option
@click.pass_context
def init(ctx: click.Context, name: str, admin: str, *, from_stdin: bool) -> None:
    """Make a new station: folder, database, first administrator, example schedules."""
    home: Path = ctx.find_root().obj
    require_no_station(home.expanduser().absolute())
    password = asked_password(admin, from_stdin=from_stdin)
    app = found_station(home, name, admin=admin, password=password)
    run = typed(["broadcaster", "--home", str(app.station.home), "run"])
    click.echo(f"the station '{app.station.name}' is ready in {app.station.home}; start it with")
    click.echo(f"   {run}")
    click.echo(f"then open {app.station.panel_address} and log in as '{admin}'")

"""`broadcaster service`: how systemd runs the station."""

from pathlib import Path

import click

from broadcaster.app import App
from broadcaster.cli.faults import say
from broadcaster.cli.options import station_app
from broadcaster.service_unit import FOLDER, UNIT, install_unit, unit_text, warning_of

_user = click.option(
    "--user",
    metavar="ACCOUNT",
    default="",
    help="The machine's account that runs the station; without it, the one that owns the home.",
)


@click.group()
def service() -> None:
    """Let systemd run the station: from boot on, begun anew when it hangs or dies."""


@service.command("print")
@_user
@click.pass_context
def print_unit(ctx: click.Context, user: str) -> None:
    """Print the unit file for systemd."""
    click.echo(unit_text(_home(ctx), user), nl=False)
    _warn(_home(ctx))


@service.command()
@_user
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    show_default=True,
    help="Where the unit file goes.",
)
@click.pass_context
def install(ctx: click.Context, user: str, folder: Path) -> None:
    """Put the unit file where systemd looks for it."""
    file = install_unit(_home(ctx), user, folder)
    click.echo(f"{file}\nsystemctl daemon-reload\nsystemctl enable --now {UNIT}")
    _warn(_home(ctx))


def _warn(home: Path) -> None:
    """Tell on standard error why the service would not see its station."""
    if warning := warning_of(home):
        say(warning)


def _home(ctx: click.Context) -> Path:
    app: App = station_app(ctx)
    return app.station.home

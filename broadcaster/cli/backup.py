"""`broadcaster backup` and `restore`: the whole station in one file."""

from pathlib import Path

import click

from broadcaster.backup import write_backup
from broadcaster.cli.options import progress, station_app
from broadcaster.clock import SystemClock
from broadcaster.restore import restore_backup


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--overwrite", is_flag=True, help="Put it in the place of a FILE that is there.")
@click.pass_context
def backup(ctx: click.Context, file: Path, *, overwrite: bool) -> None:
    """Write the whole station into FILE; it may go on broadcasting meanwhile."""
    app = station_app(ctx, last_good=True)
    with progress("backup") as show:
        count = write_backup(app, file, show, overwrite=overwrite)
    click.echo(f"{file}: {count} files, {file.stat().st_size / 1e6:.1f} MB")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_context
def restore(ctx: click.Context, file: Path) -> None:
    """Check FILE wholly, then put it in the place of the station; the old one is kept beside it."""
    home: Path = ctx.find_root().obj
    with progress("restore") as show:
        aside = restore_backup(file, home, SystemClock(), show)
    click.echo(f"restored to {home}" + (f"; the station before is in {aside}" if aside else ""))

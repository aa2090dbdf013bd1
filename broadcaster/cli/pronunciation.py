"""`broadcaster pronunciation`: the station's own dictionary."""

from dataclasses import asdict

import click

from broadcaster.cli.options import by_option, echo_json, echo_table, json_option, station_app
from broadcaster.problems import WrongFile
from broadcaster.speech import add_entry, change_entry, dictionary_of, entry_of, remove_entry


@click.group()
def pronunciation() -> None:
    """The station's own dictionary: what is read how, before every rule."""


@pronunciation.command("list")
@json_option
@click.pass_context
def list_entries(ctx: click.Context, *, as_json: bool) -> None:
    """Show the entries of the dictionary."""
    known = dictionary_of(station_app(ctx, last_good=True).station)
    if as_json:
        echo_json([asdict(entry) for entry in known.entries])
        return
    echo_table(("Viết", "Đọc"), [(entry.written, entry.said) for entry in known.entries])
    for problem in known.wrong:
        click.echo(str(problem))


@pronunciation.command("add")
@click.argument("written")
@click.argument("reading")
@by_option(required=False)
@click.pass_context
def add(ctx: click.Context, written: str, reading: str, by: str) -> None:
    """Add an entry: what is written in scripts, and how it is said, in words."""
    app = station_app(ctx)
    with app.store.writing() as session:
        entry = add_entry(session, app.clock, app.station, written, reading, by=by)
    click.echo(f"{entry.written}: {entry.said}")


@pronunciation.command("change")
@click.argument("written")
@click.argument("reading")
@by_option(required=False)
@click.pass_context
def change(ctx: click.Context, written: str, reading: str, by: str) -> None:
    """Give an entry another reading."""
    app = station_app(ctx)
    seen = entry_of(app.station, written)
    with app.store.writing() as session:
        entry = change_entry(session, app.clock, app.station, seen, seen.written, reading, by=by)
    click.echo(f"{entry.written}: {entry.said}, was {seen.said}")


@pronunciation.command("remove")
@click.argument("written")
@by_option(required=False)
@click.pass_context
def remove(ctx: click.Context, written: str, by: str) -> None:
    """Take an entry out."""
    app = station_app(ctx)
    seen = entry_of(app.station, written)
    with app.store.writing() as session:
        remove_entry(session, app.clock, app.station, seen, by=by)
    click.echo(f"{seen.written}: removed, was {seen.said}")


@pronunciation.command("check")
@click.pass_context
def check(ctx: click.Context) -> None:
    """Look at the whole file; status 1 and every wrong line if not all of it can be used."""
    known = dictionary_of(station_app(ctx, last_good=True).station)
    if known.wrong:
        raise WrongFile(known.wrong)
    click.echo(f"{len(known.entries)} entries, all can be used")

"""`broadcaster user`: the people of the station."""

import click

from broadcaster import newsroom
from broadcaster.cli.options import day_and_time, echo_json, echo_table, json_option, station_app
from broadcaster.cli.password import asked_password, password_option
from broadcaster.newsroom import ROLE_VI, Role


@click.group()
def user() -> None:
    """Add, list and disable the people of the station."""


@user.command("add")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    required=True,
    help="What they may do.",
)
@click.option("--full-name", default="", help="The name that reports show.")
@password_option
@click.pass_context
def add(ctx: click.Context, name: str, role: str, full_name: str, *, from_stdin: bool) -> None:
    """Add a person who logs in as NAME."""
    app = station_app(ctx)
    password = asked_password(name, from_stdin=from_stdin)
    with app.store.writing() as session:
        person = newsroom.add_person(
            session, app.clock, name=name, role=Role(role), password=password, full_name=full_name
        )
        added = f"{person.name}: {person.role}"
    click.echo(added)


@user.command("password")
@click.argument("name")
@password_option
@click.pass_context
def password(ctx: click.Context, name: str, *, from_stdin: bool) -> None:
    """Give a person a new password."""
    app = station_app(ctx)
    with app.store.reading() as session:
        newsroom.person_named(session, name)
    new = asked_password(name, from_stdin=from_stdin)
    with app.store.writing() as session:
        newsroom.set_password(session, name, new)
    click.echo(f"{name}: new password")


@user.command("list")
@json_option
@click.pass_context
def list_people(ctx: click.Context, *, as_json: bool) -> None:
    """Show everybody, disabled people too."""
    app = station_app(ctx, last_good=True)
    with app.store.reading() as session:
        people = newsroom.people(session)
    if as_json:
        echo_json(
            [
                {
                    "name": person.name,
                    "full_name": person.full_name,
                    "role": person.role,
                    "created_at": person.created_at,
                    "disabled_at": person.disabled_at,
                }
                for person in people
            ]
        )
        return
    echo_table(
        ("Tên đăng nhập", "Họ tên", "Vai trò", "Nghỉ từ"),
        (
            (
                person.name,
                person.full_name,
                ROLE_VI[person.role],
                day_and_time(person.disabled_at) if person.disabled_at else "",
            )
            for person in people
        ),
    )


@user.command("disable")
@click.argument("name")
@click.pass_context
def disable(ctx: click.Context, name: str) -> None:
    """Take a person's rights away; what they did stays in the history."""
    app = station_app(ctx)
    with app.store.writing() as session:
        newsroom.disable_person(session, app.clock, name)
    click.echo(f"{name}: disabled")

"""`broadcaster init`: a new station."""

from pathlib import Path

import click

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
    click.echo(f"Đài “{app.station.name}” đã sẵn sàng trong {app.station.home}")
    click.echo(f"Chạy đài:  broadcaster --home {app.station.home} run")
    click.echo(f"Rồi mở trang {app.station.panel_address} và đăng nhập bằng tên “{admin}”.")

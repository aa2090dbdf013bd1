"""`broadcaster airlog`: what really aired, and whether its chain is whole."""

from datetime import date, datetime, timedelta

import click

from broadcaster import airlog as room
from broadcaster.app import App
from broadcaster.cli.faults import say
from broadcaster.cli.options import (
    Day,
    clock_time,
    day_of,
    echo_json,
    echo_table,
    in_order,
    json_option,
    station_app,
)
from broadcaster.clock import local, start_of
from broadcaster.timetable import KIND_VI


@click.group(invoke_without_command=True)
@click.option("--from", "first", type=Day(), help="Without it, today, or the last day.")
@click.option("--to", "last", type=Day(), help="The last day; without it, today.")
@json_option
@click.pass_context
def airlog(
    ctx: click.Context, first: date | str | None, last: date | str | None, *, as_json: bool
) -> None:
    """Show the as-run log."""
    if ctx.invoked_subcommand:
        return
    app = station_app(ctx, last_good=True)
    begin = day_of(app, first or last)
    end = day_of(app, last) if last else max(begin, day_of(app, None))
    in_order(begin, end)
    with app.store.reading() as session:
        entries = room.entries(session, start_of(begin), start_of(end + timedelta(days=1)))
    if as_json:
        echo_json([room.entry_json(entry) for entry in entries])
        return
    show_entries(entries, app.clock.now(), player_runs=app.door.state() is not None)


@airlog.command("verify")
@json_option
@click.pass_context
def verify(ctx: click.Context, *, as_json: bool) -> int:
    """Check the chain; exit 1 and the first bad row if it is broken."""
    app = station_app(ctx, last_good=True)
    verdict = verdict_of(app)
    if as_json:
        echo_json(
            {
                "ok": verdict.ok,
                "rows": verdict.rows,
                "first_bad_seq": verdict.first_bad_seq,
                "why": verdict.why,
                "head_hash": verdict.head_hash,
            }
        )
    elif verdict.ok:
        click.echo(f"{verdict.rows} rows, the chain is whole; head {verdict.head_hash}")
    if not verdict.ok:
        say(
            f"row {verdict.first_bad_seq} of the log is bad: {verdict.why}; keep this database as "
            "it is and compare it with a backup"
        )
    return 0 if verdict.ok else 1


def verdict_of(app: App) -> room.Verdict:
    """Return whether the chain is whole, also against the head kept outside the database."""
    head = room.read_head(app.station.run / room.ANCHOR_FILE)
    with app.store.reading() as session:
        return room.verify(session, head)


def show_entries(entries: list[room.AsRunEntry], now: datetime, *, player_runs: bool) -> None:
    """Print the log as known at `now`; what a monitor heard only where one listened."""
    listened = any(entry.heard is not None for entry in entries)
    echo_table(
        (
            "Ngày",
            "Theo lịch",
            "Thực tế",
            "Loại",
            "Nội dung",
            "Dự kiến",
            "Đã phát",
            *(["Nghe được"] if listened else []),
            "Kết quả",
            "Lý do",
        ),
        (
            (
                local(entry.moment).strftime("%d/%m"),
                clock_time(entry.planned_at),
                clock_time(entry.started_at),
                KIND_VI[entry.kind],
                entry.title,
                f"{entry.planned_s:.1f}",
                "–" if entry.aired_s is None else f"{entry.aired_s:.1f}",
                *(["" if entry.heard is None else f"{entry.heard:.0%}"] if listened else []),
                room.result_vi(entry, now, player_runs=player_runs),
                entry.reason,
            )
            for entry in entries
        ),
    )

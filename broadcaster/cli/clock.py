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
    from broadcaster.playout.timekeeping import held
    from broadcaster.playout.vouching import known_of, last_word, vouch

    app = station_app(ctx, last_good=True)
    if right:
        vouch(app.store, app.clock, app.station.run, by=by)
    with app.store.reading() as session:
        known = known_of(session, app.station.run)
    now = app.clock.now()
    player = app.door.state() or {}
    reason = held(now, known) or ("" if right else player.get("timetable_held") or "")
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
    click.echo(f"Giờ máy: {day_and_time(now)}")
    if known.last_at:
        click.echo(f"Dòng cuối của nhật ký: {day_and_time(known.last_at)}")
    if word:
        click.echo(f"Lần xác nhận gần nhất: {day_and_time(word.at)}, {word.by}")
    if reason:
        click.echo(f"Buổi phát đang tạm giữ: {reason}")
        click.echo("Hãy chỉnh giờ máy; nếu giờ máy đúng, chạy: broadcaster clock --right")
    else:
        click.echo("Giờ máy dùng được, buổi phát chạy theo lịch.")

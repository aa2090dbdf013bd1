"""`broadcaster interrupt`, `stop` and `status`: what is on air now."""

import json
from datetime import datetime
from typing import Any

import click
import psutil

from broadcaster.app import App
from broadcaster.cli.message import speak_aside
from broadcaster.cli.options import (
    ID,
    by_option,
    day_and_time,
    echo_json,
    echo_table,
    json_option,
    station_app,
)
from broadcaster.errors import InvalidInput, NotFound
from broadcaster.locks import PROCESS_VI, SUPERVISOR, works
from broadcaster.newsroom import Action, looked_up
from broadcaster.playout import standing_vi
from broadcaster.station import Station

# Twice the longest pause between two heartbeats, and time for a long text to be spoken.
SILENT_AFTER_S = 120.0

MS_TOLD_AS_MS = 1000.0
"""From here on a slot is told as late or early, in seconds."""


@click.command()
@click.option("--news", "news_id", type=ID, metavar="ID", help="An approved item.")
@click.option("--text", help="What is to be said.")
@click.option("--title", default="", help="Its name in the log; without it, the text's beginning.")
@click.option("--drill", is_flag=True, help="Only practice: another tone, and the words say so.")
@click.option(
    "--level",
    type=click.IntRange(1, 5),
    default=3,
    show_default=True,
    help="The level of risk of the national scale.",
)
@click.option("--repeat", metavar="TIME", help="Tell it again each 10m, 90s or 1h.")
@click.option("--until", metavar="HH:MM", help="Until when; without it, until it is cancelled.")
@click.option("--cancel", metavar="NAME", help="End that interruption and its repeats.")
@click.option("--wait", is_flag=True, help="Come back only when the words are with the player.")
@by_option(required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def interrupt(  # noqa: PLR0913 - one argument for each option
    ctx: click.Context,
    *,
    news_id: int | None,
    text: str | None,
    title: str,
    level: int,
    repeat: str | None,
    until: str | None,
    cancel: str | None,
    by: str,
    drill: bool,
    wait: bool,
    as_json: bool,
) -> None:
    """Broadcast an emergency message at once, over whatever is on air."""
    if cancel is not None:
        _cancel(ctx, cancel, by)
        return
    if (news_id is None) == (text is None):
        message = "say what is to be heard: either --news ID or --text TEXT"
        raise click.UsageError(message)
    if text is not None and not text.strip():
        message = "the text is empty; write what is to be said"
        raise InvalidInput(message)
    from broadcaster.playout.interruptions.asking import Alert, ask_with_text
    from broadcaster.playout.interruptions.plans import moment_of, seconds_of

    if until is not None and repeat is None:
        message = "--until needs --repeat: how often it is to be told until then"
        raise click.UsageError(message)
    app = station_app(ctx, last_good=True)
    alert = Alert(
        text=text or "",
        news_id=news_id,
        title=title,
        drill=drill,
        level=level,
        repeat_s=seconds_of(repeat) if repeat else None,
        until=moment_of(until, app.clock.now()) if until else None,
    )
    asked = None
    if news_id is None:
        asked = ask_with_text(app.door, app.clock, app.station, alert, by)
    if asked is None:
        asked = app.interrupter.ask(alert, by)
    if wait:
        app.interrupter.tell(asked)
    else:
        speak_aside(app.station.home, asked)
    if as_json:
        echo_json(
            {
                "id": asked.name,
                "state": "queued" if asked.queued else "on air",
                "drill": drill,
                "level": level,
                "repeat_s": alert.repeat_s,
                "until": alert.until,
            }
        )
        return
    note = " (diễn tập)" if drill else ""
    if asked.queued:
        click.echo(f"queued behind the interruption on air: {asked.name}{note}")
    else:
        click.echo(f"on air: {asked.name}{note}")
    click.echo(told_again(repeat, alert.until), nl=repeat is not None)


def told_again(repeat: str | None, until: datetime | None) -> str:
    """Return the plan to repeat in words; empty without one. `until` may be tomorrow."""
    end = day_and_time(until) if until else "it is cancelled"
    return f"told again each {repeat} until {end}" if repeat else ""


def _cancel(ctx: click.Context, name: str, by: str) -> None:
    app = station_app(ctx, last_good=True)
    _may_silence(app, by)
    open_ones = [one["id"] for one in (app.door.state() or {}).get("interruptions", [])]
    meant = [one for one in open_ones if name in {"all", one}]
    cancelled = [app.door.cancel(one, by=by) for one in meant or [name]]
    if not any(cancelled):
        which = "no interruption" if name == "all" else f"no interruption '{name}'"
        message = f"{which} is open; see 'broadcaster status'"
        raise NotFound(message)
    click.echo("cancelled")


@click.command()
@by_option(required=False)
@click.pass_context
def stop(ctx: click.Context, by: str) -> None:
    """Silence now: the slot on air is over, a running interruption is ended."""
    app = station_app(ctx, last_good=True)
    _may_silence(app, by)
    stopped = app.door.stop(by=by)
    click.echo("stopped" if stopped else "nothing was on air")


def _may_silence(app: App, by: str) -> None:
    """Raise `NotFound` or `NotAllowed` for who may not interrupt.

    A database that cannot tell in time holds up no silence.
    """
    looked_up(app.station.database_file, by, Action.INTERRUPT)


@click.command()
@json_option
@click.pass_context
def status(ctx: click.Context, *, as_json: bool) -> None:
    """Show what is on air, what is next, and what each process last said."""
    app = station_app(ctx, last_good=True)
    player = app.door.state()
    state = {
        "station": app.station.name,
        "home": str(app.station.home),
        "now": app.clock.now(),
        "settings_error": str(app.trouble) if app.trouble else None,
        "player": player,
        "log_rows_waiting": player["log_rows_waiting"] if player else _rows_left(app.station),
        "processes": _processes(app),
    }
    if as_json:
        echo_json(state)
    else:
        _show(state, supervised=works(SUPERVISOR, app.station.run))
        if app.trouble:
            click.echo(f"Lỗi cài đặt: {app.trouble.vi}")


def _rows_left(station: Station) -> int | None:
    """Return how many rows of the log a player left in the reserve; None if it is unreadable."""
    from broadcaster.airlog import RESERVE_FILE, rows_in_reserve

    try:
        return rows_in_reserve(station.run / RESERVE_FILE)
    except OSError:
        return None


def _processes(app: App) -> list[dict[str, Any]]:
    from sqlmodel import select

    from broadcaster.playout import Heartbeat

    with app.store.reading() as session:
        beats = session.exec(select(Heartbeat).order_by(Heartbeat.process)).all()
    now = app.clock.now()
    return [
        {
            "process": beat.process,
            "pid": beat.pid,
            "at": beat.at,
            "age_s": round((now - beat.at).total_seconds(), 1),
            "state": json.loads(beat.state),
        }
        for beat in beats
    ]


def _show(state: dict[str, Any], *, supervised: bool) -> None:
    click.echo(f"Đài {state['station']}, {day_and_time(state['now'])}")
    player = state["player"]
    if player is None:
        remedy = "đang được bật lại" if supervised else "bật bằng: broadcaster run"
        click.echo(f"Máy phát: không chạy ({remedy})")
        _show_what_was_left(state["log_rows_waiting"])
    else:
        if player["hangs"]:
            click.echo(
                f"Máy phát ĐANG TREO: {player['last_step_s']:.0f} giây rồi không làm được gì; "
                "broadcaster run tự chạy lại nó, nếu không thì hãy chạy lại bằng tay"
            )
        on_air = player["on_air"]
        playing = (
            f"{on_air['title']} ({on_air['position_s']:.0f}/{on_air['planned_s']:.0f} giây)"
            if on_air
            else "không có gì"
        )
        click.echo(f"Đang phát: {playing}")
        coming = player["next"]
        click.echo(f"Tiếp theo: {_slot_line(coming)}")
        opened = "đang mở" if player["output_open"] else "đang đóng"
        click.echo(f"Thiết bị: {player['device']} ({opened}), {player['level_dbfs']} dBFS")
        _show_health(player)
        for one in player["interruptions"]:
            again_at = one["again_at"] and datetime.fromisoformat(one["again_at"])
            stands = standing_vi(one["state"], again_at)
            click.echo(f"Phát khẩn cấp: {one['title']}, {stands} ({one['id']})")
        if player["output_error"]:
            click.echo(f"Lỗi thiết bị: {player.get('output_error_vi') or player['output_error']}")
        if player.get("amplifier"):
            _show_amplifier(player["amplifier"])
        if player.get("monitor"):
            _show_monitor(player["monitor"])
        _show_what_waits(player)
    if state["processes"]:
        echo_table(
            ("Tiến trình", "PID", "Tình trạng", "Báo lần cuối", "Cách đây"),
            (
                (
                    _called(beat),
                    beat["pid"],
                    _condition(beat),
                    day_and_time(beat["at"]),
                    f"{beat['age_s']:.0f} s",
                )
                for beat in state["processes"]
            ),
        )
    for beat in state["processes"]:
        if beat["state"].get("error"):
            click.echo(f"Lỗi ({_called(beat)}): {beat['state']['error']}")


def _show_what_was_left(rows: int | None) -> None:
    if rows is None:
        click.echo("Không đọc được run/airlog.reserve: chưa biết còn dòng nào chờ ghi không")
    elif rows:
        click.echo(
            f"{rows} dòng nhật ký chờ ghi trong run/airlog.reserve: máy phát ghi vào cơ sở dữ "
            "liệu khi chạy lại; đừng xoá thư mục run"
        )


def _show_what_waits(player: dict[str, Any]) -> None:
    if player["log_rows_waiting"]:
        click.echo(
            f"{player['log_rows_waiting']} dòng nhật ký chờ ghi: cơ sở dữ liệu đang bị khoá "
            "hoặc ổ đĩa đầy; hãy giải phóng ổ đĩa trước khi tắt máy"
        )
    if player["timetable_held"]:
        click.echo(f"Buổi phát đang tạm giữ: {player['timetable_held']}")
        click.echo("Hãy chỉnh giờ máy; nếu giờ máy đúng, chạy: broadcaster clock --right")


def _show_health(player: dict[str, Any]) -> None:
    health = player.get("health")
    if not health:
        return
    click.echo(
        f"Luồng tiếng: trễ {health['latency_ms']:.0f} ms, hụt tiếng {player['underruns']} lần"
        + (", thiết bị ĐỨNG" if health["stalled"] else "")
    )
    error_ms = player["last_start_error_ms"]
    if error_ms is not None:
        click.echo(f"Buổi gần nhất bắt đầu {_off_by(error_ms)}")
    click.echo(f"Máy phát dùng {health['memory_mib']:.0f} MiB, {health['cpu_percent']:.1f} % CPU")


def _off_by(error_ms: float) -> str:
    """Return how far from its second a slot began; positive is late."""
    if abs(error_ms) < MS_TOLD_AS_MS:
        return f"lệch {error_ms:.1f} ms"
    seconds = f"{abs(error_ms) / 1000:.1f}".replace(".", ",")
    return f"{'muộn' if error_ms > 0 else 'sớm'} {seconds} giây"


def _show_amplifier(amplifier: dict[str, Any]) -> None:
    power = {True: "đang bật", False: "đang tắt", None: "chưa rõ"}[amplifier["on"]]
    click.echo(f"Âm-li: {power}")
    if amplifier["error"]:
        click.echo(f"Lỗi âm-li ({amplifier['failures']} lần): {amplifier['error']}")


def _show_monitor(monitor: dict[str, Any]) -> None:
    if monitor["trouble"]:
        click.echo(f"Thiết bị nghe lại {monitor['device']}: {monitor['trouble']}")
        return
    heard = {True: "có", False: "KHÔNG", None: "chưa rõ"}[monitor["heard"]]
    click.echo(f"Nghe lại: {monitor['level_dbfs']:.0f} dBFS, nghe được tiếng của đài: {heard}")
    if monitor["dead_air"]:
        click.echo(f"BÁO ĐỘNG: {monitor['dead_air']}")


def _called(beat: dict[str, Any]) -> str:
    name: str = beat["process"]
    return PROCESS_VI.get(name, name)


def _condition(beat: dict[str, Any]) -> str:
    word = beat["state"].get("word")
    if word == "stopped":
        return "đã dừng"
    if word == "waiting":
        return "chưa chạy được"
    if not psutil.pid_exists(beat["pid"]):
        return "không chạy"
    if beat["age_s"] >= SILENT_AFTER_S:
        return "không báo nữa"
    return "đang treo" if beat["state"].get("hangs") else "đang chạy"


def _slot_line(slot: dict[str, Any] | None) -> str:
    from datetime import datetime

    if slot is None:
        return "chưa có buổi nào"
    waits = f" ({slot['waits']})" if slot["waits"] else ""
    return f"{slot['title']} lúc {day_and_time(datetime.fromisoformat(slot['planned_at']))}{waits}"

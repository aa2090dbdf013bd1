"""`broadcaster status`: what is on air now, what is next, and how the processes are."""

import json
from datetime import datetime
from typing import Any

import click
import psutil

from broadcaster.app import App
from broadcaster.cli.options import day_and_time, echo_json, echo_table, json_option, station_app
from broadcaster.clock import nearest_second
from broadcaster.errors import StoreUnavailable
from broadcaster.locks import SUPERVISOR, works
from broadcaster.playout import standing_en
from broadcaster.station import Station

# Twice the longest pause between two heartbeats, and time for a long text to be spoken.
SILENT_AFTER_S = 120.0

MS_TOLD_AS_MS = 1000.0
"""From here on a slot is told as late or early, in seconds."""


@click.command()
@json_option
@click.pass_context
def status(ctx: click.Context, *, as_json: bool) -> None:
    """Show what is on air, what is next, and what each process last said."""
    app = station_app(ctx, last_good=True)
    player = app.door.state()
    processes, store_error = _processes(app)
    state = {
        "station": app.station.name,
        "home": str(app.station.home),
        "now": app.clock.now(),
        "settings_error": str(app.trouble) if app.trouble else None,
        "player": player,
        "log_rows_waiting": player["log_rows_waiting"] if player else _rows_left(app.station),
        "database_error": store_error,
        "processes": processes,
    }
    if as_json:
        echo_json(state)
    else:
        _show(state, supervised=works(SUPERVISOR, app.station.run))


def _rows_left(station: Station) -> int | None:
    """Return how many rows of the log a player left in the reserve; None if it is unreadable."""
    from broadcaster.airlog import RESERVE_FILE, rows_in_reserve

    try:
        return rows_in_reserve(station.run / RESERVE_FILE)
    except OSError:
        return None


def _processes(app: App) -> tuple[list[dict[str, Any]], str | None]:
    """Return what each process last said; none, and why, where the database cannot be read."""
    from sqlmodel import select

    from broadcaster.playout import Heartbeat

    try:
        with app.store.reading() as session:
            beats = session.exec(select(Heartbeat).order_by(Heartbeat.process)).all()
    except StoreUnavailable as error:
        return [], str(error)
    now = app.clock.now()
    said = [
        {
            "process": beat.process,
            "pid": beat.pid,
            "at": beat.at,
            "age_s": round((now - beat.at).total_seconds(), 1),
            "state": json.loads(beat.state),
        }
        for beat in beats
    ]
    return said, None


def _show(state: dict[str, Any], *, supervised: bool) -> None:
    click.echo(f"Station {state['station']}, {day_and_time(state['now'])}")
    player = state["player"]
    if player is None:
        remedy = (
            "'broadcaster run' is beginning it anew"
            if supervised
            else "start it with 'broadcaster run'"
        )
        click.echo(f"Player: not running ({remedy})")
        _show_what_was_left(state["log_rows_waiting"])
    else:
        _show_player(player)
    if state["database_error"]:
        click.echo(f"Database error: {state['database_error']}")
    if state["processes"]:
        echo_table(
            ("Process", "PID", "Condition", "Last word", "Ago"),
            (
                (
                    beat["process"],
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
            click.echo(f"Error ({beat['process']}): {beat['state']['error']}")


def _show_player(player: dict[str, Any]) -> None:
    if player["hangs"]:
        click.echo(
            f"The player HANGS: it has done nothing for {player['last_step_s']:.0f} s; "
            "'broadcaster run' begins it anew by itself, else begin it anew by hand"
        )
    click.echo(f"On air: {_air_line(player)}")
    click.echo(f"Next: {slot_line(player['next'])}")
    opened = "open" if player["output_open"] else "closed"
    level = "" if player["level_dbfs"] is None else f", {player['level_dbfs']} dBFS"
    click.echo(f"Device: {player['device']} ({opened}){level}")
    _show_health(player)
    for one in player["interruptions"]:
        kind = "Drill" if one["drill"] else "Emergency"
        again_at = one["again_at"] and datetime.fromisoformat(one["again_at"])
        stands = standing_en(one["state"], again_at)
        click.echo(f"{kind}: {one['title']}, {stands} ({one['id']})")
    if player["output_error"]:
        click.echo(f"Device error: {player['output_error']}")
    if player.get("amplifier"):
        _show_amplifier(player["amplifier"])
    if player.get("monitor"):
        _show_monitor(player["monitor"])
    _show_what_waits(player)


def _air_line(player: dict[str, Any]) -> str:
    """Return what is heard, or which slot would be if its device were not lost."""
    on_air, programme = player["on_air"], player["programme"] or {}
    if on_air is None and (since := programme.get("silent_since")):
        return (
            f"{programme['title']}, but nothing is heard since "
            f"{nearest_second(datetime.fromisoformat(since)):%H:%M:%S}: the sound device is lost; "
            "the slot goes on when the device is back"
        )
    if on_air is None:
        return "nothing"
    note = ", a drill" if on_air["kind"] == "drill" else ""
    return f"{on_air['title']} ({on_air['position_s']:.0f} of {on_air['planned_s']:.0f} s{note})"


def _show_what_was_left(rows: int | None) -> None:
    if rows is None:
        click.echo("run/airlog.reserve cannot be read: whether rows of the log wait is not known")
    elif rows:
        click.echo(
            f"Rows of the log that wait in run/airlog.reserve: {rows}; the player writes them into "
            "the database when it runs again; keep the folder run"
        )


def _show_what_waits(player: dict[str, Any]) -> None:
    if player["log_rows_waiting"]:
        click.echo(
            f"Rows of the log that wait: {player['log_rows_waiting']}; the database is locked or "
            "the disk full: free some space before the machine is switched off"
        )
    if player["timetable_held"]:
        held = player.get("timetable_held_en") or player["timetable_held"]
        click.echo(f"The timetable is held: {held}")
        click.echo("Set the clock; if it is right, call: broadcaster clock --right")


def _show_health(player: dict[str, Any]) -> None:
    health = player.get("health")
    if not health:
        return
    click.echo(
        f"Stream: {health['latency_ms']:.0f} ms behind, ran dry (times): {player['underruns']}"
        + (", the device STANDS STILL" if health["stalled"] else "")
    )
    error_ms = player["last_start_error_ms"]
    if error_ms is not None:
        click.echo(f"The last slot began {off_by(error_ms)}")
    click.echo(
        f"The player takes {health['memory_mib']:.0f} MiB and {health['cpu_percent']:.1f} % of a "
        "core"
    )


def off_by(error_ms: float) -> str:
    """Return how far from its second a slot began; positive is late."""
    if abs(error_ms) < MS_TOLD_AS_MS:
        return f"{error_ms:z.1f} ms off its second"
    return f"{abs(error_ms) / 1000:.1f} s {'late' if error_ms > 0 else 'early'}"


def _show_amplifier(amplifier: dict[str, Any]) -> None:
    power = {True: "on", False: "off", None: "not known"}[amplifier["on"]]
    click.echo(f"Amplifier: {power}")
    if amplifier["error"]:
        click.echo(f"Amplifier error (times: {amplifier['failures']}): {amplifier['error']}")


def _show_monitor(monitor: dict[str, Any]) -> None:
    if monitor["trouble"]:
        click.echo(f"Monitor {monitor['device']}: {monitor['trouble']}")
        return
    heard = {True: "yes", False: "NO", None: "not known"}[monitor["heard"]]
    click.echo(f"Monitor: {monitor['level_dbfs']:.0f} dBFS, the station is heard: {heard}")
    if monitor["dead_air"]:
        click.echo("ALARM: sound is sent, and none comes out of the loudspeakers")


def _condition(beat: dict[str, Any]) -> str:
    word = beat["state"].get("word")
    if word == "stopped":
        return "stopped"
    if word == "waiting":
        return "cannot work yet"
    if not psutil.pid_exists(beat["pid"]):
        return "not running"
    if beat["age_s"] >= SILENT_AFTER_S:
        return "says nothing any more"
    return "hangs" if beat["state"].get("hangs") else "running"


def slot_line(slot: dict[str, Any] | None) -> str:
    """Return which slot comes next, and what it waits for if its second is over."""
    if slot is None:
        return "no slot"
    why = slot.get("waits_en") or slot["waits"]  # a player of before tells it in Vietnamese only
    waits = f" ({why})" if why else ""
    return f"{slot['title']} at {day_and_time(datetime.fromisoformat(slot['planned_at']))}{waits}"

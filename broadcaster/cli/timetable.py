"""`broadcaster timetable` and `rehearse`: what is to come."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from broadcaster import airlog
from broadcaster import timetable as room
from broadcaster.app import App
from broadcaster.cli.options import (
    Day,
    clock_time,
    day_and_time,
    day_of,
    echo_json,
    echo_table,
    json_option,
    station_app,
)
from broadcaster.clock import local, start_of
from broadcaster.timetable import (
    PLAIN,
    Entry,
    LeftOut,
    Omission,
    PlannedEntry,
    Schedules,
    Shape,
    Slot,
    shape_of,
)

if TYPE_CHECKING:
    from broadcaster.playout import RehearsedSlot

NOT_HEARD = {room.SlotState.CANCELLED, room.SlotState.MISSED}


@click.command()
@click.option("--from", "first", type=Day(), help="Without it, today.")
@click.option("--days", type=click.IntRange(1, 366), default=2, show_default=True, help="How many.")
@json_option
@click.pass_context
def timetable(ctx: click.Context, first: date | str | None, days: int, *, as_json: bool) -> None:
    """Show the slots and rundowns to come, with what was left out and why."""
    app = station_app(ctx, last_good=True)
    begin = day_of(app, first)
    schedules = app.schedules.load()
    known = _slots(app, schedules, begin, days)
    slots = _slots_json(app, schedules, known, start_of(begin))
    warnings = _told(room.broken_rules(known, schedules.calendar.rules))
    problems = room.all_problems(app.station, schedules)
    if as_json:
        told = [str(problem) for problem in problems]
        echo_json({"slots": slots, "problems": told, "warnings": warnings})
        return
    for slot in slots:
        _show_slot(slot)
    if not slots:
        click.echo("Không có buổi phát nào trong những ngày này.")
    for problem in problems:
        click.echo(f"Lỗi lịch: {problem.vi}")
    for line in warnings:
        click.echo(f"Lưu ý: {line}")


def _told(found: Sequence[room.RuleWarning]) -> list[str]:
    """Return the warnings with the slot and the days that each is of."""
    days: dict[tuple[str, str, str], list[str]] = {}
    for warning in found:
        begin = local(warning.slot.planned_at)
        key = (warning.slot.name, f"{begin:%H:%M}", warning.vi)
        days.setdefault(key, []).append(f"{begin:%d/%m}")
    return [
        f"{name} {time} ngày {', '.join(dict.fromkeys(of))}: {vi}"
        for (name, time, vi), of in days.items()
    ]


@click.command()
@click.option("--from", "first", type=Day(), help="Without it, today.")
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True, help="How many.")
@json_option
@click.pass_context
def rehearse(ctx: click.Context, first: date | str | None, days: int, *, as_json: bool) -> None:
    """Run the days through the real director on a simulated clock, silent; nothing is logged."""
    from broadcaster.playout import rehearse as run

    app = station_app(ctx, last_good=True)
    slots = run(app.store, app.station, app.schedules.load(), day_of(app, first), days)
    if as_json:
        echo_json({"slots": [_rehearsed_json(slot) for slot in slots]})
        return
    echo_table(
        ("Giờ phát", "Chương trình", "Kết quả", "Số mục", "Thời lượng", "Lý do"),
        (
            (
                day_and_time(slot.planned_at),
                slot.name,
                room.STATE_VI[slot.state],
                sum(entry.started_at is not None for entry in slot.entries),
                f"{slot.heard_s:.0f} s",
                slot.reason,
            )
            for slot in slots
        ),
    )
    click.echo(f"{len(slots)} {'slot' if len(slots) == 1 else 'slots'} rehearsed")


def _rehearsed_json(slot: "RehearsedSlot") -> dict[str, Any]:
    shown = asdict(slot)
    shown["left_out"] = [
        {"news_id": news_id, "title": title, "reason": reason}
        for news_id, title, reason in slot.left_out
    ]
    return shown


def _slots(app: App, schedules: Schedules, first: date, days: int) -> list[Slot]:
    """Return the slots of the days, the coming ones laid out first, as the player does."""
    with app.store.writing() as session:
        room.lay_out(session, app.clock, schedules)
        return room.slots_on(session, schedules, first, days, app.clock.now())


def _slots_json(
    app: App, schedules: Schedules, slots: list[Slot], begin: datetime
) -> list[dict[str, Any]]:
    with app.store.reading() as session:
        aired = airlog.airings(session)
        changes = room.slot_changes(session, [slot.id for slot in slots if slot.id])
        tomorrow = app.clock.now() + timedelta(days=1)
        logged = airlog.by_slot(airlog.entries(session, begin, tomorrow))
        ahead = room.rundowns_ahead(session, app.station, schedules, slots, aired)
        rundowns = {(slot.programme, slot.planned_at): rundown for slot, rundown in ahead}
        shown = []
        for slot in slots:
            rundown = rundowns.get((slot.programme, slot.planned_at))
            if rundown is not None:
                shown.append(_slot_json(slot, rundown.entries, rundown.left_out, rundown.notes))
            else:
                entries = room.frozen(session, slot.id) if slot.id else []
                left_out = room.left_out(session, slot.id) if slot.id else []
                why = [change.reason for change in changes.get(slot.id or 0, ())][-1:]
                early = airlog.ended_early(slot.state, "".join(why), logged.get(slot.id, ()))
                notes = [reason for reason in why if reason and (early or slot.state in NOT_HEARD)]
                shown.append(_slot_json(slot, entries, left_out, notes, early=early))
    return shown


def _slot_json(
    slot: Slot,
    entries: Sequence[Entry | PlannedEntry],
    left_out: Sequence[Omission | LeftOut],
    notes: Sequence[str],
    *,
    early: bool = False,
) -> dict[str, Any]:
    return {
        "slot": slot.id,
        "programme": slot.programme,
        "name": slot.name,
        "planned_at": slot.planned_at,
        "length_s": slot.length_s,
        "rule": slot.rule,
        "state": slot.state,
        "ended_early": early,
        "entries": [
            {
                "kind": entry.kind,
                "title": entry.title,
                "section": entry.section or None,
                "news_id": entry.news_id,
                "revision": entry.revision,
                "repeat": entry.repeat,
                "voice": entry.voice,
                "offset_s": round(entry.offset_s, 3),
                "planned_s": round(entry.planned_s, 3),
                "file": entry.file,
                "shape": _shape_json(entry),
            }
            for entry in entries
        ],
        "left_out": [
            {
                "news_id": out.news_id,
                "revision": out.revision,
                "title": out.title,
                "reason": out.reason,
            }
            for out in left_out
        ],
        "notes": list(notes),
    }


def _shape_json(entry: Entry | PlannedEntry) -> dict[str, Any] | None:
    """Return how the entry is heard, where that is not plain."""
    shape = entry.shape if isinstance(entry.shape, Shape) else shape_of(entry.shape)
    return None if shape == PLAIN else asdict(shape)


def _heard_as(shape: dict[str, Any] | None) -> str:
    """Return in words (Vietnamese) how an entry is heard; empty for a plain one."""
    if shape is None:
        return ""
    if shape["filler"]:
        return " (phát thêm cho đủ giờ)"
    return "" if shape["lead_s"] is None else " (nhỏ dần dưới lời tiếp theo)"


def _show_slot(slot: dict[str, Any]) -> None:
    click.echo()
    state = airlog.ENDED_EARLY_VI if slot["ended_early"] else room.STATE_VI[slot["state"]]
    click.echo(
        f"{day_and_time(slot['planned_at'])}  {slot['name']}  "
        f"({slot['length_s'] / 60:g} phút, {state.lower()})"
    )
    rows = [
        (
            clock_time(slot["planned_at"] + timedelta(seconds=entry["offset_s"])),
            room.KIND_VI[entry["kind"]],
            entry["title"] + (" (phát lại)" if entry["repeat"] else "") + _heard_as(entry["shape"]),
            f"{entry['planned_s']:.1f}",
        )
        for entry in slot["entries"]
    ]
    if rows:
        echo_table(("Giờ", "Loại", "Nội dung", "Giây"), rows)
    for out in slot["left_out"]:
        click.echo(f"  Không phát: {out['news_id']}. {out['title']}: {out['reason']}")
    for note in slot["notes"]:
        click.echo(f"  {note}")

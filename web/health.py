"""How the player fared in the last 24 hours: drawn, and as a table."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template

from broadcaster.clock import local
from broadcaster.kept_settings import KEPT_FILE
from broadcaster.playout import HealthMinute, Silence, health_since, silences
from web.panel import panel
from web.words import written_length, written_tenths

HOURS = 24
STEP = timedelta(minutes=5)
STEPS = int(timedelta(hours=HOURS) / STEP)
QUIETEST_DBFS = -60.0
NOTHING_BELOW_DBFS = -100.0

blueprint = Blueprint("health", __name__, url_prefix="/health")


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar of a drawing: its place and its height, both 0 to 1; what is wrong stands out."""

    at: float
    height: float
    bad: bool = False


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """One figure over the day. `top` is what a full bar means, `summary` says it in words."""

    name: str
    top: str
    summary: str
    bars: Sequence[Bar]


@dataclass(frozen=True, kw_only=True)
class Hour:
    """One hour of the tables.

    `ready_min` is how long the output was open, or at rest and ready to be; `latency_ms` the most
    by which it was ahead of the ear; `unheard_s` for how many seconds the sounds that began in it
    aired in vain; `next_at` the start that the player awaited in the end.
    """

    begin: datetime
    ran_min: int
    on_air_min: int
    ready_min: int
    latency_ms: float
    underruns: int
    start_error_ms: float | None
    unheard_s: float
    next_at: datetime | None
    memory_mib: float
    cpu_percent: float
    silent_min: int
    stalled_min: int
    unpowered_min: int


@blueprint.get("")
def page() -> str:
    """Show the last 24 hours."""
    now = panel().clock.now()
    begin = now - timedelta(hours=HOURS)
    with panel().store.reading() as session:
        rows = health_since(session, begin)
        unheard = silences(session, begin, now)
    return render_template(
        "health/page.html",
        now=now,
        drawings=drawings_of(rows, now, unheard),
        hours=hours_of(rows, unheard),
        monitored=bool(panel().station.monitor),
        kept_file=KEPT_FILE,
    )


@blueprint.get("/settings")
def settings_part() -> str:
    """Show what is wrong with the settings, for the page that asks now and then."""
    return render_template("health/settings.html")


def hours_of(rows: Sequence[HealthMinute], unheard: Sequence[Silence] = ()) -> list[Hour]:
    """Return the hours in which the player said anything, the newest first, in local time.

    `unheard` is what aired while nothing came out of the loudspeakers.
    """
    found: dict[datetime, list[HealthMinute]] = defaultdict(list)
    for row in rows:
        found[_hour_of(row.at - timedelta(seconds=30))].append(row)
    unheard_s: dict[datetime, float] = defaultdict(float)
    for silence in unheard:
        unheard_s[_hour_of(silence.began)] += silence.seconds
    return [
        _hour(begin, found.get(begin, ()), unheard_s.get(begin, 0.0))
        for begin in sorted(found.keys() | unheard_s.keys(), reverse=True)
    ]


def _hour_of(moment: datetime) -> datetime:
    return local(moment).replace(minute=0, second=0, microsecond=0)


def _hour(begin: datetime, rows: Sequence[HealthMinute], unheard_s: float) -> Hour:
    starts = [row.start_error_ms for row in rows if row.start_error_ms is not None]
    return Hour(
        begin=begin,
        ran_min=min(60, len(rows)),
        on_air_min=min(60, sum(row.on_air for row in rows)),
        ready_min=min(60, sum(row.output_open for row in rows)),
        latency_ms=max((row.latency_ms for row in rows), default=0.0),
        underruns=sum(row.underruns for row in rows),
        start_error_ms=max(starts, key=abs, default=None),
        unheard_s=unheard_s,
        next_at=rows[-1].next_at if rows else None,
        memory_mib=max((row.memory_mib for row in rows), default=0.0),
        cpu_percent=sum(row.cpu_percent for row in rows) / max(1, len(rows)),
        silent_min=sum(bool(row.output_error) for row in rows),
        stalled_min=sum(row.stalled for row in rows),
        unpowered_min=sum(bool(row.amplifier_error) for row in rows),
    )


def _is_ill(row: HealthMinute) -> bool:
    return bool(row.output_error or row.stalled or row.amplifier_error)


def _step_of(moment: datetime, now: datetime) -> int:
    """Return which bar of a drawing the moment belongs to: 0 to `STEPS` - 1 within the day."""
    return STEPS - 1 - int((now - moment) / STEP)


def drawings_of(
    rows: Sequence[HealthMinute], now: datetime, unheard: Sequence[Silence] = ()
) -> list[Drawing]:
    """Return the drawings of the day; a step without a row leaves a gap: the player did not run.

    Where sounds aired and nothing came out of the loudspeakers (`unheard`) the level stands out.
    """
    steps: dict[int, list[HealthMinute]] = defaultdict(list)
    for row in rows:
        step = _step_of(row.at, now)
        if 0 <= step < STEPS:
            steps[step].append(row)
    unheard_steps = {
        step
        for silence in unheard
        for step in range(_step_of(silence.began, now), _step_of(silence.ended, now) + 1)
    }
    if not rows:
        return []

    def drawn(
        name: str,
        unit: str,
        summary: str,
        worth: Callable[[HealthMinute], float],
        bad: Callable[[HealthMinute], bool],
        top: float,
    ) -> Drawing:
        bars = [
            Bar(
                at=step / STEPS,
                height=min(1.0, max(map(worth, there)) / top),
                bad=any(map(bad, there)),
            )
            for step, there in sorted(steps.items())
        ]
        return Drawing(name=name, top=f"{top:.0f} {unit}", summary=summary, bars=bars)

    underruns = sum(row.underruns for row in rows)
    memory = max(row.memory_mib for row in rows)
    processor = max(row.cpu_percent for row in rows)
    loudest = max(row.level_dbfs for row in rows)
    failed = sum(map(_is_ill, rows))
    heard = f"to nhất {loudest:.0f} dBFS" if loudest > NOTHING_BELOW_DBFS else "không có tiếng"
    lost = written_length(sum(silence.seconds for silence in unheard))
    dead_air = f"; không có tiếng ra loa {lost}" if unheard else ""
    return [
        drawn(
            "Mức tiếng ra",
            "dB trên mức im lặng",
            f"{heard}; {failed} phút có lỗi thiết bị hoặc âm-li{dead_air}",
            lambda row: max(0.0, row.level_dbfs - QUIETEST_DBFS),
            lambda row: _is_ill(row) or _step_of(row.at, now) in unheard_steps,
            -QUIETEST_DBFS,
        ),
        drawn(
            "Hụt tiếng",
            "lần trong một phút",
            f"cả ngày {underruns} lần",
            lambda row: row.underruns,
            lambda row: row.underruns > 0,
            max(1.0, *(row.underruns for row in rows)),
        ),
        drawn(
            "Bộ nhớ",
            "MiB",
            f"nhiều nhất {memory:.0f} MiB",
            lambda row: row.memory_mib,
            lambda row: False,  # noqa: ARG005 - no amount of memory is a fault by itself
            max(100.0, memory),
        ),
        drawn(
            "Bộ xử lý",
            "% một nhân",
            f"nhiều nhất {written_tenths(processor)} %",
            lambda row: row.cpu_percent,
            lambda row: False,  # noqa: ARG005 - as above
            max(10.0, processor),
        ),
    ]

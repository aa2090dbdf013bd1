"""Whether the machine's clock can be believed, and what a jump of it skipped. Plain values only."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from broadcaster.clock import Clock, local
from broadcaster.playout.air import SlotPlan
from broadcaster.playout.lateness import too_late

JUMP_S = 1.0
"""What the wall clock may gain or lose between two looks: more is a step, not a correction."""

BEHIND_S = 2.0
"""How far behind the log's last line the clock may be: time servers set clocks back a little."""

SUSPICIOUS_S = 3 * 86_400.0
"""A clock that runs ahead further than this at once is not believed: a sleeping machine is not
away for longer than a weekend, and the slots of those days would be given up for a typing error."""

LONGEST_OFF_S = 366 * 86_400.0
"""A clock that was wrong when the player began is believed once it is set, but not to a time this
long after the log's last line or more: no station is switched off for longer than a year."""

SOFTWARE_IS_FROM = datetime(2025, 1, 1, tzinfo=UTC)
REMEMBERED = 16


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the log says of time: its last line, and up to which line somebody vouched for now.

    `vouched_seq` is the last line when a person said that the clock is right, `vouched_at` what
    the clock showed then. No clock is right before `not_before`.
    """

    not_before: datetime | None = None
    last_seq: int = 0
    last_at: datetime | None = None
    vouched_seq: int = 0
    vouched_at: datetime | None = None


@dataclass(frozen=True)
class Jump:
    """One step of the wall clock: what it showed and, at the same instant, what it shows."""

    before: datetime
    after: datetime

    @property
    def by(self) -> timedelta:
        """How far the clock was stepped; negative if back."""
        return self.after - self.before

    def skipped(self, moment: datetime) -> bool:
        """Whether the moment never was because of this jump."""
        return self.before < moment <= self.after


class Doubt(NamedTuple):
    """Why the machine's clock cannot be believed, in English and in Vietnamese."""

    en: str
    vi: str


def doubt(now: datetime, known: Known, leap: Jump | None = None) -> Doubt | None:
    """Return why the timetable must wait; None if the clock can be believed.

    1. No clock shows a time before this software was made.
    2. The last line of the log was written in the past, unless somebody vouched for the clock
       since.
    3. A leap ahead of days while the player ran (`leap`) needs somebody's word too.

    Whether a leap is one is decided where it is seen (`Timekeeper`).
    """
    if known.not_before is not None and now < known.not_before:
        return Doubt(
            f"the clock shows {local(now):%d/%m/%Y}, before this software was made",
            f"đồng hồ máy đang chỉ {_day(now)}, trước cả ngày có phần mềm này",
        )
    if (
        known.last_at is not None
        and known.last_seq > known.vouched_seq
        and now < known.last_at - timedelta(seconds=BEHIND_S)
    ):
        return Doubt(
            f"the clock shows {_second(now)}, before the log's last line "
            f"({_second(known.last_at)})",
            f"đồng hồ máy đang chỉ {_moment(now)}, sớm hơn dòng cuối của nhật ký "
            f"({_moment(known.last_at)})",
        )
    if leap is not None and not (known.vouched_at and known.vouched_at >= leap.after):
        return Doubt(
            f"the clock leapt from {_second(leap.before)} to {_second(leap.after)}",
            f"đồng hồ máy vừa nhảy từ {_moment(leap.before)} tới {_moment(leap.after)}",
        )
    return None


def long_after_all_known(now: datetime, known: Known) -> bool:
    """Whether a station that was switched off cannot be where this clock is.

    The last line of the log counts, or somebody's word if that is newer; without both nobody knows.
    """
    last = known.last_at if known.last_seq > known.vouched_seq else known.vouched_at
    return last is not None and now - last > timedelta(seconds=LONGEST_OFF_S)


class Timekeeper:
    """Compares the wall clock with the monotonic one at each look, and remembers the jumps.

    `_astray_s` is how far the clock was stepped, all in all, since it was believed last; None where
    it is held without a step: then it was wrong from the start, and only the log knows better.
    """

    def __init__(self, clock: Clock, on_jump: Callable[[Jump], None] | None = None) -> None:
        """`on_jump` is told of each jump, in the thread that looks."""
        self._clock = clock
        self._on_jump = on_jump
        self._jumps: deque[Jump] = deque(maxlen=REMEMBERED)
        self._leap: Jump | None = None
        self._astray_s: float | None = 0.0
        self._known = Known()
        self._wall = clock.now()
        self._monotonic = clock.monotonic()
        self.doubt = doubt(self._wall, self._known)

    @property
    def held(self) -> str:
        """Why the timetable is held (Vietnamese); empty while the clock is believed."""
        return self.doubt.vi if self.doubt else ""

    def learn(self, known: Known) -> None:
        """Take in what the log says; from any thread."""
        self._known = known
        self.doubt = doubt(self._clock.now(), known, self._leap)

    def look(self) -> timedelta:
        """Return how far the wall clock was stepped since the last look; zero if it was not."""
        wall, monotonic = self._clock.now(), self._clock.monotonic()
        expected = self._wall + timedelta(seconds=monotonic - self._monotonic)
        self._wall, self._monotonic = wall, monotonic
        jump = Jump(expected, wall)
        stepped = abs(jump.by.total_seconds()) > JUMP_S
        if stepped:
            self._take_in(jump)
        elif self.held and self._astray_s == 0.0:
            self._astray_s = None
        if stepped or self.held:
            self.doubt = doubt(wall, self._known, self._leap)
        if not self.held:
            self._leap, self._astray_s = None, 0.0
        return jump.by if stepped else timedelta()

    def why_too_late(self, plan: SlotPlan, now: datetime, limit_s: float) -> str | None:
        """Return why a slot that has not begun by `now` is given up; None if it may begin."""
        reason = too_late(plan, now, limit_s)
        if reason is None:
            return None
        for jump in self._jumps:
            if jump.skipped(plan.planned_at):
                return f"đồng hồ máy nhảy từ {_moment(jump.before)} tới {_moment(jump.after)}"
        return reason

    def _take_in(self, jump: Jump) -> None:
        """Remember the jump, and forget what a clock that was set back has not skipped after all.

        A leap is over once the clock is back to about where it would be without any step.
        """
        by_s = jump.by.total_seconds()
        if self._astray_s is not None:
            self._astray_s += by_s
        if not self._is_implausible(jump.after):
            self._leap = None
        elif self._leap is None:
            self._leap = jump
        if by_s > 0:
            self._jumps.append(jump)
        else:
            kept = [past for past in self._jumps if past.after <= jump.after]
            self._jumps = deque(kept, maxlen=REMEMBERED)
        if self._on_jump is not None:
            self._on_jump(jump)

    def _is_implausible(self, now: datetime) -> bool:
        """Whether the clock was stepped further ahead than a machine sleeps or a station is off."""
        if self._astray_s is None:
            return long_after_all_known(now, self._known)
        return self._astray_s > SUSPICIOUS_S


def _moment(moment: datetime) -> str:
    return f"{local(moment):%H:%M:%S ngày %d/%m/%Y}"


def _second(moment: datetime) -> str:
    return f"{local(moment):%d/%m/%Y %H:%M:%S}"


def _day(moment: datetime) -> str:
    return f"ngày {local(moment):%d/%m/%Y}"

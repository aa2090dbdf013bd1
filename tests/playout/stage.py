"""A stage for the director: simulated output, a desk and a journal that remember everything."""

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from broadcaster.airlog import Outcome
from broadcaster.playout.air import AirItem, Alarm, Laid, Limits, Request, Show, SlotPlan
from broadcaster.playout.desk.journal import airing
from broadcaster.playout.director import Director
from broadcaster.playout.live.carriage import Carriage
from broadcaster.playout.simulation import SimulatedOutput
from broadcaster.playout.sounds.shaping import voiced
from broadcaster.playout.timekeeping import Timekeeper
from broadcaster.timetable import EntryKind, SlotState, StartRule, Volume
from tests.rig.fake_clock import FakeClock

RATE = 1000


class Silence:
    """A sound of a length, with nothing in it."""

    def __init__(self, seconds: float) -> None:
        self.frames = round(seconds * RATE)

    def read(self, start: int, count: int) -> object:
        raise AssertionError(start, count)


@dataclass
class Heard:
    """One line of the fake log."""

    title: str
    outcome: Outcome
    started_at: datetime | None
    heard_s: float
    reason: str = ""
    offset_s: float = 0.0


@dataclass
class FakeJournal:
    """Remembers what the log would say."""

    lines: list[Heard] = field(default_factory=list)
    begun: dict[str, AirItem] = field(default_factory=dict)
    slots_missed: list[str] = field(default_factory=list)
    writes: bool = True

    def started(self, entry: str, item: AirItem, at: datetime) -> None:
        del at
        self.begun[entry] = item

    def is_written(self, entry: str) -> bool:
        return self.writes and entry in self.begun

    def ended(
        self, laid: Laid, *, started_at: datetime, ended_at: datetime, heard_s: float
    ) -> None:
        del ended_at
        item = self.begun.pop(laid.entry)
        offset = airing(item, RATE).offset_s
        self.lines.append(Heard(item.title, laid.outcome, started_at, heard_s, laid.reason, offset))

    def missed(self, item: AirItem, reason: str, *, outcome: Outcome = Outcome.MISSED) -> None:
        if item.entry:
            self.begun.pop(item.entry)
        elif item.is_spare:
            return
        self.lines.append(Heard(item.title, outcome, None, 0.0, reason))

    def missed_slot(self, plan: SlotPlan, reason: str) -> None:
        self.slots_missed.append(f"{plan.name}: {reason}")


@dataclass
class FakeDesk:
    """Slots by hand; `forbidden` names the titles whose approval was taken away.

    `recalled` are the news items that were withdrawn while they had their place.
    """

    shows: list[Show] = field(default_factory=list)
    forbidden: set[str] = field(default_factory=set)
    recalled: set[int] = field(default_factory=set)
    closed: list[tuple[str, SlotState, str]] = field(default_factory=list)
    alarm_states: list[tuple[str, str]] = field(default_factory=list)
    turns: list[str] = field(default_factory=list)
    positions: list[tuple[str, float]] = field(default_factory=list)
    volume: Volume = field(default_factory=Volume)

    def due(self, until: datetime) -> Sequence[SlotPlan]:
        return [show.plan for show in self.shows if show.plan.planned_at <= until]

    def freeze(self, plan: SlotPlan) -> Show | None:
        show = next(show for show in self.shows if show.plan is plan)
        self.shows.remove(show)
        return show

    def refuses(self, item: AirItem) -> str | None:
        return "chưa được duyệt" if item.title in self.forbidden else None

    def withdrawn(self, items: Sequence[AirItem]) -> Collection[int]:
        return self.recalled & {item.news_id or 0 for item in items}

    def voiced(self, item: AirItem, at: datetime) -> AirItem:
        return voiced(item, self.volume, (), at, RATE)

    def close(self, plan: SlotPlan, state: SlotState, reason: str) -> None:
        self.shows = [show for show in self.shows if show.plan is not plan]
        self.closed.append((plan.name, state, reason))

    def note_position(self, entry: str, began: datetime, heard_s: float) -> None:
        self.positions.append((entry, heard_s))

    def alarm_starts(self, alarm: Alarm) -> None:
        self.turns.append(alarm.id)

    def alarm_changed(self, alarm: Alarm, state: str, reason: str) -> None:
        del reason
        self.alarm_states.append((alarm.id, state))


class Stage:
    """Everything a director needs, and shorthands to play with it."""

    def __init__(self, *, late_start_s: float = 600.0, longest_s: float = 300.0) -> None:
        self.clock = FakeClock()
        self.began = self.clock.now()
        self.out = SimulatedOutput(self.clock, RATE)
        self.desk = FakeDesk()
        self.journal = FakeJournal()
        self.timekeeper = Timekeeper(self.clock)
        self._limits = Limits(late_start_s=late_start_s, longest_interruption_s=longest_s)
        self._ids = count(1)
        self.direct()

    def direct(self, carriage: Carriage | None = None) -> None:
        """Have a new director, with that carriage."""
        self.director = Director(
            self.clock,
            self.out,
            self.desk,
            self.journal,
            self._limits,
            carriage=carriage,
            timekeeper=self.timekeeper,
        )

    def slot(
        self,
        name: str,
        in_s: float,
        *lengths_s: float,
        length_s: float = 600.0,
        rule: StartRule = StartRule.HARD,
    ) -> SlotPlan:
        """Put a slot on the timetable, with items named `NAME 1`, `NAME 2`, …"""
        plan = SlotPlan(
            slot_id=next(self._ids),
            name=name,
            planned_at=self.began + timedelta(seconds=in_s),
            length_s=length_s,
            rule=rule,
        )
        items = deque(
            AirItem(
                kind=EntryKind.ITEM,
                title=f"{name} {number}",
                sound=Silence(seconds),  # type: ignore[arg-type]
                slot_id=plan.slot_id,
                position=number,
                news_id=number,
            )
            for number, seconds in enumerate(lengths_s, 1)
        )
        self.desk.shows.append(Show(plan=plan, pending=items))
        return plan

    def run(self, seconds: float, step_s: float = 0.05) -> None:
        """Let time pass, the director stepping as the player makes it step."""
        for _ in range(round(seconds / step_s)):
            self.director.step()
            self.clock.advance(step_s)
        self.director.step()

    def run_dry(self, seconds: float) -> None:
        """Let the device be silent for so long, and then go on where it was."""
        self.out._began += seconds

    def ask(self, request: Request) -> dict[str, object]:
        """Ask the director and return its answer."""
        self.director.ask(request)
        self.director.step()
        return request.answer.result(0)

    def alarm(
        self, name: str, *, level: int = 3, tone_s: float = 4.0, drill: bool = False
    ) -> Request:
        """Return the request for an interruption."""
        kind = EntryKind.DRILL if drill else EntryKind.EMERGENCY
        tone = AirItem(kind=kind, title=f"tone {name}", sound=Silence(tone_s), alarm=name)  # type: ignore[arg-type]
        return Request(
            do="interrupt",
            by="duyet",
            alarm=Alarm(
                id=name, drill=drill, level=level, tone=tone, asked_at=self.clock.monotonic()
            ),
        )

    def message(self, name: str, seconds: float) -> Request:
        """Return the request that hands over the message of an interruption."""
        item = AirItem(
            kind=EntryKind.EMERGENCY,
            title=f"message {name}",
            sound=Silence(seconds),  # type: ignore[arg-type]
            alarm=name,
            news_id=99,
        )
        return Request(do="message", id=name, message=item)

    def heard(self, title: str) -> list[Heard]:
        """Return the lines of the log about a title."""
        return [line for line in self.journal.lines if line.title == title]

    def offset(self, line: Heard) -> float:
        """Return when a line started, in seconds after the stage was set."""
        assert line.started_at
        return round((line.started_at - self.began).total_seconds(), 3)

"""The player's book of interruptions: which are open, which are told again and when."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from broadcaster.clock import Clock, local
from broadcaster.playout.air import AirItem, Alarm
from broadcaster.playout.interruptions.note import AlarmNote
from broadcaster.playout.interruptions.plans import RepeatPlan, may_go_on
from broadcaster.playout.interruptions.words import (
    CANCELLED,
    GAVE_WAY,
    INTERRUPTED,
    ON_AIR,
    QUEUED,
    STARTING,
    STOPPED,
    WAITING,
)

WITH_THE_TURN = frozenset({ON_AIR, STARTING})
OVER = frozenset({"ended", "failed"})
STOPS_ALLOWED = 2
"""An interruption during which the player stopped more often is suspected of being the cause."""

REMEMBERED = 64
"""Of so many that are over it is known how they came to their end."""

BEHIND_ANOTHER = "chờ lượt phát khẩn cấp đang phát"
TIME_OVER = "đã hết thời gian nhắc lại"

_log = logging.getLogger(__name__)

Teller = Callable[[Alarm, str, str], None]
Later = Callable[[Callable[[], object]], object]


@dataclass
class Page:
    """One interruption that is not over: as it was asked for, and where it stands."""

    alarm: Alarm
    asked: dict[str, Any]
    asked_at: datetime
    plan: RepeatPlan | None
    state: str = QUEUED
    message: dict[str, Any] | None = None
    whole: AirItem | None = None
    began: float = 0.0
    again: float | None = None
    again_at: datetime | None = None
    stops: int = 0
    answered: bool = False
    given_up: str = ""
    """How it is to end, if a person or a higher one ends it."""
    ends: float | None = None
    """The monotonic second at which the plan ends: a stepped clock changes nothing about it."""
    clock_was_behind: bool = False
    """Whether it was taken up when the clock showed a time before that of its asking."""


class AlarmBook:
    """Keeps a page for each interruption until it is over or cancelled; a restart finds them.

    1. An interruption is written in when it is asked for, and its message when it is there. The
       next player finds it once who asked was answered: who was told nothing asks again.
    2. When its message was heard, a plan to repeat it lets it wait for the next time.
    3. What waits is due again after its time, as long as the plan lasts.
    It may be asked from any thread.
    """

    def __init__(self, clock: Clock, note: AlarmNote, tell: Teller, later: Later) -> None:
        """`tell` writes into the history, `later` does what takes a while; neither waits."""
        self._later = later
        self._clock = clock
        self._note = note
        self._tell = tell
        self._pages: dict[str, Page] = {}
        self._given_up: dict[str, str] = {}
        self._lock = threading.RLock()

    def asked(self, alarm: Alarm, request: dict[str, Any]) -> None:
        """Open a page and keep it."""
        with self._lock:
            self._open(alarm, request, self._clock.now())
            self._keep()

    def _open(self, alarm: Alarm, request: dict[str, Any], asked_at: datetime) -> Page:
        now = self._clock.now()
        page = Page(
            alarm=alarm,
            asked=request,
            asked_at=asked_at,
            plan=plan_of(request),
            began=self._clock.monotonic(),
            clock_was_behind=now < asked_at,
        )
        self._set_end(page, max(now, asked_at))
        self._pages[alarm.id] = page
        return page

    def refused(self, name: str) -> None:
        """Tear the page out: the player could not take the interruption."""
        with self._lock:
            if self._pages.pop(name, None):
                self._keep()

    def answered(self, name: str, *, queued: bool) -> None:
        """Keep it, also for the next player: who asked is told that it is heard, or is `queued`."""
        with self._lock:
            page = self._pages.get(name)
            if page is None:
                return
            page.answered = True
            if page.state == STARTING:
                page.state = ON_AIR
            if queued and page.state == QUEUED:
                self._tell(page.alarm, "requested", BEHIND_ANOTHER)
            self._keep()

    def message_given(self, name: str, request: dict[str, Any], message: AirItem) -> None:
        """Keep the message, to be told again."""
        with self._lock:
            page = self._pages.get(name)
            if page is not None:
                page.message, page.whole = request, message
                self._keep()

    def changed(self, alarm: Alarm, state: str) -> None:
        """Learn how far an interruption has come; the director says so.

        One has its turn at a time: what had it is interrupted, and told again behind this one.
        """
        with self._lock:
            page = self._pages.get(alarm.id)
            if page is None:
                return
            if state in WITH_THE_TURN:
                for other in self._pages.values():
                    if other is not page and other.state in WITH_THE_TURN:
                        other.state = INTERRUPTED
                page.state, page.began = state, self._clock.monotonic()
            elif state in OVER and not self._waits_again(page, alarm):
                self._tear_out(page)
            self._keep()

    def standing(self, name: str) -> str:
        """Return how an open one stands, or how one was given up; empty for any other."""
        with self._lock:
            page = self._pages.get(name)
            return page.state if page else self._given_up.get(name, "")

    def due(self) -> list[Alarm]:
        """Return the interruptions whose time has come again, each as if newly asked for."""
        now = self._clock.monotonic()
        found, over = [], []
        with self._lock:
            for page in self._pages.values():
                if page.again is None or page.again > now:
                    continue
                page.again = page.again_at = None
                if (left_s := self._left_s(page)) is not None and left_s <= 0:
                    over.append(page)
                    continue
                page.state = QUEUED
                found.append(self._anew(page))
            for page in over:
                self._tear_out(page)
                self._tell(page.alarm, "ended", TIME_OVER)
            if over:
                self._keep()
        return found

    def cancel(self, name: str, reason: str, how: str = CANCELLED) -> str:
        """End the plan; return the state its interruption was in, empty if there is none."""
        with self._lock:
            page = self._pages.get(name)
            if page is None:
                return ""
            page.plan, page.given_up = None, how
            if page.state == WAITING:
                self._tear_out(page)
                self._tell(page.alarm, "ended", reason)
                self._keep()
                return WAITING
            self._keep()
            return page.state

    def cancel_all(self, reason: str, *, only_drills: bool = False) -> None:
        """End every plan, or those of drills, which give way to a real emergency."""
        how = GAVE_WAY if only_drills else STOPPED
        with self._lock:
            for name, page in tuple(self._pages.items()):
                if page.alarm.drill or not only_drills:
                    self.cancel(name, reason, how)

    def state(self) -> list[dict[str, Any]]:
        """Return the open interruptions as plain JSON values, in the order of asking."""
        with self._lock:
            return [_shown(page) for page in self._pages.values()]

    def restore(
        self,
        alarm_of: Callable[[dict[str, Any]], Alarm],
        message_of: Callable[[dict[str, Any]], AirItem],
    ) -> tuple[list[Alarm], set[str]]:
        """Return what goes on after a restart: what is due now, and the names of all.

        `alarm_of` and `message_of` make the parts of a request anew; what they refuse is over. The
        stop of the one that is opened is noted before: a sound that kills the player is not opened
        at each start.
        """
        due: list[Alarm] = []
        names: set[str] = set()
        pages = self._note.read()
        for place, kept in enumerate(pages):
            stopped = _stopped_again(kept)
            self._note.keep([*pages[:place], stopped, *pages[place + 1 :]])
            try:
                with self._lock:
                    alarm = self._restored(stopped, alarm_of, message_of)
            except Exception:  # noqa: BLE001 - a torn note must not keep the player from the air
                _log.exception("an interruption of before the stop cannot be taken up again")
                continue
            if alarm is not None:
                names.add(alarm.id)
                if self._pages[alarm.id].state == QUEUED:
                    due.append(alarm)
        with self._lock:
            self._keep()
        return due, names

    def _restored(
        self,
        kept: dict[str, Any],
        alarm_of: Callable[[dict[str, Any]], Alarm],
        message_of: Callable[[dict[str, Any]], AirItem],
    ) -> Alarm | None:
        """Return the interruption with its page opened anew; None if its time is over."""
        now = self._clock.now()
        asked_at = datetime.fromisoformat(kept["asked_at"])
        stops = int(kept["stops"])
        if stops > STOPS_ALLOWED or not may_go_on(asked_at, now, plan_of(kept["asked"])):
            return None
        alarm = alarm_of(kept["asked"])
        message = message_of(kept["message"]) if kept["message"] else None
        alarm.message = message
        page = self._open(alarm, kept["asked"], asked_at)
        page.message, page.whole, page.stops = kept["message"], message, stops
        page.answered = True
        if kept["again_at"]:
            page.stops = 0
            self._wait_from(page, datetime.fromisoformat(kept["again_at"]), now)
        return alarm

    def _wait_from(self, page: Page, again_at: datetime, now: datetime) -> None:
        every_s = page.plan.every_s if page.plan else 0.0
        wait_s = min(max(0.0, (again_at - now).total_seconds()), every_s)
        page.state, page.again_at = WAITING, again_at
        page.again = self._clock.monotonic() + wait_s

    def _waits_again(self, page: Page, alarm: Alarm) -> bool:
        """Let it wait for its next time, if it has one; what was given up has none."""
        if page.plan is None or page.whole is None or alarm.given_up:
            return False
        monotonic = self._clock.monotonic()
        wait_s = page.plan.next_in(monotonic - page.began, self._left_s(page))
        if wait_s is None:
            return False
        page.state = WAITING
        page.again = monotonic + wait_s
        page.again_at = self._clock.now() + timedelta(seconds=wait_s)
        self._tell(page.alarm, "requested", f"nhắc lại lúc {local(page.again_at):%H:%M:%S}")
        return True

    def _left_s(self, page: Page) -> float | None:
        """Return how long the plan lasts; None if it has no end.

        Taken up by a clock that was behind, its end is known once the clock is not.
        """
        now = self._clock.now()
        if page.clock_was_behind and now >= page.asked_at:
            page.clock_was_behind = False
            self._set_end(page, now)
        return None if page.ends is None else page.ends - self._clock.monotonic()

    def _set_end(self, page: Page, now: datetime) -> None:
        if page.plan and page.plan.until:
            page.ends = self._clock.monotonic() + (page.plan.until - now).total_seconds()

    def _anew(self, page: Page) -> Alarm:
        page.alarm = replace(
            page.alarm,
            message=page.whole,
            toned=False,
            laid_message=False,
            begun=False,
            told=False,
            given_up="",
            asked_at=self._clock.monotonic(),
        )
        return page.alarm

    def _tear_out(self, page: Page) -> None:
        """Close the page; how it was given up is remembered for who brings its words."""
        del self._pages[page.alarm.id]
        if page.given_up:
            self._given_up[page.alarm.id] = page.given_up
            for oldest in list(self._given_up)[:-REMEMBERED]:
                del self._given_up[oldest]

    def _keep(self) -> None:
        pages = [
            {
                "id": page.alarm.id,
                "asked": page.asked,
                "asked_at": page.asked_at.isoformat(),
                "message": page.message,
                "again_at": page.again_at.isoformat() if page.again_at else None,
                "stops": page.stops,
            }
            for page in self._pages.values()
            if page.answered and not page.given_up
        ]
        self._later(lambda: self._note.keep(pages))


def _stopped_again(kept: dict[str, Any]) -> dict[str, Any]:
    """Return the page with one stop of the player more; a torn one as it is."""
    stops = kept.get("stops")
    return {**kept, "stops": stops + 1} if isinstance(stops, int) else kept


def plan_of(request: dict[str, Any]) -> RepeatPlan | None:
    """Return the plan of a request; None if it is to be heard once. `InvalidInput`."""
    if not request.get("repeat_s"):
        return None
    until = request.get("until")
    return RepeatPlan(
        every_s=float(request["repeat_s"]),
        until=datetime.fromisoformat(until) if until else None,
    )


def _shown(page: Page) -> dict[str, Any]:
    return {
        "id": page.alarm.id,
        "title": (page.message or page.asked).get("title", ""),
        "drill": page.alarm.drill,
        "level": page.alarm.level,
        "by": page.asked.get("by", ""),
        "state": page.state,
        "repeat_s": page.plan.every_s if page.plan else None,
        "until": page.plan.until.isoformat() if page.plan and page.plan.until else None,
        "again_at": page.again_at.isoformat() if page.again_at else None,
    }

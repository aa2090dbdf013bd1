"""The director: decides, step by step, what is laid into the output and what the log says of it.

It owns no thread, no database and no device: time, output, desk and journal are given to it, so
a year can be rehearsed in seconds with the very code that plays.
"""

from collections import deque
from datetime import datetime, timedelta

from broadcaster.airlog import Outcome
from broadcaster.clock import Clock
from broadcaster.playout.air import (
    AirItem,
    Alarm,
    Desk,
    Journal,
    Laid,
    Limits,
    Output,
    Request,
    Show,
    SlotPlan,
)
from broadcaster.playout.amplifier.decision import AlwaysOn, AmplifierState
from broadcaster.playout.fitting import FULL, ending_of, fill, fit
from broadcaster.playout.interruptions.alarms import ENDINGS, Alarms
from broadcaster.playout.live.carriage import Carriage, NoCarriage
from broadcaster.playout.requests import Requests
from broadcaster.playout.timekeeping import Timekeeper
from broadcaster.playout.track import Track
from broadcaster.timetable import SlotState, StartRule

FREEZE_AHEAD_S = 30.0
LAY_AHEAD_S = 2.5
ROUNDING_S = 0.5
NOTHING_AIRED = "không mục nào phát được"
CUT = Outcome.CUT
WITHDRAWN = "tin bài bị thu hồi khi đang phát"


class Director:
    """`step()` brings everything up to now; it is called again and again by the player."""

    def __init__(
        self,
        clock: Clock,
        output: Output,
        desk: Desk,
        journal: Journal,
        limits: Limits,
        *,
        amplifier: AmplifierState | None = None,
        carriage: Carriage | None = None,
        timekeeper: Timekeeper | None = None,
    ) -> None:
        self._clock = clock
        self._amplifier = amplifier or AlwaysOn()
        self._time = timekeeper or Timekeeper(clock)
        self._out = output
        self._desk = desk
        self._journal = journal
        self._limits = limits
        self._requests = Requests()
        self._carriage = carriage or NoCarriage()
        self._track = Track(clock, output, journal)
        self._show: Show | None = None
        self._next: Show | None = None
        self._alarms = Alarms(clock, desk, journal, limits.longest_interruption_s, self._amplifier)
        self.last_start_error_s: float | None = None

    def ask(self, request: Request) -> None:
        """Take a request from another thread; its answer is set in a later step."""
        self._requests.ask(request)

    @property
    def wants_output(self) -> bool:
        """Whether the output must be open: something is on air or about to be."""
        return bool(not self._track.empty or self._show or self._next or self._alarms.active)

    @property
    def on_air(self) -> Laid | None:
        """What is being heard now."""
        laid = self._track.at(self._out.heard()) if self._out.runs else None
        return laid if laid and laid.placed else None

    @property
    def interrupted(self) -> bool:
        """Whether an emergency or a drill is on air or waits."""
        return self._alarms.alarming

    @property
    def show(self) -> SlotPlan | None:
        """The slot that is on air."""
        return show.plan if (show := self._show) else None

    @property
    def coming(self) -> SlotPlan | None:
        """The slot that is frozen and waits for its second."""
        return show.plan if (show := self._next) else None

    def resume(self, on_air: Show | None, coming: Show | None) -> None:
        """Go on with the slot that was on air when the player stopped, and await the frozen one."""
        self._show, self._next = on_air, coming
        self.device_back()

    def step(self) -> None:
        """Bring everything up to now.

        1. Write how the sounds ended that have been heard; end what was withdrawn.
        2. Answer requests (interruption, stop).
        3. Freeze the slot that is near, give up those that are too late, begin one at its second.
        4. Lay what comes next, each item only after a last look at its approval.
        5. Close what is over.
        """
        moved = self._time.look()
        if moved:
            self._track.clock_moved(moved)
            if self._show:
                self._show.clock_moved += moved
        if self._out.runs:
            self._follow()
            self._recall()
            self._change_source()
        else:
            self._alarms.give_up_unheard()
        self._requests.answer(self._answer)
        self._freeze_what_is_near()
        self._begin_next()
        if self._out.runs:
            self._lay_ahead()
            self._close_what_is_over()

    def next_event(self) -> datetime | None:
        """Return when the next step has something to do; None if nothing is known to come."""
        moments = []
        first, end = self._track.first, self._track.end
        if first and end is not None and self._out.runs:
            moments += [self._out.wall_of(first.end), self._out.wall_of(first.next_at)]
            if self._alarms.active or (self._show and self._show.pending):
                lead = round(LAY_AHEAD_S * self._out.rate)
                moments.append(self._out.wall_of(end - lead))
        if self._next:
            moments.append(self._next.plan.planned_at - timedelta(seconds=LAY_AHEAD_S))
        return min(moments, default=None)

    def device_lost(self, heard: int, reason: str = "mất thiết bị âm thanh") -> None:
        """Cut what was on air when the output went away after `heard` samples; it will go on."""
        self._keep_from(heard, reason)
        self._finish(heard)
        self._out.swap(())

    def device_coming(self) -> None:
        """Lay an interruption, to be heard with the first samples of the output that opens."""
        if self._alarms.active:
            self._lay_ahead()

    def device_back(self) -> None:
        """Go on after the output was opened; what no longer fits into the slot is dropped."""
        if self._show:
            self._trim(self._show)

    def shut_down(self, reason: str) -> None:
        """End what is on air with a fade; `step_out` writes it once it was heard.

        What was announced and is not heard yet keeps its open row: the next start goes on there.
        """
        if self._out.runs:
            self._keep_from(self._out.soonest, reason)

    def step_out(self) -> None:
        """Write how the last sounds ended."""
        if self._out.runs and self._track.end is not None:
            self._finish(self._track.end)

    def _answer(self, request: Request) -> dict[str, object]:
        if request.alarm:
            return self._interrupt(request.alarm)
        if request.message:
            return {"taken": self._alarms.give_message(request.id, request.message)}
        if request.do == "abandon":
            return {"taken": self._alarms.abandon(request.id, request.reason)}
        if request.do == "end live":
            return {"ended": self._end_live(request.reason)}
        if state := ENDINGS.get(request.do):
            if self._alarms.cancel(request.id, request.reason, state):
                self._keep_from(self._out.soonest, request.reason)
            return {}
        return {"stopped": self._stop(request.reason)}

    def _interrupt(self, alarm: Alarm) -> dict[str, object]:
        if alarm.live and self._alarms.active:
            return {"id": "", "queued": True}
        if (at_once := self._alarms.ask(alarm)) and self._out.runs:
            with self._out.at_once():
                self._keep_from(self._out.soonest, alarm.goes_first)
                self._lay_ahead()
        return {"id": alarm.id, "queued": not at_once}

    def _end_live(self, reason: str) -> bool:
        """End what somebody speaks, as they wished: it has aired."""
        ended, at = self._carriage.end_live(self._track.laid)
        if self._alarms.end_live(reason) or at is not None:
            self._keep_from(max(self._out.soonest, at or 0), reason, outcome=Outcome.AIRED)
        return ended

    def _stop(self, reason: str) -> bool:
        """Silence now: the slot on air and one that waits past its time are over, alarms end."""
        something = bool(not self._track.empty or self._show or self._alarms.active)
        if self._out.runs:
            with self._out.at_once():
                self._drop_from(self._out.soonest, reason)
        self._alarms.end_all(reason)
        if self._show:
            self._give_up(self._show, reason)
            self._show = None
        if self._next and self._next.plan.planned_at <= self._clock.now():
            self._give_up(self._next, reason)
            self._next = None
        return something

    def _freeze_what_is_near(self) -> None:
        now = self._clock.now()
        if self._next or self._time.held:
            return
        for plan in self._desk.due(now + timedelta(seconds=FREEZE_AHEAD_S)):
            reason = self._time.why_too_late(plan, now, self._limits.late_start_s)
            if reason is None:
                self._next = self._desk.freeze(plan)
                return
            self._desk.close(plan, SlotState.MISSED, reason)
            self._journal.missed_slot(plan, reason)

    def _begin_next(self) -> None:
        """Begin the frozen slot: at its second, or as soon as its rule and the air allow."""
        show, now = self._next, self._clock.now()
        if show is None or self._alarms.active or self._time.held:
            return
        if not self._out.runs:
            self._give_up_if_too_late(show, now)
            return
        early = now < show.plan.planned_at - timedelta(seconds=LAY_AHEAD_S)
        if early or self._amplifier.first_sound_in(tone=False) > LAY_AHEAD_S:
            return
        second = self._out.sample_at(show.plan.planned_at)
        at = max(second, self._soonest)
        if self._show:
            at = self._hand_over(self._show, show.plan, at)
            if at < 0:
                return
        if self._give_up_if_too_late(show, self._out.wall_of(at)):
            return
        show.on_its_second = at == second
        self._next, self._show = None, show
        self._trim(show, at)
        self._lay_ahead(first_at=at)

    def _hand_over(self, old: Show, coming: SlotPlan, at: int) -> int:
        """Return where the coming slot may start over the old one, or -1 if it must wait."""
        reason = f"đến giờ {coming.name}"
        if coming.rule is StartRule.NOT_BEFORE:
            return -1
        playing = self._track.at(at)
        if coming.rule is StartRule.SOFT and playing and playing.start < at:
            at = playing.end
        ends, fade = ending_of(playing, at, self._out.soonest, self._out.rate)
        self._drop_from(ends, reason, fade)
        self._give_up(old, reason)
        self._show = None
        return at

    def _give_up_if_too_late(self, show: Show, begins: datetime) -> bool:
        reason = self._time.why_too_late(show.plan, begins, self._limits.late_start_s)
        if reason is None:
            return False
        if not self._out.runs:
            reason = f"không mở được thiết bị âm thanh; {reason}"
        self._next = None
        self._give_up(show, reason)
        return True

    def _give_up(self, show: Show, reason: str) -> None:
        while show.pending:
            self._journal.missed(show.pending.popleft(), reason)
        self._desk.close(show.plan, show.state, reason)

    def _trim(self, show: Show, at: int | None = None) -> None:
        """Drop what no longer fits before the slot's limit, from sample `at` (or now) on."""
        begins = self._out.wall_of(at) if at is not None else self._clock.now()
        room = (show.limit - begins).total_seconds() + ROUNDING_S
        rate = self._out.rate
        kept, dropped = fit(self._carriage.caught_up(show.pending), round(room * rate), rate)
        for item in dropped:
            self._journal.missed(item, "không còn đủ thời gian trong buổi phát")
        show.pending = deque(kept)

    def _close_what_is_over(self) -> None:
        show = self._show
        if show and not show.pending and self._track.empty and not self._alarms.active:
            self._desk.close(show.plan, show.state, "" if show.begun else NOTHING_AIRED)
            self._show = None

    def _lay_ahead(self, first_at: int | None = None) -> None:
        """Lay items, gapless, until the output is full for the lead time."""
        while self._track.settle() or self._alarms.active:
            if self._show:
                self._show.note_begin(self._track.laid)
            second = self._show.second(self._out) if self._show and not self._alarms.active else 0
            at = max(first_at or 0, self._track.next_place or 0, self._soonest, second)
            if at - self._out.heard() > LAY_AHEAD_S * self._out.rate and first_at is None:
                return
            ahead_s = (at - self._out.heard()) / self._out.rate
            item = self._alarms.next_item(ahead_s) or self._next_of_show(at)
            if item is None:
                return
            item = self._desk.voiced(item, self._out.wall_of(at))
            length = self._alarms.allowed(item, self._out.rate)
            self._track.lay(item, at, length, at_once=self._alarms.owns(item))
            first_at = None

    def _next_of_show(self, at: int) -> AirItem | None:
        show = self._show
        if show is None or self._alarms.active:
            return None
        if self._alarms.over_since_trim:
            self._alarms.over_since_trim = False
            self._trim(show, at)
        while show.pending:
            item = self._carriage.turn(show.pending, at)
            if item is None:
                continue
            needed = fill(item, show, self._out.wall_of(at), self._out.rate)
            refusal = self._desk.refuses(item)
            if needed and refusal is None:
                return needed
            outcome = Outcome.FAILED if refusal else Outcome.MISSED
            self._journal.missed(item, refusal or FULL, outcome=outcome)
        return None

    def _follow(self) -> None:
        heard = self._out.heard()
        self._track.follow(heard)
        self._alarms.taken(self._track.laid, self._out.position)
        self._finish(heard)
        self._track.keep_to(self._show)
        first = self._track.first
        if first and first.placed and first.start < heard:
            began = first.began or self._out.wall_of(first.start)
            self._desk.note_position(first.entry, began, (heard - first.start) / self._out.rate)
            if self._show and self._show.first_entry == first.entry:
                self.last_start_error_s = (began - self._show.plan.planned_at).total_seconds()

    def _recall(self) -> None:
        """Let nothing more be heard of what was withdrawn meanwhile."""
        gone = self._desk.withdrawn([*self._track.news, *self._alarms.messages])
        if self._alarms.recall(gone, WITHDRAWN):
            self._keep_from(self._out.soonest, WITHDRAWN)
        elif laid := self._track.first_of(gone, self._out.soonest):
            self._keep_from(max(laid.start, self._out.soonest), WITHDRAWN, but=laid.item.news_id)

    def _change_source(self) -> None:
        """Let a relay go on with another source: its own is lost, or a better one is back."""
        if change := self._carriage.look(self._track.laid, self._show, self._next):
            self._keep_from(*change)

    def _finish(self, heard: int) -> None:
        for laid in self._track.finish(heard):
            self._alarms.heard(laid)

    def _drop_from(self, at: int, reason: str, fade: int = 0) -> None:
        """Let nothing sound from `at` on; what a slot only announced goes back in line."""
        kept = self._track.take_back(
            at, reason, keep=lambda item: bool(item.entry and self._show_of(item)), fade=fade
        )
        self._back_in_line(kept, reason)

    def _keep_from(self, at: int, reason: str, outcome: Outcome = CUT, but: int | None = 0) -> None:
        """Let nothing sound from `at` on; what is left goes back in line, but of news `but`."""

        def keep(item: AirItem) -> bool:
            rest = item.news_id == but and item.entry is None
            return not rest and (self._alarms.owns(item) or self._show_of(item) is not None)

        self._back_in_line(self._track.take_back(at, reason, keep=keep, outcome=outcome), reason)

    def _back_in_line(self, items: list[AirItem], reason: str) -> None:
        for item in reversed(items):
            if show := self._show_of(item):
                show.take_back(item)
            else:
                self._alarms.put_back(item, reason)

    def _show_of(self, item: AirItem) -> Show | None:
        shows = (self._show, self._next)
        return next((s for s in shows if s and s.plan.slot_id == item.slot_id), None)

    @property
    def _soonest(self) -> int:
        """The first sample that can be heard: the output reaches it and the amplifier is up."""
        wait_s = self._amplifier.first_sound_in(tone=self._alarms.active)
        return self._out.soonest + round(wait_s * self._out.rate)

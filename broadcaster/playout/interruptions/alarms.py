"""Emergency interruptions in the player: which one is heard, tone first, then its message."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from broadcaster.airlog import Outcome
from broadcaster.clock import Clock
from broadcaster.playout.air import AirItem, Alarm, Desk, Journal, Laid
from broadcaster.playout.amplifier.decision import AmplifierState
from broadcaster.timetable import EntryKind

MESSAGE_WAIT_S = 30.0
WITHDRAWN_UNHEARD = "tin bài bị thu hồi trước khi phát"
ENDINGS = {"cancel": "ended", "withdraw": "failed"}
"""What ends an open interruption, and the state it comes to: who withdraws it was told so."""


class Alarms:
    """The interruptions that were asked for: real ones before drills, the highest level first.

    The tone is repeated until the message is there and the amplifier is up: a voice may need a
    moment, the village must not wait for it.
    """

    def __init__(
        self,
        clock: Clock,
        desk: Desk,
        journal: Journal,
        longest_s: float,
        amplifier: AmplifierState,
    ) -> None:
        """`longest_s` is the longest a message may be heard."""
        self._amplifier = amplifier
        self._clock = clock
        self._desk = desk
        self._journal = journal
        self._longest_s = longest_s
        self._queue: list[Alarm] = []
        self._taken_to, self._taken_at = -1, 0.0
        self.over_since_trim = False

    @property
    def active(self) -> bool:
        """Whether an interruption is on air or waits."""
        return bool(self._queue)

    @property
    def alarming(self) -> bool:
        """Whether one of them is an emergency or a drill, not somebody who speaks."""
        return any(alarm.live is None for alarm in self._queue)

    @property
    def current(self) -> Alarm | None:
        """The interruption that is heard."""
        return self._queue[0] if self._queue else None

    @property
    def messages(self) -> Sequence[AirItem]:
        """The news items that are heard as messages, or wait for that."""
        messages = (alarm.message for alarm in self._queue)
        return [each for each in messages if each is not None and each.news_id is not None]

    def owns(self, item: AirItem) -> bool:
        """Whether the item is part of an interruption."""
        return item.alarm is not None

    def ask(self, alarm: Alarm) -> bool:
        """Take in an interruption; return whether it is to be heard at once.

        One that comes with its message is looked at before its tone: a repeat, for one.
        """
        if alarm.message is not None and (refusal := self._desk.refuses(alarm.message)):
            alarm.given_up = refusal
            self._journal.missed(alarm.message, refusal, outcome=Outcome.FAILED)
            self._tell(alarm, "failed", refusal)
            return False
        at_once = not self._queue or _rank(alarm) < _rank(self._queue[0])
        if alarm.live is None:
            self.end_live(alarm.goes_first)
        if not alarm.drill and alarm.live is None:
            self._end_drills()
        self._queue.append(alarm)
        self._queue.sort(key=lambda one: (*_rank(one), one.asked_at))
        if at_once:
            self._starts(alarm)
        return at_once

    def end_live(self, reason: str) -> bool:
        """End what somebody speaks; return whether anybody did."""
        live = [alarm for alarm in self._queue if alarm.live is not None]
        for alarm in live:
            self._drop(alarm, reason)
        return bool(live)

    def give_message(self, name: str, message: AirItem) -> bool:
        """Hand over the message an interruption waits for; False if it is over already."""
        alarm = self._named(name)
        if alarm is not None:
            alarm.message = message
        return alarm is not None

    def abandon(self, name: str, reason: str) -> bool:
        """Say that no message will come; False if the interruption is over already.

        The tone of the one on air is heard to its end; one that waits is over without a sound.
        """
        alarm = self._named(name)
        if alarm is None:
            return False
        alarm.given_up = reason
        if alarm is not self.current:
            self._drop(alarm, reason, "failed")
        return True

    def recall(self, withdrawn: Collection[int], reason: str) -> bool:
        """End those whose message is one of the news items `withdrawn`, with their repeats.

        Return whether the one on air was among them; `reason` is told of what was begun.
        """
        current = self.current
        for alarm in reversed(tuple(self._queue)):
            if alarm.message is None or alarm.message.news_id not in withdrawn:
                continue
            alarm.given_up = reason if alarm.begun else WITHDRAWN_UNHEARD
            self._drop(alarm, alarm.given_up, "ended" if alarm.begun else "failed")
        return self.current is not current

    def next_item(self, ahead_s: float) -> AirItem | None:
        """Return what the current interruption wants to be heard next, in `ahead_s` seconds.

        The message is looked at once more: one without an approval that holds never airs.
        """
        alarm = self.current
        if alarm is None or alarm.laid_message:
            return None
        if not alarm.toned and not alarm.given_up:
            alarm.toned = alarm.begun = True
            return replace(alarm.tone, entry=None)
        if alarm.message is not None:
            if self._amplifier.message_in() > ahead_s:
                return replace(alarm.tone, entry=None)
            refusal = self._desk.refuses(alarm.message)
            if refusal is None:
                alarm.laid_message = alarm.begun = True
                return alarm.message
            alarm.given_up = refusal
        elif self._clock.monotonic() - alarm.asked_at > MESSAGE_WAIT_S:
            alarm.given_up = alarm.given_up or "không có lời nhắn sau 30 giây"
        if alarm.given_up:
            self._drop(alarm, alarm.given_up, "failed")
            return self.next_item(ahead_s)
        return replace(alarm.tone, entry=None)

    def allowed(self, item: AirItem, rate: int) -> int:
        """Return how many samples of the item may be heard: a message has a longest duration."""
        if not self.owns(item) or item.kind is EntryKind.LIVE:
            return item.to_hear
        return min(item.remaining, max(0, round(self._longest_s * rate) - item.offset))

    def put_back(self, item: AirItem, reason: str) -> None:
        """Take back what was not heard to its end.

        The current message goes on where it stopped; one that a higher level pushed aside is
        told again from its tone on, because half a warning is none. A tone that was not heard to
        its end is over: the next one gets its own row, and comes before the message too.
        """
        alarm = self._named(item.alarm)
        if alarm is None or alarm.live is not None:
            if item.entry:
                self._journal.missed(item, reason)
            if alarm is not None:
                self._finish(alarm, "ended", reason)
            return
        is_message = self._is_message(alarm, item)
        goes_on = is_message and alarm is self.current
        if not goes_on:
            alarm.toned = False
        if goes_on or (is_message and not item.offset):
            alarm.message = item
        else:
            if item.entry:
                self._journal.missed(item, reason)
            if is_message:
                alarm.message = replace(item, offset=0, entry=None)
        alarm.laid_message = False

    def taken(self, laid: Sequence[Laid], position: int) -> None:
        """Say that the current one is on air once the output has taken a sample of it.

        `laid` has its place in the output, which has taken what is before `position`.
        """
        if position != self._taken_to:
            self._taken_to, self._taken_at = position, self._clock.monotonic()
        alarm = self.current
        if alarm is None or alarm.told:
            return
        if any(each.item.alarm == alarm.id and each.start < position for each in laid):
            alarm.told = True
            self._tell(alarm, "on air", "")

    def heard(self, laid: Laid) -> None:
        """Learn that a sound is over; with its message an interruption ends."""
        alarm = self._named(laid.item.alarm)
        if alarm is not None and alarm.laid_message and self._is_message(alarm, laid.item):
            self._finish(alarm, "ended", laid.reason)

    def give_up_unheard(self) -> None:
        """Let go of interruptions that no output could let be heard for too long."""
        for alarm in reversed(tuple(self._queue)):
            silent_since = max(alarm.asked_at, self._taken_at)
            if self._clock.monotonic() - silent_since > MESSAGE_WAIT_S:
                self._drop(alarm, "không có thiết bị âm thanh để phát", "failed")

    def cancel(self, name: str, reason: str, state: str = "ended") -> bool:
        """End one interruption now, in that state; return whether it was the current one."""
        alarm = self._named(name)
        if alarm is None:
            return False
        current = alarm is self.current
        self._drop(alarm, reason, state)
        return current

    def end_all(self, reason: str) -> None:
        """End every interruption now; one that was not heard yet gets its row with the reason."""
        for alarm in reversed(tuple(self._queue)):
            self._drop(alarm, reason)

    def _end_drills(self) -> None:
        """End every drill: after a real warning no drill may deny it."""
        for alarm in reversed(tuple(self._queue)):
            if alarm.drill:
                self._drop(alarm, "nhường tin khẩn cấp thật")

    def _drop(self, alarm: Alarm, reason: str, state: str = "ended") -> None:
        """Let go of it; its message, or all of it, has its row if nothing was heard of that."""
        unheard = None if alarm.laid_message else alarm.message
        if unheard is None and not alarm.begun and alarm.live is None:
            unheard = alarm.tone
        if unheard is not None:
            outcome = Outcome.FAILED if state == "failed" else Outcome.MISSED
            self._journal.missed(unheard, reason, outcome=outcome)
        self._finish(alarm, state, reason)

    def _finish(self, alarm: Alarm, state: str, reason: str) -> None:
        """Let go of it; the turn of the next one has come if this one stood in its way.

        Who ends several begins with the last: none of them is to come to air in between.
        """
        was_current = alarm is self.current
        self._queue.remove(alarm)
        if alarm.live is not None:
            alarm.live.set()
        self._tell(alarm, state, reason)
        self.over_since_trim = True
        if was_current and self._queue:
            self._starts(self._queue[0])

    def _starts(self, alarm: Alarm) -> None:
        alarm.told = False
        if alarm.live is None:
            self._desk.alarm_starts(alarm)

    def _tell(self, alarm: Alarm, state: str, reason: str) -> None:
        if alarm.live is None:
            self._desk.alarm_changed(alarm, state, reason)

    def _named(self, name: str | None) -> Alarm | None:
        return next((alarm for alarm in self._queue if alarm.id == name), None)

    @staticmethod
    def _is_message(alarm: Alarm, item: AirItem) -> bool:
        return alarm.message is not None and item.sound is alarm.message.sound


def _rank(alarm: Alarm) -> tuple[bool, bool, int]:
    return alarm.live is not None, alarm.drill, -alarm.level

"""Relays in the player: which source is heard, which row tells of it, what fills in."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from broadcaster.airlog import Outcome
from broadcaster.clock import Clock
from broadcaster.playout.air import AirItem, Journal, Laid, Output, Relayed, Show
from broadcaster.playout.live.commands import shown
from broadcaster.playout.live.microphone import Microphone
from broadcaster.playout.live.relay_choice import (
    Choice,
    SourceCondition,
    choose_at_first,
    choose_next,
)
from broadcaster.playout.live.sound import FADE_S, Looped, Source, Stretch
from broadcaster.timetable import EntryKind

WARM_UP_S = 15.0
CONNECTED_WITHIN_S = 4.0
LOOK_EVERY_S = 0.1
LEAST_S = 0.5
CLOSED_WITHIN_S = 3.0
OVER = "đã hết giờ tiếp âm"
NAMES = ("nguồn chính", "nguồn dự phòng")


OpenSource = Callable[[str], Source]


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long it may go on so, in seconds, until something else is heard.

    `silence_s`: a source that is silent; `return_after_s`: see `choose_next`; `dead_air_s`: a
    stored sound that is silent.
    """

    silence_s: float
    return_after_s: float
    dead_air_s: float


@dataclass
class _Relay:
    """A relay that is on air, or soon will be.

    `opened_at` is when its sources were, and `zero` when its place 0 is, on the monotonic clock;
    `chosen` what was laid last, `decided` what is to be laid instead; `news` may still fill in.
    """

    plan: Relayed
    opened_at: float
    sources: list[Source]
    good_since: list[float | None]
    news: deque[AirItem]
    zero: float | None = None
    chosen: Choice | None = None
    decided: Choice | None = None


class Carriage:
    """Opens the sources of a relay shortly before its turn, and carries the best that is there.

    Each stretch of a source is an item of its own for the log; what is left of the relay stays
    in the slot's line and is laid again, at its place in time, with whatever is heard next.
    """

    def __init__(
        self,
        clock: Clock,
        output: Output,
        journal: Journal,
        open_source: OpenSource,
        patience: Patience,
        microphone: Microphone | None = None,
    ) -> None:
        """Nothing is opened yet; without a microphone nobody speaks."""
        self._clock = clock
        self._out = output
        self._journal = journal
        self._open_source = open_source
        self._patience = patience
        self._relays: dict[Relayed, _Relay] = {}
        self._look_at = clock.monotonic()
        self._microphone = microphone

    # ------------------------------------------------------------------ each step

    def look(
        self, laid: Sequence[Laid], on_air: Show | None, coming: Show | None
    ) -> tuple[int, str] | None:
        """Return from which sample on something else is to be heard, and why; None if nothing.

        Looked at ten times a second, however often it is asked.

        1. Sources of relays that are near are opened, those of relays that are over closed.
        2. What is not heard goes by in its own time.
        3. The relay on air is looked at: is its source still the one to be heard?
        """
        if self._microphone:
            self._microphone.look(laid, on_air, coming)
        if self._clock.monotonic() < self._look_at:
            return None
        self._look_at = self._clock.monotonic() + LOOK_EVERY_S
        self._open_what_is_near(laid, on_air, coming)
        for relay in self._relays.values():
            self._take_stock(relay)
        heard: dict[int, Laid] = {id(self._of(each.item)): each for each in laid}
        for relay in self._relays.values():
            each = heard.get(id(relay))
            self._let_go(relay, but=relay.chosen.source if each and relay.chosen else None)
            conditions = self._conditions(relay)
            if each is None or relay.chosen is None or self._connects(relay, conditions):
                continue
            choice = self._next_choice(relay.chosen, conditions)
            if choice.source != relay.chosen.source:
                relay.decided = choice
                return max(self._out.soonest, each.start), choice.reason
        return None

    def turn(self, pending: deque[AirItem], at: int) -> AirItem | None:
        """Take the next item out of the line and return it as it is to be laid at sample `at`.

        A relay becomes what is heard of it now; None if its time is over.
        """
        item = pending.popleft()
        if item.live and self._microphone:
            return self._microphone.turn(item, pending)
        if item.relayed is None:
            return item
        relay = self._opened(item.relayed)
        item = self._at_its_place(item, relay, self._monotonic_at(at))
        if item.remaining < LEAST_S * self._out.rate:
            if item.entry:
                self._journal.missed(item, OVER)
            return None
        choice = self._choice(relay, item)
        relay.chosen = choice
        if choice.source is not None:
            return self._carried(item, relay, choice)
        news = self._news_that_fits(relay, item)
        if news is None:
            return self._filled(item, choice)
        pending.appendleft(self._without_row(item, choice.reason))
        return news

    def caught_up(self, pending: Iterable[AirItem]) -> list[AirItem]:
        """Return the line with each relay that was begun at its place of now: time went on."""
        now = self._clock.monotonic()
        line = []
        for item in pending:
            relay = self._of(item)
            if relay is None or relay.zero is None or item.relayed is None:
                line.append(item)
                continue
            moved = self._at_its_place(item, relay, now)
            if moved.remaining >= LEAST_S * self._out.rate:
                line.append(moved)
            elif item.entry:
                self._journal.missed(item, OVER)
        return line

    def end_live(self, laid: Sequence[Laid]) -> tuple[bool, int | None]:
        """End what somebody speaks; return whether anybody did, and where it was laid."""
        ended = self._microphone is not None and self._microphone.end()
        live = (each.start for each in laid if each.item.kind is EntryKind.LIVE)
        return ended, next(live, None)

    def close(self) -> None:
        """Let go of every source; return once their processes are gone."""
        if self._microphone:
            self._microphone.close()
        for relay in self._relays.values():
            _close(relay)
        for relay in self._relays.values():
            for source in relay.sources:
                source.wait_until_closed(CLOSED_WITHIN_S)
        self._relays.clear()

    # ------------------------------------------------------------------ sources

    def _open_what_is_near(
        self, laid: Sequence[Laid], on_air: Show | None, coming: Show | None
    ) -> None:
        wanted = {each.item.relayed for each in laid}
        now = self._clock.now()
        begins = max(now, self._out.wall_of(laid[-1].end)) if laid else now
        shows = [(on_air, begins), (coming, coming.plan.planned_at if coming else now)]
        for show, first in shows:
            for item, begin in _beginnings(show.pending if show else (), first, self._out.rate):
                near = begin - now <= timedelta(seconds=WARM_UP_S)
                if item.relayed and (near or item.relayed in self._relays):
                    wanted.add(item.relayed)
        for over in [plan for plan in self._relays if plan not in wanted]:
            _close(self._relays.pop(over))
        for plan in wanted:
            if plan is not None:
                self._opened(plan)

    def _opened(self, plan: Relayed) -> _Relay:
        relay = self._relays.get(plan)
        if relay is None:
            sources = [self._open_source(source) for source in plan.sources]
            now = self._clock.monotonic()
            relay = _Relay(plan, now, sources, [None] * len(sources), deque(plan.news))
            self._relays[plan] = relay
        return relay

    def _of(self, item: AirItem) -> _Relay | None:
        return self._relays.get(item.relayed) if item.relayed else None

    def _take_stock(self, relay: _Relay) -> None:
        now = self._clock.monotonic()
        for place, source in enumerate(relay.sources):
            source.sound.look()
            if self._trouble(source):
                relay.good_since[place] = None
            elif relay.good_since[place] is None:
                relay.good_since[place] = now

    def _conditions(self, relay: _Relay) -> list[SourceCondition]:
        now = self._clock.monotonic()
        return [
            SourceCondition(
                good_s=0.0 if since is None else now - since, trouble=self._trouble(source)
            )
            for source, since in zip(relay.sources, relay.good_since, strict=True)
        ]

    def _connects(self, relay: _Relay, conditions: Sequence[SourceCondition]) -> bool:
        """Whether its sources were opened a moment ago, and none of them can be heard yet."""
        opened_s = self._clock.monotonic() - relay.opened_at
        return opened_s < CONNECTED_WITHIN_S and not any(each.good for each in conditions)

    def _trouble(self, source: Source) -> str:
        if source.sound.silent_s >= self._patience.silence_s:
            return f"nguồn tiếp âm im lặng {self._patience.silence_s:.0f} giây"
        return "" if source.sound.flows else source.trouble

    @staticmethod
    def _let_go(relay: _Relay, *, but: int | None) -> None:
        for place, source in enumerate(relay.sources):
            if place != but:
                source.sound.release()

    def _next_choice(self, before: Choice, conditions: Sequence[SourceCondition]) -> Choice:
        return_after_s = self._patience.return_after_s
        return choose_next(before.source, conditions, return_after_s=return_after_s)

    # ------------------------------------------------------------------ stretches

    def _choice(self, relay: _Relay, item: AirItem) -> Choice:
        """Return what is heard next; what a relay could not even begin with gets its row."""
        self._take_stock(relay)
        if relay.decided is not None:
            choice, relay.decided = relay.decided, None
            return choice
        conditions = self._conditions(relay)
        if relay.chosen is not None:
            return self._next_choice(relay.chosen, conditions)
        choice = Choice(0) if self._connects(relay, conditions) else choose_at_first(conditions)
        if choice.source != 0:
            first = replace(self._named(item, relay.plan, 0), position=None, entry=None)
            self._journal.missed(first, conditions[0].trouble, outcome=Outcome.FAILED)
        return choice

    def _carried(self, item: AirItem, relay: _Relay, choice: Choice) -> AirItem:
        place = choice.source or 0
        named = self._named(item, relay.plan, place)
        if named.title != item.title:
            item = self._without_row(item, choice.reason)
        source = relay.sources[place]
        source.sound.release()
        return replace(named, sound=Stretch(source.sound, item.sound.frames), entry=item.entry)

    def _filled(self, item: AirItem, choice: Choice) -> AirItem:
        tune = item.relayed.tune if item.relayed else item
        item = self._without_row(item, choice.reason)
        return replace(
            item,
            kind=tune.kind,
            title=f"Lấp chỗ tiếp âm “{item.relayed.title if item.relayed else ''}”: {tune.title}",
            sound=Looped(
                tune.sound,
                item.sound.frames,
                first=item.offset,
                fade=round(FADE_S * self._out.rate),
            ),
            file=tune.file,
            sha256=tune.sha256,
        )

    @staticmethod
    def _news_that_fits(relay: _Relay, item: AirItem) -> AirItem | None:
        for news in relay.news:
            if news.remaining <= item.remaining:
                relay.news.remove(news)
                return news
        return None

    def _without_row(self, item: AirItem, reason: str) -> AirItem:
        """Return the item without its row: what was announced is not what will be heard."""
        if item.entry:
            self._journal.missed(item, reason or OVER)
        return replace(item, entry=None)

    @staticmethod
    def _named(item: AirItem, plan: Relayed, place: int) -> AirItem:
        name = NAMES[min(place, len(NAMES) - 1)]
        return replace(
            item,
            kind=EntryKind.RELAY,
            title=f"{plan.title} – {name} ({shown(plan.sources[place])})",
            file="",
            sha256="",
        )

    # ------------------------------------------------------------------ time

    def _at_its_place(self, item: AirItem, relay: _Relay, moment: float) -> AirItem:
        """Return what is left of the relay at that moment: a live programme does not wait."""
        if relay.zero is None:
            relay.zero = moment - item.offset / self._out.rate
        place = round((moment - relay.zero) * self._out.rate)
        return replace(item, offset=min(item.sound.frames, max(item.offset, place)))

    def _monotonic_at(self, sample: int) -> float:
        ahead = (sample - self._out.heard()) / self._out.rate if self._out.runs else 0.0
        return self._clock.monotonic() + ahead


class NoCarriage:
    """Relays are laid as they are: for a rehearsal, where only their length counts."""

    def look(
        self, laid: Sequence[Laid], on_air: Show | None, coming: Show | None
    ) -> tuple[int, str] | None:
        """Return None: nothing changes."""
        del laid, on_air, coming
        return None

    def turn(self, pending: deque[AirItem], at: int) -> AirItem | None:
        """Return the next item in line."""
        del at
        return pending.popleft()

    def caught_up(self, pending: Iterable[AirItem]) -> list[AirItem]:
        """Return the line as it is."""
        return list(pending)

    def end_live(self, laid: Sequence[Laid]) -> tuple[bool, int | None]:
        """Return False: nobody speaks."""
        del laid
        return False, None

    def close(self) -> None:
        """Do nothing: nothing was opened."""


def _beginnings(
    pending: Iterable[AirItem], first: datetime, rate: int
) -> Iterable[tuple[AirItem, datetime]]:
    for item in pending:
        yield item, first
        first += timedelta(seconds=item.until_next / rate)


def _close(relay: _Relay) -> None:
    for source in relay.sources:
        source.close()

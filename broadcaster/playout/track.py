"""The track: what has its place in the output, from its row in the log to its last sample."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from broadcaster.airlog import Outcome
from broadcaster.clock import Clock
from broadcaster.playout.air import AirItem, Journal, Laid, Output, Show
from broadcaster.playout.fitting import time_to_fill
from broadcaster.playout.live.sound import Looped, Stretch
from broadcaster.playout.sounds import mixer
from broadcaster.playout.sounds.pauses import PLAIN_FADE_S
from broadcaster.playout.sounds.shaping import segment_of

FADE_S = 0.01
WRITTEN_WITHIN_S = 5.0
AIMED_S = 0.0005
SLIPS_S = 1.0
MEASURED_S = 1.0
SAME_START_S = 0.02
OVERLONG_S = 0.5
OVERLONG_FOR_S = 1.0
TRIMMED = "cắt bớt cho vừa giờ của buổi phát"
UNWRITTEN = "nhật ký không ghi được nên không phát"


class Track:
    """Lays items one behind the other and remembers what was said of each in the log."""

    def __init__(self, clock: Clock, output: Output, journal: Journal) -> None:
        """`output` carries the timeline; `journal` gets two rows for each sound that is heard."""
        self._clock = clock
        self._out = output
        self._journal = journal
        self._laid: list[Laid] = []
        self._asked_at = 0.0
        self._music_fitted_at = clock.monotonic()

    @property
    def empty(self) -> bool:
        """Whether nothing has a place."""
        return not self._laid

    @property
    def end(self) -> int | None:
        """The sample behind everything; None if nothing has a place."""
        return max((laid.end for laid in self._laid), default=None)

    @property
    def next_place(self) -> int | None:
        """The sample where the next item may begin; None if nothing has a place."""
        return max((laid.next_at for laid in self._laid), default=None)

    @property
    def laid(self) -> Sequence[Laid]:
        """Everything that has a place, in order."""
        return self._laid

    @property
    def news(self) -> Sequence[AirItem]:
        """The news items that have a place, those that fill in for a relay too."""
        return [laid.item for laid in self._laid if laid.item.news_id is not None]

    def first_of(self, news_ids: Collection[int], after: int) -> Laid | None:
        """Return the first of these news items that sounds behind sample `after`."""
        found = (laid for laid in self._laid if laid.item.news_id in news_ids)
        return next((laid for laid in found if laid.end > after), None)

    @property
    def first(self) -> Laid | None:
        """The item that is heard or comes next."""
        return self._laid[0] if self._laid else None

    def at(self, sample: int) -> Laid | None:
        """Return what is heard at that sample; of two, the one that began later."""
        heard = (laid for laid in reversed(self._laid) if laid.start <= sample < laid.end)
        return next(heard, None)

    def lay(self, item: AirItem, at: int, length: int, *, at_once: bool = False) -> Laid:
        """Give the item its place; `length` samples of it will be heard.

        Its row comes first, so that nothing is heard that the log does not know: it sounds only
        once the journal says that the row is written (see `settle`). With `at_once` the sound is
        placed first: an alarm must be heard even if the log cannot be written.
        """
        laid = Laid(
            item=item,
            entry=item.entry or str(uuid4()),
            start=at,
            end=at + length,
            placed=False,
        )
        if length < item.remaining:
            reason = "quá thời lượng tối đa" if item.ends_at is None else TRIMMED
            laid = replace(laid, outcome=Outcome.CUT, reason=reason)
        if at_once:
            laid = self._place(laid)
        if item.entry is None:
            self._journal.started(laid.entry, item, self._out.wall_of(at))
        self._asked_at = self._clock.monotonic()
        self._laid.append(laid)
        return laid

    def settle(self) -> bool:
        """Place the last item if its row is written now; return whether the next may follow.

        If writing took so long that its place has passed, it begins as soon as it can. If the
        journal does not answer at all, the item is given up: nothing airs without its row.
        """
        if not self._laid or self._laid[-1].placed:
            return True
        laid = self._laid[-1]
        if self._journal.is_written(laid.entry):
            late = max(0, self._out.soonest - laid.start)
            self._laid[-1] = self._place(_later(laid, late))
            return True
        if self._clock.monotonic() - self._asked_at > WRITTEN_WITHIN_S:
            self._laid.pop()
            self._journal.missed(replace(laid.item, entry=laid.entry), UNWRITTEN)
            return True
        return False

    def keep_to(self, show: Show | None) -> None:
        """Keep what is laid of a show to its times: its first second, and what is behind its music.

        The output may have slipped since it was laid: it ran dry, or its clock was known badly.
        """
        if show is not None:
            self._aim(show)
            self._shorten_music(show)

    def _aim(self, show: Show) -> None:
        """Move a show that begins at its second, if nothing of it left yet, to where it is now."""
        if not show.on_its_second:
            return
        entries = [laid.entry for laid in self._laid if laid.placed]
        if show.first_entry not in entries:
            return
        index = entries.index(show.first_entry)
        start = self._laid[index].start
        late = self._out.sample_at(show.plan.planned_at) - start
        reachable = min(start, start + late) > self._out.soonest
        if reachable and AIMED_S < abs(late) / self._out.rate < SLIPS_S:
            self._out.swap(mixer.moved(self._out.timeline, start, late))
            self._laid[index:] = [
                replace(laid, start=laid.start + late, end=laid.end + late)
                for laid in self._laid[index:]
            ]

    def _shorten_music(self, show: Show) -> None:
        """Let music that fills fade out sooner if it takes the time of what is behind it.

        That has to be so for a second: while the clock is being stepped, its times say nothing.
        """
        now, rate = self._clock.monotonic(), self._out.rate
        laid = self._laid[-1] if self._laid else None
        if laid and laid.placed and laid.item.filler and laid.item.slot_id == show.plan.slot_id:
            end = laid.start + time_to_fill(show, self._out.wall_of(laid.start), rate)
            end = max(end, self._out.soonest + laid.item.fade_out)
            begun = laid.start < self._out.soonest
            if begun and laid.end - end > OVERLONG_S * rate:
                if now - self._music_fitted_at > OVERLONG_FOR_S:
                    self.take_back(end, TRIMMED, keep=lambda _: False, fade=laid.item.fade_out)
                return
        self._music_fitted_at = now

    def follow(self, heard: int) -> None:
        """Measure when each sound began, a little better for a second.

        A device that runs dry meanwhile, or later, puts off its end and not its start.
        """
        for place, laid in enumerate(self._laid):
            if laid.placed and laid.start < heard <= laid.start + MEASURED_S * self._out.rate:
                began = self._out.wall_of(laid.start)
                if not laid.began or abs((began - laid.began).total_seconds()) < SAME_START_S:
                    self._laid[place] = replace(laid, began=began)

    def clock_moved(self, by: timedelta) -> None:
        """Tell the starts as the clock, which was stepped, shows them now."""
        self._laid = [
            replace(laid, began=laid.began + by) if laid.began else laid for laid in self._laid
        ]

    def finish(self, heard: int) -> list[Laid]:
        """Write how everything ended that was over by sample `heard`; return it."""
        over = []
        while self._laid and self._laid[0].placed and self._laid[0].end <= heard:
            laid = self._laid.pop(0)
            self._journal.ended(
                laid,
                started_at=laid.began or self._out.wall_of(laid.start),
                ended_at=self._out.wall_of(laid.end),
                heard_s=_carried(laid) / self._out.rate,
            )
            over.append(laid)
        return over

    def take_back(
        self,
        at: int,
        reason: str,
        *,
        keep: Callable[[AirItem], bool],
        fade: int = 0,
        outcome: Outcome = Outcome.CUT,
    ) -> list[AirItem]:
        """Let nothing sound from `at` on; return what was not heard and is kept, in order.

        What plays at `at` ends there with `outcome` and a fade of `fade` samples, at least a very
        short one. What `keep` does not want and was only announced is written as missed. What was
        cut before, further on, is not returned again: its rest was.
        """
        fade = max(fade, round(FADE_S * self._out.rate))
        self._out.swap(mixer.cut(self._out.timeline, at, fade))
        stays: list[Laid] = []
        kept: list[AirItem] = []
        for laid in self._laid:
            begun = laid.placed and laid.start < at
            if begun and laid.end <= at:
                stays.append(laid)
                continue
            if begun:
                stays.append(laid.parted_at(at, outcome, reason))
                rest = laid.item.after(at - laid.start)
            else:
                rest = replace(laid.item, entry=laid.entry)
            if keep(rest) and not laid.parted:
                kept.append(rest)
            elif not begun:
                self._journal.missed(rest, reason)
        self._laid = stays
        return kept

    def _place(self, laid: Laid) -> Laid:
        fade = round(PLAIN_FADE_S * self._out.rate)
        self._out.swap(mixer.place(self._out.timeline, [segment_of(laid, fade)]))
        return replace(laid, placed=True)


def _later(laid: Laid, late: int) -> Laid:
    """Return it `late` samples later; a relay goes on meanwhile and still ends at its time."""
    if laid.item.relayed:
        late = min(late, laid.end - laid.start - 1)
    gliding = tuple((place - late, levels) for place, levels in laid.item.gliding)
    item = replace(laid.item, gliding=gliding)
    if not item.relayed:
        return replace(laid, item=item, start=laid.start + late, end=laid.end + late)
    item = replace(item, offset=item.offset + late)
    if isinstance(item.sound, Looped):  # what fills in is heard from its own beginning
        item = replace(item, sound=replace(item.sound, first=item.sound.first + late))
    return replace(laid, item=item, start=laid.start + late)


def _carried(laid: Laid) -> int:
    """Return how many samples were heard of it; of a live sound, those that really came."""
    length = laid.end - laid.start
    sound = laid.item.sound
    return min(length, sound.carried) if isinstance(sound, Stretch) else length

"""The ear: takes in what is sent and what the monitor hears, and judges second after second."""

from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from broadcaster.hearing.likeness import REACH, Likeness, likeness
from broadcaster.hearing.trace import TRACE_RATE, Samples, Trace, trace_level_dbfs

LONGEST_DELAY_S = 3.0
SOUNDING_DBFS = -50.0
DEAF_AFTER_S = 2.0

UNMISTAKABLE = 20.0
"""A fit that stands out so far decides alone. Noise reaches 6, other words of the same synthetic
voice 13; the worst room with as much noise as sound stays above 15."""

SURE = 11.0
"""Two fits of this size at one delay decide together."""

LIKELY = 6.0
"""Enough at a delay that is known already, where only a few places are looked at."""

_HOLDS_S = 14.0
_STEP_S = 1.0
_AROUND_S = 0.5
_EARLY_S = 0.2
_AGREES_WITHIN_S = 5.0
_WINDOW = round((_STEP_S + 2 * _AROUND_S) * TRACE_RATE)
_SEARCHED = round((_EARLY_S + LONGEST_DELAY_S) * TRACE_RATE)
_FORGETS_DELAY_AFTER_S = 60.0


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One second in which something was sent: from `at_s`, in monotonic seconds.

    `heard` is None where the monitor brought nothing to judge by. `level_dbfs` is that of the
    monitor, `delay_s` how long after sending the sound was heard.
    """

    at_s: float
    heard: bool | None
    level_dbfs: float = -120.0
    prominence: float = 0.0
    delay_s: float | None = None


@dataclass(frozen=True)
class _Fit:
    """A second and the place of its best fit; its `heard` is None while that may be chance."""

    moment: Moment
    delay: int


class Ear:
    """Compares two traces. The monitor may lag by up to 3 s; its gain does not matter."""

    def __init__(self, quiet_dbfs: float) -> None:
        """What the monitor hears below `quiet_dbfs` is silence, whatever it is like."""
        self._quiet_dbfs = quiet_dbfs
        self._sent = Trace(_HOLDS_S)
        self._heard = Trace(_HOLDS_S)
        self._next_s: float | None = None
        self._delay: int | None = None
        self._delay_at_s = 0.0
        self._sure: deque[tuple[float, int]] = deque()
        self._open: deque[_Fit] = deque()

    def sent(self, samples: Samples, began_s: float) -> None:
        """Take in sound that leaves the output from `began_s` on."""
        if self._next_s is None:
            self._next_s = began_s
            self._sent.put(np.zeros(TRACE_RATE, np.float32), began_s - 1.0)
        self._sent.put(samples, began_s)

    def heard(self, samples: Samples, began_s: float) -> None:
        """Take in sound that reached the monitor from `began_s` on."""
        self._heard.put(samples, began_s)

    @property
    def monitor_dbfs(self) -> float:
        """The monitor's level in its last second; -120 where it brings nothing."""
        last = self._heard.read(self._heard.until_s - 1.0, TRACE_RATE)
        return -120.0 if last is None else trace_level_dbfs(last)

    def judge(self, now_s: float) -> list[Moment]:
        """Return the seconds that can be judged by now and were not yet, in order.

        1. A second can be judged once the sent sound is known half a second beyond it, and the
           monitor's sound for the longest delay more.
        2. If the monitor's sound stays away, the second is not judged (`heard` is None).
        3. A second in which nothing above -50 dBFS was sent is passed over.
        4. One that fits well, but not unmistakably, waits up to 5 s for another at its delay.
        """
        while self._next_s is not None:
            at_s = self._next_s
            ready_s = at_s + _STEP_S + _AROUND_S
            complete_s = ready_s + LONGEST_DELAY_S
            if self._sent.until_s < ready_s and now_s < complete_s + DEAF_AFTER_S:
                break
            deaf = self._heard.until_s < complete_s
            if deaf and now_s < complete_s + DEAF_AFTER_S:
                break
            self._next_s = max(at_s + _STEP_S, self._sent.until_s - _HOLDS_S + _STEP_S)
            self._look_at(at_s, deaf=deaf)
        return self._decided()

    def _look_at(self, at_s: float, *, deaf: bool) -> None:
        spoken = self._sent.read(at_s, round(_STEP_S * TRACE_RATE))
        if spoken is None or trace_level_dbfs(spoken) < SOUNDING_DBFS:
            return
        sent = self._sent.read(at_s - _AROUND_S, _WINDOW)
        heard = self._heard.read(at_s - _AROUND_S - _EARLY_S, _WINDOW + _SEARCHED)
        if deaf or sent is None or heard is None:
            self._open.append(_Fit(Moment(at_s=at_s, heard=None), 0))
            return
        if self._delay is not None and at_s - self._delay_at_s > _FORGETS_DELAY_AFTER_S:
            self._delay = None
        found = self._best(sent, heard)
        place = heard[found.delay : found.delay + _WINDOW]
        fits = self._fits(found, at_s)
        level = trace_level_dbfs(heard if fits is False else place)
        moment = Moment(
            at_s=at_s,
            heard=fits,
            level_dbfs=round(level, 1),
            prominence=round(found.prominence, 1),
            delay_s=round(found.delay / TRACE_RATE - _EARLY_S, 3),
        )
        self._open.append(_Fit(moment, found.delay))

    def _best(self, sent: Samples, heard: Samples) -> Likeness:
        """Return the best fit; one that is likely at the known delay goes before a mere chance."""
        found = likeness(sent, heard)
        if self._delay is None or found.prominence >= UNMISTAKABLE:
            return found
        near = likeness(sent, heard, self._delay)
        return near if near.prominence >= LIKELY else found

    def _fits(self, found: Likeness, at_s: float) -> bool | None:
        """Return whether the fit is none of chance; None if another at its delay must tell."""
        known = self._delay is not None and abs(found.delay - self._delay) <= REACH
        while self._sure and at_s - self._sure[0][0] > _AGREES_WITHIN_S:
            self._sure.popleft()
        agreed = any(
            abs(delay - found.delay) <= REACH and at_s - other_s >= 2 * _STEP_S
            for other_s, delay in self._sure
        )
        if found.prominence >= SURE:
            self._sure.append((at_s, found.delay))
        if (
            found.prominence >= UNMISTAKABLE
            or (known and found.prominence >= LIKELY)
            or (agreed and found.prominence >= SURE)
        ):
            self._delay, self._delay_at_s = found.delay, at_s
            return True
        return None if found.prominence >= SURE else False

    def _decided(self) -> list[Moment]:
        """Return what is decided, in order; what waited too long was chance."""
        decided = []
        while self._open:
            fit = self._open[0]
            moment = fit.moment
            if moment.heard is None and moment.delay_s is not None:
                waited_s = self._open[-1].moment.at_s - moment.at_s
                fits = self._delay is not None and abs(fit.delay - self._delay) <= REACH
                if not fits and waited_s < _AGREES_WITHIN_S and not self._is_idle(moment.at_s):
                    break
                moment = replace(moment, heard=fits)
            self._open.popleft()
            if moment.heard and moment.level_dbfs < self._quiet_dbfs:
                moment = replace(moment, heard=False)
            decided.append(moment if moment.heard else replace(moment, delay_s=None))
        return decided

    def _is_idle(self, at_s: float) -> bool:
        """Whether the second was so long ago that nothing near it will be judged any more."""
        return self._next_s is not None and self._next_s - at_s > 2 * _AGREES_WITHIN_S

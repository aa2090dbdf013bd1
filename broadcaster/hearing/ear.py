"""The ear: takes in what is sent and what the monitor hears, and judges second after second."""

from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from broadcaster.hearing.agreement import AGREES_WITHIN_S, Agreement
from broadcaster.hearing.likeness import Fits, Likeness
from broadcaster.hearing.trace import TRACE_RATE, Samples, Trace, trace_level_dbfs

LONGEST_DELAY_S = 3.0
SOUNDING_DBFS = -50.0
DEAF_AFTER_S = 2.0

SURE = 11.0
"""Noise reaches 6; speech under as much noise stays above 15 in the worst room. Every second word
of the same synthetic voice reaches it too, but each at a delay of its own."""

LIKELY = 6.0
"""Enough at the known delay, where only a few places are looked at, if it was heard just before."""

UNMISTAKABLE = 30.0
"""Enough near the known delay, where a stream lands that has lost or waited for some samples."""

_HOLDS_S = 14.0
_STEP_S = 1.0
_AROUND_S = 0.5
_EARLY_S = 0.2
_WINDOW = round((_STEP_S + 2 * _AROUND_S) * TRACE_RATE)
_SEARCHED = round((_EARLY_S + LONGEST_DELAY_S) * TRACE_RATE)
_SLIP = round(0.15 * TRACE_RATE)
_TRUSTED_FOR = 5
"""So many seconds that were not heard leave no trust in what is only likely."""


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
class _Second:
    """A second that was looked at; with `fits`, it waits for others that fit at its delay."""

    moment: Moment
    fits: Fits | None = None
    heard: Samples | None = None


class Ear:
    """Compares two traces. The monitor may lag by up to 3 s; its gain does not matter."""

    def __init__(self, quiet_dbfs: float) -> None:
        """What the monitor hears below `quiet_dbfs` is silence, whatever it is like."""
        self._quiet_dbfs = quiet_dbfs
        self._sent = Trace(_HOLDS_S)
        self._heard = Trace(_HOLDS_S)
        self._next_s: float | None = None
        self._agreement = Agreement()
        self._unheard = 0
        self._open: deque[_Second] = deque()

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
        4. One that fits well, but not at the known delay, waits up to 5 s for others like it.
        """
        if self._next_s is None:
            return []
        while True:
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
        return self._decided(self._next_s)

    def _look_at(self, at_s: float, *, deaf: bool) -> None:
        spoken = self._sent.read(at_s, round(_STEP_S * TRACE_RATE))
        if spoken is None or trace_level_dbfs(spoken) < SOUNDING_DBFS:
            return
        sent = self._sent.read(at_s - _AROUND_S, _WINDOW)
        heard = self._heard.read(at_s - _AROUND_S - _EARLY_S, _WINDOW + _SEARCHED)
        if deaf or sent is None or heard is None:
            self._open.append(_Second(Moment(at_s=at_s, heard=None)))
        else:
            self._open.append(self._compared(at_s, Fits(sent, heard), heard))

    def _compared(self, at_s: float, fits: Fits, heard: Samples) -> _Second:
        known = self._agreement.known(at_s)
        fit = _at_delay(fits, known, LIKELY if self._unheard < _TRUSTED_FOR else SURE)
        if fit is not None and known is not None:
            self._unheard = 0
            self._agreement.confirm(at_s, fit.delay if fit.prominence >= SURE else known)
            return _Second(_heard_at(at_s, fit, heard))
        self._unheard += 1
        peaks = fits.peaks(SURE)
        if peaks and self._agreement.stray(at_s, peaks):
            self._unheard = 0
        moment = Moment(
            at_s=at_s,
            heard=False,
            level_dbfs=round(trace_level_dbfs(heard), 1),
            prominence=round(fits.best().prominence, 1),
        )
        return _Second(moment, fits, heard) if peaks else _Second(moment)

    def _decided(self, reached_s: float) -> list[Moment]:
        """Return what is decided, in order; what waited too long was chance."""
        decided = []
        while self._open:
            second = self._open[0]
            moment = second.moment
            if second.fits is not None and second.heard is not None:
                fit = _at_delay(second.fits, self._agreement.known(moment.at_s), SURE)
                if fit is not None:
                    moment = _heard_at(moment.at_s, fit, second.heard)
                elif reached_s <= moment.at_s + AGREES_WITHIN_S:
                    break
            self._open.popleft()
            if moment.heard and moment.level_dbfs < self._quiet_dbfs:
                moment = replace(moment, heard=False, delay_s=None)
            decided.append(moment)
        return decided


def _at_delay(fits: Fits, delay: int | None, prominence: float) -> Likeness | None:
    """Return the fit at a delay, or very near; None if it does not stand out so far."""
    if delay is None:
        return None
    fit = fits.best(near=delay)
    if fit.prominence >= prominence:
        return fit
    slipped = fits.best(near=delay, reach=_SLIP)
    return slipped if slipped.prominence >= UNMISTAKABLE else None


def _heard_at(at_s: float, fit: Likeness, heard: Samples) -> Moment:
    return Moment(
        at_s=at_s,
        heard=True,
        level_dbfs=round(trace_level_dbfs(heard[fit.delay : fit.delay + _WINDOW]), 1),
        prominence=round(fit.prominence, 1),
        delay_s=round(fit.delay / TRACE_RATE - _EARLY_S, 3),
    )

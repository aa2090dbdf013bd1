"""An ear on trial: gets what was sent and what a monitor brings, and says what was heard."""

from collections.abc import Iterator, Sequence

import numpy as np

from broadcaster.hearing.ear import Ear, Moment
from broadcaster.hearing.trace import TRACE_RATE, Samples
from tests.hearing.rooms import Fault

BEGAN_S = 1000.0
QUIET_DBFS = -50.0
AFTER_S = 8.0
BEFORE_S = 2.0


def judged(
    sent: Samples, monitor: Samples | None, *, block_s: float = 0.25, jitter_s: float = 0.0
) -> list[Moment]:
    """Return what an ear says that gets both sounds as they come, block by block."""
    return [moment for _, moment in told(sent, monitor, block_s, jitter_s)]


def told(
    sent: Samples, monitor: Samples | None, block_s: float = 0.25, jitter_s: float = 0.0
) -> Iterator[tuple[float, Moment]]:
    """Return the same, each with when it was told.

    The monitor has been on for a while (`BEFORE_S`) when the sending begins.
    """
    ear = Ear(QUIET_DBFS)
    rng = np.random.default_rng(5)
    block = round(block_s * TRACE_RATE)
    length = len(sent) + round(AFTER_S * TRACE_RATE)
    sent = np.pad(sent, (0, length - len(sent)))
    before = round(BEFORE_S * TRACE_RATE)
    if monitor is not None:
        ear.heard(monitor[:before], BEGAN_S - BEFORE_S)
        monitor = monitor[before:]
    for first in range(0, length, block):
        at_s = BEGAN_S + first / TRACE_RATE
        ear.sent(sent[first : first + block], at_s)
        if monitor is not None:
            noted_s = at_s + float(rng.uniform(-jitter_s, jitter_s))
            ear.heard(monitor[first : first + block], noted_s)
        for moment in ear.judge(at_s + block_s):
            yield at_s + block_s, moment


def monitored(sent: Samples, delay_s: float, faults: Sequence[Fault], seed: int = 1) -> Samples:
    """Return what the monitor hears of it."""
    rng = np.random.default_rng(seed)
    late = round((BEFORE_S + delay_s) * TRACE_RATE)
    heard = np.concatenate((np.zeros(late), sent, np.zeros(round(AFTER_S * TRACE_RATE))))
    for fault in faults:
        heard = fault(heard.astype(np.float32), rng)
    return np.asarray(heard, np.float32)


def share(moments: list[Moment]) -> float:
    """Return the share that was heard of seconds that were all judged."""
    assert moments
    assert all(moment.heard is not None for moment in moments)
    return sum(bool(moment.heard) for moment in moments) / len(moments)

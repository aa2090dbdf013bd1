"""When each block leaves a device, told from when the device asked for it. Pure arithmetic."""

from collections import deque
from statistics import median

NEWEST = 24
SURE = 6
READINGS = 1200
EVERY = 16
SLIP_S = 0.002
JUMP_S = 0.25
WANDERS_S = 0.035
SLOW_S = 0.4
HALF = 0.5


class DeviceClock:
    """Tells steadily when a block leaves the device, to a few tenths of a millisecond.

    What a device says of that jitters, and wanders by up to 25 ms for seconds after the machine
    was busy. When it asks does not: it asks once there is room for a block, sometimes late, never
    early, so that the earliest of its last askings stay on one line until it runs dry. What
    lies between that line and the air stays the same, also when a stream begins anew, and is the
    median of what the device said for a minute; all it said lately lies farther away than it
    wanders only if that changed. A line that moves is believed where what the device says moves
    with it.
    """

    def __init__(self, rate: int) -> None:
        """`rate` is in samples a second; another device needs another clock."""
        self._rate = rate
        self._between: deque[float] = deque(maxlen=READINGS)
        self._lag = self._line = 0.0
        self._blocks = 0
        self.begin_anew()

    def begin_anew(self) -> None:
        """Count from the first block again: the device's stream begins anew."""
        self._count = 0
        self._asked_at = 0.0
        self._primed = False
        self.started_slowly = False
        """Whether the device, once it had its first blocks, was long in asking for another."""
        self._forget_line()

    def leaves_at(self, count: int, asked_at: float, lag_s: float) -> float:
        """Return when the block's first sample leaves, in seconds since the epoch.

        The device asked at `asked_at` for `count` samples, and says that they leave it `lag_s`
        later. An asking far from the one before is a stepped clock: the line begins anew.
        """
        at_s = self._count / self._rate
        self._count += count
        zero, pause_s = asked_at - at_s, asked_at - self._asked_at
        self._asked_at = asked_at
        if not self._primed and at_s > 0 and count < 2 * pause_s * self._rate:
            self._primed = True
            self.started_slowly = pause_s > SLOW_S
        if self._askings and abs(zero - self._askings[-1]) > JUMP_S:
            self._forget_line()
        self._askings.append(zero)
        self._told.append(zero + lag_s)
        if not self._primed:
            self._line = min(self._askings)
            return asked_at + lag_s
        self._line += self._shift()
        self._learn(zero + lag_s - self._line, known=lag_s > 0)
        return self._line + self._lag + at_s

    def _forget_line(self) -> None:
        self._askings: deque[float] = deque(maxlen=NEWEST)
        self._told: deque[float] = deque(maxlen=NEWEST)

    def _shift(self) -> float:
        """Return how far the line moves; what lies behind it moves along only if it slipped."""
        if len(self._askings) == 1:
            return self._askings[0] - self._line
        newest = list(self._askings)[-SURE:]
        later = min(newest) - self._line
        if later > SLIP_S and self._moved_too(later, SURE):
            self._askings = deque(newest, maxlen=NEWEST)
        shift = min(self._askings) - self._line
        if abs(shift) > SLIP_S and not self._moved_too(shift, SURE if shift > 0 else 1):
            self._lag -= shift
            self._between = deque((each - shift for each in self._between), maxlen=READINGS)
        return shift

    def _moved_too(self, shift: float, newest: int) -> bool:
        """Return whether what the device said last lies away by at least half of that shift."""
        told = median(list(self._told)[-newest:])
        return (told - self._line - self._lag) / shift > HALF

    def _learn(self, between: float, *, known: bool) -> None:
        """Take in what lies between the line and the air; the device may know no lag."""
        if known or not self._between:
            self._between.append(between)
        if len(self._between) < NEWEST or self._blocks % EVERY == 0:
            newest = list(self._between)[-NEWEST:]
            self._lag, lately = median(self._between), median(newest)
            if abs(lately - self._lag) > WANDERS_S:
                self._between, self._lag = deque(newest, maxlen=READINGS), lately
        self._blocks += 1

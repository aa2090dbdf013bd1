"""When each block leaves a device, told from when the device asked for it. Pure arithmetic."""

from collections import deque
from statistics import median

NEWEST = 24
READINGS = 600
EVERY = 16
SLIP_S = 0.002
JUMP_S = 0.25


class DeviceClock:
    """Tells steadily when a block leaves the device, to a few tenths of a millisecond.

    What a device says of that jitters, and wanders by some milliseconds for seconds after it
    ran dry; the median of many readings does not. They hold together for as long as the device
    asks evenly: it asks once there is room for a block, sometimes late, never early, so that the
    earliest of its last askings stay on one line until it slips.
    """

    def __init__(self, rate: int) -> None:
        """`rate` is in samples a second; a stream that was begun anew needs a new one."""
        self._rate = rate
        self._count = 0
        self._askings: deque[float] = deque(maxlen=NEWEST)
        self._line: float | None = None
        self._readings: deque[float] = deque(maxlen=READINGS)
        self._zero = 0.0
        self._blocks = 0

    def leaves_at(self, count: int, asked_at: float, lag_s: float) -> float:
        """Return when the block's first sample leaves, in seconds since the epoch.

        The device asked at `asked_at` for `count` samples, and says that they leave it `lag_s`
        later. An asking far from the one before is a stepped clock: all is forgotten.
        """
        at_s = self._count / self._rate
        self._count += count
        zero = asked_at - at_s
        if self._askings and abs(zero - self._askings[-1]) > JUMP_S:
            self._askings.clear()
            self._readings.clear()
        self._askings.append(zero)
        self._mind_slips(min(self._askings))
        if lag_s > 0 or not self._readings:
            self._readings.append(zero + lag_s)
        if len(self._readings) < NEWEST or self._blocks % EVERY == 0:
            self._zero = median(self._readings)
        self._blocks += 1
        return self._zero + at_s

    def _mind_slips(self, earliest: float) -> None:
        if self._line is not None and abs(earliest - self._line) < SLIP_S:
            return
        self._line = earliest
        while len(self._readings) > EVERY // 2:
            self._readings.popleft()

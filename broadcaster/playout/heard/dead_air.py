"""Dead air: when it is one, and what a player can do about it by itself. Plain values only."""

from dataclasses import dataclass
from enum import StrEnum

from broadcaster.playout.air import Laid, Output
from broadcaster.playout.sounds.mixer import level_dbfs

SILENT = "tệp tiếng im lặng quá lâu nên bỏ qua"
SOUNDING_DBFS = -50.0
SETTLING_S = 2.0
REST_S = 300.0
HEARD_AGAIN_S = 2
_LOOKS = 100


class Remedy(StrEnum):
    """What is tried when sound is sent and none is heard."""

    REOPEN = "mở lại thiết bị âm thanh"
    OTHER_OUTPUT = "chuyển sang thiết bị âm thanh khác"


@dataclass(frozen=True, kw_only=True)
class Change:
    """The alarm begins, something is tried, or the alarm is over (`remedy` is None)."""

    alarm: bool
    remedy: Remedy | None = None


class DeadAir:
    """Counts the seconds that were sent and not heard; a pause of the programme is none of them.

    1. `dead_air_s` of them, one behind the other, are an alarm, and the output is opened anew.
    2. As many again, and the next output is tried, if there is one, until all were.
    3. Then it rests for five minutes of unheard sound, and begins with 1.
    Two heard seconds end the alarm; a single one may be chance.
    """

    def __init__(self, dead_air_s: float, outputs: int) -> None:
        """`outputs` is how many devices there are to choose from."""
        self._dead_air_s = dead_air_s
        self._remedies = [Remedy.REOPEN, *[Remedy.OTHER_OUTPUT] * (outputs if outputs > 1 else 0)]
        self._tried = 0
        self._unheard_s = 0
        self._heard_s = 0
        self._deaf_until_s = 0.0
        self.alarm = False

    def note(self, at_s: float, *, heard: bool) -> Change | None:
        """Take in that the second sent at `at_s` was heard or not; return what follows."""
        if at_s < self._deaf_until_s:
            return None
        self._heard_s = self._heard_s + 1 if heard else 0
        if self._heard_s >= HEARD_AGAIN_S:
            self._unheard_s = self._tried = 0
            was, self.alarm = self.alarm, False
            return Change(alarm=False) if was else None
        if heard:
            return None
        self._unheard_s += 1
        if self._tried == len(self._remedies) and self._unheard_s >= REST_S:
            self._tried = 0
        if self._unheard_s < self._dead_air_s or self._tried == len(self._remedies):
            return None
        self.alarm = True
        remedy = self._remedies[self._tried]
        self._tried += 1
        self._unheard_s = 0
        return Change(alarm=True, remedy=remedy)

    def remedied(self, now_s: float) -> None:
        """Say that something was tried: what was sent before tells nothing of it."""
        self._deaf_until_s = now_s + SETTLING_S
        self._unheard_s = self._heard_s = 0


def silent(laid: Laid, output: Output, dead_air_s: float) -> bool:
    """Return whether the item on air has been nothing but silence for so many seconds.

    The output must be silent and the sound itself too: one that is only turned down is none.
    Only stored sound is looked at: live sources have a rule of their own, and an alarm is never
    skipped.
    """
    if not laid.placed or not laid.item.file or laid.item.alarm or laid.item.live:
        return False
    limit = round(dead_air_s * output.rate)
    if output.position - max(output.sounded_until, laid.start) < limit:
        return False
    until = laid.item.offset + output.position - laid.start
    return not any(
        level_dbfs(laid.item.sound.read(at, limit // _LOOKS // 4)) >= SOUNDING_DBFS
        for at in range(max(0, until - limit), until, limit // _LOOKS)
    )

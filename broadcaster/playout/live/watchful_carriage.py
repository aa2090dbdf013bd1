"""A carriage that leaves a stored sound too, if nothing but silence comes of it."""

from collections import deque
from collections.abc import Sequence

from broadcaster.playout.air import AirItem, Laid, Show
from broadcaster.playout.heard.dead_air import SILENT, silent
from broadcaster.playout.live.carriage import Carriage
from broadcaster.playout.sounds.mixer import Sound


class WatchfulCarriage(Carriage):
    """Relays as ever; what is left of a silent sound does not come back in line."""

    _left: Sound | None = None

    def look(
        self, laid: Sequence[Laid], on_air: Show | None, coming: Show | None
    ) -> tuple[int, str] | None:
        """Return from which sample on something else is to be heard, and why; None if nothing."""
        change = super().look(laid, on_air, coming)
        if change:
            return change
        heard, dead_air_s = self._out.heard(), self._patience.dead_air_s
        for each in laid:
            if each.start <= heard < each.end and silent(each, self._out, dead_air_s):
                self._left = each.item.sound
                return self._out.soonest, SILENT
        return None

    def turn(self, pending: deque[AirItem], at: int) -> AirItem | None:
        """Take the next item out of the line and return it; None if it is not to be heard."""
        if pending[0].sound is self._left:
            pending.popleft()
            self._left = None
            return None
        return super().turn(pending, at)

"""When the amplifier is to have power, and from when on it lets something be heard.

Pure decisions of plain values; all times are monotonic seconds. `amplifier/power.py` carries
them out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from broadcaster.amplifier_settings import AmplifierKind, AmplifierSettings

EARLY_S = 1.0
"""The power is asked for so much before the lead time: switching takes a moment, and a slot that
is in time never waits for its amplifier."""

REST_S = 60.0
"""A pause shorter than this is none: an amplifier that goes off and on wears out."""

ANSWERS_WITHIN_S = 10.0
"""How much longer a message waits for a switch that does not say that it has switched."""


@dataclass(frozen=True, kw_only=True)
class Timing:
    """The station's times, in seconds."""

    lead_s: float
    hold_s: float
    guard_s: float

    @classmethod
    def of(cls, settings: AmplifierSettings) -> "Timing":
        """Return the times that hold: without an amplifier to switch, none."""
        if settings.kind is AmplifierKind.NONE:
            return cls(lead_s=0.0, hold_s=0.0, guard_s=0.0)
        return cls(lead_s=settings.lead_s, hold_s=settings.hold_s, guard_s=settings.guard_s)

    @property
    def warm_up_s(self) -> float:
        """How long before the first word the power must be there."""
        return max(self.lead_s, self.guard_s)


def is_wanted(
    *,
    on: bool,
    busy: bool,
    quiet_s: float,
    starts_in: Iterable[float],
    timing: Timing,
) -> bool:
    """Return whether the amplifier is to have power.

    `on` is what was decided before, `busy` whether something is on air, `quiet_s` how long
    nothing has been, `starts_in` the seconds until each slot that comes; negative for one that
    is late.
    """
    next_in = min(starts_in, default=float("inf"))
    ahead_s = timing.warm_up_s + EARLY_S
    if busy or next_in <= ahead_s:
        return True
    return on and (quiet_s < timing.hold_s or next_in <= ahead_s + REST_S)


@dataclass(frozen=True, kw_only=True)
class Power:
    """What is known of the power: since when it was wanted, and since when it is there.

    `None` for a moment that has not come; `failing` while the switch cannot be reached.
    """

    wanted_since: float | None = None
    on_since: float | None = None
    failing: bool = False

    def first_sound_in(self, now: float, timing: Timing, *, tone: bool) -> float:
        """Return in how many seconds a sound may begin; 0 for now.

        An alarm's tone waits for the guard only. A slot that begins late waits for the lead
        time; it is in time because the power was asked for beforehand, and is never held up by a
        switch that does not answer: the air goes on.
        """
        since = now if self.wanted_since is None else self.wanted_since
        wait_s = timing.guard_s if tone else timing.warm_up_s
        return max(0.0, since + wait_s - now)

    def message_in(self, now: float, timing: Timing) -> float:
        """Return in how many seconds an emergency's words may begin; 0 for now.

        They wait until the power is there and the lead time is over: the tone sounds meanwhile.
        A switch that says nothing holds them up for `ANSWERS_WITHIN_S` more, not for ever, and
        one that cannot be reached not at all: perhaps somebody switches by hand.
        """
        if not timing.warm_up_s:
            return 0.0
        since = self.on_since
        if since is None:
            wanted = now if self.wanted_since is None else self.wanted_since
            since = wanted if self.failing else wanted + ANSWERS_WITHIN_S
        return max(0.0, since + timing.warm_up_s - now)


class AmplifierState(Protocol):
    """What the director asks of the amplifier; its answers change as time passes."""

    def first_sound_in(self, *, tone: bool) -> float:
        """Return in how many seconds a sound may begin; `tone` for an alarm's."""
        ...

    def message_in(self) -> float:
        """Return in how many seconds an emergency's words may begin."""
        ...


class AlwaysOn:
    """An amplifier that nobody switches."""

    def first_sound_in(self, *, tone: bool) -> float:
        """Return 0: it is up."""
        del tone
        return 0.0

    def message_in(self) -> float:
        """Return 0: it is up."""
        return 0.0

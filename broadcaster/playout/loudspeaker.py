"""The speaker as the player keeps it: open while it is needed, at rest between, opened anew."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from broadcaster.clock import Clock
from broadcaster.errors import PlayoutUnavailable
from broadcaster.playout.director import Director
from broadcaster.playout.heard.dead_air import Remedy
from broadcaster.playout.output.deck import Deck
from broadcaster.playout.output.speaker import Speaker
from broadcaster.playout.output.speaker_chain import in_a_chain

if TYPE_CHECKING:
    from broadcaster.playout.heard.monitor import Monitor

REOPEN_AFTER_S = 1.0
REST_AFTER_S = 60.0
LOOK_EVERY_S = 60.0
LOOK_S = 2.0
"""A device at rest is made to pull from time to time: one that is gone is told before its slot."""

REFUSED_S = 2.0
"""So long a refusal holds: what is needed is tried again each second, a file only when needed."""

ASKED_EVERY_S = 0.004

DRY_TOLD_EVERY_S = 60.0

STALLED_STEPS = 3
"""Steps of a lively player that saw no pull: a machine that is only busy makes few steps."""

_log = logging.getLogger(__name__)


class Loudspeaker:
    """Opens the speaker for the director, lets it rest when idle, opens it anew when it is gone."""

    def __init__(self, clock: Clock, speaker: Speaker, deck: Deck) -> None:
        """Nothing is open yet. `lost_at` is since when nothing can be heard, None if it can."""
        self._clock = clock
        self._speaker = in_a_chain(speaker)
        self._deck = deck
        self._open = False
        self._rests = False
        self._stalled_steps = 0
        self._retry_at = self._look_at = self._idle_since = clock.monotonic()
        self.error = self.error_vi = ""
        self.lost_at: datetime | None = None
        self.refusals = 0
        self._dry_told, self._dry_at = 0, clock.monotonic()
        self._lost = False
        deck.handed = self

    @property
    def name(self) -> str:
        """What is heard, or would be: a device's name, a file."""
        return self._speaker.name

    @property
    def outputs(self) -> int:
        """How many outputs stand in for each other."""
        return self._speaker.count

    @property
    def underruns(self) -> int:
        """How often the output ran dry since it was opened."""
        return self._speaker.underruns

    @property
    def is_ours(self) -> bool:
        """Whether it is open, or rests and opens within milliseconds."""
        return self._open or self._rests

    @property
    def refuses(self) -> str:
        """Why it could not be opened a moment ago; empty if it could, or nobody tried."""
        return self.error if self._clock.monotonic() < self._retry_at + REFUSED_S else ""

    def why_silent(self, refusals: int, until: float) -> str:
        """Return why nothing is heard, or empty as soon as the output asks for samples.

        `refusals` is how often it could not be opened before somebody needed it, `until` the
        monotonic second at which the waiting ends. For other threads than the player's, which
        opens it meanwhile.
        """
        pulled = self._deck.position
        while self._deck.position <= pulled:
            if self.refusals != refusals:
                return self.error
            if self._clock.monotonic() >= until:
                return f"the output {self.name} takes no sound"
            self._clock.wait(ASKED_EVERY_S)
        return ""

    def mind(self, director: Director, monitor: "Monitor | None", channels: int) -> None:
        """Do what the output needs now; `channels` is how many the zones have."""
        self._stalled_steps = self._stalled_steps + 1 if self._open and self._deck.stalled else 0
        if self._stalled_steps >= STALLED_STEPS or self._lost:
            self._stalled_steps, self._lost = 0, False
            _log.error("the output %s is gone; it is opened again", self.name)
            self._let_go(director, "mất thiết bị âm thanh")
        if monitor and (remedy := monitor.remedy(self.name)):
            self._let_go(director, f"không có tiếng ra loa, {remedy}")
            if remedy is Remedy.OTHER_OUTPUT:
                self._speaker.turn()
        needed, now = director.wants_output, self._clock.monotonic()
        self._tell_dryness(now)
        if needed:
            self._idle_since = now
        if self._open:
            if not needed and self._deck.channels != channels:
                self.close()
            elif now - self._idle_since > REST_AFTER_S:
                self._rest(now)
        elif self._is_to_open(now, needed=needed):
            if not needed:
                self._idle_since = now - (REST_AFTER_S - LOOK_S if self._rests else 0.0)
            self._try_to_open(director, channels)

    def _tell_dryness(self, now: float) -> None:
        """Write into the program's log that the output ran dry, at most once a minute."""
        dry = self.underruns
        if dry < self._dry_told:
            self._dry_told = 0  # each opening counts anew
        if dry > self._dry_told and now >= self._dry_at:
            _log.warning("the output %s ran dry (times: %d)", self.name, dry - self._dry_told)
            self._dry_told, self._dry_at = dry, now + DRY_TOLD_EVERY_S

    def take_back(self) -> datetime | None:
        """Return since when nothing is heard; None if nothing is given back, and all goes on."""
        return self._speaker.drop() if self._open else None

    def go_on(self) -> None:
        """Let the speaker pull again; one that cannot is opened anew by the next `mind`."""
        try:
            self._speaker.open(self._deck.pull)
        except PlayoutUnavailable as error:
            _log.error("%s", error)
            self._lost = True

    def close(self) -> None:
        """Let go of it."""
        self._speaker.close()
        self._deck.closed()
        self._open = self._rests = False

    def _is_to_open(self, now: float, *, needed: bool) -> bool:
        if self._rests:
            return needed or now >= self._look_at
        return (needed or self._speaker.stays_open) and now >= self._retry_at

    def _rest(self, now: float) -> None:
        if self._speaker.may_close:
            self.close()
            return
        self._speaker.rest()
        self._deck.closed()
        self._open, self._rests = False, True
        self._look_at = now + LOOK_EVERY_S

    def _let_go(self, director: Director, reason: str) -> None:
        """Close it, to be opened again at once; what was on air goes on then."""
        if self._open:
            heard = self._deck.heard()
            self.lost_at = self._deck.wall_of(heard)
            director.device_lost(heard, reason)
        self.close()
        self._retry_at = self._clock.monotonic()

    def _try_to_open(self, director: Director, channels: int) -> None:
        self._speaker.channels = self._deck.channels = channels
        self._deck.opening()
        if self._rests:
            director.device_coming()
        try:
            self._speaker.open(self._deck.pull)
        except PlayoutUnavailable as error:
            if self._rests:
                director.device_lost(self._deck.heard())
            self._deck.closed()
            if str(error) != self.error:
                _log.error("%s", error)
            self.error, self.error_vi = error.message, error.vi
            self.lost_at = self.lost_at or self._clock.now()
            self.refusals += 1
            self._rests = False
            self._retry_at = self._clock.monotonic() + REOPEN_AFTER_S
            return
        self._open, self._rests = True, False
        self.error = self.error_vi = ""
        self.lost_at = None
        director.device_back()

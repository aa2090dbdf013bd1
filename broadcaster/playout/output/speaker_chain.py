"""Several outputs behind one another: where one cannot be opened, or is not heard, the next is."""

import logging
from collections.abc import Sequence
from datetime import datetime

from broadcaster.errors import PlayoutUnavailable
from broadcaster.playout.output.speaker import Pull, Speaker

_log = logging.getLogger(__name__)


class SpeakerChain:
    """A speaker that is one of several; the first is the one that is meant.

    An output that could not be opened is tried again first at the next `open`; one that was not
    heard (`turn`) stays left until all others have been tried.
    """

    def __init__(self, speakers: Sequence[Speaker], *, if_refused: bool) -> None:
        """`if_refused` tells whether the next one is taken where one cannot be opened."""
        self._speakers = list(speakers)
        self._if_refused = if_refused
        self._wanted = 0
        self._current = 0
        self._dropped = False

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._speakers)

    @property
    def name(self) -> str:
        """The name of the one that is used."""
        return self._speakers[self._current].name

    @property
    def stays_open(self) -> bool:
        """Whether the one that is used is ours between slots too."""
        return self._speakers[self._current].stays_open

    @property
    def underruns(self) -> int:
        """How often the one that is used ran dry."""
        return self._speakers[self._current].underruns

    @property
    def channels(self) -> int:
        """How many channels a block has, whichever speaker pulls it."""
        return self._speakers[0].channels

    @channels.setter
    def channels(self, channels: int) -> None:
        for speaker in self._speakers:
            speaker.channels = channels

    @property
    def may_close(self) -> bool:
        """Whether it is closed between slots: also to see if the one that is meant is back."""
        return self._current != self._wanted or not self.stays_open

    def turn(self) -> None:
        """Let the next one be opened from now on."""
        self._wanted = self._current = (self._wanted + 1) % len(self._speakers)

    def open(self, pull: Pull) -> None:
        """Begin to pull. Raises `PlayoutUnavailable`, of the one that is meant, if none can.

        Behind a `drop` the one that is used goes on, or raises it: no time is left for another.
        """
        if self._dropped:
            self._dropped = False
            self._speakers[self._current].open(pull)
            return
        self._current = self._wanted
        try:
            self._speakers[self._wanted].open(pull)
        except PlayoutUnavailable:
            if not (self._if_refused and self._opened_another(pull)):
                raise

    def rest(self) -> None:
        """Stop pulling until `open`; the device stays ours."""
        self._speakers[self._current].rest()

    def drop(self) -> datetime | None:
        """Fall silent at once; return since when, None if nothing is given back."""
        silent_since = self._speakers[self._current].drop()
        self._dropped = silent_since is not None
        return silent_since

    def close(self) -> None:
        """Stop pulling and let go of the device."""
        self._dropped = False
        self._speakers[self._current].close()

    def _opened_another(self, pull: Pull) -> bool:
        for further in range(1, len(self._speakers)):
            other = (self._wanted + further) % len(self._speakers)
            try:
                self._speakers[other].open(pull)
            except PlayoutUnavailable as error:
                _log.warning("%s", error)
                continue
            self._current = other
            _log.error("the output %s stands in for the one that cannot be opened", self.name)
            return True
        return False


def in_a_chain(speaker: Speaker) -> SpeakerChain:
    """Return the speaker as a chain; a lone one is the first and the last of its chain."""
    if isinstance(speaker, SpeakerChain):
        return speaker
    return SpeakerChain([speaker], if_refused=False)

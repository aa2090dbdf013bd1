"""The live microphone in the player: who speaks, for how long, over what, and the recording of it.

Who may speak is settled before a request comes here; the person's name is the approval.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from broadcaster.airlog import Outcome
from broadcaster.clock import Clock, local
from broadcaster.errors import PlayoutUnavailable
from broadcaster.playout.air import AirItem, Alarm, Journal, Laid, Show
from broadcaster.playout.live.recording import LiveRecording, RecordedStretch
from broadcaster.playout.live.sound import Source
from broadcaster.playout.live.speeches import SpeechPlan
from broadcaster.playout.sounds.mixer import Sound
from broadcaster.timetable import EntryKind

READY_WITHIN_S = 2.5
LOOK_EVERY_S = 0.05
ARMED_AT_MOST_S = 3600.0
KEPT_WITHIN_S = 3.0
FOLDER = "recordings/live"
UNARMED = "không ai mở micrô cho phần này"
NOT_AGAIN = "micrô không mở lại được sau khi máy phát khởi động lại"
NO_SOUND = "micrô không có tiếng"

OpenRecording = Callable[[SpeechPlan, str], LiveRecording]


@dataclass(eq=False)
class Speech:
    """One person at the microphone; `file` is their recording's. `over` is set by who ends it."""

    plan: SpeechPlan
    source: Source
    recording: LiveRecording
    sound: RecordedStretch
    file: str
    since: float
    over: threading.Event = field(default_factory=threading.Event)
    chimed: bool = False
    heard_at: datetime | None = None

    @property
    def file_there(self) -> str:
        """The file as the log may name it: none where the disk does not take one."""
        return "" if self.recording.trouble else self.file


class Microphone:
    """One speech at a time: opened in the door's threads, heard and ended by the director's."""

    def __init__(
        self,
        clock: Clock,
        rate: int,
        journal: Journal,
        chime: Sound,
        open_source: Callable[[], Source],
        open_recording: OpenRecording,
        *,
        forget: Callable[[str], object] = lambda _file: None,
    ) -> None:
        """`chime` is heard before each speech; `rate` is in samples a second.

        `forget` is told the file of a speech that is over and of which nothing was heard.
        """
        self._clock = clock
        self._rate = rate
        self._journal = journal
        self._chime = chime
        self._open_source = open_source
        self._open_recording = open_recording
        self._forget = forget
        self._speech: Speech | None = None
        self.expected_for: int | None = None
        """The slot for which it was open when the last player stopped."""
        self._opening = threading.Lock()

    # ------------------------------------------------------------------ the door's threads

    def open(self, plan: SpeechPlan) -> Speech:
        """Return the speech once its microphone brings sound.

        Raises `PlayoutUnavailable` if somebody else is at it, or if nothing comes from it.
        """
        if not self._opening.acquire(blocking=False):
            raise _taken()
        try:
            before = self._speech
            if before is not None and not before.over.is_set():
                raise _taken()
            if before is not None:
                self._let_go(before)
            source = self._open_source()
            if not self._brings_sound(source):
                source.close()
                message = (
                    f"nothing comes from the microphone ({source.trouble}); plug it in, or name "
                    "it with 'microphone' in station.toml"
                )
                raise PlayoutUnavailable(
                    message,
                    "Micrô không có tiếng; hãy kiểm tra dây cắm, công tắc micrô và cài đặt "
                    "“microphone”.",
                )
            self._speech = self._begun(plan, source)
            return self._speech
        finally:
            self._opening.release()

    def alarm(self, speech: Speech) -> Alarm:
        """Return the speech as something that is heard at once: the chime, then the person."""
        chime = self._chime_item(speech)
        return Alarm(
            id=speech.plan.id,
            drill=False,
            level=0,
            tone=replace(chime, alarm=speech.plan.id),
            asked_at=self._clock.monotonic(),
            message=AirItem(
                kind=EntryKind.LIVE,
                title=speech.plan.title,
                sound=speech.sound,
                voice=speech.plan.name,
                file=speech.file_there,
                alarm=speech.plan.id,
            ),
            live=speech.over,
        )

    def state(self) -> dict[str, Any] | None:
        """Return who is at the microphone; None if nobody is."""
        speech = self._speech
        if speech is None or speech.over.is_set():
            return None
        left_s = speech.plan.longest_s - speech.sound.carried / self._rate
        return {
            "id": speech.plan.id,
            "by": speech.plan.by,
            "name": speech.plan.name,
            "title": speech.plan.title,
            "slot_id": speech.plan.slot_id,
            "level_dbfs": round(speech.source.sound.level_dbfs, 1),
            "on_air_since": speech.heard_at.isoformat() if speech.heard_at else None,
            "longest_s": speech.plan.longest_s,
            "left_s": round(left_s, 1),
            "recorded": not speech.recording.trouble,
            "recording_trouble": speech.recording.trouble,
        }

    def _brings_sound(self, source: Source) -> bool:
        until = self._clock.monotonic() + READY_WITHIN_S
        while self._clock.monotonic() < until:
            if source.sound.buffered_s > 0:
                return True
            self._clock.wait(LOOK_EVERY_S)
        return False

    def _begun(self, plan: SpeechPlan, source: Source) -> Speech:
        at = local(self._clock.now())
        file = f"{FOLDER}/{at:%Y-%m-%d}/{at:%H%M%S}-{plan.id[:8]}.wav"
        recording = self._open_recording(plan, file)
        return Speech(
            plan=plan,
            source=source,
            recording=recording,
            sound=RecordedStretch(source.sound, round(plan.longest_s * self._rate), recording),
            file=file,
            since=self._clock.monotonic(),
        )

    # ------------------------------------------------------------------ the director's thread

    def look(self, laid: Sequence[Laid], on_air: Show | None, coming: Show | None) -> None:
        """Let the time pass for a microphone that is not heard yet; let go of one that is over."""
        speech = self._speech
        if speech is None:
            return
        speech.source.sound.look()
        if any(each.item.sound is speech.sound for each in laid):
            if speech.heard_at is None and speech.sound.carried:
                speech.heard_at = self._clock.now()
            return
        ids = {show.plan.slot_id for show in (on_air, coming) if show}
        waits = speech.plan.slot_id is None or (
            speech.plan.slot_id in ids or self._clock.monotonic() - speech.since < ARMED_AT_MOST_S
        )
        if speech.over.is_set() or speech.sound.carried or not waits:
            self._let_go(speech)

    def end(self) -> bool:
        """End the speech; return whether there was one."""
        speech = self._speech
        if speech is None or speech.over.is_set():
            return False
        speech.over.set()
        return True

    def turn(self, item: AirItem, pending: deque[AirItem]) -> AirItem | None:
        """Return what a slot's live part is now: the chime, then the person; None if nobody is.

        What was interrupted is over: nobody stands at a microphone and waits.
        """
        speech = self._speech
        mine = speech is not None and speech.plan.slot_id == item.slot_id
        if item.offset:
            if speech is not None and mine:
                self._let_go(speech)
            return None
        if speech is None or not mine or speech.over.is_set():
            again = speech is None and item.slot_id == self.expected_for
            self._journal.missed(item, NOT_AGAIN if again else UNARMED)
            return None
        if not speech.source.sound.buffered_s and speech.source.trouble:
            self._journal.missed(item, NO_SOUND, outcome=Outcome.FAILED)
            self._let_go(speech)
            return None
        if not speech.chimed:
            speech.chimed = True
            pending.appendleft(item)
            return replace(self._chime_item(speech), slot_id=item.slot_id, slot=item.slot)
        frames = min(item.sound.frames, speech.sound.frames)
        speech.sound.frames = frames
        return replace(
            item,
            title=f"{item.title}: {speech.plan.title}" if speech.plan.title else item.title,
            sound=speech.sound,
            voice=speech.plan.name,
            file=speech.file_there,
        )

    def close(self) -> None:
        """Let go of the microphone; return once its recording is kept.

        Who waits for their part of a slot stays noted, for the next start.
        """
        speech = self._speech
        if speech is not None:
            waits = speech.plan.slot_id is not None and not speech.over.is_set()
            self._let_go(speech, waits=waits)
            speech.recording.wait_until_kept(KEPT_WITHIN_S)
            speech.source.wait_until_closed(KEPT_WITHIN_S)

    def _let_go(self, speech: Speech, *, waits: bool = False) -> None:
        if not waits and not speech.sound.carried:
            self._forget(speech.file)
        speech.over.set()
        speech.source.close()
        speech.recording.close()
        if self._speech is speech:
            self._speech = None

    def _chime_item(self, speech: Speech) -> AirItem:
        return AirItem(
            kind=EntryKind.CHIME,
            title=f"Tiếng báo trước khi {speech.plan.name} nói trực tiếp",
            sound=self._chime,
            file="audio_assets/chime.wav",
        )


def _taken() -> PlayoutUnavailable:
    message = "somebody is at the microphone already; wait until they have ended"
    return PlayoutUnavailable(message, "Đang có người dùng micrô; hãy đợi người đó nói xong.")

"""An emergency message, from a person's word to the loudspeaker: tone first, message behind it."""

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from broadcaster import newsroom, speech
from broadcaster.clock import Clock, local, local_date
from broadcaster.errors import (
    BroadcasterError,
    InvalidInput,
    NotApproved,
    PlayoutUnavailable,
    SpeechFailed,
    StoreUnavailable,
    Superseded,
)
from broadcaster.newsroom import CONSOLE, Action, Content, Genre, NewsField, Priority, Revision
from broadcaster.playout.door import PlayerDoor
from broadcaster.playout.interruptions.asking import (
    DEFAULT_LEVEL,
    Alert,
    Asked,
    ask,
    check,
    script_of,
    title_of,
)
from broadcaster.playout.interruptions.drills import require_real
from broadcaster.playout.interruptions.words import GIVEN_UP
from broadcaster.playout.models import Interruption, InterruptionChange, InterruptionState
from broadcaster.speech import Clip, VoiceChain
from broadcaster.station import Station
from broadcaster.store import Store

PLAYER_BACK_WITHIN_S = 15.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Interrupter:
    """Everything an interruption needs; `voices` are those that speak without the internet."""

    store: Store
    clock: Clock
    station: Station
    voices: VoiceChain
    door: PlayerDoor

    def state(self) -> dict[str, Any] | None:
        """Return what the player says of itself; None if it is not running."""
        return self.door.state()

    def stop(self, by: str) -> bool:
        """Silence what is on air; return whether anything was. `PlayoutUnavailable` if unheard."""
        return self.door.stop(by=by)

    def cancel(self, name: str, by: str) -> bool:
        """End one interruption with its repeats; return whether it was open. Raises as `stop`."""
        return self.door.cancel(name, by=by)

    def interrupt(
        self,
        *,
        by: str,
        title: str = "",
        text: str | None = None,
        news_id: int | None = None,
        drill: bool = False,
        level: int = DEFAULT_LEVEL,
        repeat_s: float | None = None,
        until: datetime | None = None,
    ) -> str:
        """Return the name of the interruption that is being heard; one of text and item is given.

        Raises what `ask` and `tell` raise.
        """
        alert = Alert(
            text=text or "",
            news_id=news_id,
            title=title,
            drill=drill,
            level=level,
            repeat_s=repeat_s,
            until=until,
        )
        asked = self.ask(alert, by)
        self.tell(asked)
        return asked.name

    def ask(self, alert: Alert, by: str) -> Asked:
        """Return the interruption once the player has begun its tone; `tell` is to follow.

        Who asks and what is to be said is looked at before: a wrong request makes no noise.
        Raises `NotAllowed`, `InvalidInput`, `NotApproved`, `NotFound`, and `PlayoutUnavailable`
        if nobody can hear it.
        """
        self._check(alert, by)
        return ask(self.door, alert, by)

    def tell(self, asked: Asked) -> str:
        """Record the person's word, speak the message, and hand it to the player.

        Return how the interruption stands then. What cannot be recorded, because the database is
        locked or the disk is full, is spoken all the same, from a place that was kept free.
        Raises `Superseded` if somebody ended it meanwhile, or it gave way; `SpeechFailed` and what
        else goes wrong, and the player then ends the tone.
        """
        try:
            try:
                interruption, revision = self._recorded(asked)
                clip = self._spoken(revision)
            except (StoreUnavailable, SpeechFailed) as error:
                if asked.alert.news_id is not None:
                    stands = self._hand_over_unrecorded(asked)
                else:
                    stands = self._speak_unrecorded(asked)
                _log.error("interruption %s is heard and not recorded: %s", asked.name, error)
                return stands
            return self._hand_over(interruption, revision, clip)
        except Superseded:
            raise
        except Exception as error:
            reason = error.vi if isinstance(error, BroadcasterError) else "lỗi của phần mềm"
            with suppress(PlayoutUnavailable):
                self.door.abandon(id=asked.name, reason=reason)
            raise

    def _check(self, alert: Alert, by: str) -> None:
        """Raise what is wrong about the request.

        With the database away this machine's console may still warn: whoever has the console
        has the machine.
        """
        check(alert, self.station, self.clock.now())
        try:
            self._look_up(alert, by)
        except StoreUnavailable:
            if by != CONSOLE or alert.news_id is not None:
                raise

    def _look_up(self, alert: Alert, by: str) -> None:
        with self.store.reading() as session:
            newsroom.acting(session, by, Action.INTERRUPT)
            if alert.news_id is not None:
                revision = _approved(newsroom.item(session, alert.news_id))
                if alert.drill:
                    message = "a drill says that it is one; give its words with --text"
                    raise InvalidInput(
                        message, "Diễn tập phải nói rõ là diễn tập; hãy nhập lời diễn tập."
                    )
                require_real(session, revision)
                newsroom.check_airable(
                    session,
                    alert.news_id,
                    revision.number,
                    revision.content_sha256,
                    local_date(self.clock.now()),
                )
            else:
                _content(alert)

    def _recorded(self, asked: Asked) -> tuple[Interruption, Revision]:
        alert = asked.alert
        with self.store.writing() as session:
            if alert.news_id is not None:
                revision = _approved(newsroom.item(session, alert.news_id))
            else:
                revision = newsroom.approve_emergency(
                    session, self.clock, self.station, _content(alert), by=asked.by
                )
            interruption = Interruption(
                id=asked.name,
                requested_at=self.clock.now(),
                requested_by=asked.by,
                drill=alert.drill,
                level=alert.level,
                news_id=revision.news_id,
                revision=revision.number,
                title=revision.title,
            )
            session.add(interruption)
            if alert.repeat_s is not None:
                session.add(_plan_row(asked, alert.repeat_s, self.clock.now()))
        return interruption, revision

    def _spoken(self, revision: Revision) -> Clip:
        with self.store.reading() as session:
            clip = speech.sound_of(session, self.station, revision)
            words = speech.words_to_say(session, revision.content_sha256)
        if clip is not None and speech.is_whole(self.station, clip):
            return clip
        spoken = speech.synthesise_revision(self.clock, self.station, self.voices, revision, words)
        with self.store.writing() as session:
            return speech.keep(session, self.clock, revision.content_sha256, spoken)

    def _hand_over(self, interruption: Interruption, revision: Revision, clip: Clip) -> str:
        return self._give(
            id=interruption.id,
            drill=interruption.drill,
            title=revision.title,
            news_id=revision.news_id,
            revision=revision.number,
            content_sha256=revision.content_sha256,
            clip=clip.key,
            clip_sha256=clip.sha256,
            file=clip.path,
            voice=f"{clip.engine} {clip.voice}" if clip.ai_generated else "",
            ai_generated=clip.ai_generated,
        )

    def _hand_over_unrecorded(self, asked: Asked) -> str:
        """Hand over an approved item, whose sound is there, without a record of who asked."""
        with self.store.reading() as session:
            revision = _approved(newsroom.item(session, asked.alert.news_id or 0))
        clip = self._spoken(revision)
        return self._hand_over(
            Interruption(
                id=asked.name,
                requested_at=self.clock.now(),
                requested_by=asked.by,
                drill=asked.alert.drill,
                news_id=revision.news_id,
                revision=revision.number,
                title=revision.title,
            ),
            revision,
            clip,
        )

    def _speak_unrecorded(self, asked: Asked) -> str:
        """Speak the text without database and disk, and hand the samples over."""
        from broadcaster.playout.interruptions.reserved_sound import put

        content = _content(asked.alert)
        samples, voice = speech.spoken_samples(self.station, self.voices, content.script or "")
        return self._give(
            id=asked.name,
            drill=asked.alert.drill,
            title=content.title,
            frames=len(samples),
            clip_sha256=put(self.station.run, samples),
            voice=voice,
            ai_generated=True,
        )

    def _give(self, **message: object) -> str:
        """Hand the message over, also to a player that has just begun anew; return how it stands.

        Raises `Superseded` and `PlayoutUnavailable` if the interruption is over already.
        """
        deadline = self.clock.monotonic() + PLAYER_BACK_WITHIN_S
        while True:
            try:
                reply = self.door.message(**message)
                break
            except PlayoutUnavailable:
                if self.clock.monotonic() > deadline:
                    raise
                self.clock.wait(0.2)
        stands = str(reply.get("stands", ""))
        if not reply.get("taken") or stands in GIVEN_UP:
            raise _over(str(message["id"]), stands)
        return stands


def _over(name: str, how: str) -> BroadcasterError:
    """Return the error of an interruption that was over before its message was ready."""
    if how in GIVEN_UP:
        why, why_vi = GIVEN_UP[how]
        return Superseded(
            f"interruption {name} is over and its words were not heard: {why}",
            f"Lượt này đã kết thúc trước khi lời nhắn được phát: {why_vi}.",
        )
    text = f"interruption {name} was over before its message was ready; give it again"
    return PlayoutUnavailable(
        text, "Lượt phát khẩn cấp đã kết thúc trước khi lời nhắn sẵn sàng; hãy phát lại."
    )


def _plan_row(asked: Asked, repeat_s: float, now: datetime) -> InterruptionChange:
    until = f" đến {local(asked.alert.until):%H:%M %d/%m/%Y}" if asked.alert.until else ""
    return InterruptionChange(
        interruption=asked.name,
        at=now,
        by=asked.by,
        to_state=InterruptionState.REQUESTED,
        reason=f"nhắc lại mỗi {repeat_s / 60:g} phút{until or ' đến khi huỷ'}",
    )


def _approved(view: newsroom.ItemView) -> Revision:
    if view.approved is None:
        message = f"news item {view.news_id} is not approved, so it may not air; approve it first"
        raise NotApproved(
            message,
            f"Tin bài số {view.news_id} chưa được duyệt nên không được phát; hãy duyệt trước.",
        )
    return view.approved


def _content(alert: Alert) -> Content:
    return Content(
        title=title_of(alert),
        genre=Genre.THONG_BAO,
        field=int(NewsField.UNEXPECTED),
        priority=Priority.EMERGENCY,
        script=script_of(alert),
    )

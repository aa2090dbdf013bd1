"""An emergency message, from a person's word to the loudspeaker: tone first, message behind it."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from broadcaster import newsroom, speech
from broadcaster.clock import Clock, local_date
from broadcaster.errors import BroadcasterError, InvalidInput, NotApproved, PlayoutUnavailable
from broadcaster.newsroom import Action, Content, Genre, NewsField, Priority, Revision
from broadcaster.playout.door import PlayerDoor
from broadcaster.playout.models import Interruption
from broadcaster.speech import Clip, VoiceChain
from broadcaster.speech.spoken import spoken_form
from broadcaster.station import Station
from broadcaster.store import Store

DRILL_BEFORE = "Đây là tin diễn tập, chỉ là diễn tập."
DRILL_AFTER = "Xin nhắc lại, đây chỉ là diễn tập."
LONGEST_TITLE = 120
DEFAULT_LEVEL = 3
HIGHEST_LEVEL = 5
LETTERS_A_SECOND = 15.0


@dataclass(frozen=True, kw_only=True)
class Alert:
    """What is to be said: a text of now, or an approved item. `level` is 1 to 5."""

    text: str = ""
    news_id: int | None = None
    title: str = ""
    drill: bool = False
    level: int = DEFAULT_LEVEL


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

    def interrupt(
        self,
        *,
        by: str,
        title: str = "",
        text: str | None = None,
        news_id: int | None = None,
        drill: bool = False,
        level: int = DEFAULT_LEVEL,
    ) -> str:
        """Return the name of the interruption that is being heard; one of text and item is given.

        1. Look at who asks and what is to be said: a wrong request makes no noise.
        2. The player begins the tone.
        3. The person's word is recorded, the message is spoken, and handed to the player.

        Raises `NotAllowed`, `InvalidInput`, `NotApproved`, `NotFound`, `PlayoutUnavailable` if
        nobody can hear it, and `SpeechFailed`, after which the player ends the tone.
        """
        alert = Alert(text=text or "", news_id=news_id, title=title, drill=drill, level=level)
        content = self._checked(alert, by)
        name = str(uuid4())
        self.door.interrupt(id=name, by=by, drill=drill, level=level)
        try:
            interruption, revision = self._recorded(name, alert, content, by)
            clip = self._spoken(revision)
            self._hand_over(interruption, revision, clip)
        except Exception as error:
            reason = error.vi if isinstance(error, BroadcasterError) else "lỗi của phần mềm"
            with suppress(PlayoutUnavailable):
                self.door.abandon(id=name, reason=reason)
            raise
        return name

    def _checked(self, alert: Alert, by: str) -> Content | None:
        if not 1 <= alert.level <= HIGHEST_LEVEL:
            message = "the level is a number from 1 to 5"
            raise InvalidInput(message, "Cấp độ là một số từ 1 đến 5.")
        with self.store.reading() as session:
            newsroom.acting(session, by, Action.INTERRUPT)
            if alert.news_id is not None:
                revision = _approved(newsroom.item(session, alert.news_id))
                if alert.drill:
                    message = "a drill says that it is one; give its words with --text"
                    raise InvalidInput(
                        message, "Diễn tập phải nói rõ là diễn tập; hãy nhập lời diễn tập."
                    )
                newsroom.check_airable(
                    session,
                    alert.news_id,
                    revision.number,
                    revision.content_sha256,
                    local_date(self.clock.now()),
                )
                return None
        self._require_words(alert.text)
        return _content(alert)

    def _require_words(self, text: str) -> None:
        """Raise `InvalidInput` if there is nothing to say, or more than may be heard."""
        if text.strip() and not any(map(str.isalpha, spoken_form(text))):
            message = "the text holds no word that could be spoken; write what is to be said"
            raise InvalidInput(
                message, "Lời nhắn không có chữ nào đọc được; hãy viết lời cần phát."
            )
        longest = round(self.station.longest_interruption_s * LETTERS_A_SECOND)
        if len(text) > longest:
            message = f"the text has {len(text)} characters; at most {longest} may interrupt"
            raise InvalidInput(
                message, f"Lời nhắn dài {len(text)} ký tự; phát khẩn cấp dài nhất {longest} ký tự."
            )

    def _recorded(
        self, name: str, alert: Alert, content: Content | None, by: str
    ) -> tuple[Interruption, Revision]:
        with self.store.writing() as session:
            if content is None:
                revision = _approved(newsroom.item(session, alert.news_id or 0))
            else:
                revision = newsroom.approve_emergency(
                    session, self.clock, self.station, content, by=by
                )
            interruption = Interruption(
                id=name,
                requested_at=self.clock.now(),
                requested_by=by,
                drill=alert.drill,
                level=alert.level,
                news_id=revision.news_id,
                revision=revision.number,
                title=revision.title,
            )
            session.add(interruption)
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

    def _hand_over(self, interruption: Interruption, revision: Revision, clip: Clip) -> None:
        reply = self.door.message(
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
        if not reply.get("taken"):
            message = "the interruption was over before its message was ready; give it again"
            raise PlayoutUnavailable(
                message, "Lượt phát khẩn cấp đã kết thúc trước khi lời nhắn sẵn sàng; hãy phát lại."
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
    text = " ".join(alert.text.split())
    title = alert.title or (text[:LONGEST_TITLE] + ("…" if len(text) > LONGEST_TITLE else ""))
    script = f"{DRILL_BEFORE} {text} {DRILL_AFTER}" if alert.drill and text else text
    return Content(
        title=title,
        genre=Genre.THONG_BAO,
        field=int(NewsField.UNEXPECTED),
        priority=Priority.EMERGENCY,
        script=script,
    )

"""Where requests from other processes are answered, in the door's threads, not the director's."""

import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError as AnswerTimeout
from dataclasses import replace
from typing import Any

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, PlayoutUnavailable
from broadcaster.newsroom import actor_vi
from broadcaster.playout.air import AirItem, Alarm, Request
from broadcaster.playout.desk.quarantine import Reading
from broadcaster.playout.director import Director
from broadcaster.playout.door import late
from broadcaster.playout.interruptions.book import AlarmBook
from broadcaster.playout.interruptions.reserved_sound import take
from broadcaster.playout.interruptions.words import WAITING
from broadcaster.playout.live.microphone import Microphone
from broadcaster.playout.live.speeches import SpeechPlan
from broadcaster.playout.loudspeaker import Loudspeaker
from broadcaster.playout.sounds.files import load_sound, require_whole, sound_path
from broadcaster.playout.sounds.mixer import Sound
from broadcaster.playout.sounds.signals import load_signal
from broadcaster.station import Station
from broadcaster.timetable import EntryKind

DIRECTED_WITHIN_S = 3.0
ANSWER_WITHIN_S = 4.0
"""From the knock on, whatever the microphone and the device take: who knocks waits longer."""

TONES = {False: "attention", True: "attention-drill"}
ENDED_BY = {"stop": "dừng bởi", "end live": "kết thúc bởi", "cancel": "huỷ bởi"}
UNHEARD = "không mở được thiết bị âm thanh"
TONE_TITLES = {False: "Tín hiệu báo động khẩn cấp", True: "Tín hiệu diễn tập"}


class Counter:
    """Turns a request into the director's terms and waits for the director's answer.

    The tones are loaded beforehand, so that an alarm needs nothing from the disk to begin.
    """

    def __init__(
        self,
        station: Station,
        clock: Clock,
        director: Director,
        wake: threading.Event,
        *,
        state: Callable[[], dict[str, Any]],
        loudspeaker: Loudspeaker,
        microphone: Microphone,
        book: AlarmBook,
        reading: Reading,
    ) -> None:
        """`wake` is set after each request, so that the director looks at once.

        `loudspeaker` says whether anything can be heard, `book` keeps the interruptions; each tone
        is opened while `reading` stands around it.
        """
        self._station = station
        self._clock = clock
        self._director = director
        self._wake = wake
        self._state = state
        self._loudspeaker = loudspeaker
        self._microphone = microphone
        self._book = book
        self._tones: dict[bool, Sound] = {
            drill: load_signal(station, name, reading=reading) for drill, name in TONES.items()
        }

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the reply to a request; `{"error": ...}` with both sentences if it cannot be.

        What cannot be answered within `ANSWER_WITHIN_S` is refused and does not begin.
        """
        until = self._clock.monotonic() + ANSWER_WITHIN_S
        try:
            if request.get("do") == "state":
                return self._state()
            if request.get("do") == "live":
                return self._live(request, until)
            return self._noted(request, self._understood(request), until)
        except BroadcasterError as error:
            return _told(error)
        except (KeyError, TypeError, ValueError) as error:
            return {"error": f"the player does not understand the request: {error!r}"}

    def take_up(self) -> frozenset[str]:
        """Ask anew for the interruptions that a stop cut short; return their names."""
        due, names = self._book.restore(self._alarm, self._message)
        for alarm in due:
            self._director.ask(Request(do="interrupt", alarm=alarm))
        return frozenset(names)

    def tell_again(self) -> None:
        """Ask for the interruptions whose time to be repeated has come."""
        for alarm in self._book.due():
            self._director.ask(Request(do="interrupt", alarm=alarm))

    def _noted(self, request: dict[str, Any], understood: Request, until: float) -> dict[str, Any]:
        """Return the director's answer, and keep the book of interruptions."""
        name, alarm = understood.id, understood.alarm
        if understood.do == "stop":
            self._book.cancel_all(understood.reason)
        elif understood.do == "cancel":
            return self._cancelled(understood, until)
        elif alarm is not None:
            if not alarm.drill:
                self._book.cancel_all("nhường tin khẩn cấp thật", only_drills=True)
            self._book.asked(alarm, request)
        if alarm is None:
            reply = self._asked(understood, until)
        else:
            reply = self._heard(understood, alarm, until)
        if alarm is not None and "error" in reply:
            self._book.refused(alarm.id)
        elif alarm is not None:
            self._book.answered(alarm.id, queued=bool(reply.get("queued")))
        elif understood.message is not None:
            if reply.get("taken"):
                self._book.message_given(name, request, understood.message)
            return {**reply, "stands": self._book.standing(name)}
        return reply

    def _cancelled(self, request: Request, until: float) -> dict[str, Any]:
        """Return whether the interruption was open; if it is heard or to be heard, it ends now.

        While the director cannot be asked it is not told to have ended.
        """
        stood = self._book.cancel(request.id, request.reason)
        reply = self._asked(request, until) if stood and stood != WAITING else {}
        return reply if "error" in reply else {"cancelled": bool(stood)}

    def _understood(self, request: dict[str, Any]) -> Request:
        do = request["do"]
        if do in ENDED_BY:
            by = str(request["by"])
            name = str(request["id"]) if do == "cancel" else ""
            return Request(do=do, by=by, id=name, reason=f"{ENDED_BY[do]} {actor_vi(by)}")
        if do == "abandon":
            return Request(do=do, id=str(request["id"]), reason=str(request["reason"]))
        if do == "interrupt":
            return Request(do=do, by=str(request["by"]), alarm=self._alarm(request))
        if do == "message":
            return Request(do=do, id=str(request["id"]), message=self._message(request))
        raise ValueError(do)

    def _live(self, request: dict[str, Any], until: float) -> dict[str, Any]:
        """Open the microphone, and for a speech of now put it on air behind its chime."""
        self._require_output()
        slot_id = request["slot_id"]
        plan = SpeechPlan(
            id=str(request["id"]),
            by=str(request["by"]),
            name=str(request["name"]),
            title=str(request["title"]),
            longest_s=float(request["longest_s"]),
            slot_id=None if slot_id is None else int(slot_id),
        )
        speech = self._microphone.open(plan)
        if self._clock.monotonic() >= until:
            speech.over.set()
            raise late()
        if plan.slot_id is not None:
            return {"id": plan.id}
        alarm = self._microphone.alarm(speech)
        reply = self._heard(Request(do="interrupt", by=plan.by, alarm=alarm), alarm, until)
        if reply.get("id") != plan.id:
            speech.over.set()
            return (
                reply
                if "error" in reply
                else {
                    "error": "an emergency is on air; speak when it has ended",
                    "vi": "Đang phát khẩn cấp; hãy nói khi đã phát xong.",
                }
            )
        return reply

    def _heard(self, request: Request, alarm: Alarm, until: float) -> dict[str, Any]:
        """Return the answer to an interruption once the output takes it, or why it does not.

        What nobody can hear is withdrawn: it is not to begin when who asked has gone.
        """
        refusals = self._loudspeaker.refusals
        reply = self._asked(request, until)
        if reply.get("id") == alarm.id and (
            silent := self._loudspeaker.why_silent(refusals, until)
        ):
            reply = _told(_unheard(silent))
        if "error" in reply:
            self._director.ask(Request(do="withdraw", by=request.by, id=alarm.id, reason=UNHEARD))
            self._wake.set()
        return reply

    def _asked(self, request: Request, until: float) -> dict[str, Any]:
        self._director.ask(request)
        self._wake.set()
        left_s = max(0.0, until - self._clock.monotonic())
        try:
            return dict(request.answer.result(min(DIRECTED_WITHIN_S, left_s)))
        except AnswerTimeout:
            request.answer.cancel()
            return _told(late())

    def _require_output(self) -> None:
        """Raise `PlayoutUnavailable` while the output cannot be opened: nobody is to speak then."""
        error = self._loudspeaker.refuses
        if error:
            raise _unheard(error)

    def _alarm(self, request: dict[str, Any]) -> Alarm:
        drill = bool(request["drill"])
        tone = AirItem(
            kind=EntryKind.DRILL if drill else EntryKind.EMERGENCY,
            title=TONE_TITLES[drill],
            sound=self._tones[drill],
            file=f"audio_assets/{TONES[drill]}.wav",
            alarm=str(request["id"]),
        )
        return Alarm(
            id=str(request["id"]),
            drill=drill,
            level=int(request["level"]),
            tone=tone,
            asked_at=self._clock.monotonic(),
        )

    def _message(self, request: dict[str, Any]) -> AirItem:
        drill = bool(request["drill"])
        if "frames" in request:
            return self._message_unrecorded(request, drill=drill)
        path = sound_path(self._station, str(request["file"]))
        if not path.resolve().is_relative_to(self._station.clips.resolve()):
            raise ValueError(request["file"])
        require_whole(path, str(request["clip_sha256"]))
        return replace(
            AirItem(
                kind=EntryKind.DRILL if drill else EntryKind.EMERGENCY,
                title=str(request["title"]),
                sound=load_sound(path, self._station.sample_rate),
            ),
            news_id=int(request["news_id"]),
            revision=int(request["revision"]),
            content_sha256=str(request["content_sha256"]),
            voice=str(request["voice"]),
            ai_generated=bool(request["ai_generated"]),
            clip=str(request["clip"]),
            file=str(request["file"]),
            sha256=str(request["clip_sha256"]),
            alarm=str(request["id"]),
        )

    def _message_unrecorded(self, request: dict[str, Any], *, drill: bool) -> AirItem:
        """Return a message of which there is no record: its samples lie in the reserved place."""
        sha256 = str(request["clip_sha256"])
        return AirItem(
            kind=EntryKind.DRILL if drill else EntryKind.EMERGENCY,
            title=str(request["title"]),
            sound=take(self._station.run, int(request["frames"]), sha256),
            voice=str(request["voice"]),
            ai_generated=bool(request["ai_generated"]),
            sha256=sha256,
            alarm=str(request["id"]),
        )


def _told(error: BroadcasterError) -> dict[str, Any]:
    return {"error": error.message, "vi": error.vi}


def _unheard(error: str) -> PlayoutUnavailable:
    return PlayoutUnavailable(
        f"nothing can be heard: {error}",
        "Không mở được thiết bị âm thanh nên chưa phát được; hãy kiểm tra loa.",
    )

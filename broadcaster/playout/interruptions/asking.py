"""What an interruption is asked for with, and how the player is asked: nothing heavy is loaded.

The tone is heard before the libraries of the database and of the voices are.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from broadcaster.clock import Clock
from broadcaster.errors import InvalidInput
from broadcaster.newsroom import Action, looked_up, require_script, require_title
from broadcaster.playout.door import PlayerDoor
from broadcaster.playout.interruptions.plans import RepeatPlan
from broadcaster.station import Station

LONGEST_BEGINNING = 120
DEFAULT_LEVEL = 3
HIGHEST_LEVEL = 5
LETTERS_A_SECOND = 15.0
DRILL_BEFORE = "Đây là tin diễn tập, chỉ là diễn tập."
DRILL_AFTER = "Xin nhắc lại, đây chỉ là diễn tập."


@dataclass(frozen=True, kw_only=True)
class Alert:
    """What is to be said: a text of now, or an approved item. `level` is 1 to 5.

    With `repeat_s` it is told again each so many seconds, until cancelled or `until`.
    """

    text: str = ""
    news_id: int | None = None
    title: str = ""
    drill: bool = False
    level: int = DEFAULT_LEVEL
    repeat_s: float | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An interruption whose tone is heard, or, if it is `queued`, will be behind another."""

    name: str
    by: str
    alert: Alert
    queued: bool


def check(alert: Alert, station: Station, now: datetime) -> None:
    """Raise `InvalidInput` for what is wrong about the request, whoever asks."""
    if alert.repeat_s is not None:
        RepeatPlan(every_s=alert.repeat_s, until=alert.until)
    if alert.until is not None and alert.until <= now:
        message = "the time until which it is to be repeated is over already"
        raise InvalidInput(message, "Giờ kết thúc nhắc lại đã qua.")
    if not 1 <= alert.level <= HIGHEST_LEVEL:
        message = "the level is a number from 1 to 5"
        raise InvalidInput(message, "Cấp độ là một số từ 1 đến 5.")
    if alert.news_id is None:
        _require_words(alert, station)
    title = title_of(alert)
    if title:
        require_title(title)


def ask(door: PlayerDoor, alert: Alert, by: str) -> Asked:
    """Return the interruption once the player has begun its tone; its words are to follow.

    Raises `PlayoutUnavailable` if nobody can hear it.
    """
    name = str(uuid4())
    reply = door.interrupt(
        id=name,
        by=by,
        title=title_of(alert),
        drill=alert.drill,
        level=alert.level,
        repeat_s=alert.repeat_s,
        until=alert.until.isoformat() if alert.until else None,
    )
    return Asked(name=name, by=by, alert=alert, queued=bool(reply.get("queued")))


def ask_with_text(
    door: PlayerDoor, clock: Clock, station: Station, alert: Alert, by: str
) -> Asked | None:
    """Return the interruption of a text of now, asked for without loading the store.

    Who asks is read out of the file of people; whoever has the machine's own console has the
    machine. None, and nothing was heard, where the file cannot tell: then `Interrupter.ask` can.
    Raises `NotFound` and `NotAllowed` for who asks, and as `check` and `ask`.
    """
    check(alert, station, clock.now())
    known = looked_up(station.database_file, by, Action.INTERRUPT)
    return ask(door, alert, by) if known else None


def title_of(alert: Alert) -> str:
    """Return the title as one line; without one, the text's beginning."""
    text = _one_line(alert.text)
    beginning = text[:LONGEST_BEGINNING] + ("…" if len(text) > LONGEST_BEGINNING else "")
    return _one_line(alert.title) or beginning


def script_of(alert: Alert) -> str:
    """Return what is spoken, as one line: a drill says before and behind that it is one."""
    text = _one_line(alert.text)
    return f"{DRILL_BEFORE} {text} {DRILL_AFTER}" if alert.drill and text else text


def _one_line(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _without_marks(text: str) -> str:
    """Return what is left to be spoken without [nghỉ] and [nhấn]."""
    if "[" not in text:
        return text
    from broadcaster.speech.spoken.marks import MARK

    return MARK.sub("", text)


def _require_words(alert: Alert, station: Station) -> None:
    """Raise `InvalidInput` if there is nothing to say, no text, or more than may be heard."""
    text = _one_line(alert.text)
    if not any(map(str.isalnum, _without_marks(text))):
        message = "the text holds no word that could be spoken; write what is to be said"
        raise InvalidInput(message, "Lời nhắn không có chữ nào đọc được; hãy viết lời cần phát.")
    longest = round(station.longest_interruption_s * LETTERS_A_SECOND)
    if len(text) > longest:
        message = f"the text has {len(text)} characters; at most {longest} may interrupt"
        raise InvalidInput(
            message, f"Lời nhắn dài {len(text)} ký tự; phát khẩn cấp dài nhất {longest} ký tự."
        )
    require_script(script_of(alert), station.longest_script)

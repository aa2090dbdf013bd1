"""Sound is made ahead of time: for what waits to be heard or aired, and for the words around it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from broadcaster import speech
from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, SpeechFailed, StoreUnavailable
from broadcaster.newsroom import Priority, Revision
from broadcaster.speech import UnkeptClip, VoiceChain
from broadcaster.station import Station
from broadcaster.store import Store
from broadcaster.timetable.schedules import Schedules
from broadcaster.timetable.service import announcements

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """A sound that was made now; an announcement has no `news_id`, a recording no `voice`."""

    title: str
    news_id: int | None
    revision: int | None
    voice: str
    duration_s: float


@dataclass(frozen=True, slots=True)
class NotMade:
    """A text or recording of which no sound came, with the reason in English and Vietnamese."""

    title: str
    news_id: int | None
    revision: int | None
    reason: str
    vi: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one round of preparation brought about."""

    rendered: tuple[Made, ...]
    failed: tuple[NotMade, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """How far a round is: number `number` of `total` is made next."""

    number: int
    total: int
    title: str


@dataclass(frozen=True)
class _Task:
    title: str
    source_sha256: str
    synthesise: Callable[[], UnkeptClip]
    news_id: int | None = None
    revision: int | None = None


def prepare(
    store: Store,
    clock: Clock,
    station: Station,
    schedules: Schedules,
    voices: VoiceChain,
    *,
    progress: Callable[[Step], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Prepared:
    """Return what was made of all that waits: urgent items, announcements, then other items.

    The voice speaks outside any transaction; each sound is kept in one of its own, so that
    nothing made is lost. A failure is recorded and tried again later. `stop` is asked before each
    sound. Raises `StoreUnavailable`.
    """
    tasks = _waiting(store, clock, station, schedules, voices)
    rendered: list[Made] = []
    failed: list[NotMade] = []
    for number, task in enumerate(tasks, 1):
        if stop is not None and stop():
            break
        if progress is not None:
            progress(Step(number, len(tasks), task.title))
        outcome = _carry_out(store, clock, task)
        if isinstance(outcome, Made):
            rendered.append(outcome)
        else:
            failed.append(outcome)
    return Prepared(tuple(rendered), tuple(failed))


def _waiting(
    store: Store, clock: Clock, station: Station, schedules: Schedules, voices: VoiceChain
) -> list[_Task]:
    with store.reading() as session:
        revisions = speech.waiting(session, clock, station)
        wanted = announcements(station, schedules)
        texts = speech.waiting_texts(session, clock, wanted, station)
        approved = {
            revision.content_sha256: speech.words_to_say(session, revision.content_sha256)
            for revision in revisions
        }
    urgent = [r for r in revisions if r.priority is not Priority.NORMAL]
    others = [r for r in revisions if r.priority is Priority.NORMAL]

    def of_revision(revision: Revision) -> _Task:
        return _Task(
            revision.title,
            revision.content_sha256,
            lambda: speech.synthesise_revision(
                clock, station, voices, revision, approved[revision.content_sha256]
            ),
            revision.news_id,
            revision.number,
        )

    def of_text(text: str) -> _Task:
        return _Task(
            text,
            speech.text_source(text),
            lambda: speech.synthesise_text(clock, station, voices, text, title=text),
        )

    return [
        *map(of_revision, urgent),
        *map(of_text, texts),
        *map(of_revision, others),
    ]


def _carry_out(store: Store, clock: Clock, task: _Task) -> Made | NotMade:
    try:
        unkept = task.synthesise()
        with store.writing() as session:
            clip = speech.keep(session, clock, task.source_sha256, unkept)
    except StoreUnavailable:
        raise
    except BroadcasterError as error:
        return _not_made(store, clock, task, error)
    except Exception as error:  # noqa: BLE001 - one sick item must not silence all behind it
        _log.exception("'%s' could not be made into sound", task.title)
        return _not_made(store, clock, task, _unforeseen(task, error))
    voice = f"{clip.engine} {clip.voice}" if clip.ai_generated else ""
    return Made(task.title, task.news_id, task.revision, voice, clip.duration_s)


def _not_made(store: Store, clock: Clock, task: _Task, error: BroadcasterError) -> NotMade:
    _log.warning("'%s' has no sound: %s", task.title, error.message)
    with store.writing() as session:
        speech.keep_failure(session, clock, task.source_sha256, error)
    return NotMade(task.title, task.news_id, task.revision, error.message, error.vi)


def _unforeseen(task: _Task, error: Exception) -> SpeechFailed:
    return SpeechFailed(
        f"'{task.title}' could not be made into sound ({type(error).__name__}); look into the log "
        "of the renderer and change the text or recording",
        f"Không làm được bản tiếng của “{task.title}”; hãy sửa bài hoặc bản ghi âm, nếu vẫn không "
        "được thì báo người kỹ thuật.",
    )

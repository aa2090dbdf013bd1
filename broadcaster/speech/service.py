"""What the room does: a revision, a recording or an announcement becomes a clip that is kept.

Making a sound takes seconds and a voice may hang, so it stands apart from the store:
`synthesise_*` needs no session; `keep` and `keep_failure` are short and go into a transaction.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from broadcaster import newsroom
from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, InvalidInput, SpeechFailed
from broadcaster.newsroom import Revision
from broadcaster.speech.backlog import clip_of, text_source
from broadcaster.speech.chain import Passage, Spoken, VoiceChain
from broadcaster.speech.clips import (
    UnkeptClip,
    as_pcm16,
    clip_key,
    discard,
    is_whole,
    keep_file,
    put_in_place,
    write_aside,
    write_clip,
)
from broadcaster.speech.mark import Mark, mark_date
from broadcaster.speech.models import Clip, Rendering
from broadcaster.speech.rereading import is_still_read_so, words_to_say
from broadcaster.speech.spoken import DEFAULT_MAX_CHARS, Reading, segments
from broadcaster.speech.station_reading import reading_of
from broadcaster.speech.voice import Sound
from broadcaster.station import Station

# What changes a sound loads scipy and pydub: it is imported where a sound is made, so that
# everything else (an emergency's tone first) begins at once.
if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from broadcaster.speech.sound import Finished

RECORDING = "recording"

# Part of every clip's address: a new way of making the sound makes new clips.
_SOUND_CHAIN = 1

LONGEST_SILENCE_S = 300.0
"""The most silence that the [nghỉ] marks of one script may ask for, in all."""
LONGEST_USUAL_REST_S = 0.9
"""No rest that the machine makes by itself is longer."""
STRESSED_PACE = 0.8
"""How fast words between [nhấn] and [/nhấn] are spoken, as a share of the voice's speed."""


@dataclass(frozen=True)
class Said:
    """A text that was spoken to a file, and the voice that did it."""

    path: Path
    engine: str
    voice: str
    version: str
    duration_s: float
    failures: tuple[str, ...] = ()


def synthesise_revision(
    clock: Clock, station: Station, voices: VoiceChain, revision: Revision, words: str = ""
) -> UnkeptClip:
    """Return a new clip of the revision's script or recording, not kept yet.

    `words` are those that were approved, where a script's sound was lost: they are spoken again,
    however the station reads by now (see `words_to_say`). While it still reads the script so, the
    script is spoken, with its rests: that is the very sound that was lost.

    Raises `SpeechFailed` where no sound came of it, and what `newsroom.decode` raises for a
    recording that cannot be used.
    """
    if revision.recording is not None:
        return synthesise_recording(clock, station, revision.recording, title=revision.title)
    title, script = revision.title, revision.script or ""
    if words and not is_still_read_so(words, script, reading_of(station)):
        return _synthesise(clock, station, voices, words, Reading(), title)
    return synthesise_text(clock, station, voices, script, title=title)


def spoken_samples(
    station: Station, voices: VoiceChain, text: str
) -> "tuple[NDArray[np.int16], str]":
    """Return the text as a voice speaks it, mono at the station's rate, and the voice's name.

    Nothing is written: for an emergency on a full disk. Raises `SpeechFailed`.
    """
    spoken, finished = _speak(station, voices, text, reading_of(station))
    return as_pcm16(finished.sound.samples), f"{spoken.engine} {spoken.name}"


def synthesise_text(
    clock: Clock, station: Station, voices: VoiceChain, text: str, *, title: str = ""
) -> UnkeptClip:
    """Return a new clip of the text as a voice speaks it, not kept yet. Raises `SpeechFailed`."""
    return _synthesise(clock, station, voices, text, reading_of(station), title)


def _synthesise(
    clock: Clock, station: Station, voices: VoiceChain, text: str, reading: Reading, title: str
) -> UnkeptClip:
    from broadcaster.speech.sound import target_of

    spoken, finished = _speak(station, voices, text, reading)
    at = clock.now()
    mark = _mark(spoken, mark_date(at), title)
    key = clip_key(
        {
            "spoken": [_as_address(passage) for passage in spoken.passages],
            "engine": spoken.engine,
            "voice": spoken.name,
            "version": spoken.version,
            "sound": target_of(station).as_text(),
            "chain": _SOUND_CHAIN,
        }
    )
    words = " ".join(passage.text for passage in spoken.passages)
    return write_clip(station, finished, mark, key=key, spoken=words, at=at)


def synthesise_recording(
    clock: Clock, station: Station, recording: str, *, title: str = ""
) -> UnkeptClip:
    """Return a new clip of the recording with that SHA-256, not kept yet. Raises as above."""
    from broadcaster.speech.sound import finish, target_of

    decoded = newsroom.decode(newsroom.recording_path(station, recording))
    target = target_of(station)
    finished = finish(Sound(decoded.samples, decoded.rate), target, compress=False)
    at = clock.now()
    mark = Mark(
        ai_generated=False, engine=RECORDING, voice="", version="", date=mark_date(at), title=title
    )
    key = clip_key(
        {"recording": recording, "sound": target.as_text(), "chain": _SOUND_CHAIN},
    )
    return write_clip(station, finished, mark, key=key, spoken="", at=at)


def keep(session: Session, clock: Clock, source_sha256: str, unkept: UnkeptClip) -> Clip:
    """Return the clip, kept for good as the sound of that source.

    A clip with the same address that is whole on disk stays as it is: somebody may have heard
    and approved it. Raises `SpeechFailed` if the disk refuses.
    """
    try:
        clip = _kept(session, unkept)
    except BaseException:
        discard(unkept)
        raise
    session.add(Rendering(source_sha256=source_sha256, at=clock.now(), clip=clip.key))
    session.flush()
    return clip


def keep_failure(
    session: Session, clock: Clock, source_sha256: str, error: BroadcasterError
) -> None:
    """Record that no sound came of the source, so that it is not tried again at once.

    The panel shows what is recorded: it is the Vietnamese sentence.
    """
    session.add(Rendering(source_sha256=source_sha256, at=clock.now(), failure=error.vi))
    session.flush()


def render_revision(
    session: Session, clock: Clock, station: Station, voices: VoiceChain, revision: Revision
) -> Clip:
    """Return the clip of the revision, made now if there is none that is whole.

    The transaction stays open while the voice speaks: for many, use `synthesise_revision`.
    """
    source = revision.content_sha256
    known = clip_of(session, source)
    if known is not None and is_whole(station, known):
        return known
    words = words_to_say(session, source)
    return keep(
        session, clock, source, synthesise_revision(clock, station, voices, revision, words)
    )


def render_text(
    session: Session, clock: Clock, station: Station, voices: VoiceChain, text: str
) -> Clip:
    """Return the clip of an announcement's text, made now if there is none that is whole."""
    source = text_source(text)
    known = clip_of(session, source)
    if known is not None and is_whole(station, known):
        return known
    return keep(session, clock, source, synthesise_text(clock, station, voices, text, title=text))


def say(station: Station, voices: VoiceChain, text: str, path: Path) -> Said:
    """Return what was said once the text lies spoken in the WAV file at `path`.

    Raises `InvalidInput` for a path that cannot be written, `SpeechFailed`.
    """
    if path.suffix.lower() != ".wav" or path.is_dir() or not path.absolute().parent.is_dir():
        raise InvalidInput(
            message=f"{path} cannot be written; "
            "give the name of a .wav file in a folder that exists"
        )
    spoken, finished = _speak(station, voices, text, reading_of(station))
    mark = _mark(spoken, mark_date(voices.clock.now()), "")
    put_in_place(write_aside(path.absolute(), finished, mark), path.absolute())
    return Said(
        path,
        spoken.engine,
        spoken.name,
        spoken.version,
        finished.sound.duration_s,
        spoken.failures,
    )


def _speak(
    station: Station, voices: VoiceChain, text: str, reading: Reading
) -> "tuple[Spoken, Finished]":
    from broadcaster.speech.sound import finish, join, target_of

    def divide(longest: int | None) -> list[Passage]:
        parts = segments(text, reading, max_chars=longest or DEFAULT_MAX_CHARS)
        return [
            Passage(part.text, part.pause_s, STRESSED_PACE if part.stressed else 1.0)
            for part in parts
        ]

    _require_bounded_silence(divide(None))
    spoken = voices.speak(divide)
    return spoken, finish(join(spoken.sounds), target_of(station), compress=True)


def _require_bounded_silence(passages: list[Passage]) -> None:
    """Raise `SpeechFailed` where the script's own rests would make hours of silence."""
    rests = [passage.pause_s for passage in passages[:-1]]
    asked_s = sum(rest for rest in rests if rest > LONGEST_USUAL_REST_S)
    if asked_s > LONGEST_SILENCE_S:
        message = (
            f"the script asks for {asked_s:.0f} s of silence, more than {LONGEST_SILENCE_S:.0f} s; "
            "take some of its [nghỉ] marks out"
        )
        raise SpeechFailed(
            message,
            f"Các dấu [nghỉ] trong bài cộng lại là {asked_s:.0f} giây im lặng, quá "
            f"{LONGEST_SILENCE_S:.0f} giây; hãy bớt dấu [nghỉ].",
        )


def _as_address(passage: Passage) -> list[object]:
    """Return the passage as it counts for a clip's address; at the usual pace without it."""
    spoken: list[object] = [passage.text, passage.pause_s]
    return spoken if passage.pace == 1.0 else [*spoken, passage.pace]


def _mark(spoken: Spoken, date: str, title: str) -> Mark:
    return Mark(
        ai_generated=True,
        engine=spoken.engine,
        voice=spoken.name,
        version=spoken.version,
        date=date,
        title=title,
    )


def _kept(session: Session, unkept: UnkeptClip) -> Clip:
    new = unkept.clip
    known = session.get(Clip, new.key) or _inserted(session, new)
    if known is new:
        keep_file(unkept)
    elif unkept.is_kept_as(known):
        discard(unkept)
    else:
        keep_file(unkept)
        known.sqlmodel_update(new.model_dump())
        session.flush()
    return known


def _inserted(session: Session, new: Clip) -> Clip:
    """Return `new` once it is a row, or the row that another process put there meanwhile."""
    try:
        with session.begin_nested():
            session.add(new)
    except IntegrityError:
        theirs = session.exec(select(Clip).where(Clip.key == new.key)).first()
        if theirs is None:
            raise
        return theirs
    return new

"""Approved items and sounds on disk, made as the other rooms make them."""

import hashlib
from datetime import timedelta

import numpy as np
import soundfile
from sqlmodel import Session

from broadcaster import newsroom
from broadcaster.newsroom import Content, Means, Person, Role
from broadcaster.speech import Clip, Rendering, text_source
from broadcaster.station import Station
from broadcaster.timetable.programmes import Programme
from broadcaster.timetable.schedules import Schedules
from broadcaster.timetable.service import announcements
from tests.rig.fake_clock import FakeClock

RATE = 8000


class Newsdesk:
    """An editor and an approver at work in one open session."""

    def __init__(self, session: Session, clock: FakeClock, station: Station) -> None:
        self._session = session
        self._clock = clock
        self._station = station

    def hire(self) -> None:
        """Let the two people exist; nobody logs in here, so no password is worth its time."""
        for name, role in (("bien-tap", Role.EDITOR), ("duyet", Role.APPROVER)):
            self._session.add(
                Person(
                    name=name,
                    full_name="",
                    role=role,
                    password_hash="!",
                    created_at=self._clock.now(),
                )
            )
        self._session.flush()

    def approved(self, title: str, seconds: float | None = 60.0, **changes: object) -> int:
        """Return the id of an item that was written, approved and (with `seconds`) spoken."""
        content = Content(title=title, script=f"{title}.", **changes)  # type: ignore[arg-type]
        revision = newsroom.create(
            self._session, self._clock, self._station, content, by="bien-tap"
        )
        newsroom.submit(self._session, self._clock, revision.news_id, by="bien-tap")
        self._clock.set(self._clock.now() + timedelta(seconds=1))
        newsroom.approve(
            self._session, self._clock, self._station, revision.news_id, by="duyet",
            means=Means.COMMAND_LINE,
        )  # fmt: skip
        if seconds is not None:
            self.speak(revision.content_sha256, seconds)
        return revision.news_id

    def speak_announcements(self, *programmes: Programme, seconds: float = 5.0) -> None:
        """Put a sound on disk for each of the programmes' announcements."""
        for text in announcements(self._station, Schedules(tuple(programmes))):
            self.speak(text_source(text), seconds)

    def speak(self, source: str, seconds: float) -> None:
        """Put a clip of that length on disk for the source."""
        key = hashlib.sha256(f"{source} {seconds}".encode()).hexdigest()
        path = self._station.home / "clips" / key[:2] / f"{key}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        tone = 0.1 * np.sin(np.arange(int(seconds * RATE)) / 9)
        soundfile.write(path, tone, RATE, subtype="PCM_16")
        if self._session.get(Clip, key) is None:
            self._session.add(
                Clip(
                    key=key,
                    sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
                    path=path.relative_to(self._station.home).as_posix(),
                    created_at=self._clock.now(),
                    duration_s=seconds,
                    loudness_lufs=-16,
                    true_peak_dbtp=-2,
                    sample_rate=RATE,
                    ai_generated=True,
                    engine="espeak",
                    voice="vi",
                    voice_version="1",
                    spoken="x",
                )
            )
            self._session.flush()
        self._session.add(Rendering(source_sha256=source, at=self._clock.now(), clip=key))
        self._session.flush()

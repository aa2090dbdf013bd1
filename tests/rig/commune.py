"""A small commune for tests: a real station in a folder, its player as a real process."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from broadcaster import airlog, newsroom, speech, timetable
from broadcaster.airlog import AsRunEntry, Outcome
from broadcaster.app import App, open_app
from broadcaster.clock import local
from broadcaster.errors import PlayoutUnavailable
from broadcaster.founding import found_station
from broadcaster.newsroom import Content, Means, Role
from broadcaster.playout.air import AirItem
from broadcaster.playout.sounds.files import load_sound
from broadcaster.speech import Clip
from broadcaster.station import SETTINGS_FILE
from broadcaster.timetable import EntryKind, Slot, SlotState
from tests.rig.busyness import MOSTLY
from tests.rig.correlation import Recording
from tests.rig.known_clip import RATE, KnownClip, read_clip
from tests.rig.patience import PATIENCE_S, wait_until

EDITOR = "bientap"
APPROVER = "lanhdao"
PASSWORD = "mat-khau-mau"
OVER_WITHIN_S = 300.0
TRIES = 10
IN_TIME_S = 25.0
"""So long before its second a slot is declared for which a player that starts is to be in time."""

SETTINGS = """\
name = "xã Thử"
voices = ["espeak"]
speaker = "null"
espeak_words_per_minute = 260
"""

TEXTS = (
    "Sáng mai trạm y tế xã tiêm phòng cho trẻ dưới hai tuổi, mời bà con đưa các cháu đến đúng giờ.",
    "Hợp tác xã thu mua ngô của bà con từ ngày mười lăm, giá năm nghìn đồng một ki lô gam.",
    "Đoạn đường qua cầu treo đang sửa chữa, bà con đi xe máy nhớ giảm tốc độ và nhường đường.",
    "Trường tiểu học nhận hồ sơ vào lớp một đến hết tháng này, phụ huynh mang theo giấy khai sinh.",
    "Chi hội nông dân mở lớp dạy ủ phân hữu cơ tại nhà văn hóa thôn vào chiều thứ bảy tuần này.",
)


class Commune:
    """A station of its own, with an editor and an approver, and shorthands for what tests do."""

    def __init__(self, home: Path, settings: str = "") -> None:
        found_station(home, "xã Thử", admin="quantri", password=PASSWORD).store.close()
        (home / SETTINGS_FILE).write_text(SETTINGS + settings, encoding="utf-8")
        for example in (home / "schedules").glob("*.toml"):
            example.unlink()
        self.home = home
        self.underruns = 0
        self._items_heard: list[str] = []
        self.app: App = open_app(home)
        with self.app.store.writing() as session:
            for name, role in ((EDITOR, Role.EDITOR), (APPROVER, Role.APPROVER)):
                newsroom.add_person(
                    session, self.app.clock, name=name, role=role, password=PASSWORD
                )

    def close(self) -> None:
        self.app.store.close()

    # ------------------------------------------------------------------ newsroom

    def submitted(self, text: str, title: str = "", **content: Any) -> int:
        """Return the id of an item that waits for its approval."""
        made = Content(title=title or text[:40], script=text, **content)
        with self.app.store.writing() as session:
            revision = newsroom.create(session, self.app.clock, self.app.station, made, by=EDITOR)
            newsroom.submit(session, self.app.clock, revision.news_id, by=EDITOR)
        return revision.news_id

    def approved(self, text: str, title: str = "", **content: Any) -> int:
        """Return the id of an item that may air."""
        news_id = self.submitted(text, title, **content)
        with self.app.store.writing() as session:
            newsroom.approve(
                session,
                self.app.clock,
                self.app.station,
                news_id,
                by=APPROVER,
                means=Means.COMMAND_LINE,
            )
        return news_id

    # ------------------------------------------------------------------ timetable

    def declare(
        self, start: datetime, *, length: str = "5m", rundown: str = "", stem: str = "ban-tin"
    ) -> None:
        """Declare the programme of that file name, to begin at that second of that day only."""
        day = local(start).date().isoformat()
        (self.home / "schedules" / f"{stem}.toml").write_text(
            f'name = "Bản tin thử"\nstarts = ["{local(start):%H:%M:%S}"]\n'
            f'first = "{day}"\nlast = "{day}"\nlength = "{length}"\n'
            + (rundown or '[[rundown]]\nsection = "Tin"\n'),
            encoding="utf-8",
        )

    def prepare(self) -> None:
        """Render everything that waits, and lay the slots out."""
        schedules = self.app.schedules.load()
        assert not schedules.problems, schedules.problems
        done = timetable.prepare(
            self.app.store, self.app.clock, self.app.station, schedules, self.app.voices
        )
        assert not done.failed, done.failed
        with self.app.store.writing() as session:
            timetable.lay_out(session, self.app.clock, schedules)

    def on_air_in(self, seconds: float, **declared: Any) -> datetime:
        """Declare a slot that begins in so many seconds, all its sounds made; return its second.

        Where its second was over before it was laid out, on a slow machine, it is declared again.
        """
        self.declare(datetime.now(UTC) + timedelta(hours=1), **declared)
        self.prepare()
        for _ in range(TRIES):
            start = (datetime.now(UTC) + timedelta(seconds=seconds + 1)).replace(microsecond=0)
            self.declare(start, **declared)
            with self.app.store.writing() as session:
                timetable.lay_out(session, self.app.clock, self.app.schedules.load())
            if any(slot.planned_at == start for slot in self.planned_today()):
                return start
        message = "the slot is not laid out"
        raise AssertionError(message)

    def planned_today(self) -> list[Slot]:
        """Return the slots of the day that were not cancelled."""
        now = self.app.clock.now()
        with self.app.store.reading() as session:
            found = timetable.slots(session, now - timedelta(days=1), now + timedelta(days=1))
        return [slot for slot in found if slot.state is not SlotState.CANCELLED]

    def slot(self) -> Slot:
        """Return the only slot of the day."""
        (slot,) = self.planned_today()
        return slot

    # ------------------------------------------------------------------ processes

    @contextmanager
    def player(
        self, speaker: str = "null", env: Mapping[str, str] | None = None
    ) -> Iterator["subprocess.Popen[bytes]"]:
        """Run the player as a process until the block ends; it answers when the block begins."""
        with self.process("play", "--speaker", speaker, env=env) as process:
            self.wait_for(lambda: self.app.door.state() is not None, process)
            yield process

    @contextmanager
    def process(
        self, *words: str, env: Mapping[str, str] | None = None
    ) -> Iterator["subprocess.Popen[bytes]"]:
        """Run a command of the station until the block ends, then end it as an operator would."""
        process = subprocess.Popen(
            command(self.home, *words),
            env=dict(env) if env else None,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.communicate(timeout=PATIENCE_S)

    def run(self, *words: str, text: str | None = None) -> "subprocess.CompletedProcess[str]":
        """Run a command of the station to its end."""
        return subprocess.run(
            command(self.home, *words),
            input=text,
            text=True,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
            env={**os.environ, "PYTHONUTF8": "1"},
        )

    def wait_for(
        self,
        condition: Callable[[], object],
        process: "subprocess.Popen[bytes] | None" = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Wait until the condition holds; fail if it does not in good time."""

        def holds() -> object:
            assert process is None or process.poll() is None, "the process has ended"
            return condition()

        wait_until(holds, patience_s)

    def on_air(self) -> dict[str, Any] | None:
        """Return what the player says is on air."""
        state = self.app.door.state()
        return state["on_air"] if state else None

    def wait_for_item(self, position: int, heard_s: float = 0.5) -> None:
        """Wait until the item at that place of the day's items has been heard for a moment.

        Each is counted once, by its title, also over several calls and players.
        """
        titles = self._items_heard

        def there() -> bool:
            now = self.on_air()
            if now is None or now["kind"] != EntryKind.ITEM:
                return False
            if now["title"] not in titles:
                titles.append(now["title"])
            return len(titles) > position and bool(now["position_s"] > heard_s)

        self.wait_for(there)

    def speak(self, **asked: Any) -> str:
        """Open the microphone and return the name of the speech, as soon as it brings sound.

        A microphone that brings none within seconds is refused, as on a busy machine: who wants to
        speak asks again.
        """
        begun: list[str] = []

        def opened() -> object:
            with suppress(PlayoutUnavailable):
                begun.append(self.app.live.begin(**asked))
            return begun

        self.wait_for(opened)
        return begun[0]

    def wait_until_over(self, process: "subprocess.Popen[bytes] | None" = None) -> None:
        """Wait until the slot of the day is over."""
        over = {SlotState.AIRED, SlotState.MISSED, SlotState.CANCELLED}

        def is_over() -> bool:
            self.underruns = (self.app.door.state() or {}).get("underruns", self.underruns)
            return self.slot().state in over

        self.wait_for(is_over, process, patience_s=OVER_WITHIN_S)

    # ------------------------------------------------------------------ log

    def log(self, *kinds: EntryKind) -> list[AsRunEntry]:
        """Return the day's as-run entries, of these kinds if any are named."""
        now = self.app.clock.now()
        with self.app.store.reading() as session:
            entries = airlog.entries(session, now - timedelta(days=1), now + timedelta(days=1))
        return [entry for entry in entries if not kinds or entry.kind in kinds]

    def wait_for_message(
        self,
        kind: EntryKind = EntryKind.EMERGENCY,
        process: "subprocess.Popen[bytes] | None" = None,
    ) -> None:
        """Wait until the words of an interruption are over; its tone repeats till they are made."""
        self.wait_for(lambda: any(row.news_id and row.outcome for row in self.log(kind)), process)

    def chain_is_whole(self) -> bool:
        """Return whether the log verifies, also against the head outside the database."""
        head = airlog.read_head(self.app.station.run / airlog.ANCHOR_FILE)
        with self.app.store.reading() as session:
            return airlog.verify(session, head).ok

    def sound_of(self, entry: AsRunEntry) -> KnownClip:
        """Return the sound of an entry, to look for in a recording."""
        return read_clip(self.home / entry.file)

    def sounds_of(self, news_id: int) -> list[KnownClip]:
        """Return the sounds that exist of an item."""
        return [read_clip(self.home / clip.path) for clip in self.clips_of(news_id)]

    def held_item(self, news_id: int) -> AirItem:
        """Return the newest revision of an item with its sound, as the player would hold it."""
        with self.app.store.reading() as session:
            revision = newsroom.item(session, news_id).newest
            clip = speech.clip_of(session, revision.content_sha256)
        assert clip
        return AirItem(
            kind=EntryKind.ITEM,
            title=revision.title,
            sound=load_sound(self.home / clip.path, RATE),
            news_id=news_id,
            revision=revision.number,
            content_sha256=revision.content_sha256,
            clip=clip.key,
            file=clip.path,
            sha256=clip.sha256,
        )

    def clips_of(self, news_id: int) -> list[Clip]:
        """Return the clips that exist of an item."""
        with self.app.store.reading() as session:
            found = [
                speech.clip_of(session, revision.content_sha256)
                for revision in newsroom.revisions(session, news_id)
            ]
        return [clip for clip in found if clip]


def command(home: Path, *words: str) -> Sequence[str]:
    """Return the command line of the station."""
    return [sys.executable, "-m", "broadcaster", "--home", str(home), *words]


def recorded(file: Path) -> Recording:
    """Return what a `wav:FILE` player recorded, with its wall time."""
    import json

    note = json.loads(file.with_suffix(".wav.json").read_text(encoding="utf-8"))
    assert note["rate"] == RATE
    started = datetime.fromisoformat(note["started_at"]).timestamp()
    return Recording(read_clip(file).samples, RATE, started)


def heard_at_their_times(
    commune: Commune,
    recording: Recording,
    entries: Sequence[AsRunEntry],
    within_s: float = 0.05,
    *,
    ran_dry: bool = False,
) -> None:
    """Assert that each aired entry is in the recording: whole, in order, at its logged time.

    Where the device ran dry, on a busy machine, a little of a sound may be missing.
    """
    last_end = 0
    for entry in entries:
        assert entry.outcome is Outcome.AIRED
        assert entry.started_at is not None
        logged = entry.started_at.timestamp()
        hits = [
            hit
            for hit in recording.find(commune.sound_of(entry))
            if abs(hit.start_time - logged) <= within_s
        ]
        assert len(hits) == 1, f"{entry.title} is not heard at {entry.started_at}"
        assert hits[0].complete > (MOSTLY if ran_dry else 0.999), entry.title
        assert ran_dry or not hits[0].jumps, entry.title
        assert hits[0].start >= last_end - RATE // 1000, f"{entry.title} is out of order"
        last_end = hits[0].end


def heard_mostly(recording: Recording, clip: KnownClip) -> bool:
    """Return whether most of the clip is in the recording: one voice has syllables in common."""
    return any(hit.complete > MOSTLY for hit in recording.find(clip))

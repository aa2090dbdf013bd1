"""The stage with a microphone that is plugged in or not, as the test says."""

from collections import deque
from datetime import timedelta

import numpy as np

from broadcaster.airlog import Outcome
from broadcaster.playout.air import AirItem, Request, Show, SlotPlan
from broadcaster.playout.live.carriage import Carriage
from broadcaster.playout.live.microphone import Microphone, Speech
from broadcaster.playout.live.recording import LiveRecording
from broadcaster.playout.live.sound import Expected, LiveSound
from broadcaster.playout.live.speeches import SpeechPlan
from broadcaster.playout.sounds.files import HeldSound
from broadcaster.timetable import EntryKind, StartRule
from tests.playout.fake_source import LOST, PATIENCE, FakeSource
from tests.playout.stage import RATE, Silence, Stage

CHIME_S = 2.0


class FakeRecording(LiveRecording):
    def __init__(self, trouble: str = "") -> None:
        self.trouble = trouble
        self.closed = False

    def close(self) -> None:
        self.closed = True

    def wait_until_kept(self, patience_s: float) -> None:
        del patience_s


class MicrophoneStage(Stage):
    """The stage with a microphone."""

    def __init__(self) -> None:
        super().__init__()
        self.plugged = True
        self.disk_trouble = ""
        self.sources: list[FakeSource[LiveSound]] = []
        self.microphone = Microphone(
            self.clock,
            RATE,
            self.journal,
            HeldSound(np.zeros(round(CHIME_S * RATE), np.int16)),
            self._open,
            lambda plan, file: FakeRecording(self.disk_trouble),
        )
        self.direct(
            Carriage(self.clock, self.out, self.journal, self._open, PATIENCE, self.microphone)
        )

    def _open(self, _: str = "") -> FakeSource[LiveSound]:
        """Open a microphone that brings sound as long as it is plugged in."""
        source = FakeSource(
            LiveSound(self.clock, RATE, holds_s=600, begins_at_s=0.0),
            "" if self.plugged else LOST,
        )
        if self.plugged:
            source.sound.put(np.ones(500, np.int16))
        self.sources.append(source)
        return source

    def speech(self, longest_s: float = 600, slot_id: int | None = None) -> Speech:
        plan = SpeechPlan(
            id="speech", by="lanhdao", name="Chủ tịch xã Mẫu", title="Thông báo",
            longest_s=longest_s, slot_id=slot_id,
        )  # fmt: skip
        return self.microphone.open(plan)

    def speak(self, longest_s: float = 600) -> dict[str, object]:
        alarm = self.microphone.alarm(self.speech(longest_s))
        return self.ask(Request(do="interrupt", by="lanhdao", alarm=alarm))

    def end(self) -> bool:
        return bool(self.ask(Request(do="end live", reason="kết thúc bởi lanhdao"))["ended"])

    def live_slot(self, in_s: float = 60, longest_s: float = 120) -> SlotPlan:
        """Put a slot on the timetable: an item, a live part, an item."""
        plan = SlotPlan(
            slot_id=1,
            name="Buổi",
            planned_at=self.began + timedelta(seconds=in_s),
            length_s=600,
            rule=StartRule.HARD,
        )
        line = [
            AirItem(kind=EntryKind.ITEM, title="trước", sound=Silence(10), slot_id=1),  # type: ignore[arg-type]
            AirItem(
                kind=EntryKind.LIVE,
                title="Lãnh đạo nói chuyện",
                sound=Expected(round(longest_s * RATE)),
                slot_id=1,
                position=1,
                live=True,
            ),
            AirItem(kind=EntryKind.ITEM, title="sau", sound=Silence(20), slot_id=1),  # type: ignore[arg-type]
        ]
        self.desk.shows.append(Show(plan=plan, pending=deque(line)))
        return plan

    def lines(self) -> list[tuple[str, Outcome]]:
        return [(line.title, line.outcome) for line in self.journal.lines]

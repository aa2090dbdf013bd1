"""Who speaks, and the note on disk by which a restart knows who stood at the microphone."""

import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from broadcaster.playout.interruptions.note import AlarmNote


@dataclass(frozen=True, kw_only=True)
class SpeechPlan:
    """Who speaks, by login and full name, about what, and for how long at the most.

    `slot_id` is the slot whose part it is for; None for now.
    """

    id: str
    by: str
    name: str
    title: str
    longest_s: float
    slot_id: int | None = None


@dataclass(frozen=True)
class Noted:
    """A speech that was open when the player stopped, and the file that its recording goes to."""

    plan: SpeechPlan
    file: str


class SpeechNote:
    """The speeches that are not over, or whose recording is not in the store yet; by file."""

    def __init__(self, path: Path) -> None:
        """Read what the last player left. `path` is in the station's `run` folder."""
        self._note = AlarmNote(path)
        self._lock = threading.Lock()
        found = [each for each in map(_noted, self._note.read()) if each]
        self._open = {each.file: each.plan for each in found}
        self.left = tuple(found)

    def add(self, plan: SpeechPlan, file: str) -> None:
        """Write down that the person is at the microphone."""
        with self._lock:
            self._open[file] = plan
            self._keep()

    def remove(self, file: str) -> None:
        """Forget the speech: it is over, and its recording is kept or there is none."""
        with self._lock:
            if self._open.pop(file, None):
                self._keep()

    def _keep(self) -> None:
        self._note.keep([{**asdict(plan), "file": file} for file, plan in self._open.items()])


def _noted(entry: dict[str, Any]) -> Noted | None:
    try:
        file = str(entry.pop("file"))
        return Noted(SpeechPlan(**entry), file)
    except (KeyError, TypeError):
        return None

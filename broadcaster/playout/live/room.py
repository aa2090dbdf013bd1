"""A person at the live microphone: who may, for how long, over what is on air or in a slot."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from broadcaster import newsroom, timetable
from broadcaster.errors import InvalidInput
from broadcaster.newsroom import Action
from broadcaster.playout.door import PlayerDoor
from broadcaster.station import Station
from broadcaster.store import Store
from broadcaster.timetable import SlotState

LONGEST_TITLE = 200
NOW = "Phát trực tiếp"


@dataclass(frozen=True)
class LiveRoom:
    """Lets the right people speak; their name is the approval and stands in the log."""

    store: Store
    station: Station
    door: PlayerDoor

    def state(self) -> dict[str, Any] | None:
        """Return who is at the microphone; None if nobody is.

        `PlayoutUnavailable` if the player gives no answer: then somebody may well be there.
        """
        live: dict[str, Any] | None = self.door.told()["live"]
        return live

    def begin(
        self,
        *,
        by: str,
        title: str = "",
        longest_s: float | None = None,
        slot_id: int | None = None,
    ) -> str:
        """Return the name of the speech whose microphone is open now.

        Without a slot the chime is heard at once, and then the person; with one, its live part is
        theirs. Raises `NotAllowed`, `NotFound`, `InvalidInput`, and `PlayoutUnavailable` if
        nobody could hear it or nothing comes from the microphone.
        """
        title = " ".join(title.split())
        longest_s = self.station.longest_live_s if longest_s is None else longest_s
        if not 1 <= longest_s <= self.station.longest_live_s:
            most = self.station.longest_live_s
            message = f"a live speech lasts at most {most:g} s ('longest_live_s'); ask for less"
            raise InvalidInput(
                message, f"Mỗi lần phát trực tiếp dài nhất {most / 60:g} phút; hãy chọn ngắn hơn."
            )
        if len(title) > LONGEST_TITLE:
            message = f"the title is longer than {LONGEST_TITLE} characters; shorten it"
            raise InvalidInput(message, f"Tiêu đề dài quá {LONGEST_TITLE} ký tự; hãy rút ngắn.")
        with self.store.reading() as session:
            newsroom.acting(session, by, Action.SPEAK)
            person = newsroom.person_named(session, by)
            if slot_id is not None:
                slot = timetable.slot(session, slot_id)
                if slot.state not in {SlotState.PLANNED, SlotState.ON_AIR}:
                    message = f"slot {slot_id} is over; choose one that is still to come"
                    raise InvalidInput(message, "Buổi phát này đã xong; hãy chọn buổi khác.")
        name = str(uuid4())
        self.door.live(
            id=name,
            by=person.name,
            name=person.full_name or person.name,
            title=title or ("" if slot_id is not None else NOW),
            longest_s=longest_s,
            slot_id=slot_id,
        )
        return name

    def end(self, *, by: str) -> bool:
        """End what is spoken; return whether anybody spoke. Raises as `begin` does."""
        with self.store.reading() as session:
            newsroom.acting(session, by, Action.SPEAK)
        return self.door.end_live(by=by)

"""The station's microphone, wired: its input, its chime, and where its recordings are kept."""

from dataclasses import dataclass

from sqlmodel import select

from broadcaster import timetable
from broadcaster.clock import Clock
from broadcaster.errors import NotFound, StoreUnavailable
from broadcaster.playout.air import Journal
from broadcaster.playout.desk.clerk import Clerk
from broadcaster.playout.desk.quarantine import Reading
from broadcaster.playout.live.again import Again
from broadcaster.playout.live.microphone import Microphone
from broadcaster.playout.live.recording import LiveRecording
from broadcaster.playout.live.sources import LINE, opener
from broadcaster.playout.live.speeches import SpeechNote, SpeechPlan
from broadcaster.playout.models import LiveRecording as Recorded
from broadcaster.playout.sounds.signals import load_signal
from broadcaster.station import Station
from broadcaster.store import Store
from broadcaster.timetable import SlotState


@dataclass(frozen=True)
class Studio:
    """The microphone, and what a restart has to do for it."""

    microphone: Microphone
    again: Again


def studio_of(
    station: Station, clock: Clock, journal: Journal, store: Store, clerk: Clerk, reading: Reading
) -> Studio:
    """Return the station's microphone; only its chime is opened, under `reading`."""
    rate = station.sample_rate
    open_source = opener(station, clock, at_once=True)
    note = SpeechNote(station.run / "speeches.json")

    def open_recording(plan: SpeechPlan, file: str) -> LiveRecording:
        def kept(sha256: str, frames: int) -> None:
            def keep_and_forget() -> None:
                if frames:
                    keep(plan, file, sha256, frames)
                note.remove(file)

            clerk.write(keep_and_forget)

        note.add(plan, file)
        return LiveRecording(clock, station.home / file, rate, kept)

    def keep(plan: SpeechPlan, file: str, sha256: str, frames: int) -> None:
        row = Recorded(
            at=clock.now(),
            by=plan.by,
            name=plan.name,
            title=plan.title,
            slot_id=plan.slot_id,
            file=file,
            sha256=sha256,
            duration_s=frames / rate,
        )
        with store.writing() as session:
            if session.exec(select(Recorded).where(Recorded.file == file)).first() is None:
                session.add(row)

    def is_coming(slot_id: int) -> bool:
        try:
            with store.reading() as session:
                state = timetable.slot(session, slot_id).state
        except StoreUnavailable:
            return True
        except NotFound:
            return False
        return state in {SlotState.PLANNED, SlotState.ON_AIR}

    microphone = Microphone(
        clock,
        rate,
        journal,
        load_signal(station, "chime", reading=reading),
        lambda: open_source(LINE + station.microphone),
        open_recording,
        forget=lambda file: clerk.write(lambda: note.remove(file)),
    )
    again = Again(clock, station.home, note, microphone, keep, is_coming)
    return Studio(microphone, again)

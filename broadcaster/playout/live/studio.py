"""The station's microphone, wired: its input, its chime, and where its recordings are kept."""

from broadcaster.clock import Clock
from broadcaster.playout.air import Journal
from broadcaster.playout.desk.clerk import Clerk
from broadcaster.playout.live.microphone import Microphone, SpeechPlan
from broadcaster.playout.live.recording import LiveRecording
from broadcaster.playout.live.sources import LINE, opener
from broadcaster.playout.models import LiveRecording as Recorded
from broadcaster.playout.sounds.files import load_sound
from broadcaster.station import Station
from broadcaster.store import Store


def microphone_of(
    station: Station, clock: Clock, journal: Journal, store: Store, clerk: Clerk
) -> Microphone:
    """Return the station's microphone; nothing is opened yet."""
    rate = station.sample_rate
    open_source = opener(station, clock, at_once=True)

    def open_recording(plan: SpeechPlan, file: str) -> LiveRecording:
        def keep(sha256: str, frames: int) -> None:
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
            clerk.write(lambda: _keep(store, row))

        return LiveRecording(clock, station.home / file, rate, keep)

    chime = load_sound(station.sound("chime"), rate, mapped=False)
    return Microphone(
        clock, rate, journal, chime, lambda: open_source(LINE + station.microphone), open_recording
    )


def _keep(store: Store, row: Recorded) -> None:
    with store.writing() as session:
        session.add(row)

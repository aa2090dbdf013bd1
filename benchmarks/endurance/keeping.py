"""The folder that a soak leaves: recording, log, faults, and the station's own files.

recording.wav   what was heard, 48 kHz, 16 bits, one channel
soak.json       the wall time of its first sample, its outages, the rows, broadcasts, faults
station/        the station's home as it was at the end, with every sound
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
from sqlmodel import col, select

from benchmarks.endurance.faults import Fault
from benchmarks.endurance.programmes import Planned
from benchmarks.endurance.tape import Tape
from benchmarks.endurance.told import Broadcast, Row
from broadcaster import timetable
from broadcaster.airlog import AsRunEntry, AsRunRow
from broadcaster.timetable import Slot, SlotChange
from tests.rig.commune import Commune

NOTES = "soak.json"
WAV = "recording.wav"
WAV_HEAD = 44


@dataclass(frozen=True)
class Soak:
    """Everything that is needed to reckon it up."""

    tape: Tape
    rows: list[Row]
    broadcasts: list[Broadcast]
    faults: list[Fault]
    first: float
    until: float
    withdrawn: dict[int, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    """What was seen to be wrong while it ran, in words."""


def rows_of(commune: Commune) -> list[Row]:
    """Return the log's sounds as plain values."""
    return [_row(entry) for entry in commune.log()]


def _row(entry: AsRunEntry) -> Row:
    return Row(
        entry=entry.entry,
        kind=str(entry.kind),
        title=entry.title,
        outcome=str(entry.outcome or "open"),
        reason=entry.reason,
        slot_id=entry.slot_id,
        position=entry.position,
        news_id=entry.news_id,
        start=_epoch(entry.started_at),
        end=_epoch(entry.ended_at),
        aired_s=entry.aired_s or 0.0,
        offset_s=entry.offset_s,
        file=entry.file,
    )


def _epoch(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def broadcasts_of(commune: Commune, planned: Sequence[Planned]) -> list[Broadcast]:
    """Return the planned broadcasts with what became of them; one without a slot is `unknown`."""
    found = []
    for each in planned:
        with commune.app.store.reading() as session:
            slot = session.exec(select(Slot).where(Slot.planned_at == each.at)).first()
            if slot is None or slot.id is None:
                found.append(Broadcast(0, each.programme.name, each.at.timestamp(), 0.0, "unknown"))
                continue
            change = session.exec(
                select(SlotChange)
                .where(SlotChange.slot_id == slot.id)
                .order_by(col(SlotChange.id).desc())
            ).first()
            entries = timetable.frozen(session, slot.id)
        found.append(
            Broadcast(
                slot_id=slot.id,
                name=slot.name,
                at=each.at.timestamp(),
                length_s=slot.length_s,
                state=str(slot.state),
                reason=change.reason if change else "",
                filled=each.programme.filled,
                planned_s=max((e.offset_s + e.planned_s for e in entries), default=0.0),
            )
        )
    return found


def doubled(commune: Commune) -> list[str]:
    """Return what the log tells twice, or leaves open."""
    with commune.app.store.reading() as session:
        rows = session.exec(select(AsRunRow).order_by(col(AsRunRow.seq))).all()
    seen: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        key = (row.entry, str(row.event))
        if key in seen:
            found.append(f"row {row.seq} tells {row.event} of {row.title} again")
        seen.add(key)
    ended = {entry for entry, event in seen if event == "ended"}
    return found + [f"{row.title} has no end" for row in rows if row.entry not in ended]


def keep(folder: Path, soak: Soak, home: Path) -> None:
    """Write the notes beside the recording, and the station's files."""
    notes = {
        "started": soak.tape.started,
        "rate": soak.tape.rate,
        "outages": soak.tape.outages,
        "first": soak.first,
        "until": soak.until,
        "withdrawn": soak.withdrawn,
        "wrong": soak.wrong,
        "faults": [asdict(fault) for fault in soak.faults],
        "broadcasts": [asdict(each) for each in soak.broadcasts],
        "rows": [asdict(row) for row in soak.rows],
    }
    text = json.dumps(notes, ensure_ascii=False, indent=1)
    (folder / NOTES).write_text(text, encoding="utf-8")
    shutil.copytree(
        home, folder / "station", ignore=shutil.ignore_patterns("*.lock"), dirs_exist_ok=True
    )


def read(folder: Path) -> Soak:
    """Return what `keep` wrote."""
    notes = json.loads((folder / NOTES).read_text(encoding="utf-8"))
    samples = np.memmap(folder / WAV, np.int16, "r", offset=WAV_HEAD)
    outages = tuple((first, until) for first, until in notes["outages"])
    return Soak(
        tape=Tape(samples, notes["rate"], notes["started"], outages),
        rows=[Row(**row) for row in notes["rows"]],
        broadcasts=[Broadcast(**each) for each in notes["broadcasts"]],
        faults=[Fault(**fault) for fault in notes["faults"]],
        first=notes["first"],
        until=notes["until"],
        withdrawn={int(news): at for news, at in notes["withdrawn"].items()},
        wrong=notes["wrong"],
    )

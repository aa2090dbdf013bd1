"""A player that is killed at random instants, and what must hold of its log whatever happens."""

import itertools
import random
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlmodel import col, select

from broadcaster.airlog import AsRunRow, Event, Outcome
from broadcaster.playout.desk.recovery import CRASHED, SUSPECT
from broadcaster.timetable import SlotState
from tests.rig.commune import TEXTS, Commune, command

HEARD_WITHIN_S = 2.0
"""How far a sound is heard is noted each second."""

HEARD_WITHIN_BUSY_S = 6.0
"""The same on a busy machine, where the disk is slow: for tests, never for a measurement."""

PIECES_MEET_S = 0.05
SURELY_BEFORE_S = 0.2
"""How long before its end a sound must have been killed to be surely cut."""

STARTING = 0.25
"""The share of kills that strike while the player starts and recovers."""

LONGEST_START_S = 2.5
LONGEST_PLAY_S = 4.0
PATIENCE_S = 40.0
ITEMS = 12


@dataclass
class KilledStation:
    """A station whose player is killed again and again while a slot is on air."""

    commune: Commune
    chance: random.Random
    kills: list[float] = field(default_factory=list)
    """When, in seconds since the epoch."""
    to_sound_s: list[float] = field(default_factory=list)
    """From each start of the player to its first sound, while a slot was on air.

    It is `PATIENCE_S` where nothing sounded.
    """
    acknowledged: dict[int, str] = field(default_factory=dict)
    """Every row that was in the log at some kill: its number and hash."""
    slots: int = 0

    def prepare(self) -> None:
        """Make the items, each some fifteen seconds long."""
        for number in range(ITEMS):
            text = " ".join([f"Tin số {number + 1}.", *[TEXTS[number % len(TEXTS)]] * 3])
            self.commune.approved(text, airings=900)

    def kill(self, times: int) -> None:
        """Kill the player that often, each time while it starts or a moment after its sound."""
        for _ in range(times):
            if not self._slot_is_on():
                self.commune.on_air_in(2 if self.slots else 1, length="10m")
                self.slots += 1
            self._one_life()

    def end(self) -> None:
        """Let one more player go on, then stop the slot and end it as people do."""
        with self.commune.player("null") as player:
            self.commune.wait_for(lambda: self.commune.on_air() or not self._slot_is_on(), player)
            self.commune.app.door.stop(by="thu")
            self.commune.wait_for(lambda: not self._slot_is_on(), player)

    def _one_life(self) -> None:
        note = self.commune.app.station.run / "player.json"
        note.unlink(missing_ok=True)
        began = time.monotonic()
        process = subprocess.Popen(
            command(self.commune.home, "play", "--speaker", "null"), stderr=subprocess.DEVNULL
        )
        try:
            if self.chance.random() < STARTING:
                time.sleep(self.chance.uniform(0.0, LONGEST_START_S))
            else:
                waited_for = self._waits_for_sound(process)
                if waited_for:
                    self.to_sound_s.append(time.monotonic() - began)
                    time.sleep(self.chance.uniform(0.0, LONGEST_PLAY_S))
            self._remember()
        finally:
            self.kills.append(datetime.now(UTC).timestamp())
            process.kill()
            process.wait()

    def _waits_for_sound(self, process: "subprocess.Popen[bytes]") -> bool:
        """Wait for sound, not for ever; return whether it was due: a slot was on air already."""
        due = any(slot.state is SlotState.ON_AIR for slot in self.commune.planned_today())
        deadline = time.monotonic() + PATIENCE_S
        while not self.commune.on_air():
            assert process.poll() is None, "the player has ended"
            if not self._slot_is_on():
                return False
            if time.monotonic() > deadline:
                return due
            time.sleep(0.02)
        return due

    def _slot_is_on(self) -> bool:
        over = {SlotState.PLANNED, SlotState.ON_AIR}
        return any(slot.state in over for slot in self.commune.planned_today())

    def _remember(self) -> None:
        """Keep what is in the log now: nothing of it may be lost."""
        for row in self.rows():
            self.acknowledged[row.seq] = row.hash

    def rows(self) -> Sequence[AsRunRow]:
        """Return every row of the log, in order."""
        with self.commune.app.store.reading() as session:
            return session.exec(select(AsRunRow).order_by(col(AsRunRow.seq))).all()

    # ------------------------------------------------------------------ what must hold

    def faults(self, within_s: float = HEARD_WITHIN_S) -> list[str]:
        """Return what does not hold, in words; empty if all is well.

        What the log says was heard may be `within_s` seconds from when the player was killed.
        """
        rows = self.rows()
        return [
            *self._lost_or_doubled(rows),
            *self._untrue_endings(rows, within_s),
            *_broken_pieces(rows),
            *([] if self.commune.chain_is_whole() else ["the chain is broken"]),
        ]

    def _lost_or_doubled(self, rows: Sequence[AsRunRow]) -> list[str]:
        hashes = {row.seq: row.hash for row in rows}
        lost = [seq for seq, told in self.acknowledged.items() if hashes.get(seq) != told]
        events = Counter((row.entry, row.event) for row in rows)
        begun = {row.entry for row in rows if row.event is Event.STARTED}
        ended = {row.entry for row in rows if row.event is Event.ENDED}
        return [
            *(f"row {seq} was acknowledged and is lost" for seq in lost),
            *(f"{key} is told {times} times" for key, times in events.items() if times > 1),
            *(f"entry {entry} has no end" for entry in begun - ended),
        ]

    def _untrue_endings(self, rows: Sequence[AsRunRow], within_s: float) -> list[str]:
        """Compare what the log says was heard with when the player was really killed."""
        found = []
        for row in rows:
            if row.event is not Event.ENDED or row.started_at is None or row.ended_at is None:
                continue
            start = row.started_at.timestamp()
            end = start + row.planned_s
            within = [kill for kill in self.kills if start < kill < end - SURELY_BEFORE_S]
            if row.outcome is Outcome.AIRED and within:
                found.append(f"{row.title} was killed at {within[0] - start:.1f} s and is aired")
            if row.outcome is Outcome.CUT and row.reason == CRASHED:
                kill = min((kill for kill in self.kills if kill > start), default=end)
                heard_s = min(kill - start, row.planned_s)
                if abs(heard_s - (row.aired_s or 0.0)) > within_s:
                    found.append(f"{row.title}: {heard_s:.1f} s were heard, not {row.aired_s} s")
        return found


def _broken_pieces(rows: Sequence[AsRunRow]) -> list[str]:
    """Return the items of a slot that were not gone on with where they stopped, or not once."""
    found = []
    pieces: dict[tuple[int | None, int | None], list[AsRunRow]] = {}
    for row in rows:
        if row.event is Event.ENDED and row.slot_id is not None and row.position is not None:
            pieces.setdefault((row.slot_id, row.position), []).append(row)
    for (slot, position), parts in pieces.items():
        where = f"position {position} of slot {slot}"
        heard = [part for part in parts if part.aired_s]
        for one, following in itertools.pairwise(heard):
            gap_s = following.offset_s - one.offset_s - (one.aired_s or 0.0)
            if abs(gap_s) > PIECES_MEET_S:
                found.append(f"{where} went on {gap_s:+.2f} s from where it stopped")
        if sum(part.outcome is Outcome.AIRED for part in parts) > 1:
            found.append(f"{where} aired twice")
        crashes = sum(part.reason == CRASHED and part.outcome is Outcome.CUT for part in parts)
        suspected = any(part.reason == SUSPECT for part in parts)
        if crashes > 2 or (suspected and crashes < 2):
            found.append(f"{where}: {crashes} crashes, suspected: {suspected}")
    return found

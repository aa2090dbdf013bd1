"""What was heard over the slots, each told once: emergencies, drills, what somebody spoke live."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlmodel import Session, col, select

from broadcaster.airlog import AsRunEntry, Outcome
from broadcaster.playout import Interruption, InterruptionChange, InterruptionState
from broadcaster.timetable import EntryKind

ALARMS = frozenset({EntryKind.EMERGENCY, EntryKind.DRILL})
OVER_ALL = ALARMS | {EntryKind.LIVE}
"""What is heard over whatever is on air, in no slot."""
OVER = (InterruptionState.ENDED, InterruptionState.FAILED)
SIGNALS = "audio_assets/attention"
"""How the files of the tones before an emergency or a drill begin."""
RIGHT_BEHIND = timedelta(seconds=2)

Ends = Mapping[tuple[int | None, int | None], Sequence[datetime]]
"""Of each text, by news item and revision: when an interruption with it, or a repeat, was over."""


@dataclass(frozen=True)
class ToldOnce:
    """One of them: its entries in the log, where it was cut and heard again more than one."""

    entries: Sequence[AsRunEntry]

    @property
    def first(self) -> AsRunEntry:
        """How it began."""
        return self.entries[0]

    @property
    def last(self) -> AsRunEntry:
        """How it went in the end."""
        return self.entries[-1]

    @property
    def cuts(self) -> list[tuple[AsRunEntry, AsRunEntry]]:
        """Where it was cut, each with what was heard of it next."""
        return list(pairwise(self.entries))


def told_over_all(session: Session, entries: Iterable[AsRunEntry]) -> list[ToldOnce]:
    """Return what of the log's entries, in order, was heard over the slots."""
    found = _with_their_signals(entry for entry in entries if entry.kind in OVER_ALL)
    ends = _ends(session, found)
    told: list[list[AsRunEntry]] = []
    for entry in found:
        begun = next((pieces for pieces in told if _goes_on(pieces[-1], entry, ends)), None)
        if begun:
            begun.append(entry)
        else:
            told.append([entry])
    return [ToldOnce(pieces) for pieces in told]


def _goes_on(cut: AsRunEntry, later: AsRunEntry, ends: Ends) -> bool:
    """Return whether `later` is heard of the same interruption that was cut, and not over yet."""
    text = (cut.news_id, cut.revision)
    if cut.news_id is None or (cut.kind, *text) != (later.kind, later.news_id, later.revision):
        return False
    if cut.outcome is not Outcome.CUT or later.started_at is None:
        return False
    return not any(cut.moment < end <= later.started_at for end in ends.get(text, ()))


def _ends(session: Session, entries: Iterable[AsRunEntry]) -> Ends:
    """Return when interruptions with the texts of what was cut were over."""
    texts = {entry.news_id for entry in entries if entry.outcome is Outcome.CUT}
    query = (
        select(Interruption.news_id, Interruption.revision, InterruptionChange.at)
        .join(InterruptionChange, col(InterruptionChange.interruption) == col(Interruption.id))
        .where(
            col(Interruption.news_id).in_(texts - {None}),
            col(InterruptionChange.to_state).in_(OVER),
        )
    )
    ends: defaultdict[tuple[int | None, int | None], list[datetime]] = defaultdict(list)
    for news_id, revision, at in session.exec(query):
        ends[news_id, revision].append(at)
    return ends


def _with_their_signals(entries: Iterable[AsRunEntry]) -> list[AsRunEntry]:
    """Return the entries without the tones that led to a message: its row tells of them too."""
    told: list[AsRunEntry] = []
    for entry in entries:
        begin = None if _is_signal(entry) else entry.started_at
        while begin and told and _leads_to(told[-1], entry.kind, begin):
            begin = told.pop().started_at
        told.append(entry)
    return told


def _is_signal(entry: AsRunEntry) -> bool:
    return entry.kind in ALARMS and entry.file.startswith(SIGNALS)


def _leads_to(signal: AsRunEntry, kind: EntryKind, begin: datetime) -> bool:
    """Return whether it is a tone heard to its end, with such a sound from `begin` right behind."""
    whole = _is_signal(signal) and signal.kind is kind and signal.outcome is Outcome.AIRED
    return whole and signal.ended_at is not None and begin - signal.ended_at <= RIGHT_BEHIND

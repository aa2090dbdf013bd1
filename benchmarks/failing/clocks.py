"""A real player whose wall clock is stepped: what airs how often, and what is said of it."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from benchmarks.failing import noise
from benchmarks.failing.figures import Figures, seconds_until
from broadcaster.airlog import Outcome
from broadcaster.timetable import EntryKind, SlotState
from tests.rig.commune import APPROVER, Commune
from tests.rig.stepped_clock import SteppedClock

HOUR_S = 3600.0
YEARS_S = 3 * 365 * 24 * HOUR_S
LEAD_S = 8
BEHIND_THE_LEAP_S = 20
TUNE_S = 10.0
TONE_WITHIN_S = 3.0
EARLIER = "sớm hơn dòng cuối"
LEAPT = "vừa nhảy"


def measure(figures: Figures, folder: Path, times: int) -> None:
    """Step the clock an hour ahead, three years ahead and right again, two hours back."""
    aired: list[float] = []
    skipped: list[float] = []
    found: dict[str, list[float]] = {"ahead": [], "right": [], "back": [], "tone": []}
    for number in range(times):
        place = folder / f"clock-{number}"
        place.mkdir()
        with closing(Commune(place / "home")) as commune:
            counts = _step(commune, SteppedClock(place), found)
            aired += [counts[name] for name in ("now", "after")]
            skipped.append(counts["skipped"])
    name = "clock an hour ahead, years ahead, two back: times a slot aired"
    figures.tell(name, aired, "times", at_most=1, at_least=1)
    name = "clock an hour ahead: times that a skipped slot aired"
    figures.tell(name, skipped, "times", at_most=0)
    figures.tell("clock three years ahead: timetable is told to be held", found["ahead"])
    figures.tell("clock right again: timetable is told to go on", found["right"])
    figures.tell("clock two hours back: timetable is told to be held", found["back"])
    name = "emergency while the timetable is held: request to tone"
    figures.tell(name, found["tone"], at_most=TONE_WITHIN_S)


def _step(
    commune: Commune, stepped: SteppedClock, found: dict[str, list[float]]
) -> dict[str, float]:
    """Return how often each of three programmes aired: now, in the skipped hour, and behind it."""
    now = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=LEAD_S + 1)
    tune = noise.rundown(commune, TUNE_S, 1)
    starts = {
        "now": now,
        "skipped": now + timedelta(minutes=30),
        "after": now + timedelta(seconds=HOUR_S + BEHIND_THE_LEAP_S),
    }
    for stem, start in starts.items():
        commune.declare(start, length=f"{TUNE_S:.0f}s", rundown=tune, stem=stem)
    commune.prepare()
    with commune.player("null", env=stepped.env) as player:
        commune.wait_for(lambda: (commune.on_air() or {}).get("position_s", 0) > 1, player)
        stepped.set(HOUR_S)
        commune.wait_for(lambda: _state_of(commune, "after") is SlotState.AIRED, player)
        stepped.set(HOUR_S + YEARS_S)
        found["ahead"].append(seconds_until(lambda: LEAPT in _held(commune)))
        stepped.set(HOUR_S)
        found["right"].append(seconds_until(lambda: not _held(commune)))
        stepped.set(-HOUR_S)
        found["back"].append(seconds_until(lambda: EARLIER in _held(commune)))
        found["tone"].append(_tone(commune))
    entries = commune.log(EntryKind.TUNE)
    slots = {slot.id: slot.programme for slot in commune.planned_today()}
    return {
        stem: sum(
            entry.outcome is Outcome.AIRED and slots.get(entry.slot_id) == stem for entry in entries
        )
        for stem in starts
    }


def _tone(commune: Commune) -> float:
    """Return the seconds from a request to the tone."""
    commune.app.door.interrupt(id=str(uuid4()), by=APPROVER, drill=True, level=3)
    seconds = seconds_until(commune.on_air)
    commune.app.door.stop(by=APPROVER)
    commune.wait_for(lambda: commune.on_air() is None)
    return seconds


def _held(commune: Commune) -> str:
    return str((commune.app.door.state() or {}).get("timetable_held", ""))


def _state_of(commune: Commune, stem: str) -> SlotState:
    (slot,) = (slot for slot in commune.planned_today() if slot.programme == stem)
    return slot.state

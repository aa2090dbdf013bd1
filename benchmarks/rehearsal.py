"""How long a year of the timetable takes to rehearse, through the real director, from the shell.

A station with three programmes a day and sixty approved items, each with its rendered sound. What
does not hold is printed (DOES NOT HOLD), with status 1: a declared slot that is not told exactly
once, one that nobody declared, more than a minute of time.
Usage: python benchmarks/rehearsal.py [DAYS] [ITEMS]
"""

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from broadcaster.clock import local
from broadcaster.newsroom import Genre
from broadcaster.timetable import SlotState, plan
from tests.rig.commune import TEXTS, Commune

PROGRAMMES = {
    "sang": ("Bản tin sáng", "05:30:00", "30m"),
    "trua": ("Bản tin trưa", "11:00:00", "15m"),
    "chieu": ("Bản tin chiều", "17:00:00", "30m"),
}
RUNDOWN = """
[[rundown]]
tune = "opening"
[[rundown]]
say = "Đài truyền thanh xã {station} xin kính chào toàn thể bà con."
[[rundown]]
section = "Thông báo"
genres = ["thông báo"]
sting = true
at_most = "8m"
[[rundown]]
section = "Tin trong xã"
sting = true
[[rundown]]
say = "Chương trình phát thanh đến đây kết thúc."
[[rundown]]
tune = "closing"
"""
CALENDAR = """
[[special_day]]
first = 2028-01-25
last = 2028-01-28
reason = "Tết Nguyên đán"
cancel = ["trua"]
replace = { sang = ["06:30"] }
"""
FIRST = date(2028, 1, 1)
WANTED_AIRINGS = 1000
YEAR_WITHIN_S = 60.0

DeclaredSlot = tuple[str, datetime, bool]
"""Its name, its start, and whether a special day or an overlap takes it away."""


def main() -> None:
    """Make the station, rehearse, print what became of every slot; status 1 if all is not well."""
    days = int(sys.argv[1]) if len(sys.argv) > 1 else 366
    items = int(sys.argv[2]) if len(sys.argv) > 2 else 60  # noqa: PLR2004 - the second word
    with tempfile.TemporaryDirectory(prefix="broadcaster-bench-") as folder:
        commune = station(Path(folder), items)
        began = time.perf_counter()
        words = ("rehearse", "--from", FIRST.isoformat(), "--days", str(days), "--json")
        try:
            done = commune.run(*words)
        except subprocess.TimeoutExpired as error:
            sys.exit(f"DOES NOT HOLD: not within {error.timeout:g} s")
        took = time.perf_counter() - began
        planned = plan(commune.app.schedules.load(), FIRST, days)
        commune.close()
    if done.returncode:
        sys.exit(done.stderr)
    slots = json.loads(done.stdout)["slots"]
    states = Counter(slot["state"] for slot in slots)
    heard = sum(entry["heard_s"] for slot in slots for entry in slot["entries"])
    wanted = [(slot.name, slot.planned_at, False) for slot in planned.slots]
    wanted += [(held.slot.name, held.slot.planned_at, True) for held in planned.withheld]
    told = [
        (
            slot["name"],
            datetime.fromisoformat(slot["planned_at"]),
            slot["state"] == SlotState.CANCELLED,
        )
        for slot in slots
    ]
    faults = unaccounted(wanted, told)
    print(f"{days} days, {items} items, {len(wanted)} slots declared: {took:.1f} s")
    print(f"{dict(states)}, {heard / 3600:.1f} hours on the simulated air")
    if took > YEAR_WITHIN_S:
        faults.append(f"it took {took:.1f} s, not {YEAR_WITHIN_S:g} s at most")
    for fault in faults:
        print(f"DOES NOT HOLD: {fault}")
    sys.exit(bool(faults))


def unaccounted(wanted: Sequence[DeclaredSlot], told: Sequence[DeclaredSlot]) -> list[str]:
    """Return, in words, which slots were not told once as they are, and which nobody declared."""
    found = []
    counted, declared = Counter(told), Counter(wanted)
    for slot in sorted(counted | declared, key=lambda slot: slot[1]):
        if counted[slot] != declared[slot]:
            name, at, withheld = slot
            which = f"{name} of {local(at):%d/%m/%Y %H:%M}{' (withheld)' if withheld else ''}"
            found.append(f"{which} appears {counted[slot]} times, not {declared[slot]}")
    return found


def station(home: Path, items: int) -> Commune:
    """Return a station with that many approved items, their sounds made."""
    commune = Commune(home)
    for stem, (name, start, length) in PROGRAMMES.items():
        (home / "schedules" / f"{stem}.toml").write_text(
            f'name = "{name}"\nstarts = ["{start}"]\nlength = "{length}"\n{RUNDOWN}',
            encoding="utf-8",
        )
    (home / "schedules" / "calendar.toml").write_text(CALENDAR, encoding="utf-8")
    for number in range(items):
        text = f"Tin số {number + 1}. " + " ".join(TEXTS[: 1 + number % len(TEXTS)] * 2)
        genre = Genre.THONG_BAO if number % 3 == 0 else Genre.TIN
        commune.approved(text, airings=WANTED_AIRINGS, genre=genre)
    commune.prepare()
    return commune


if __name__ == "__main__":
    main()

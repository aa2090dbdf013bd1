"""A relay that fails: how long until the second source, or what fills in, is on air."""

from contextlib import closing
from pathlib import Path

from benchmarks.failing.figures import Figures
from broadcaster.timetable import EntryKind
from tests.rig.commune import Commune
from tests.rig.radio import Radio

AT_MOST_S = {"closes": 3.0, "stalls": 8.0, "trickles": 8.0, "html": 8.0}
ALL_CLOSE = "closes, and so does the second"
SETTINGS = "relay_return_s = 2\n"
MAIN = "nguồn chính"
SECOND = "dự phòng"
LEAD_S = 8
EACH_S = 25


def measure(figures: Figures, folder: Path, times: int) -> None:
    """Let the source fail in each way, and come back."""
    with (
        Radio(folder / "main", 1, seconds=120) as main,
        Radio(folder / "second", 2, seconds=120) as second,
        closing(Commune(folder / "relays", SETTINGS)) as commune,
    ):
        seconds = EACH_S * times * (len(AT_MOST_S) + 1) + 60
        rundown = (
            f'[[rundown]]\nrelay = "{main.url}"\nlength = "{seconds}s"\n'
            f'title = "Thời sự"\nbackup = "{second.url}"\n'
        )
        commune.on_air_in(LEAD_S, length=f"{seconds + 10}s", rundown=rundown)
        failed: list[tuple[str, float]] = []
        with commune.player("null"):
            for _ in range(times):
                for how in AT_MOST_S:
                    commune.wait_for(lambda: _carries(commune, MAIN))
                    failed.append((how, main.behave(how)))
                    commune.wait_for(lambda: _carries(commune, SECOND, heard_s=0))
                    main.behave("good")
                commune.wait_for(lambda: _carries(commune, MAIN))
                second.behave("refuses")
                failed.append((ALL_CLOSE, main.behave("closes")))
                commune.wait_for(lambda: _kind(commune) == EntryKind.TUNE)
                main.behave("good")
                second.behave("good")
            commune.wait_for(lambda: _carries(commune, MAIN))
            commune.app.door.stop(by="bench")
            commune.wait_until_over()
        for how in (*AT_MOST_S, ALL_CLOSE):
            filler = how == ALL_CLOSE
            starts = _starts(commune, filler=filler)
            found = [
                min((start - at for start in starts if start > at), default=float("nan"))
                for fault, at in failed
                if fault == how
            ]
            bound = AT_MOST_S.get(how, AT_MOST_S["closes"])
            what = "filler" if filler else "second source"
            figures.tell(f"relay {how}: {what} on air", found, at_most=bound)


def _starts(commune: Commune, *, filler: bool) -> list[float]:
    """Return the epoch seconds at which the second source, or what fills in, began in the log."""
    return [
        entry.started_at.timestamp()
        for entry in commune.log(EntryKind.TUNE if filler else EntryKind.RELAY)
        if entry.started_at and (filler or SECOND in entry.title)
    ]


def _carries(commune: Commune, source: str, heard_s: float = 2.0) -> bool:
    now = commune.on_air()
    return bool(now and source in now["title"] and now["position_s"] >= heard_s)


def _kind(commune: Commune) -> str:
    return str((commune.on_air() or {}).get("kind", ""))

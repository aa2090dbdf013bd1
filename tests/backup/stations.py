"""Backups made and put back, for tests."""

from pathlib import Path

from broadcaster.airlog import RESERVE_FILE, LogKeeper, Outcome
from broadcaster.app import App, open_app
from broadcaster.backup import write_backup
from broadcaster.restore import restore_backup
from tests.airlog.examples import MORNING, an_airing
from tests.rig.fake_clock import FakeClock

CLOCK = FakeClock()


def silent(done: int, of: int, what: str) -> None:
    assert 0 <= done <= of
    assert what


def backup(home: Path, file: Path, *, overwrite: bool = False) -> int:
    app = open_app(home)
    try:
        return write_backup(app, file, silent, overwrite=overwrite)
    finally:
        app.store.close()


def restore(file: Path, home: Path) -> Path | None:
    return restore_backup(file, home, CLOCK, silent)


def tree(home: Path) -> dict[str, bytes]:
    """Return every file under the home with its content."""
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file()
    }


def log_one_item(app: App, title: str) -> None:
    keeper = LogKeeper(app.store, app.clock, app.station.run / RESERVE_FILE)
    began = keeper.started(an_airing(title=title), started_at=MORNING)
    keeper.ended(began, ended_at=app.clock.now(), aired_s=60.0, outcome=Outcome.AIRED)

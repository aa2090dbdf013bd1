"""The stage: a fresh sample station, its people, its examples at rest while the demo is on air."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from broadcaster import newsroom
from broadcaster.app import App
from broadcaster.backup import DATABASE, FOLDERS
from broadcaster.cli.demonstration import samples
from broadcaster.clock import Clock, local
from broadcaster.errors import BroadcasterError, InvalidInput, WrongSetting
from broadcaster.founding import PRIVATE, found_station
from broadcaster.kept_settings import KEPT_FILE
from broadcaster.locks import require_at_rest, sole
from broadcaster.newsroom import Role
from broadcaster.station import SETTINGS_FILE, station_of

TEMPLATE = Path(__file__).with_name("programme.toml")
PROGRAMME = "ban-tin-mau"
MARK = "day-la-dai-mau.txt"
MARK_TEXT = "Đài mẫu do lệnh demo tạo ra. Lần sau lệnh demo xoá đài này và làm lại từ đầu.\n"
DEMO = "demo"
DATABASE_VARIABLE = "BROADCASTER_DATABASE"
REMEDY = "stop it, then start the demo"
PARTS = (
    SETTINGS_FILE, KEPT_FILE, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "run", *FOLDERS,
)  # fmt: skip
"""What makes a station, in the order in which it is taken away: without settings it is none."""

RESTING = "enabled = false   # tạm nghỉ trong lúc chạy mẫu\n"
NOT_PROGRAMMES = frozenset(
    {"calendar.toml", "pronunciation.toml", "volume.toml", f"{PROGRAMME}.toml"}
)


def make_room(home: Path, clock: Clock, *, keep: bool) -> Path | None:
    """Take the sample station of an earlier demonstration away; return where it is kept, if so.

    With `keep` its folder gets another name. Else only what makes a station is removed, so that
    whatever else somebody put there stays; one that somebody gave another name is no sample any
    more. Raises `InvalidInput` if something that is no sample station lives there or the
    environment names a database, `PlayoutUnavailable` if the sample station is running, and
    `BroadcasterError` if it cannot be taken away.
    """
    _require_no_database()
    if not (home / MARK).exists():
        _require_nothing(home)
        return None
    if not keep:
        _require_sample(home)
    require_at_rest(home / "run", remedy=REMEDY)
    with sole(DEMO, home / "run", remedy=REMEDY):
        pass
    try:
        if keep:
            return home.rename(home.with_name(f"{home.name}-{local(clock.now()):%Y%m%d-%H%M%S}"))
        for name in PARTS:
            _take_away(home / name)
    except OSError as error:
        message = (
            f"the sample station of before, in {home}, cannot be taken away ({error.strerror}); "
            "remove that folder, or name another with --home"
        )
        raise BroadcasterError(message) from error
    return None


def _require_no_database() -> None:
    if any(value and name.upper() == DATABASE_VARIABLE for name, value in os.environ.items()):
        message = (
            f"{DATABASE_VARIABLE} names a database, and the demo would put its samples there; "
            "unset that variable, then start the demo"
        )
        raise InvalidInput(message)


def _require_nothing(home: Path) -> None:
    taken = [name for name in PARTS if _is_something(home / name)]
    if SETTINGS_FILE in taken:
        message = f"a real station lives in {home}; name another folder with --home"
        raise InvalidInput(message)
    if taken:
        message = (
            f"{home} is no sample station and has {', '.join(taken)} of its own; name another "
            "folder with --home"
        )
        raise InvalidInput(message)


def _require_sample(home: Path) -> None:
    """Refuse a station that was the sample, and has become somebody's own."""
    for file in (home / SETTINGS_FILE, home / KEPT_FILE):
        try:
            name = station_of(home, file.read_bytes(), environment={}).name
        except (OSError, WrongSetting):
            continue
        if name != samples.STATION_NAME:
            message = (
                f"the sample station in {home} has become the station '{name}'; name another "
                "folder with --home, or add --keep to keep it beside the new one"
            )
            raise InvalidInput(message)


def _is_something(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.exists()


def _take_away(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sample_station(home: Path) -> App:
    """Return the new sample station in `home`, where there is room for it, with its people."""
    home.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    (home / MARK).write_text(MARK_TEXT, encoding="utf-8")
    app = found_station(
        home, samples.STATION_NAME, admin=samples.ADMINISTRATOR, password=samples.PASSWORD
    )
    with app.store.writing() as session:
        for name, role, full_name in (
            (samples.EDITOR, Role.EDITOR, "Biên tập viên mẫu"),
            (samples.APPROVER, Role.APPROVER, "Người duyệt mẫu"),
        ):
            newsroom.add_person(
                session,
                app.clock,
                name=name,
                role=role,
                password=samples.PASSWORD,
                full_name=full_name,
            )
    return app


def declare_slot(app: App, start: datetime) -> None:
    """Declare the sample programme to begin at that moment, today only."""
    text = TEMPLATE.read_text(encoding="utf-8").format(
        start=local(start).strftime("%H:%M:%S"), day=local(start).date().isoformat()
    )
    (app.station.schedules / f"{PROGRAMME}.toml").write_text(text, encoding="utf-8")


@contextmanager
def examples_at_rest(app: App) -> Iterator[None]:
    """Let the example programmes rest, so that none of them is due during the demonstration."""
    files = [
        path for path in app.station.schedules.glob("*.toml") if path.name not in NOT_PROGRAMMES
    ]
    awake = {path: path.read_text(encoding="utf-8") for path in files}
    for path, text in awake.items():
        if "\nenabled" not in text:
            path.write_text(RESTING + text, encoding="utf-8")
    try:
        yield
    finally:
        for path, text in awake.items():
            path.write_text(text, encoding="utf-8")

"""The sample station: founded, its people added, its examples at rest while the demo is on air."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from broadcaster import newsroom
from broadcaster.app import App, open_app
from broadcaster.cli.demonstration import samples
from broadcaster.clock import local
from broadcaster.errors import InvalidInput
from broadcaster.founding import found_station
from broadcaster.newsroom import Role
from broadcaster.station import SETTINGS_FILE

TEMPLATE = Path(__file__).with_name("programme.toml")
PROGRAMME = "ban-tin-mau"
MARK = "day-la-dai-mau.txt"
RESTING = "enabled = false   # tạm nghỉ trong lúc chạy mẫu\n"
NOT_PROGRAMMES = frozenset(
    {"calendar.toml", "pronunciation.toml", "volume.toml", f"{PROGRAMME}.toml"}
)


def sample_station(home: Path) -> App:
    """Return the sample station in `home`, made if it is not there.

    Raises `InvalidInput` if a real station lives there, which a demo never touches, or if the
    sample station is running.
    """
    mark = home / MARK
    if (home / SETTINGS_FILE).exists():
        if not mark.exists():
            message = f"a real station lives in {home}; name another folder with --home"
            raise InvalidInput(message)
        app = open_app(home)
        if app.door.state() is not None:
            message = f"the sample station in {home} is running; stop it, then start the demo"
            raise InvalidInput(message)
        return app
    app = found_station(
        home, samples.STATION_NAME, admin=samples.ADMINISTRATOR, password=samples.PASSWORD
    )
    mark.write_text("Đài mẫu do lệnh demo tạo ra.\n", encoding="utf-8")
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
    awake = {path: path.read_text(encoding="utf-8").removeprefix(RESTING) for path in files}
    for path, text in awake.items():
        if "\nenabled" not in text:
            path.write_text(RESTING + text, encoding="utf-8")
    try:
        yield
    finally:
        for path, text in awake.items():
            path.write_text(text, encoding="utf-8")

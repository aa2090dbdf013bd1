from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from playwright.sync_api import Browser, Page

from broadcaster import airlog, timetable
from broadcaster.airlog import LogKeeper
from broadcaster.newsroom import Role, add_person
from broadcaster.station import Station, load_station
from broadcaster.store import Store
from broadcaster.timetable import Slot
from tests.rig.chromium import visitor
from tests.rig.fake_clock import FakeClock
from tests.rig.store import migrated
from tests.web import journey
from tests.web.fake_door import FakeDoor
from tests.web.newsdesk import Newsdesk
from tests.web.served import served
from tests.web.visitor import PASSWORD, Visitor
from web import create_app

PEOPLE = {
    "quan-tri": Role.ADMINISTRATOR,
    "bien-tap": Role.EDITOR,
    "lanh-dao": Role.APPROVER,
    "bao-cao": Role.OFFICER,
    "ky-thuat": Role.TECHNICIAN,
    "truong-thon": Role.VILLAGE,
}
PROGRAMME = """
name = "Bản tin sáng"
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
starts = ["05:30", "17:00"]
length = "15m"

[[rundown]]
tune = "opening"
[[rundown]]
section = "Tin trong xã"
[[rundown]]
tune = "closing"
"""


@pytest.fixture
def station(tmp_path: Path) -> Station:
    home = tmp_path / "home"
    (home / "schedules").mkdir(parents=True)
    (home / "station.toml").write_text('name = "xã Mẫu"\nvoices = ["espeak"]\n', encoding="utf-8")
    (home / "schedules" / "ban-tin-sang.toml").write_text(PROGRAMME, encoding="utf-8")
    return load_station(home)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated database with the people in it.

    Their passwords are hashed with argon2 at its cheapest: hundreds of tests log in.
    """
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    path = tmp_path_factory.mktemp("panel") / "empty.db"
    clock = FakeClock()
    with migrated(f"sqlite:///{path}") as store, store.writing() as session:
        for name, role in PEOPLE.items():
            person = add_person(session, clock, name=name, role=role, password=PASSWORD)
            person.password_hash = cheap
    return path


@pytest.fixture
def store(station: Station, empty_database: Path) -> Iterator[Store]:
    (station.home / "broadcaster.db").write_bytes(empty_database.read_bytes())
    store = Store(station.database_url)
    yield store
    store.close()


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def app(station: Station, store: Store, clock: FakeClock, door: FakeDoor) -> Flask:
    return create_app(station, store, clock, player=door)


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def arrive(app: Flask) -> Callable[[str], Visitor]:
    """Give a function that lets a person of the station log in."""

    def enter(name: str) -> Visitor:
        visitor = Visitor(app)
        assert visitor.log_in(name).status_code == 302
        return visitor

    return enter


@pytest.fixture
def editor(arrive: Callable[[str], Visitor]) -> Visitor:
    return arrive("bien-tap")


@pytest.fixture
def approver(arrive: Callable[[str], Visitor]) -> Visitor:
    return arrive("lanh-dao")


@pytest.fixture
def administrator(arrive: Callable[[str], Visitor]) -> Visitor:
    return arrive("quan-tri")


@pytest.fixture
def officer(arrive: Callable[[str], Visitor]) -> Visitor:
    return arrive("bao-cao")


@pytest.fixture
def desk(station: Station, store: Store, clock: FakeClock) -> Newsdesk:
    return Newsdesk(station, store, clock)


@pytest.fixture
def keeper(store: Store, clock: FakeClock, station: Station) -> LogKeeper:
    return LogKeeper(store, clock, station.run / airlog.RESERVE_FILE)


@pytest.fixture
def slots(store: Store, clock: FakeClock, station: Station) -> list[Slot]:
    """Give the slots of the day, laid out as the player does."""
    schedules = timetable.schedules_of(station).load()
    with store.writing() as session:
        timetable.lay_out(session, clock, schedules)
    with store.reading() as session:
        return timetable.slots(session, clock.now(), clock.now() + timedelta(hours=18))


@pytest.fixture
def panel(app: Flask, station: Station) -> Iterator[str]:
    with served(app, station) as address:
        yield address


@pytest.fixture
def editors_page(chromium: Browser, panel: str) -> Iterator[Page]:
    with visitor(chromium, panel) as person:
        page = person.new_page()
        journey.log_in(page, "bien-tap", PASSWORD)
        yield page


@pytest.fixture
def approvers_page(chromium: Browser, panel: str) -> Iterator[Page]:
    with visitor(chromium, panel) as person:
        page = person.new_page()
        journey.log_in(page, "lanh-dao", PASSWORD)
        yield page

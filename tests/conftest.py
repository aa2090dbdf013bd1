"""What every test may ask for: a clock turned by hand, and the real parts."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page

from broadcaster.store import Store
from tests.rig.chromium import running_chromium, visitor
from tests.rig.fake_clock import FakeClock
from tests.rig.patience import PATIENCE_S
from tests.rig.postgres import PostgresServer
from tests.rig.pulse import SoundServer
from tests.rig.store import migrated

# Tests with these marks may open sockets, and reach nothing but this machine. All others may
# open none (unix sockets aside).
OPEN_TO_LOOPBACK = ("browser", "demo", "loopback", "postgres", "process", "sound")
LOOPBACK = ["127.0.0.1", "::1"]

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

POSTGRES = {"postgres_dsn", "postgres_store"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark whoever asks for a real part, and let the marked reach this machine."""
    for item in items:
        if not POSTGRES.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.postgres)
        if any(item.get_closest_marker(name) for name in OPEN_TO_LOOPBACK):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@pytest.fixture
def clock() -> FakeClock:
    """Give a clock that stands at 05:00 on 21 November 2026 in Vietnam until it is turned."""
    return FakeClock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Give a PostgreSQL server of our own, started when the first test asks for it."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def postgres_dsn(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database, taken away after the test."""
    name = postgres_server.create_database()
    yield postgres_server.dsn(name)
    postgres_server.drop_database(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an SQLite file with all tables, to be copied: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("template") / "broadcaster.db"
    with migrated(f"sqlite:///{path.as_posix()}"):
        return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """Give the name of a PostgreSQL database with all tables, to be copied."""
    name = postgres_server.create_database()
    with migrated(postgres_server.dsn(name)):
        return name


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """Give an empty store in an SQLite file of the test's own."""
    path = shutil.copyfile(sqlite_template, tmp_path / "broadcaster.db")
    with closing(Store(f"sqlite:///{path.as_posix()}", PATIENCE_S)) as opened:
        yield opened


@pytest.fixture
def postgres_store(postgres_server: PostgresServer, postgres_template: str) -> Iterator[Store]:
    """Give an empty store in a PostgreSQL database of the test's own."""
    name = postgres_server.create_database(template=postgres_template)
    with closing(Store(postgres_server.dsn(name), PATIENCE_S)) as opened:
        yield opened
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Store:
    """Give an empty store, once on SQLite and once on PostgreSQL."""
    opened: Store = request.getfixturevalue(f"{request.param}_store")
    return opened


@pytest.fixture(scope="session")
def sound_server() -> Iterator[SoundServer]:
    """Give a private PulseAudio daemon with a null sink, for players started with its `env`."""
    with SoundServer() as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give a headless Chromium; `tests.rig.chromium.visitor` opens it for one person."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Give an empty page of one visitor; script errors and refused parts fail the test."""
    with visitor(chromium) as person:
        yield person.new_page()

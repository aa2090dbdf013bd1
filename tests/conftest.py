"""What every test may ask for: a clock turned by hand, and the real parts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from broadcaster.store import Store
from tests.rig.chromium import running_chromium, visitor
from tests.rig.fake_clock import FakeClock
from tests.rig.postgres import PostgresServer
from tests.rig.pulse import SoundServer
from tests.rig.store import migrated

# Tests with these marks may open sockets, and reach nothing but this machine. All others may
# open none (unix sockets aside).
OPEN_TO_LOOPBACK = ("browser", "demo", "loopback", "postgres", "process", "sound")
LOOPBACK = ["127.0.0.1", "::1"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark whoever asks for a real part, and let the marked reach this machine."""
    for item in items:
        if "postgres_dsn" in getattr(item, "fixturenames", ()):
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


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Give a store with its tables, once on SQLite and once on PostgreSQL."""
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_dsn")
    else:
        url = f"sqlite:///{(tmp_path / 'broadcaster.db').as_posix()}"
    with migrated(url) as opened:
        yield opened


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

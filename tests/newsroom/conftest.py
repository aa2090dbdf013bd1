"""The newsroom's people and its station, as every test here finds them."""

from pathlib import Path

import pytest
from sqlmodel import Session

from broadcaster.newsroom import Person, Role
from broadcaster.station import Station
from broadcaster.store import Store
from tests.newsroom.desk import Desk
from tests.rig.fake_clock import FakeClock

PEOPLE = {
    "lan": Role.EDITOR,
    "huong": Role.EDITOR,
    "minh": Role.APPROVER,
    "hoa": Role.APPROVER,
    "quantri": Role.ADMINISTRATOR,
    "baocao": Role.OFFICER,
    "kythuat": Role.TECHNICIAN,
    "thon1": Role.VILLAGE,
    "thon2": Role.VILLAGE,
}


@pytest.fixture
def station(tmp_path: Path) -> Station:
    home = tmp_path / "home"
    home.mkdir()
    return Station(home=home)


@pytest.fixture
def desk(store: Store, clock: FakeClock, station: Station) -> Desk:
    """Give the newsroom's services over a store that knows everybody."""
    with store.writing() as session:
        hire(session, clock)
    return Desk(store, clock, station)


def hire(session: Session, clock: FakeClock) -> None:
    """Put everybody into the store, with no password that could be right."""
    for name, role in PEOPLE.items():
        session.add(
            Person(name=name, full_name=name, role=role, password_hash="", created_at=clock.now())
        )

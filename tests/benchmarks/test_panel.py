"""The benchmark's person at the panel: the form reaches the player, a wrong word does not."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from benchmarks.air.panel import Person
from tests.rig.commune import APPROVER, EDITOR, PASSWORD, Commune
from tests.web.fake_door import FakeDoor
from tests.web.served import served
from web import create_app

pytestmark = pytest.mark.loopback

REFUSED = requests.RequestException


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def address(tmp_path: Path, door: FakeDoor) -> Iterator[str]:
    with closing(Commune(tmp_path / "home")) as commune:
        app = create_app(commune.app.station, commune.app.store, commune.app.clock, player=door)
        with served(app, commune.app.station) as address:
            yield address


def test_the_form_of_an_emergency_reaches_the_player(address: str, door: FakeDoor) -> None:
    with closing(Person(address, APPROVER, PASSWORD)) as person:
        person.fill_in()
        person.interrupt("Nước lên nhanh.")
        person.interrupt("Nước đã rút.")
    assert [asked["text"] for asked in door.interruptions] == ["Nước lên nhanh.", "Nước đã rút."]
    assert {(asked["by"], asked["drill"]) for asked in door.interruptions} == {(APPROVER, False)}


def test_what_the_panel_refuses_is_told(address: str, door: FakeDoor) -> None:
    with pytest.raises(REFUSED):
        Person(address, APPROVER, "mat khau sai")
    with closing(Person(address, EDITOR, PASSWORD)) as person, pytest.raises(REFUSED):
        person.fill_in()
    with closing(Person(address, APPROVER, PASSWORD)) as person:
        person.fill_in()
        with pytest.raises(REFUSED):
            person.interrupt("")
    assert not door.interruptions

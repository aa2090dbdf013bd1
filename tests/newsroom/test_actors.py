"""Who may act, looked up without the store's libraries: the same answer as the store's."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from broadcaster import newsroom
from broadcaster.errors import BroadcasterError, NotAllowed, NotFound
from broadcaster.newsroom import CONSOLE, Action, Role, looked_up
from tests.rig.fake_clock import FakeClock
from tests.rig.store import migrated

PASSWORD = "bí mật của Lan"


@pytest.fixture
def database(tmp_path: Path, clock: FakeClock) -> Path:
    """Give the file of a station with one person of each role, and one who was disabled."""
    file = tmp_path / "đài xã" / "broadcaster.db"
    file.parent.mkdir()
    with migrated(f"sqlite:///{file.as_posix()}") as store, store.writing() as session:
        for role in Role:
            newsroom.add_person(session, clock, name=role.value, role=role, password=PASSWORD)
        newsroom.add_person(session, clock, name="cũ", role=Role.APPROVER, password=PASSWORD)
        newsroom.disable_person(session, clock, "cũ")
    return file


def said(look: Callable[[], object]) -> str:
    """Return the answer, or the error in both languages."""
    try:
        return str(bool(look()))
    except (NotAllowed, NotFound) as error:
        return f"{error} / {error.vi}"


def test_the_file_says_what_the_store_says(database: Path) -> None:
    everybody = (*(role.value for role in Role), "cũ", "Approver ", "ai", CONSOLE)
    with migrated(f"sqlite:///{database.as_posix()}") as store, store.reading() as session:
        by_store = {
            (by, action): said(partial(newsroom.acting, session, by, action))
            for by in everybody
            for action in Action
        }
    for (by, action), answer in by_store.items():
        assert said(partial(looked_up, database, by, action)) == answer


def test_nothing_is_made_or_changed_by_looking(database: Path, tmp_path: Path) -> None:
    before = database.read_bytes()
    assert looked_up(database, "approver", Action.INTERRUPT)
    assert database.read_bytes() == before
    assert not looked_up(tmp_path / "none.db", "approver", Action.INTERRUPT)
    assert not (tmp_path / "none.db").exists()


def test_what_the_file_cannot_tell_is_left_to_the_store(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"no database" * 1000)
    empty = tmp_path / "empty.db"
    empty.touch()
    for file in (damaged, empty, None):
        assert not looked_up(file, "approver", Action.INTERRUPT)
        assert looked_up(file, CONSOLE, Action.INTERRUPT)
        with pytest.raises(BroadcasterError, match="needs a person's name"):
            looked_up(file, CONSOLE, Action.APPROVE)

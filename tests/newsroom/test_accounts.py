import importlib
import unicodedata

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session

from broadcaster import newsroom
from broadcaster.errors import InvalidInput, NotAllowed, NotFound
from broadcaster.newsroom import Person, Role
from broadcaster.store import Store
from tests.rig.fake_clock import FakeClock

PASSWORD = "bí mật của Lan"


def add(store: Store, clock: FakeClock, name: str = "lan", password: str = PASSWORD) -> Person:
    with store.writing() as session:
        return newsroom.add_person(
            session, clock, name=name, role=Role.EDITOR, password=password, full_name="Lan Mẫu"
        )


def disable(store: Store, clock: FakeClock, name: str) -> None:
    with store.writing() as session:
        newsroom.disable_person(session, clock, name)


def log_in(store: Store, name: str, password: str) -> Person:
    with store.reading() as session:
        return newsroom.authenticate(session, name, password)


def test_a_person_logs_in_with_their_password_and_no_other(store: Store, clock: FakeClock) -> None:
    person = add(store, clock)
    assert (person.name, person.full_name, person.role) == ("lan", "Lan Mẫu", Role.EDITOR)
    assert PASSWORD not in person.password_hash
    assert person.password_hash.startswith("$argon2id$")
    assert log_in(store, " LAN ", PASSWORD).id == person.id
    assert log_in(store, "lan", unicodedata.normalize("NFD", PASSWORD)).id == person.id
    for wrong in ("", PASSWORD.upper(), PASSWORD + "x", "x" * 100_000):
        with pytest.raises(NotAllowed, match="wrong name or password"):
            log_in(store, "lan", wrong)


class CountingHasher:
    """Counts how often the slow work is done."""

    def __init__(self) -> None:
        self.verified = 0
        self._real = PasswordHasher()

    def hash(self, password: str) -> str:
        return self._real.hash(password)

    def verify(self, password_hash: str, password: str) -> bool:
        self.verified += 1
        return self._real.verify(password_hash, password)


def test_unknown_disabled_and_wrong_cost_the_same_work_and_say_the_same(
    store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("lan", "cuu"):
        add(store, clock, name)
    disable(store, clock, "cuu")
    hasher = CountingHasher()
    # By its name: the package's `people` is the function.
    monkeypatch.setattr(importlib.import_module("broadcaster.newsroom.accounts"), "_HASHER", hasher)
    said = set()
    for count, (name, password) in enumerate(
        [("ai-do", PASSWORD), ("cuu", PASSWORD), ("lan", "sai mật khẩu"), ("a\0b", "x")], 1
    ):
        with pytest.raises(NotAllowed) as caught:
            log_in(store, name, password)
        said.add((str(caught.value), caught.value.vi))
        assert hasher.verified == count
    assert len(said) == 1


@pytest.mark.parametrize("password", ["", "1234567", "ế" * 7, "x" * 201])
def test_a_short_password_is_refused(store: Store, clock: FakeClock, password: str) -> None:
    with pytest.raises(InvalidInput, match="a password has 8 to 200 characters"):
        add(store, clock, password=password)
    with store.reading() as session:
        assert newsroom.people(session) == []


def test_letters_with_marks_apart_do_not_lengthen_a_password(
    store: Store, clock: FakeClock
) -> None:
    with pytest.raises(InvalidInput, match="this one has 4"):
        add(store, clock, password=unicodedata.normalize("NFD", "ếềểễ"))


@pytest.mark.parametrize(
    "name", ["", " ", "console", "Console", "a b", "a'b", "x" * 61, "-a", "a\0b"]
)
def test_a_name_that_cannot_be_used_is_refused(store: Store, clock: FakeClock, name: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be a login name"):
        add(store, clock, name)


def test_a_name_is_taken_once_however_it_is_written(store: Store, clock: FakeClock) -> None:
    add(store, clock, "đức.an")
    with pytest.raises(InvalidInput, match="there is a person named"):
        add(store, clock, unicodedata.normalize("NFD", "ĐỨC.AN"))


def test_a_disabled_person_stays_on_record(store: Store, clock: FakeClock) -> None:
    add(store, clock)
    disable(store, clock, "lan")
    clock.advance(60)
    disable(store, clock, "lan")
    with store.reading() as session:
        (person,) = newsroom.people(session)
        assert person.disabled_at is not None
        assert (clock.now() - person.disabled_at).seconds == 60
        assert newsroom.person_named(session, "Lan").name == "lan"
        with pytest.raises(NotFound, match="nobody named 'ai'"):
            newsroom.person_named(session, "ai")
    with pytest.raises(NotFound, match="nobody named 'ai'"):
        disable(store, clock, "ai")


def test_the_last_administrator_stays(store: Store, clock: FakeClock) -> None:
    def administrator(session: Session, name: str) -> None:
        newsroom.add_person(session, clock, name=name, role=Role.ADMINISTRATOR, password=PASSWORD)

    with store.writing() as session:
        administrator(session, "mot")
        administrator(session, "hai")
    disable(store, clock, "mot")
    with pytest.raises(NotAllowed, match="last administrator"):
        disable(store, clock, "hai")


def test_a_new_password_replaces_the_old_one(store: Store, clock: FakeClock) -> None:
    add(store, clock)
    with store.writing() as session:
        newsroom.set_password(session, "lan", "mật khẩu mới")
    assert log_in(store, "lan", "mật khẩu mới").name == "lan"
    with pytest.raises(NotAllowed):
        log_in(store, "lan", PASSWORD)

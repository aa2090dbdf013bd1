"""`broadcaster user`: the people of the station."""

import sqlite3
from datetime import datetime

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from tests.cli.command_line import CommandLine
from tests.rig.commune import APPROVER, EDITOR


def test_everybody_is_listed_with_their_role(cli: CommandLine) -> None:
    people = {person["name"]: person for person in cli("user", "list", "--json").json}
    assert {name: person["role"] for name, person in people.items()} == {
        "quantri": "administrator",
        EDITOR: "editor",
        APPROVER: "approver",
    }
    assert datetime.fromisoformat(people[EDITOR]["created_at"]).tzinfo is not None
    assert people[EDITOR]["disabled_at"] is None
    table = cli.done("user", "list")
    assert EDITOR in table
    assert "Biên tập" in table
    assert "editor" not in table.split()


@pytest.mark.parametrize("role", ["editor", "approver", "officer", "technician", "village"])
def test_every_role_of_the_interface_can_be_given(cli: CommandLine, role: str) -> None:
    cli.done("user", "add", "moi", "--role", role, "--password-stdin", text="mat-khau-mau\n")
    (person,) = [p for p in cli("user", "list", "--json").json if p["name"] == "moi"]
    assert person["role"] == role


def test_who_could_not_be_kept_is_not_told_as_added(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_a_full_disk(_session: Session) -> None:
        statement, why = "COMMIT", sqlite3.OperationalError("disk is full")
        raise OperationalError(statement, None, why)

    monkeypatch.setattr(Session, "commit", on_a_full_disk)
    words = ("user", "add", "moi", "--role", "editor", "--password-stdin")
    said = cli(*words, text="mat-khau-mau\n")
    assert (said.status, said.out) == (1, "")


def test_a_disabled_person_may_do_nothing_more(cli: CommandLine) -> None:
    cli.done("user", "disable", EDITOR)
    (person,) = [p for p in cli("user", "list", "--json").json if p["name"] == EDITOR]
    assert datetime.fromisoformat(person["disabled_at"]).tzinfo is not None
    assert "disabled" in cli.refused("news", "submit", 1, "--by", EDITOR)


def test_a_forgotten_password_is_replaced(cli: CommandLine) -> None:
    from broadcaster import newsroom
    from broadcaster.app import open_app

    cli.done("user", "password", EDITOR, "--password-stdin", text="mot-mat-khau-moi\r\n")
    app = open_app(cli.home)
    with app.store.reading() as session:
        assert newsroom.authenticate(session, EDITOR, "mot-mat-khau-moi").name == EDITOR
    app.store.close()


# ---------------------------------------------------------------------------------- bad input


def test_a_role_that_is_none_is_wrong_usage_and_the_roles_are_named(cli: CommandLine) -> None:
    said = cli.misused("user", "add", "moi", "--role", "king", "--password-stdin")
    assert "'king'" in said
    assert "approver" in said


def test_without_a_terminal_nobody_is_asked_for_a_password(cli: CommandLine) -> None:
    assert "--password-stdin" in cli.refused("user", "add", "moi", "--role", "editor")
    assert "--password-stdin" in cli.refused("user", "password", EDITOR)


@pytest.mark.parametrize("password", ["", "\n", "ngan\n"])
def test_a_short_password_is_refused(cli: CommandLine, password: str) -> None:
    said = cli.refused("user", "add", "m", "--role", "editor", "--password-stdin", text=password)
    assert "characters" in said


def test_a_password_that_is_no_text_is_refused(cli: CommandLine) -> None:
    words = ("user", "add", "moi", "--role", "editor", "--password-stdin")
    assert "not UTF-8" in cli.refused(*words, text=b"\xff\xfe\xfd-mat-khau\n")


def test_a_name_that_is_there_already_is_refused(cli: CommandLine) -> None:
    words = ("user", "add", EDITOR.upper(), "--role", "editor", "--password-stdin")
    assert "already" in cli.refused(*words, text="mat-khau-mau\n")


def test_somebody_unknown_is_named(cli: CommandLine) -> None:
    assert "nobody named 'ai-do'" in cli.refused("user", "disable", "ai-do")
    assert "nobody named 'ai-do'" in cli.refused("user", "password", "ai-do", "--password-stdin")


def test_the_last_administrator_stays(cli: CommandLine) -> None:
    assert "last administrator" in cli.refused("user", "disable", "quantri")

"""`broadcaster airlog` and `report`: what really aired."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from broadcaster.airlog import (
    ANCHOR_FILE,
    NewHearing,
    Outcome,
    append,
    append_hearing,
    keep_head,
    last_head,
)
from broadcaster.app import open_app
from tests.airlog.examples import MORNING, an_airing, end, miss, start
from tests.cli.command_line import CommandLine

DAY = "2026-11-21"
FIELDS = {
    "seq", "slot", "planned_at", "started_at", "ended_at", "kind", "news_id", "revision", "title",
    "voice", "clip", "planned_s", "aired_s", "file", "outcome", "reason", "hash",
}  # fmt: skip


@pytest.fixture
def logged(home: Path) -> Path:
    """Give the home of a station that aired one item and missed another that morning."""
    app = open_app(home)
    began = start("a")
    with app.store.writing() as session:
        for row in (began, end(began, 60.0, Outcome.AIRED), miss("b", an_airing(title="Họp thôn"))):
            append(session, row)
        keep_head(home / "run" / ANCHOR_FILE, last_head(session))
    app.store.close()
    return home


def falsify(home: Path, statement: str, table: str = "as_run") -> None:
    """Change the log as somebody with the file in hand can."""
    with closing(sqlite3.connect(home / "broadcaster.db", isolation_level=None)) as database:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
        for (name,) in database.execute(triggers, [table]).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        assert database.execute(statement).rowcount == 1


def test_an_entry_has_what_the_interface_promises(cli: CommandLine, logged: Path) -> None:
    aired, missed = cli("airlog", "--from", DAY, "--to", DAY, "--json").json
    assert set(aired) >= FIELDS
    for field in ("planned_at", "started_at", "ended_at"):
        assert datetime.fromisoformat(aired[field]).tzinfo is not None
    assert (aired["planned_s"], aired["aired_s"]) == (60.0, 60.0)
    assert aired["outcome"] == "aired"
    assert (missed["outcome"], missed["started_at"]) == ("missed", None)
    assert missed["reason"]


def test_what_a_monitor_heard_is_told_only_where_one_listened(
    cli: CommandLine, logged: Path
) -> None:
    assert "Nghe được" not in cli.done("airlog", "--from", DAY, "--to", DAY)
    app = open_app(logged)
    heard = NewHearing(at=MORNING, entry="a", share=0.25, judged_s=59.0, level_dbfs=-40.0)
    with app.store.writing() as session:
        assert append_hearing(session, heard)
    app.store.close()
    aired, missed = cli("airlog", "--from", DAY, "--to", DAY, "--json").json
    assert aired["heard"] == 0.25
    assert "heard" not in missed
    shown = cli.done("airlog", "--from", DAY, "--to", DAY)
    assert "Nghe được" in shown
    assert "25%" in shown
    assert "the chain is whole" in cli.done("airlog", "verify")


def test_what_was_heard_is_verified_too(cli: CommandLine, logged: Path) -> None:
    app = open_app(logged)
    heard = NewHearing(at=MORNING, entry="a", share=0.25, judged_s=59.0, level_dbfs=-40.0)
    with app.store.writing() as session:
        append_hearing(session, heard)
    app.store.close()
    falsify(logged, "UPDATE hearing SET share = 1.0", table="hearing")
    done = cli("airlog", "verify")
    assert done.status == 1
    assert "what was heard: row 1 was changed" in done.sentence


def test_the_log_is_shown_beside_the_plan(cli: CommandLine, logged: Path) -> None:
    shown = cli.done("airlog", "--from", "21/11/2026", "--to", DAY)
    assert "05:30:00" in shown
    assert "Họp thôn" in shown


def test_the_table_is_vietnamese_throughout(cli: CommandLine, logged: Path) -> None:
    shown = cli.done("airlog", "--from", DAY, "--to", DAY)
    for said in ("Tin bài", "Đã phát", "Bị lỡ"):
        assert said in shown
    assert {"item", "aired", "missed"}.isdisjoint(shown.split())


def test_the_days_bound_what_is_shown(cli: CommandLine, logged: Path) -> None:
    assert cli("airlog", "--from", "2026-11-22", "--to", "2026-11-22", "--json").json == []
    assert cli("airlog", "--from", "2026-11-20", "--to", "2026-11-20", "--json").json == []
    assert len(cli("airlog", "--to", DAY, "--json").json) == 2


def test_a_whole_chain_is_confirmed(cli: CommandLine, logged: Path) -> None:
    assert "3 rows, the chain is whole" in cli.done("airlog", "verify")
    verdict = cli("airlog", "verify", "--json").json
    assert (verdict["ok"], verdict["rows"], verdict["first_bad_seq"]) == (True, 3, None)


def test_a_broken_chain_names_the_first_bad_row(cli: CommandLine, logged: Path) -> None:
    falsify(logged, "UPDATE as_run SET title = 'khác' WHERE seq = 2")
    assert "row 2 of the log is bad" in cli.refused("airlog", "verify")
    said = cli("airlog", "verify", "--json")
    assert said.status == 1
    assert said.json["first_bad_seq"] == 2
    assert "row 2" in said.sentence


def test_a_log_cut_short_is_broken_too(cli: CommandLine, logged: Path) -> None:
    falsify(logged, "DELETE FROM as_run WHERE seq = 3")
    assert "row 3" in cli.refused("airlog", "verify")


def test_days_in_the_wrong_order_are_wrong_usage(cli: CommandLine, tmp_path: Path) -> None:
    days = ("--from", "2026-11-22", "--to", "2026-11-21")
    assert "exchange them" in cli.misused("airlog", *days)
    assert "exchange them" in cli.misused("report", "weekly-log", *days, "-o", tmp_path / "x.csv")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_weekly_log_is_written(
    cli: CommandLine, logged: Path, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"so.{ending}"
    days = ("--from", "2026-11-16", "--to", "2026-11-22")
    assert cli.done("report", "weekly-log", *days, "-o", file) == f"{file}\n"
    assert file.stat().st_size > 100


@pytest.mark.parametrize(
    ("kind", "file", "sentence"),
    [
        ("fees", "x.xlsx", "there is no report 'fees'; choose one of: weekly-log"),
        ("weekly-log", "x.pdf", "cannot be a 'pdf' file"),
        ("weekly-log", "x", "use one of the endings"),
        ("weekly-log", "none/x.xlsx", "there is no folder"),
    ],
)
def test_a_report_that_cannot_be_is_told(
    cli: CommandLine, tmp_path: Path, kind: str, file: str, sentence: str
) -> None:
    days = ("--from", "2026-11-16", "--to", "2026-11-22")
    assert sentence in cli.refused("report", kind, *days, "-o", tmp_path / file)
    assert list(tmp_path.glob("x*")) == []

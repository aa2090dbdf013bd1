"""A command, an option, a setting or a JSON field without a line in the docs is a fault."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from broadcaster.airlog import Outcome, append
from broadcaster.amplifier_settings import AmplifierSettings
from broadcaster.app import open_app
from broadcaster.cli.main import broadcaster
from broadcaster.founding import SETTINGS
from broadcaster.newsroom import Genre, Role, State
from broadcaster.regional_reading import CHOICES, NORTH, REGIONS, settings_of
from broadcaster.station import Station, setting_names
from tests.airlog.examples import end, miss, start
from tests.cli.command_line import CommandLine
from tests.cli.documentation import DOCS, assert_alike, promised, sections
from tests.rig.commune import APPROVER, EDITOR


def commands(
    group: click.Group = broadcaster, above: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    """Give every command that can be called, by its name with its groups'."""
    with click.Context(group) as ctx:
        for name in group.list_commands(ctx):
            command = group.get_command(ctx, name)
            assert command is not None
            path = (*above, name)
            if isinstance(command, click.Group):
                yield from commands(command, path)
            if not isinstance(command, click.Group) or command.invoke_without_command:
                yield " ".join(path), command


ALL = dict(commands())


def options(command: click.Command) -> list[click.Option]:
    return [p for p in command.params if isinstance(p, click.Option) and not p.hidden]


def test_every_command_has_its_section_and_every_section_its_command() -> None:
    assert set(sections()) == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_every_option_has_its_line(name: str) -> None:
    for option in options(ALL[name]):
        for word in option.opts:
            assert re.search(rf"`[^`]*{word}\b[^`]*`", sections()[name]), word


@pytest.mark.parametrize("name", ALL)
def test_every_option_in_the_docs_is_there(name: str) -> None:
    known = {word for option in options(ALL[name]) for word in option.opts}
    written = re.findall(r"`(?:[^`]*?\s)?(--?[a-z][a-z-]*)", sections()[name])
    assert set(written) <= known


@pytest.mark.parametrize("name", ALL)
def test_every_option_explains_itself(name: str) -> None:
    assert ALL[name].help
    for option in options(ALL[name]):
        assert option.help, option.opts


def test_roles_genres_and_states_are_all_named() -> None:
    for role in Role:
        assert f"`{role}`" in sections()["user add"]
    for genre in Genre:
        assert f"`{genre}`" in sections()["news add"]
    for state in State:
        assert f"`{state}`" in sections()["news list"]


# ------------------------------------------------------------------------------------ settings


def documented_settings() -> dict[str, str]:
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    line = r"^\| `([\w.]+)` \| (\S.*?) \| .*\| \S.{10,} \|$"
    return dict(re.findall(line, text, flags=re.MULTILINE))


def test_every_setting_has_its_line_with_its_default() -> None:
    defaults = {key: field.default for key, field in Station.model_fields.items()}
    amplifier = AmplifierSettings().model_dump()
    defaults |= {f"amplifier.{key}": default for key, default in amplifier.items()}
    defaults |= {"reading.region": NORTH}
    defaults |= {f"reading.{key}": said for key, said in settings_of(NORTH).items()}
    assert set(documented_settings()) == set(setting_names())
    for key, written in documented_settings().items():
        default = defaults[key]
        if default is None:
            assert written == "none"
        else:
            value = tomllib.loads(f"x = {written.strip('`')}")["x"]
            assert type(default)(value) == default, key


def test_the_commented_settings_of_a_new_station_name_every_setting() -> None:
    for key in setting_names():
        name = key.rpartition(".")[2]
        assert re.search(rf"(?m)^(# )?{name} = ", SETTINGS), key


def test_every_choice_of_a_reading_is_named() -> None:
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    for key, choices in CHOICES.items():
        (row,) = re.findall(rf"^\| `reading\.{key}` \|.*$", text, flags=re.MULTILINE)
        for choice in choices:
            assert f'`"{choice}"`' in row, (key, choice)
    for region in REGIONS:
        assert f'`"{region}"`' in text


# ---------------------------------------------------------------------------------------- JSON


@pytest.fixture
def busy(cli: CommandLine, tmp_path: Path) -> CommandLine:
    """Give the command line of a station of which every list has something to show."""
    script = tmp_path / "tin.txt"
    script.write_text("Sáng mai trạm y tế xã tiêm phòng cho trẻ.", encoding="utf-8")
    for _ in range(2):
        cli.done("news", "add", script, "--by", EDITOR, "--from", "2026-11-01", "--airings", 99)
    cli.done("pronunciation", "add", "Tơ Drah", "tơ đờ ra")
    cli.done("news", "submit", 1, "--by", EDITOR)
    cli.done("news", "approve", 1, "--by", APPROVER)
    (cli.home / "schedules" / "sang.toml").write_text(
        'name = "Bản tin"\nstarts = ["05:30"]\n[[rundown]]\ntune = "opening"\n'
        '[[rundown]]\nsection = "Tin"\n',
        encoding="utf-8",
    )
    app = open_app(cli.home)
    began = start("a")
    with app.store.writing() as session:
        for row in (began, end(began, 3.2, Outcome.CUT, "mất điện"), miss("b")):
            append(session, row)
    app.store.close()
    return cli


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("user list", []),
        ("pronunciation list", []),
        ("news list", []),
        ("news show", ["1"]),
        ("timetable", ["--from", "tomorrow", "--days", "3"]),
        ("rehearse", ["--from", "2026-11-22", "--days", "3"]),
        ("airlog", ["--from", "2026-11-21", "--to", "2026-11-21"]),
        ("airlog verify", []),
        ("doctor", []),
        ("status", []),
        ("clock", []),
    ],
)
def test_the_json_of_a_command_is_the_documented_one(
    busy: CommandLine, command: str, words: list[str]
) -> None:
    found = busy(*command.split(), *words, "--json").json
    assert found
    assert_alike(promised(command), found)
    assert_times_are_aware(found)


def test_the_json_of_a_spoken_form_is_the_documented_one(cli: CommandLine) -> None:
    assert_alike(promised("spoken"), cli.bare("spoken", "--json", text="5 nhà\n").json)


def test_every_command_with_json_has_an_example() -> None:
    with_json = {name for name, c in ALL.items() if any("--json" in o.opts for o in options(c))}
    with_example = {name for name, text in sections().items() if "```json" in text}
    assert with_json == with_example


def assert_times_are_aware(value: Any) -> None:
    for found in re.findall(r"\d{4}-\d\d-\d\dT[^\"]+", json.dumps(value)):
        assert re.search(r"[+-]\d\d:\d\d$", found), found

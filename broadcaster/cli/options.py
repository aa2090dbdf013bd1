"""What several commands share: the open station, dates, JSON, tables, progress."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from broadcaster.app import App, open_app
from broadcaster.cli.faults import say
from broadcaster.clock import local, nearest_second
from broadcaster.newsroom.console import CONSOLE

Command = TypeVar("Command", bound=Callable[..., Any])

WIDTH_IN_A_FILE = 200


def station_app(ctx: click.Context, *, last_good: bool = False, aloud: bool = True) -> App:
    """Return the station of `--home`, open until the command ends.

    With `last_good` it is opened by its last good settings where `station.toml` cannot be used:
    for what keeps the station on the air, and for what only looks. Standard error says so if
    `aloud`; a process of the station tells it in its log.
    """
    root = ctx.find_root()
    home: Path = root.obj
    app = open_app(home, last_good=last_good)

    def let_go() -> None:
        if "store" in vars(app):
            app.store.close()

    root.call_on_close(let_go)
    if app.trouble and aloud:
        say(str(app.trouble))
    return app


class Id(click.IntRange):
    """The number of an item or a slot."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, or tell where it is found."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            self.fail(f"'{value}' is no number; write the one from the list, such as 7", param, ctx)


# Databases hold ids of 32 bits.
ID = Id(1, 2**31 - 1)


class Day(click.ParamType):
    """A calendar day: 2026-11-21, 21/11/2026, `today`, `yesterday` or `tomorrow`."""

    name = "date"

    # The years that the software can be asked about; further off is a slip of the hand.
    years = range(2000, 2101)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | str | None:
        """Return the day; the words are kept until the station's clock is known."""
        if isinstance(value, date) or value in WORDS:
            return value  # type: ignore[no-any-return]
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                day = datetime.strptime(value, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
            if day.year not in self.years:
                self.fail(f"'{value}' is too far off; name a day from 2000 to 2100", param, ctx)
            return day
        return self.fail(
            f"'{value}' is not a day; write it as 2026-11-21 or 21/11/2026", param, ctx
        )


WORDS = {"today": 0, "yesterday": -1, "tomorrow": 1}


def in_order(first: date, last: date) -> None:
    """Raise `UsageError` if the days are in the wrong order."""
    if last < first:
        message = f"--from {first} is later than --to {last}; exchange them"
        raise click.UsageError(message, click.get_current_context(silent=True))


def day_of(app: App, value: date | str | None, *, days: int = 0) -> date:
    """Return the day that was named; without one, today plus `days`."""
    today = local(app.clock.now()).date()
    if value is None:
        return today + timedelta(days=days)
    return today + timedelta(days=WORDS[value]) if isinstance(value, str) else value


def json_option(command: Command) -> Command:
    """Give the command `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON document.")(command)


def by_option(*, required: bool) -> Callable[[Command], Command]:
    """Give the command `--by USER`."""
    text = "Who does it." if required else "Who does it; without it, this machine's console."
    return click.option(
        "--by", metavar="USER", required=required, default=None if required else CONSOLE, help=text
    )


def echo_json(value: Any) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def typed(words: Sequence[str]) -> str:
    """Return the words of a command as they are typed into this machine's shell."""
    import shlex
    import subprocess

    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def echo_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their headings, as wide as the terminal allows."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for title in head:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    width = None if sys.stdout.isatty() else WIDTH_IN_A_FILE
    Console(width=width, highlight=False, emoji=False).print(table)


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """Give a function `(done, of, what)` that shows progress on a terminal, else nothing."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[what]}"),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task(title, total=None, what="")

        def show(done: int, of: int, what: str) -> None:
            bar.update(task, completed=done, total=of, what=escape(what))

        yield show


def clock_time(moment: datetime | None) -> str:
    """Return the time of day in Vietnam, to the second; a dash for none."""
    return nearest_second(moment).strftime("%H:%M:%S") if moment else "–"


def day_and_time(moment: datetime | None) -> str:
    """Return day and time in Vietnam as people here write them; a dash for none."""
    return nearest_second(moment).strftime("%d/%m/%Y %H:%M:%S") if moment else "–"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(type(value))

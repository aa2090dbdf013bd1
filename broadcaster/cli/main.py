"""The command line's entrance: which file holds which command, and how errors are told.

A command's file is imported only when that command is called, so that `broadcaster stop` does
not wait for libraries it does not need.
"""

import importlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from broadcaster import __version__
from broadcaster.cli.faults import told
from broadcaster.home import default_home

COMMANDS = {
    "airlog": "airlog",
    "backup": "backup",
    "clock": "clock",
    "demo": "demo",
    "devices": "devices",
    "doctor": "doctor",
    "init": "init",
    "interrupt": "air",
    "live": "live",
    "news": "news",
    "panel": "processes",
    "play": "processes",
    "pronunciation": "pronunciation",
    "rehearse": "timetable",
    "render": "processes",
    "report": "report",
    "restore": "backup",
    "run": "processes",
    "say": "speech",
    "service": "service",
    "spoken": "spoken",
    "status": "status",
    "stop": "air",
    "timetable": "timetable",
    "user": "user",
}


class Commands(click.Group):
    """Finds a command in the file that `COMMANDS` names."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, or None."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"broadcaster.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    default=default_home,
    show_default="BROADCASTER_HOME, or the platform's data folder",
    help="The station's folder.",
)
@click.version_option(__version__, prog_name="broadcaster")
@click.pass_context
def broadcaster(ctx: click.Context, home: Path) -> None:
    """Run the loudspeaker radio station of a Vietnamese commune, from script to log."""
    ctx.obj = home


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; exit 0 done, 1 could not be done (one line says why), 2 wrong usage."""
    _speak_utf8()
    _warn_like_the_rest()
    words = _home_first(sys.argv[1:] if arguments is None else arguments)
    try:
        status = broadcaster.main(words, prog_name="broadcaster", standalone_mode=False)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the outermost: all is told
        sys.exit(told(error, _named_home(words)))
    sys.exit(status if isinstance(status, int) else 0)


def _speak_utf8() -> None:
    """Read and write UTF-8 whatever the machine's language is; a closed input is an empty one."""
    if getattr(sys, "stdin", None) is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - while we run
    for stream, errors in ((sys.stdin, "strict"), (sys.stdout, "replace"), (sys.stderr, "replace")):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors=errors)


def _warn_like_the_rest() -> None:
    """Let a warning that is only logged read like every other line, where no log is kept."""
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(logging.Formatter("broadcaster: %(message)s"))


def _home_first(words: Sequence[str]) -> list[str]:
    """Return the words with `--home DIR` in front: it may stand behind the command too."""
    words = list(words)
    end = words.index("--") if "--" in words else len(words)
    for at, word in enumerate(words[:end]):
        if word == "--home" and at + 1 < end:
            return [*words[at : at + 2], *words[:at], *words[at + 2 :]]
        if word.startswith("--home="):
            return ["--home", word.removeprefix("--home="), *words[:at], *words[at + 1 :]]
    return words


def _named_home(words: Sequence[str]) -> Path:
    return Path(words[1]) if words[:1] == ["--home"] and len(words) > 1 else default_home()

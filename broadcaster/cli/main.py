"""The command line's entrance: which file holds which command, and how errors are told.

A command's file is imported only when that command is called, so that `broadcaster stop` does
not wait for libraries it does not need.
"""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from broadcaster import __version__
from broadcaster.errors import BroadcasterError
from broadcaster.station import default_home

ERROR = 1
COMMANDS = {
    "airlog": "airlog",
    "backup": "backup",
    "demo": "demo",
    "doctor": "doctor",
    "init": "init",
    "interrupt": "air",
    "news": "news",
    "panel": "processes",
    "play": "processes",
    "rehearse": "timetable",
    "render": "processes",
    "report": "report",
    "restore": "backup",
    "run": "processes",
    "say": "speech",
    "spoken": "speech",
    "status": "air",
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
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        status = broadcaster.main(
            _home_first(arguments), prog_name="broadcaster", standalone_mode=False
        )
    except click.exceptions.Exit as ending:
        sys.exit(ending.exit_code)
    except click.Abort:
        _say("broken off; nothing more was done")
        sys.exit(ERROR)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BroadcasterError as error:
        _say(str(error))
        sys.exit(ERROR)
    except KeyboardInterrupt:
        _say("broken off; nothing more was done")
        sys.exit(ERROR)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(ERROR)
    except OSError as error:
        _say(_about_the_machine(error))
        sys.exit(ERROR)
    sys.exit(status if isinstance(status, int) else 0)


def _home_first(arguments: Sequence[str] | None) -> list[str]:
    """Return the arguments with `--home DIR` in front: it may stand behind the command too."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    end = words.index("--") if "--" in words else len(words)
    for at, word in enumerate(words[:end]):
        if word == "--home" and at + 1 < end:
            return [*words[at : at + 2], *words[:at], *words[at + 2 :]]
        if word.startswith("--home="):
            return [word, *words[:at], *words[at + 1 :]]
    return words


def _say(sentence: str) -> None:
    click.echo(f"broadcaster: {' '.join(sentence.split())}", err=True)


def _about_the_machine(error: OSError) -> str:
    import errno

    where = f" ({error.filename})" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"the disk is full{where}; free some space and try again"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"this account may not write or read there{where}; change its rights or the folder"
    return f"the machine refused: {error.strerror or error}{where}; put that right and try again"

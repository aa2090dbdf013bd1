"""How an error is told: one sentence on standard error, and the exit status that belongs to it."""

import errno
import os
import sys
import tempfile
import traceback
from pathlib import Path

import click

from broadcaster.errors import BroadcasterError, Superseded

ERROR = 1
SUPERSEDED = 3
FAULTS = "faults.log"

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}


def say(sentence: str) -> None:
    """Print the sentence as one line on standard error."""
    click.echo(f"broadcaster: {' '.join(sentence.split())}", err=True)


def told(error: BaseException, home: Path) -> int:
    """Tell a person of the error and return the exit status; a fault of ours is kept in a file."""
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case click.UsageError():
            say(_about_the_usage(error))
            return error.exit_code
        case click.ClickException():
            say(error.format_message())
            return error.exit_code
        case click.Abort() | KeyboardInterrupt():
            say("broken off; nothing more was done")
        case Superseded():
            say(str(error))
            return SUPERSEDED
        case BroadcasterError():
            say(str(error))
        case BrokenPipeError():
            # Whoever read our output has gone: there is nobody to tell, and nothing to flush.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        case UnicodeError():
            say("what was given is not UTF-8 text; save it again as UTF-8")
        case OSError():
            say(_about_the_machine(error))
        case _:
            say(_about_us(error, home))
    return ERROR


def _about_the_usage(error: click.UsageError) -> str:
    command = error.ctx.command_path if error.ctx else "broadcaster"
    return f"{error.format_message().rstrip('.')}; see '{command} --help'"


def _about_the_machine(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in _NO_ROOM:
        return f"the disk is full{where}; free some space and try again"
    if error.errno in _NO_RIGHT:
        return f"this account may not write or read there{where}; change its rights or the folder"
    return f"the machine refused: {error.strerror or error}{where}; put that right and try again"


def _about_us(error: BaseException, home: Path) -> str:
    """Return the sentence for a fault of the software itself, whose details go into a file."""
    for folder in (home / "logs", Path(tempfile.gettempdir())):
        file = folder / FAULTS
        try:
            with file.open("a", encoding="utf-8", errors="replace") as kept:
                kept.write(f"{' '.join(sys.argv)}\n{''.join(traceback.format_exception(error))}\n")
        except OSError:
            continue
        break
    else:
        file = Path(os.devnull)
    return (
        f"a fault in the software itself ({type(error).__name__}: {error}); its details are in "
        f"{file}: send that file to whoever looks after the software"
    )

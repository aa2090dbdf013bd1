"""The words of an interruption whose tone is heard already, spoken by a process of their own.

`broadcaster interrupt` starts it and ends: a voice takes a second to load, the tone does not wait.
"""

import json
import logging
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.app import App, log_to_file, open_app
from broadcaster.errors import BroadcasterError, PlayoutUnavailable, Superseded

if TYPE_CHECKING:
    from broadcaster.playout import Asked

_log = logging.getLogger(__name__)


def speak_aside(home: Path, asked: "Asked") -> None:
    """Start the process that records and speaks the message; it outlives this one."""
    words = [sys.executable, "-P", "-m", "broadcaster.cli.message", str(home)]
    process = subprocess.Popen(  # noqa: S603 - our own command line
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    text = json.dumps(asdict(asked), default=datetime.isoformat).encode()
    if process.stdin is not None:
        process.stdin.write(text)
        process.stdin.close()
    process.returncode = 0  # it is left to itself: nobody waits for it


def main() -> None:
    """Read what was asked for, and let it be told; `logs/interrupt.log` says what became of it."""
    from broadcaster.playout import Alert, Asked

    app = open_app(Path(sys.argv[1]), last_good=True)
    log_to_file(app.station, "interrupt")
    if app.trouble:
        _log.error("%s", app.trouble)
    given = json.loads(sys.stdin.buffer.read())
    alert = given.pop("alert")
    until = alert.pop("until")
    alert["until"] = datetime.fromisoformat(until) if until else None
    sys.exit(tell(app, Asked(**given, alert=Alert(**alert))))


def words_of(app: App, asked: "Asked") -> str:
    """Let the words be told and return how the interruption stands then.

    Raises as `Interrupter.tell`; what keeps it from beginning ends the tone as well.
    """
    try:
        interrupter = app.interrupter
    except Exception as error:
        reason = error.vi if isinstance(error, BroadcasterError) else "lỗi của phần mềm"
        with suppress(PlayoutUnavailable):
            app.door.abandon(id=asked.name, reason=reason)
        raise
    return interrupter.tell(asked)


def tell(app: App, asked: "Asked") -> int:
    """Let it be told; return 0, or 1 if no words were heard.

    That somebody ended it meanwhile, or that it gave way, is nothing that went wrong.
    """
    try:
        stands = words_of(app, asked)
    except Superseded as outcome:
        _log.info("%s", outcome)
        return 0
    except BroadcasterError as error:
        _log.error("interruption %s has no words: %s", asked.name, error)
        return 1
    except Exception:
        _log.exception("interruption %s has no words", asked.name)
        raise
    _log.info("interruption %s has its words (%s)", asked.name, stands)
    return 0


if __name__ == "__main__":
    main()

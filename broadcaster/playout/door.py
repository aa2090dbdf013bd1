"""The player's door: how the panel and the command line reach the player, without the database.

One JSON object a line over a loopback socket. `run/player.json` (readable by the station's
account only) tells the port and a key that every request must show.
"""

import hmac
import json
import logging
import os
import secrets
import socket
import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from broadcaster.clock import Clock, SystemClock
from broadcaster.errors import InvalidInput, PlayoutUnavailable
from broadcaster.whole_file import put_whole

LOOPBACK = "127.0.0.1"
ANSWER_WITHIN_S = 5.0
BACK_WITHIN_S = 5.0
"""So long a player that `broadcaster run` is beginning anew is waited for."""

KNOCKS_EVERY_S = 0.1
LONGEST_LINE = 65_536
NOTE_BYTES = 256

Answering = Callable[[dict[str, Any]], dict[str, Any]]

_log = logging.getLogger(__name__)


class DoorServer:
    """The player's side: answers requests until it is closed."""

    def __init__(self, note: Path, answer: Answering) -> None:
        """`note` is the file that tells others where to knock; `answer` runs in other threads."""
        self._note = note
        self._said = False
        self._key = secrets.token_hex(32)
        key = self._key

        class Handler(socketserver.StreamRequestHandler):
            timeout = ANSWER_WITHIN_S

            def handle(self) -> None:
                request = _request(self.rfile.readline(LONGEST_LINE), key)
                reply = {"error": "wrong key"} if request is None else answer(request)
                self.wfile.write(json.dumps(reply, ensure_ascii=False).encode() + b"\n")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """Pass over a caller that went away: it is no news."""

        self._server = Server((LOOPBACK, 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.5},
            name="door",
            daemon=True,
        )

    def open(self) -> None:
        """Begin to answer, and say where."""
        self._thread.start()
        self.say_where()

    def say_where(self) -> None:
        """Say where to knock, unless that is said: on a full disk in the place of the last note."""
        if self._said:
            return
        port = self._server.server_address[1]
        text = json.dumps({"pid": os.getpid(), "port": port, "key": self._key}).encode()
        try:
            try:
                put_whole(self._note, text.ljust(NOTE_BYTES), mode=0o600)
            except OSError:
                self._write_over(text)
        except OSError as error:
            _log.critical(
                "nobody can reach the player: %s cannot be written: %s", self._note, error
            )
            return
        self._said = True

    def close(self) -> None:
        """Stop answering and empty the note; its space is kept for the next start."""
        with suppress(OSError):
            self._write_over(b"")
        self._server.shutdown()
        self._server.server_close()

    def _write_over(self, text: bytes) -> None:
        with self._note.open("r+b") as file:
            file.write(text.ljust(NOTE_BYTES))


class NobodyThere(PlayoutUnavailable):
    """No player has the station's door open."""


class PlayerDoor:
    """The others' side: asks the player of one station.

    Whoever wants something done waits a moment for a player that is just being begun anew.
    """

    def __init__(self, note: Path, clock: Clock | None = None) -> None:
        """`note` is `run/player.json` in the station's home."""
        self._note = note
        self._clock = clock or SystemClock()

    def state(self) -> dict[str, Any] | None:
        """Return what the player says of itself; None if it is not running, or does not answer."""
        try:
            return self.told()
        except PlayoutUnavailable:
            return None

    def told(self) -> dict[str, Any]:
        """Return what the player says of itself; `PlayoutUnavailable` if it gives no answer."""
        return self._ask_once({"do": "state"})

    def open_interruptions(self) -> list[str]:
        """Return the names of those that are not over; `PlayoutUnavailable` if nobody can say."""
        return [str(one["id"]) for one in self._ask({"do": "state"})["interruptions"]]

    def interrupt(self, **request: object) -> dict[str, Any]:
        """Begin an interruption with its tone; `PlayoutUnavailable` if nobody can hear it."""
        return self._ask({"do": "interrupt", **request})

    def message(self, **request: object) -> dict[str, Any]:
        """Hand over the message of an interruption."""
        return self._ask({"do": "message", **request})

    def abandon(self, **request: object) -> dict[str, Any]:
        """Say that no message will come."""
        return self._ask({"do": "abandon", **request})

    def live(self, **request: object) -> dict[str, Any]:
        """Open the microphone, now or for a slot; `PlayoutUnavailable` if it cannot be heard."""
        return self._ask({"do": "live", **request})

    def end_live(self, *, by: str) -> bool:
        """End what somebody speaks; return whether anybody did."""
        return bool(self._ask({"do": "end live", "by": by})["ended"])

    def cancel(self, name: str, *, by: str) -> bool:
        """End one interruption with its repeats; return whether it was open."""
        return bool(self._ask({"do": "cancel", "id": name, "by": by})["cancelled"])

    def stop(self, *, by: str) -> bool:
        """Silence now; return whether something was on air."""
        return bool(self._ask({"do": "stop", "by": by})["stopped"])

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Ask; a player that is being begun anew is asked as soon as it is there."""
        until = self._clock.monotonic() + BACK_WITHIN_S
        while True:
            try:
                return self._ask_once(request)
            except NobodyThere as error:
                if not self._is_begun_anew():
                    raise
                if self._clock.monotonic() >= until:
                    raise _begins_anew() from error
            self._clock.wait(KNOCKS_EVERY_S)

    def _is_begun_anew(self) -> bool:
        """Return whether `broadcaster run` looks after the station, and so begins a player anew."""
        from broadcaster.locks import SUPERVISOR, works

        return works(SUPERVISOR, self._note.parent)

    def _ask_once(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            line = json.dumps({**request, "key": note["key"]}, ensure_ascii=False).encode() + b"\n"
            with socket.create_connection((LOOPBACK, note["port"]), ANSWER_WITHIN_S) as connection:
                connection.sendall(line)
                with connection.makefile("rb") as answers:
                    reply = _reply(answers.readline(LONGEST_LINE))
        except TimeoutError as error:
            raise late() from error
        except UnicodeEncodeError as error:
            message = "what was given holds characters that are not text; write it again"
            raise InvalidInput(
                message, "Nội dung có ký tự không phải chữ; hãy nhập lại."
            ) from error
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            message = (
                "the player is not running, so nothing can be heard; start it with "
                "'broadcaster run' (or 'broadcaster play')"
            )
            raise NobodyThere(
                message,
                "Máy phát chưa chạy nên chưa phát được; hãy bật máy phát (lệnh broadcaster run) "
                "rồi thử lại.",
            ) from error
        if "error" in reply:
            raise PlayoutUnavailable(str(reply["error"]), str(reply.get("vi", reply["error"])))
        return reply


def late() -> PlayoutUnavailable:
    """Return the error of a player that runs and did not answer in time."""
    return PlayoutUnavailable(
        "the player did not answer in time; look at 'broadcaster status'",
        "Máy phát không trả lời kịp; hãy xem trạng thái máy phát.",
    )


def _begins_anew() -> PlayoutUnavailable:
    return PlayoutUnavailable(
        "'broadcaster run' is beginning the player anew, and it does not answer yet; try again in "
        "a few seconds, and look at logs/play.log if it stays so",
        "Máy phát đang được bật lại nên chưa phát được; hãy thử lại sau vài giây, nếu vẫn vậy thì "
        "báo người kỹ thuật.",
    )


def _reply(line: bytes) -> dict[str, Any]:
    """Return the answer of a line.

    `ValueError` if it is none of the player's: after a power cut another program may have its
    port. `PlayoutUnavailable` if the player ended before its answer was whole.
    """
    if not line.endswith(b"\n") and line[:1] in {b"", b"{"}:
        message = "the player ended before it answered; ask again once it has begun anew"
        raise PlayoutUnavailable(
            message, "Máy phát vừa dừng trước khi trả lời; hãy thử lại sau vài giây."
        )
    reply = json.loads(line)
    if not isinstance(reply, dict):
        raise ValueError(line)  # noqa: TRY004 - the caller tells it as it tells torn JSON
    return reply


def _request(line: bytes, key: str) -> dict[str, Any] | None:
    """Return the request of a line; None if it is none or does not show the key."""
    try:
        request = json.loads(line)
    except ValueError:
        return None
    if not isinstance(request, dict):
        return None
    shown = request.pop("key", "")
    return request if isinstance(shown, str) and hmac.compare_digest(shown, key) else None

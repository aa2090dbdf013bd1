"""The player's door: requests with the key are answered, others are not."""

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from broadcaster.errors import InvalidInput, PlayoutUnavailable
from broadcaster.locks import SUPERVISOR, sole
from broadcaster.playout.door import BACK_WITHIN_S, KNOCKS_EVERY_S, DoorServer, PlayerDoor
from tests.rig.fake_clock import FakeClock

pytestmark = pytest.mark.loopback


def answer(request: dict[str, Any]) -> dict[str, Any]:
    if request["do"] == "stop":
        return {"stopped": True}
    if request["do"] == "interrupt":
        return {"error": "no", "vi": "không"}
    return {"echo": request}


@contextmanager
def stranger(note: Path, answer: bytes) -> Iterator[PlayerDoor]:
    """Let another program have the port that the note names; without an answer it stays silent."""
    over = threading.Event()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            self.wfile.write(answer)
            if not answer:
                over.wait()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        note.write_text(json.dumps({"port": server.server_address[1], "key": "x"}))
        try:
            yield PlayerDoor(note)
        finally:
            over.set()
            server.shutdown()


@pytest.fixture
def note(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "player.json"
    server = DoorServer(path, answer)
    server.open()
    yield path
    server.close()
    assert PlayerDoor(path).state() is None
    assert not path.read_text().strip()


def test_a_request_is_answered_and_the_key_is_not_handed_on(note: Path) -> None:
    assert PlayerDoor(note).state() == {"echo": {"do": "state"}}
    assert PlayerDoor(note).stop(by="truc") is True


def test_an_error_comes_back_with_both_sentences(note: Path) -> None:
    with pytest.raises(PlayoutUnavailable, match="no") as told:
        PlayerDoor(note).interrupt(id="x")
    assert told.value.vi == "không"


def test_what_is_no_text_is_not_told_as_a_player_that_is_away(note: Path) -> None:
    with pytest.raises(InvalidInput, match="characters that are not text"):
        PlayerDoor(note).cancel("\udcff", by="truc")


@pytest.mark.parametrize(
    "line", [b"{}\n", b"[]\n", b"not json\n", b'{"do": "stop", "key": 5}\n', b"\xff\xfe\n", b"\n"]
)
def test_who_does_not_show_the_key_learns_nothing(note: Path, line: bytes) -> None:
    port = json.loads(note.read_text())["port"]
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(line)
        assert json.loads(connection.makefile().readline()) == {"error": "wrong key"}


def test_a_caller_that_hangs_up_or_stays_silent_disturbs_nobody(note: Path) -> None:
    port = json.loads(note.read_text())["port"]
    silent = socket.create_connection(("127.0.0.1", port), 5)
    socket.create_connection(("127.0.0.1", port), 5).close()
    assert PlayerDoor(note).state() is not None
    silent.close()


def test_on_a_full_disk_the_note_takes_the_place_of_the_last_one(
    note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    server = DoorServer(note, answer)
    server.open()
    assert PlayerDoor(note).state() == {"echo": {"do": "state"}}
    server.close()
    assert not note.with_suffix(".new").exists()


def test_a_note_that_cannot_be_written_is_written_later(tmp_path: Path) -> None:
    server = DoorServer(tmp_path / "run" / "player.json", answer)
    server.open()
    (tmp_path / "run").mkdir()
    server.say_where()
    assert PlayerDoor(tmp_path / "run" / "player.json").state() is not None
    server.close()


def test_a_player_that_ends_before_it_answers_is_told_as_such(note: Path) -> None:
    def ends(_request: dict[str, Any]) -> dict[str, Any]:
        raise RuntimeError

    server = DoorServer(note.with_name("other.json"), ends)
    server.open()
    door = PlayerDoor(note.with_name("other.json"))
    with pytest.raises(PlayoutUnavailable, match="ended before it answered"):
        door.interrupt(id="x")
    assert door.state() is None
    server.close()


@pytest.mark.parametrize("text", ["", "{}", '{"port": 1, "key": "x"}', "[1]"])
def test_a_player_that_is_gone_is_told_with_its_remedy(tmp_path: Path, text: str) -> None:
    note = tmp_path / "player.json"
    if text:
        note.write_text(text)
    door = PlayerDoor(note)
    assert door.state() is None
    with pytest.raises(PlayoutUnavailable, match="start it with 'broadcaster run'"):
        door.stop(by="truc")


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 400 Bad Request\r\n",
        b"220 mail.example ESMTP",
        b"[1]\n",
        b"null\n",
        b"{\n",
        b"\xff\xfe\n",
        b"[" * 60_000 + b"\n",
    ],
)
def test_a_stranger_on_the_port_of_a_player_that_is_gone_is_no_player(
    tmp_path: Path, answer: bytes
) -> None:
    with stranger(tmp_path / "player.json", answer) as door:
        assert door.state() is None
        with pytest.raises(PlayoutUnavailable, match="start it with 'broadcaster run'"):
            door.stop(by="truc")


def test_a_player_that_does_not_answer_in_time_is_not_told_as_one_that_does_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadcaster.playout.door.ANSWER_WITHIN_S", 0.2)
    with (
        stranger(tmp_path / "player.json", b"") as door,
        pytest.raises(PlayoutUnavailable, match="did not answer in time") as told,
    ):
        door.stop(by="truc")
    assert "không trả lời kịp" in told.value.vi


class ClockOfABeginning(FakeClock):
    """While somebody waits, a player comes to its door at the third knock."""

    def __init__(self, note: Path) -> None:
        super().__init__()
        self.server = DoorServer(note, answer)
        self.knocks = 0

    def wait(self, seconds: float, until: threading.Event | None = None) -> bool:
        self.knocks += 1
        if self.knocks == 3:
            self.server.open()
        return super().wait(seconds, until)


def test_a_player_that_is_being_begun_anew_is_waited_for(tmp_path: Path) -> None:
    clock = ClockOfABeginning(tmp_path / "player.json")
    door = PlayerDoor(tmp_path / "player.json", clock)
    with sole(SUPERVISOR, tmp_path):
        assert door.state() is None, "who only looks waits for nothing"
        assert clock.knocks == 0
        assert door.stop(by="truc") is True
    assert clock.knocks == 3
    clock.server.close()


def test_one_that_stays_away_is_told_as_begun_anew_and_not_to_be_started(tmp_path: Path) -> None:
    clock = FakeClock()
    began = clock.monotonic()
    with (
        sole(SUPERVISOR, tmp_path),
        pytest.raises(PlayoutUnavailable, match="is beginning the player anew") as told,
    ):
        PlayerDoor(tmp_path / "player.json", clock).stop(by="truc")
    assert "đang được bật lại" in told.value.vi
    assert clock.monotonic() - began == pytest.approx(BACK_WITHIN_S, abs=2 * KNOCKS_EVERY_S)


def test_where_nothing_runs_nobody_waits(tmp_path: Path) -> None:
    clock = FakeClock()
    began = clock.monotonic()
    with pytest.raises(PlayoutUnavailable, match="start it with 'broadcaster run'"):
        PlayerDoor(tmp_path / "player.json", clock).stop(by="truc")
    assert clock.monotonic() == began

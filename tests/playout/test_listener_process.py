"""The listener as a child: what it says is heeded, and one that hangs holds nobody up."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from broadcaster.clock import SystemClock
from broadcaster.playout.heard.listener_process import MOST_PIECES, ListenerProcess
from tests.rig.patience import wait_until

PIECE = bytes(24_000)
"""A quarter of a second; a pipe holds three or fewer."""

COUNTS = """
import json, sys
print(json.dumps({"begins": True}), flush=True)
read = len(sys.stdin.buffer.read())
print("no line of JSON")
print(json.dumps({"read": read}))
"""
HANGS = "import time; time.sleep(600)"
IN_THE_PIPE = 3


@contextmanager
def child(program: str, said: list[dict[str, Any]]) -> Iterator[ListenerProcess]:
    process = ListenerProcess(SystemClock(), [sys.executable, "-c", program], said.append)
    try:
        yield process
    finally:
        process.end()


def test_it_is_given_everything_ends_with_its_input_and_what_it_says_is_heeded() -> None:
    said: list[dict[str, Any]] = []
    with child(COUNTS, said) as listener:
        for _ in range(10):
            listener.give(PIECE)
        wait_until(lambda: said)
        assert not listener.trouble
    wait_until(lambda: len(said) > 1)
    assert said == [{"begins": True}, {"read": 10 * len(PIECE)}]


def test_one_that_hangs_is_given_no_more_than_a_bounded_amount_and_is_killed() -> None:
    with child(HANGS, []) as listener:
        for _ in range(MOST_PIECES + IN_THE_PIPE + 1):
            listener.give(PIECE)
        assert listener.trouble == "takes no more sound"
        ending = threading.Thread(target=listener.end, daemon=True)
        ending.start()
        wait_until(lambda: not ending.is_alive())
        assert listener.trouble == "has ended"
    wait_until(lambda: not [each for each in threading.enumerate() if each.name == "monitor"])


def test_one_that_hangs_with_little_to_write_is_killed_too() -> None:
    with child(HANGS, []) as listener:
        listener.give(PIECE)
    assert listener.trouble == "has ended"


def test_one_that_ends_by_itself_is_told() -> None:
    with child("", []) as listener:
        wait_until(lambda: listener.trouble)
        assert listener.trouble == "has ended"

"""Waiting for what happens in another process, and failing when it does not."""

import time
from collections.abc import Callable

PATIENCE_S = 120.0
"""How long anything may take that is not a bound itself: a build server is slow and busy."""


def wait_until(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Ask again and again until the condition holds; fail if it does not in good time."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)

"""What other threads ask of the director: kept in line until its next step."""

from collections.abc import Callable
from queue import SimpleQueue

from broadcaster.playout.air import Request


class Requests:
    """A line of requests; whoever waits for an answer may have given up meanwhile."""

    def __init__(self) -> None:
        """Nobody asks for anything yet."""
        self._line: SimpleQueue[Request] = SimpleQueue()

    def ask(self, request: Request) -> None:
        """Take a request, from any thread."""
        self._line.put(request)

    def answer(self, act: Callable[[Request], dict[str, object]]) -> None:
        """Answer all that wait, in order, by what `act` returns."""
        while not self._line.empty():
            request = self._line.get()
            if request.answer.set_running_or_notify_cancel():
                request.answer.set_result(act(request))

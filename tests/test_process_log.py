"""What the processes write of their own work: said once, in a sentence."""

import logging
import threading
from collections.abc import Iterator
from datetime import UTC

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from broadcaster.app import SkippedTurns
from tests.rig.patience import wait_until


class Written(logging.Handler):
    """Keeps what is written, and counts what was offered."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.offered = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def count(self, record: logging.LogRecord) -> bool:
        self.offered += 1
        return True


@pytest.fixture
def written() -> Iterator[Written]:
    """Give what the scheduler's log would hold."""
    log = logging.getLogger("apscheduler.scheduler")
    written, skipped = Written(), SkippedTurns()
    log.addFilter(written.count)
    log.addFilter(skipped)
    log.addHandler(written)
    yield written
    log.removeHandler(written)
    log.removeFilter(skipped)
    log.removeFilter(written.count)


def test_a_job_that_takes_longer_than_its_turn_is_told_once(written: Written) -> None:
    over = threading.Event()
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults={"max_instances": 1})
    for name in ("refresh", "heartbeat"):
        scheduler.add_job(over.wait, "interval", seconds=0.02, id=name)
    scheduler.start()
    try:
        wait_until(lambda: written.offered >= 10)
    finally:
        over.set()
        scheduler.shutdown()
    assert len(written.lines) == 2
    for name in ("refresh", "heartbeat"):
        assert any(f"the job '{name}' took longer" in line for line in written.lines)


def test_everything_else_is_written_as_it_is(written: Written) -> None:
    log = logging.getLogger("apscheduler.scheduler")
    for _ in range(2):
        log.warning("the job %s is gone", "x")
    assert written.lines == ["the job x is gone"] * 2

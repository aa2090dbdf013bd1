"""A database that cannot be read for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.rig.commune import Commune


@contextmanager
def damaged(commune: Commune) -> Iterator[None]:
    """Put nonsense in the place of the database until the block ends; no process may have it open.

    Then it is back as it was.
    """
    commune.app.store.close()
    database = commune.home / "broadcaster.db"
    good = database.rename(database.with_suffix(".good"))
    database.write_bytes(b"x" * 10_000)
    try:
        yield
    finally:
        good.replace(database)

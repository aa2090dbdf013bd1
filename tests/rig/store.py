"""Real databases for the tests: a fresh SQLite file, a fresh PostgreSQL database."""

from collections.abc import Iterator
from contextlib import contextmanager

from broadcaster.store import Store


@contextmanager
def migrated(url: str) -> Iterator[Store]:
    """Give a store whose tables are there, and let go of it afterwards."""
    store = Store(url)
    store.migrate()
    try:
        yield store
    finally:
        store.close()

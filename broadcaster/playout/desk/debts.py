"""What the store did not take yet: kept in order and told once it does."""

import logging
import threading
from collections import deque
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from broadcaster.errors import BroadcasterError, StoreUnavailable
from broadcaster.store import Store

MOST = 1000

Telling = Callable[[Session], object]

_log = logging.getLogger(__name__)


class Debts:
    """Changes of slots and interruptions that met a full disk or a locked database.

    They are in memory only: what a crash forgets, the recovery of slots and interruptions finds.
    """

    def __init__(self, store: Store) -> None:
        """`store` is told; its waiting for a lock is bounded."""
        self._store = store
        self._owed: deque[tuple[str, Telling]] = deque(maxlen=MOST)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many changes the store does not know yet."""
        return len(self._owed)

    def tell(self, what: str, telling: Telling) -> None:
        """Tell the store, behind all that is owed already; `what` is for the program's log."""
        with self._lock:
            self._owed.append((what, telling))
            self._settle()

    def settle(self) -> None:
        """Tell what is owed, as far as the store takes it now."""
        with self._lock:
            self._settle()

    def _settle(self) -> None:
        while self._owed:
            what, telling = self._owed[0]
            try:
                with self._store.writing() as session:
                    telling(session)
            except StoreUnavailable as error:
                _log.error("%s: told later, %s", what, error)
                return
            except (BroadcasterError, SQLAlchemyError) as error:
                _log.error("%s: the store refuses it: %s", what, error)
            self._owed.popleft()

"""What the log says of time, and a person's word that the clock is right in spite of it."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from broadcaster import airlog, newsroom
from broadcaster.airlog import AsRunRow
from broadcaster.clock import Clock
from broadcaster.errors import StoreUnavailable
from broadcaster.newsroom import Action
from broadcaster.playout.timekeeping import SOFTWARE_IS_FROM, Known
from broadcaster.store import Store

WORDS_FILE = "clock-vouched.jsonl"
LOOKED_AT = 500


@dataclass(frozen=True)
class Word:
    """Somebody said that the clock is right, when the log's last line was `seq`."""

    seq: int
    at: datetime
    by: str


def vouch(store: Store, clock: Clock, run: Path, *, by: str) -> Word:
    """Return the word that was kept in `run`, behind the earlier ones.

    Raises `NotFound`, `NotAllowed`, `StoreUnavailable`.
    """
    with store.reading() as session:
        name, _ = newsroom.acting(session, by, Action.VOUCH)
        word = Word(airlog.last_head(session).seq, clock.now(), name)
    line = json.dumps({"seq": word.seq, "at": word.at.isoformat(), "by": word.by})
    try:
        run.mkdir(parents=True, exist_ok=True)
        with (run / WORDS_FILE).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        message = f"the word about the clock cannot be kept in {run}: {error}; free disk space"
        raise StoreUnavailable(
            message, "Không ghi được lời xác nhận giờ máy; hãy giải phóng ổ đĩa rồi thử lại."
        ) from error
    return word


def last_word(run: Path) -> Word | None:
    """Return the newest word; None if nobody ever gave one. A torn line counts for nothing."""
    try:
        lines = (run / WORDS_FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    for line in reversed(lines):
        try:
            values = json.loads(line)
            at = datetime.fromisoformat(values["at"])
            if at.tzinfo is not None:
                return Word(int(values["seq"]), at, str(values["by"]))
        except (ValueError, KeyError, TypeError):
            continue
    return None


def known_of(session: Session, run: Path) -> Known:
    """Return what the log and the last word say of time.

    The latest line is looked for, not the last one: what plays while the clock is wrong writes
    lines of its own.
    """
    word = last_word(run)
    newest = select(AsRunRow.seq, AsRunRow.at).order_by(col(AsRunRow.seq).desc())
    rows = session.exec(newest.limit(LOOKED_AT)).all()
    vouched_seq = word.seq if word else 0
    unvouched = [row for row in rows if row[0] > vouched_seq] or rows[:1]
    last_seq, last_at = max(unvouched, key=lambda row: row[1], default=(0, None))
    return Known(
        not_before=SOFTWARE_IS_FROM,
        last_seq=last_seq,
        last_at=last_at,
        vouched_seq=vouched_seq,
        vouched_at=word.at if word else None,
    )

"""The head of the chain, kept outside the database: without it a shortened log looks whole."""

import json
from pathlib import Path

from broadcaster.airlog.chain import Head
from broadcaster.errors import InvalidInput
from broadcaster.whole_file import put_whole

ANCHOR_FILE = "airlog.head"


def read_head(path: Path) -> Head | None:
    """Return the head that was kept in the file, None if there is no file.

    Raises `InvalidInput` if the file is damaged.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        heard = values.get("heard")
        return Head(
            int(values["seq"]),
            str(values["hash"]),
            heard and Head(int(heard["seq"]), str(heard["hash"])),
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        message = (
            f"the mark of the log's end {path} cannot be read; if it is damaged, delete it: "
            "the next row of the log writes it anew"
        )
        vi = (
            f"Không đọc được tệp ghi điểm cuối của nhật ký {path.name}; nếu tệp hỏng, hãy xoá nó: "
            "dòng nhật ký kế tiếp sẽ ghi lại."
        )
        raise InvalidInput(message, vi) from error


def keep_head(path: Path, head: Head) -> None:
    """Write the head, whole or not at all; `OSError` if the disk refuses."""
    path.parent.mkdir(parents=True, exist_ok=True)
    put_whole(path, json.dumps(_values(head)).encode())


def _values(head: Head) -> dict[str, object]:
    values: dict[str, object] = {"seq": head.seq, "hash": head.hash}
    if head.heard and head.heard.seq:
        values["heard"] = _values(head.heard)
    return values

"""The mark of the log's end, kept outside the database."""

from pathlib import Path

import pytest

from broadcaster.airlog import Head, keep_head, read_head
from broadcaster.errors import InvalidInput


def test_what_was_kept_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "run" / "airlog.head"
    assert read_head(file) is None
    keep_head(file, Head(4, "aa"))
    keep_head(file, Head(5, "bb"))
    assert read_head(file) == Head(5, "bb")
    assert [path.name for path in file.parent.iterdir()] == ["airlog.head"]


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"seq": "x", "hash": 1}', b"\xff\0"])
def test_a_damaged_mark_is_told_with_its_remedy(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "airlog.head"
    file.write_bytes(content)
    with pytest.raises(InvalidInput, match="delete it") as caught:
        read_head(file)
    assert "hãy xoá" in caught.value.vi

"""A small file is the old one or the new one, whatever refuses."""

import os
import stat
from pathlib import Path

import pytest

from broadcaster.whole_file import put_whole


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_made_with_its_rights_and_keeps_them_when_replaced(tmp_path: Path) -> None:
    path = tmp_path / "note.json"
    put_whole(path, b"old", mode=0o600)
    assert rights(path) == 0o600
    path.chmod(0o640)
    put_whole(path, b"new\r\n")
    assert path.read_bytes() == b"new\r\n"
    assert rights(path) == 0o640
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("refusing", ["fsync", "rename"])
def test_what_refuses_leaves_the_old_file_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusing: str
) -> None:
    path = tmp_path / "note.json"
    put_whole(path, b"old")

    def refuse(*given: object) -> None:
        raise OSError(28, "No space left on device")

    if refusing == "fsync":
        monkeypatch.setattr(os, "fsync", refuse)
    else:
        monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        put_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]

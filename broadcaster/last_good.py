"""The last good version of a file that people write by hand, kept for when it is spoilt.

What is told of it is worded here, for every such file.
"""

from contextlib import suppress
from pathlib import Path

from broadcaster.problems import Problem
from broadcaster.whole_file import put_whole


class KeptCopy:
    """A copy of the file as it last was good; it serves after a restart too."""

    def __init__(self, path: Path) -> None:
        """Remember where the copy lies, or will lie."""
        self.path = path

    def content(self) -> bytes | None:
        """Return what is kept, or None."""
        try:
            return self.path.read_bytes()
        except OSError:
            return None

    def keep(self, content: bytes, *, mode: int = 0o666) -> None:
        """Put the content there unless it is there already; raises `OSError`.

        A new copy has the rights `mode`, less what the account takes away.
        """
        if self.content() != content:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            put_whole(self.path, content, mode=mode)

    def forget(self) -> None:
        """Remove the copy: the file itself was removed on purpose."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def goes_on_serving(path: Path) -> Problem:
    """Return what is told of a spoilt file whose last good version serves."""
    return Problem(
        str(path),
        None,
        f"{path}: the last good version goes on serving until it is corrected",
        f"Tệp {path.name}: bản đúng gần nhất vẫn được dùng cho đến khi sửa xong.",
    )


def not_kept(path: Path, kept: KeptCopy, error: OSError) -> Problem:
    """Return what is told of a good file of which no copy could be kept."""
    return Problem(
        str(path),
        None,
        f"{path} serves, but no copy could be kept in {kept.path.parent} ({error.strerror}); "
        "free disk space or correct the folder's permissions",
        f"Tệp {path.name} đang được dùng nhưng không lưu được bản dự phòng; hãy kiểm tra dung "
        "lượng đĩa và quyền ghi.",
    )

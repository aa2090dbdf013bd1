"""What docs/command-line.md promises of each command."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs"


@cache
def sections() -> dict[str, str]:
    """Return the text of each command's section by the command's name."""
    text = (DOCS / "command-line.md").read_text(encoding="utf-8")
    _, *parts = re.split(r"^### (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def promised(command: str) -> Any:
    """Return the JSON document that stands as an example in the command's section."""
    (example,) = re.findall(r"```json\n(.+?)```", sections()[command], flags=re.DOTALL)
    return json.loads(example)


def assert_alike(promise: Any, found: Any, where: str = "document") -> None:
    """Assert that both have the same fields and kinds of values; empty and null tell nothing."""
    if promise is None or found is None or found == []:
        return
    assert _kind(promise) == _kind(found), where
    if isinstance(promise, dict):
        assert set(promise) == set(found), where
        for key, value in promise.items():
            assert_alike(value, found[key], f"{where}.{key}")
    elif isinstance(promise, list) and promise:
        for each in found:
            assert_alike(promise[0], each, f"{where}[]")


def _kind(value: Any) -> type:
    return float if isinstance(value, int) and not isinstance(value, bool) else type(value)

"""A room's public names, each loaded when it is first asked for (PEP 562)."""

import importlib
import sys
from collections.abc import Callable, Mapping


def on_demand(room: str, exports: Mapping[str, str]) -> Callable[[str], object]:
    """Return a `__getattr__` for the package `room`.

    `exports` maps each file of the room to the names in it, with blanks between them. Whoever
    imports one file, or one name, waits for the libraries of that file only. A name that was
    loaded stays in the package, so that it is looked up once.
    """
    file_of = {name: file for file, names in exports.items() for name in names.split()}

    def load(name: str) -> object:
        if name not in file_of:
            message = f"module {room!r} has no attribute {name!r}"
            raise AttributeError(message)
        value = getattr(importlib.import_module(f"{room}.{file_of[name]}"), name)
        setattr(sys.modules[room], name, value)
        return value

    return load

"""The command `broadcaster`."""

from broadcaster.cli.main import main

__all__ = ["main"]

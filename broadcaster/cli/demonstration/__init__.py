"""The demonstration: a sample commune from its scripts to its log."""

from broadcaster.cli.demonstration.run import run_demo

__all__ = ["run_demo"]

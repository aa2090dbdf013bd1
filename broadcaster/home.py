"""Where a station lives on this machine."""

import os
from pathlib import Path

import platformdirs


def default_home() -> Path:
    """Return `BROADCASTER_HOME`, or the platform's folder for a program's data."""
    named = os.environ.get("BROADCASTER_HOME")
    return Path(named) if named else platformdirs.user_data_path("broadcaster", appauthor=False)

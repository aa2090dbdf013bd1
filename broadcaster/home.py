"""Where a station lives on this machine."""

import os
from pathlib import Path


def default_home() -> Path:
    """Return `BROADCASTER_HOME`, or the platform's folder for a program's data."""
    named = os.environ.get("BROADCASTER_HOME")
    if named:
        return Path(named)
    import platformdirs

    return platformdirs.user_data_path("broadcaster", appauthor=False)

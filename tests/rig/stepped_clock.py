"""A running process whose wall clock is stepped from here; its monotonic time stays true."""

import os
import struct
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("stepped_clock.c")


class SteppedClock:
    """Builds the shim with the machine's compiler and says how a process is started under it."""

    def __init__(self, folder: Path) -> None:
        self._library = folder / "stepped_clock.so"
        self._offset = folder / "stepped_clock.offset"
        build = ["gcc", "-O2", "-shared", "-fPIC", "-o", str(self._library), str(SOURCE), "-ldl"]
        subprocess.run(build, check=True)
        self._offset.write_bytes(struct.pack("=q", 0))

    @property
    def env(self) -> dict[str, str]:
        """The environment of a process that lives by this clock."""
        return {
            **os.environ,
            "LD_PRELOAD": str(self._library),
            "BROADCASTER_STEPPED_CLOCK": str(self._offset),
        }

    def set(self, seconds: float) -> None:
        """Let the wall clock be off by so many seconds from now on."""
        with self._offset.open("r+b") as file:
            file.write(struct.pack("=q", round(seconds * 1_000_000_000)))

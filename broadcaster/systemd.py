"""What systemd is told of the service: datagrams to the socket it names (sd_notify(3))."""

import os
import socket
from collections.abc import MutableMapping

VARIABLES = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")


class Notices:
    """Speaks to systemd; says nothing where no systemd started this process."""

    def __init__(self, address: str = "", watchdog_s: float | None = None) -> None:
        """`address` is a socket's path, or a name that begins with `@`.

        `watchdog_s` is how long systemd waits for a beat before it begins the service anew.
        """
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self.watchdog_s = watchdog_s
        self._status = ""

    @classmethod
    def of(cls, environment: MutableMapping[str, str]) -> "Notices":
        """Return what systemd asked for, and take it out, so that no child answers for us."""
        address, usec, pid = (environment.pop(name, "") for name in VARIABLES)
        meant = usec.isdecimal() and pid in {"", str(os.getpid())}
        return cls(address, int(usec) / 1e6 if address and meant and int(usec) else None)

    def ready(self) -> None:
        """Say that the service works."""
        self._send("READY=1")

    def beat(self) -> None:
        """Say that the service still works."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the service is about to end."""
        self._send("STOPPING=1")

    def tell(self, status: str) -> None:
        """Say in one line how it goes, for `systemctl status`; said once until it changes."""
        if status != self._status:
            self._status = status
            self._send(f"STATUS={status}")

    def _send(self, words: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
                out.sendto(words.encode(), socket.MSG_DONTWAIT, self._address)
        except OSError:
            return  # a systemd that cannot be told notices by its watchdog

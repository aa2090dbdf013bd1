"""The name under which the machine's own console acts; nobody may have it as a login."""

CONSOLE = "console"
CONSOLE_VI = "máy chủ (dòng lệnh)"


def actor_vi(name: str) -> str:
    """Return what Vietnamese sentences call who acts: a login name, or the console's own."""
    return CONSOLE_VI if name == CONSOLE else name

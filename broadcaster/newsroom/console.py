"""The name under which the machine's own console acts; nobody may have it as a login."""

CONSOLE = "console"

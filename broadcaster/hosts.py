"""What can be the address or the name of a machine."""

import re
from ipaddress import ip_address

LONGEST_NAME = 253
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.IGNORECASE)


def is_host(written: str) -> bool:
    """Return whether the text can be an IP address or a machine's name (RFC 1123)."""
    labels = written.removesuffix(".").split(".")
    return is_address(written) or (
        len(written) <= LONGEST_NAME
        and all(_LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdecimal()
    )


def is_address(written: str) -> bool:
    """Return whether the text is an IP address."""
    try:
        ip_address(written)
    except ValueError:
        return False
    return True

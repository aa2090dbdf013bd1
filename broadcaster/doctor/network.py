"""Whether the panel can listen where the settings say."""

import socket
from ipaddress import ip_address

import psutil

from broadcaster.doctor.finding import Finding, ill, well
from broadcaster.hosts import is_address
from broadcaster.station import Station


def panel(station: Station) -> Finding:
    """Look whether `panel_host` is of this machine; a name is looked up, which may take seconds."""
    if _is_here(station.panel_host):
        return well("panel", station.panel_address)
    return ill(
        "panel",
        f"this machine has no address '{station.panel_host}', so the panel cannot be opened; "
        "correct panel_host in station.toml (127.0.0.1 for this machine only, 0.0.0.0 for the "
        "whole network), or switch its network on",
    )


def _is_here(host: str) -> bool:
    if not host:
        return True
    try:
        address = ip_address(host if is_address(host) else _looked_up(host))
    except (OSError, UnicodeError):
        return False
    own = {each.address for addresses in psutil.net_if_addrs().values() for each in addresses}
    return address.is_unspecified or address.is_loopback or str(address) in own


def _looked_up(name: str) -> str:
    """Return the first address of that name, which is the one that the panel listens on."""
    first, *_ = socket.getaddrinfo(name, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return str(first[4][0])

"""The panel: the station's rooms as web pages in Vietnamese."""

from web.application import create_app
from web.player import PlayerDoor
from web.server import address, serve, server

__all__ = ["PlayerDoor", "address", "create_app", "serve", "server"]

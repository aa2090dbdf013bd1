"""The panel: the station's rooms as web pages in Vietnamese."""

from web.application import create_app
from web.player import PlayerDoor
from web.server import serve, server

__all__ = ["PlayerDoor", "create_app", "serve", "server"]

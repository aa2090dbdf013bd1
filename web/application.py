"""The panel as one Flask app."""

from datetime import timedelta

from flask import Flask
from flask_bootstrap import Bootstrap5
from werkzeug.routing import IntegerConverter, Map

from broadcaster.clock import Clock
from broadcaster.kept_settings import SettingsWatch
from broadcaster.station import Station
from broadcaster.store import Store
from broadcaster.timetable import schedules_of
from web import (
    health,
    interruption,
    live,
    log,
    login,
    news,
    people,
    pronunciation,
    timetable,
    today,
)
from web.access import watch_the_door
from web.faults import MEGABYTE, explain_faults
from web.panel import EXTENSION, Panel
from web.player import PlayerDoor
from web.protection import protect, secret_key
from web.words import teach_templates

LARGEST_UPLOAD = 200 * MEGABYTE
# Larger than any script that can be taken, so that the newsroom can say what is too long.
LARGEST_TYPED = 8 * MEGABYTE
LOGGED_IN_FOR = timedelta(hours=12)
STATIC_KEPT_S = 3600
LARGEST_NUMBER = 2**31 - 1


class Number(IntegerConverter):
    """A number in an address that a database can hold; a larger one is no page."""

    def __init__(self, addresses: Map) -> None:
        super().__init__(addresses, max=LARGEST_NUMBER)


ROOMS = (today, news, pronunciation, timetable, log, people, live, interruption, login, health)


def create_app(station: Station, store: Store, clock: Clock, *, player: PlayerDoor) -> Flask:
    """Return the panel of one station; `WrongSetting` if its secret key is damaged."""
    app = Flask(__name__.partition(".")[0])
    app.config.update(
        SECRET_KEY=secret_key(station.run),
        SESSION_COOKIE_NAME="broadcaster",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LOGGED_IN_FOR,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_MEMORY_SIZE=LARGEST_TYPED,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_KEPT_S,
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    app.extensions[EXTENSION] = Panel(
        station=station,
        store=store,
        clock=clock,
        player=player,
        folder=schedules_of(station),
    )
    app.url_map.converters["int"] = Number
    settings = SettingsWatch(station.home)
    app.jinja_env.globals.update(station_name=station.name, settings_trouble=settings.trouble)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    Bootstrap5(app)
    watch_the_door(app)
    protect(app)
    explain_faults(app)
    teach_templates(app)
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    return app

"""How this station has its texts read: as its region speaks, with its own dictionary of names."""

import logging

from broadcaster.errors import WrongSetting
from broadcaster.speech.spoken import Reading, load_dictionary
from broadcaster.station import Station

DICTIONARY = "pronunciation.toml"

_log = logging.getLogger(__name__)


def reading_of(station: Station) -> Reading:
    """Return the station's reading.

    A dictionary with a mistake must not silence a warning: texts are read without it until it is
    mended, and `doctor` tells file, line and remedy.
    """
    try:
        return checked_reading(station)
    except WrongSetting as error:
        _log.warning("texts are read without the station's dictionary: %s", error)
        return Reading(**station.reading.words(), dictionary={})


def checked_reading(station: Station) -> Reading:
    """Return the station's reading; `WrongSetting` names the line of a wrong dictionary entry."""
    entries = load_dictionary(station.schedules / DICTIONARY)
    return Reading(**station.reading.words(), dictionary=entries)

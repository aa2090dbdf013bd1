"""What a station says around its news: greetings, closing words, section names. Pure."""

import re
from collections.abc import Iterable

from broadcaster.timetable.programmes import Programme, Say, Section

_UNIT_TWICE = re.compile(r"(?i)\b(xã|phường|đặc khu|thị trấn)\s+(?=\1\b)")


def filled(text: str, *, station: str, programme: str) -> str:
    """Return the text with `{station}` and `{programme}` filled in.

    A station named "xã Mẫu" in "Đài truyền thanh xã {station}" is not called "xã xã Mẫu".
    """
    values = {"station": station, "programme": programme}

    def value(match: re.Match[str]) -> str:
        return values.get(match[1], match[0])

    return _UNIT_TWICE.sub("", re.sub(r"\{(\w+)\}", value, text))


def spoken_part(part: Say | Section, programme: Programme, station: str) -> str:
    """Return the words that announce the part: a fixed text, or the section's name."""
    text = part.say if isinstance(part, Say) else part.section
    return filled(text, station=station, programme=programme.name)


def announcement_texts(programmes: Iterable[Programme], station: str) -> list[str]:
    """Return each text once that needs sound for these programmes, in the order they need it."""
    texts = (
        spoken_part(part, programme, station)
        for programme in programmes
        if programme.enabled
        for part in programme.rundown
        if isinstance(part, Say | Section)
    )
    return list(dict.fromkeys(texts))

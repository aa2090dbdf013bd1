"""The words and figures of the panel, as people here write them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask

from broadcaster import newsroom, timetable
from broadcaster.airlog import ENDED_EARLY_VI, OUTCOME_VI, is_on_air, result_vi
from broadcaster.clock import day_and_minute, local, nearest_second
from broadcaster.locks import PLAYER, PROCESS_VI
from broadcaster.newsroom import CONSOLE, CONSOLE_VI, Genre, NewsField, Person

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")

FIELDS = {
    NewsField.GENERAL: "Thông tin chung",
    NewsField.UNEXPECTED: "Thông tin đột xuất",
    NewsField.POLICY_AND_LAW: "Chủ trương, chính sách, pháp luật",
    NewsField.DIRECTION: "Chỉ đạo, điều hành",
    NewsField.KNOWLEDGE: "Kiến thức",
    NewsField.GOOD_PEOPLE: "Gương người tốt, việc tốt",
}
GENRES = {genre: genre.value[:1].upper() + genre.value[1:] for genre in Genre}
LANGUAGES = {
    "vi": "Tiếng Việt",
    "jra": "Tiếng Jrai",
    "bdq": "Tiếng Bahnar",
    "rad": "Tiếng Ê Đê",
    "hmn": "Tiếng Mông",
    "blt": "Tiếng Thái",
    "tyz": "Tiếng Tày",
    "km": "Tiếng Khmer",
    "cjm": "Tiếng Chăm",
}
LEVELS = {
    1: "Cấp 1 (xanh dương nhạt)",
    2: "Cấp 2 (vàng nhạt)",
    3: "Cấp 3 (da cam)",
    4: "Cấp 4 (đỏ)",
    5: "Cấp 5 (tím)",
}


def written_day(day: date | datetime) -> str:
    """Return the day as `Thứ Bảy, 21/11/2026`; of a moment, its day in Vietnam."""
    if isinstance(day, datetime):
        day = local(day).date()
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def written_moment(moment: datetime) -> str:
    """Return the moment as `Thứ Bảy, 21/11/2026, 05:30`, in Vietnam's time."""
    return f"{written_day(moment)}, {local(moment):%H:%M}"


def written_time(moment: datetime | None) -> str:
    """Return the time of day as `05:30`, a dash for none."""
    return f"{local(moment):%H:%M}" if moment else "–"


def written_second(moment: datetime | None) -> str:
    """Return the time of day as `05:30:00`, to the nearest second; a dash for none."""
    return f"{nearest_second(moment):%H:%M:%S}" if moment else "–"


def written_length(seconds: float | None) -> str:
    """Return a length as `12 phút 30 giây`, rounded to the second; a dash for none."""
    if seconds is None:
        return "–"
    minutes, left = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "giờ"), (minutes, "phút"), (left, "giây"))
    return " ".join(f"{count} {word}" for count, word in parts if count) or "0 giây"


def written_tenths(number: float) -> str:
    """Return the number with one decimal place, behind a comma: `1,5`."""
    return f"{number:.1f}".replace(".", ",")


def written_clockwise(seconds: float | None) -> str:
    """Return a length as `2:05`, or `1:02:05`, rounded to the second; a dash for none."""
    if seconds is None:
        return "–"
    minutes, left = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def after(moment: datetime, seconds: float) -> datetime:
    """Return the moment that many seconds later."""
    return moment + timedelta(seconds=seconds)


def names_of(everyone: Iterable[Person]) -> dict[str, str]:
    """Return the name to show for each name in the records: of people, console and player."""
    machines = {CONSOLE: CONSOLE_VI, PLAYER: PROCESS_VI[PLAYER]}
    return machines | {who.name: who.full_name for who in everyone}


def words_of(words: Mapping[Any, str]) -> list[tuple[str, str]]:
    """Return the choices of a form's field: what is sent, and what people read."""
    return [(str(getattr(key, "value", key)), text) for key, text in words.items()]


def teach_templates(app: Flask) -> None:
    """Give the templates these words and figures."""
    app.jinja_env.filters.update(
        day=written_day,
        moment=written_moment,
        time=written_time,
        second=written_second,
        short=day_and_minute,
        lasting=written_length,
        clockwise=written_clockwise,
        tenths=written_tenths,
        after=after,
    )
    app.jinja_env.globals.update(
        ROLES=newsroom.ROLE_VI,
        STATES=newsroom.STATE_VI,
        PRIORITIES=newsroom.PRIORITY_VI,
        FIELDS=FIELDS,
        GENRES=GENRES,
        LANGUAGES=LANGUAGES,
        SLOT_STATES=timetable.STATE_VI,
        ENDED_EARLY=ENDED_EARLY_VI,
        KINDS=timetable.KIND_VI,
        OUTCOMES=OUTCOME_VI,
        is_on_air=is_on_air,
        result_vi=result_vi,
        LEVELS=LEVELS,
        words_of=words_of,
    )

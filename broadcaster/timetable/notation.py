"""How a schedule file writes lengths, times, days, dates, genres and texts."""

import re
import unicodedata
from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from broadcaster.newsroom import Genre, NewsField
from broadcaster.problems import mistake
from broadcaster.timetable.mistakes import nearest
from broadcaster.timetable.models import StartRule

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLACEHOLDERS = ("station", "programme")
LONGEST_TEXT = 2000
LONGEST_SOURCE = 1000
LINE = "line:"
ALONE_S = 4
FILLS = ("tune", "folder")
TRIMMINGS = ("drop", "cut")
EARLIEST_YEAR, LATEST_YEAR = 2000, 2199

_DURATION = re.compile(r"(?:(\d{1,3})h)?\s*(?:(\d{1,4})m)?\s*(?:(\d{1,5})s)?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_SOUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_ADDRESS = re.compile(r"(?i)https?://[^\s/?#]+\S*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,4})?")


def seconds_of(value: Any) -> int:
    """Return the seconds of "30m", "90s" or "1h30m"."""
    text = value.strip().lower() if isinstance(value, str) else ""
    match = _DURATION.fullmatch(text)
    total = 0
    if match and text:
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        total = hours * 3600 + minutes * 60 + seconds
    if total <= 0:
        raise mistake(
            en=f'{_shown(value)} is not a length; write it as "30m", "90s" or "1h30m"',
            vi=f'{_shown(value)} không phải độ dài; hãy viết như "30m", "90s" hoặc "1h30m"',
        )
    return total


def time_of(value: Any) -> time:
    """Return the local time of "05:30" or "05:30:15", or of a TOML time; no fractions."""
    if isinstance(value, time) and value.microsecond == 0:
        return value
    match = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if match:
        hour, minute, second = (int(part or 0) for part in match.groups())
        if hour < 24 and minute < 60 and second < 60:  # noqa: PLR2004 - a clock's own limits
            return time(hour, minute, second)
    raise mistake(
        en=f'{_shown(value)} is not a time of day; write it as "05:30" or "17:00:30"',
        vi=f'{_shown(value)} không phải giờ trong ngày; hãy viết như "05:30" hoặc "17:00:30"',
    )


def weekday_of(value: Any) -> int:
    """Return the weekday, Monday 0 to Sunday 6, of "mon" to "sun"."""
    if isinstance(value, str) and value.strip().lower() in WEEKDAYS:
        return WEEKDAYS.index(value.strip().lower())
    raise mistake(
        en=f"{_shown(value)} is not a day; write mon, tue, wed, thu, fri, sat or sun",
        vi=f"{_shown(value)} không phải ngày trong tuần; hãy viết mon (thứ hai), tue, wed, thu, "
        "fri, sat hoặc sun (chủ nhật)",
    )


def date_of(value: Any) -> date:
    """Return the date of 2027-02-05, as a TOML date or in quotes."""
    found = None
    if isinstance(value, date) and not isinstance(value, datetime):
        found = value
    if isinstance(value, str):
        try:
            found = date.fromisoformat(value.strip())
        except ValueError:
            found = None
    if found and EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        return found
    raise mistake(
        en=f"{_shown(value)} is not a date; write year-month-day, such as 2027-02-05",
        vi=f"{_shown(value)} không phải ngày; hãy viết năm-tháng-ngày, ví dụ 2027-02-05",
    )


def field_of(value: Any) -> int:
    """Return the field code (lĩnh vực), 1 to 6."""
    if isinstance(value, int) and not isinstance(value, bool) and value in set(NewsField):
        return value
    raise mistake(
        en=f"{_shown(value)} is not a field; write a number from 1 to 6",
        vi=f"{_shown(value)} không phải mã lĩnh vực; hãy viết số từ 1 đến 6",
    )


def genre_of(value: Any) -> Genre:
    """Return the genre of its Vietnamese name; case and the kind of dash do not matter."""
    names = {_plain(genre.value): genre for genre in Genre}
    word = _plain(value) if isinstance(value, str) else ""
    if word in names:
        return names[word]
    close = nearest(word, names) if word else None
    listed = ", ".join(genre.value for genre in Genre)
    known = f"did you mean '{names[close].value}'?" if close else f"write one of: {listed}"
    biet = f"có phải ý là “{names[close].value}”?" if close else f"hãy chọn trong: {listed}"
    raise mistake(
        en=f"{_shown(value)} is not a genre; {known}",
        vi=f"{_shown(value)} không phải thể loại; {biet}",
    )


def rule_of(value: Any) -> StartRule:
    """Return how a slot starts, of "hard", "soft" or "not-before"."""
    if isinstance(value, str) and value.strip().lower() in {rule.value for rule in StartRule}:
        return StartRule(value.strip().lower())
    raise mistake(
        en=f'{_shown(value)} is not a start rule; write "hard" (cuts what plays), "soft" (when '
        'the current item ends) or "not-before"',
        vi=f'{_shown(value)} không phải cách bắt đầu; hãy viết "hard" (cắt ngang), "soft" (đợi '
        'hết mục đang phát) hoặc "not-before" (không sớm hơn)',
    )


def is_sound_name(text: str) -> bool:
    """Return whether the text could be the name of a sound: a file name without its ending."""
    return _SOUND.fullmatch(text.strip()) is not None


def sound_of(value: Any) -> str:
    """Return the name of a sound: a file name without its ending."""
    if isinstance(value, str) and is_sound_name(value):
        return value.strip()
    raise mistake(
        en=f"{_shown(value)} is not the name of a sound; write the file's name in audio_assets "
        'without .wav, such as "opening"',
        vi=f"{_shown(value)} không phải tên âm thanh; hãy viết tên tệp trong thư mục audio_assets, "
        'bỏ đuôi .wav, ví dụ "opening"',
    )


def source_of(value: Any) -> str:
    """Return where a relay comes from: a web address of sound, or "line:" and a device's name."""
    source = value.strip() if isinstance(value, str) else ""
    address = _ADDRESS.fullmatch(source)
    line = source.startswith(LINE) and source.removeprefix(LINE).strip()
    if len(source) <= LONGEST_SOURCE and source.isprintable() and (address or line):
        return source
    raise mistake(
        en=f"{_shown(value)} is not a source; write the address of a stream, such as "
        '"https://example.org/radio.mp3", or "line:" and the name of an input device',
        vi=f"{_shown(value)} không phải nguồn tiếp âm; hãy viết địa chỉ luồng phát, ví dụ "
        '"https://example.org/radio.mp3", hoặc "line:" và tên thiết bị thu',
    )


def alone_of(value: Any) -> int | None:
    """Return how many seconds a tune is heard alone before it goes under the words behind it."""
    if isinstance(value, bool):
        return ALONE_S if value else None
    try:
        return seconds_of(value)
    except PydanticCustomError:
        raise mistake(
            en=f"{_shown(value)} is not possible; write true, or how long the tune is heard alone, "
            'such as "5s"',
            vi=f"{_shown(value)} không dùng được; hãy viết true, hoặc thời gian nhạc phát một "
            'mình, ví dụ "5s"',
        ) from None


def fill_of(value: Any) -> str:
    """Return what fills a short slot: "tune:NAME" or "folder:NAME"."""
    kind, _, name = value.strip().partition(":") if isinstance(value, str) else ("", "", "")
    if kind.strip() in FILLS and _SOUND.fullmatch(name.strip()):
        return f"{kind.strip()}:{name.strip()}"
    raise mistake(
        en=f'{_shown(value)} cannot fill a slot; write "tune:NAME" for a sound in audio_assets, or '
        '"folder:NAME" for a folder of sounds in it',
        vi=f'{_shown(value)} không dùng để phát thêm được; hãy viết "tune:TÊN" cho một tệp trong '
        'audio_assets, hoặc "folder:TÊN" cho một thư mục âm thanh ở đó',
    )


def trimming_of(value: Any) -> str:
    """Return how a slot that is too long is trimmed: "drop" or "cut"."""
    if isinstance(value, str) and value.strip().lower() in TRIMMINGS:
        return value.strip().lower()
    raise mistake(
        en=f'{_shown(value)} is not a way to trim; write "drop" (whole items are left out) or '
        '"cut" (the last one ends at a pause between sentences)',
        vi=f'{_shown(value)} không phải cách rút ngắn; hãy viết "drop" (bỏ cả tin) hoặc "cut" '
        "(tin cuối kết thúc ở chỗ ngắt câu)",
    )


def language_of(value: Any) -> str:
    """Return the language's code in lower case, such as "vi" or "jra"."""
    if isinstance(value, str) and _LANGUAGE.fullmatch(value.strip().lower()):
        return value.strip().lower()
    raise mistake(
        en=f'{_shown(value)} is not a language code; write its short code, such as "vi" or "jra"',
        vi=f'{_shown(value)} không phải mã ngôn ngữ; hãy viết mã ngắn, ví dụ "vi" hoặc "jra"',
    )


def text_of(value: Any) -> str:
    """Return the text in one line; it needs a letter and at most 2,000 characters."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not any(character.isalnum() for character in text) or len(text) > LONGEST_TEXT:
        raise mistake(
            en=f"write a text of at most {LONGEST_TEXT} characters in quotes",
            vi=f"hãy viết một đoạn chữ trong ngoặc kép, nhiều nhất {LONGEST_TEXT} ký tự",
        )
    return text


def spoken_text_of(value: Any) -> str:
    """Return the text of an announcement; only `{station}` and `{programme}` may stand in it.

    Announcements become sound ahead of time and serve many days, so no date or time is possible.
    """
    text = text_of(value)
    for name in re.findall(r"\{([^{}]*)\}", text):
        if name not in PLACEHOLDERS:
            raise mistake(
                en=f"unknown placeholder {{{name}}}; only {{station}} and {{programme}} can be "
                "filled in, because this text is turned into sound ahead of time",
                vi=f"không điền được {{{name}}}; chỉ dùng {{station}} và {{programme}}, vì lời này "
                "được đọc sẵn từ trước",
            )
    if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", text)):
        raise mistake(
            en="a curly brace stands alone; write {station} or {programme}, or remove it",
            vi="có dấu ngoặc nhọn đứng lẻ; hãy viết {station} hoặc {programme}, hoặc bỏ đi",
        )
    return text


def listed(value: Any) -> Any:
    """Return the list as it is; anything else is a mistake that shows the brackets."""
    if isinstance(value, list | tuple) and value:
        return value
    raise mistake(
        en='write a list in square brackets with at least one value, such as ["mon", "tue"]',
        vi='hãy viết danh sách trong ngoặc vuông, ít nhất một giá trị, ví dụ ["mon", "tue"]',
    )


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", text).casefold().replace("—", "-").replace("–", "-")
    return " ".join(text.replace("-", " - ").split())


def _shown(value: Any) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - fits a sentence


Seconds = Annotated[int, BeforeValidator(seconds_of)]
StartTime = Annotated[time, BeforeValidator(time_of)]
Weekday = Annotated[int, BeforeValidator(weekday_of)]
Day = Annotated[date, BeforeValidator(date_of)]
FieldCode = Annotated[int, BeforeValidator(field_of)]
GenreName = Annotated[Genre, BeforeValidator(genre_of)]
Rule = Annotated[StartRule, BeforeValidator(rule_of)]
SoundName = Annotated[str, BeforeValidator(sound_of)]
Alone = Annotated[int | None, BeforeValidator(alone_of)]
FillName = Annotated[str, BeforeValidator(fill_of)]
Trimming = Annotated[str, BeforeValidator(trimming_of)]
SourceName = Annotated[str, BeforeValidator(source_of)]
Language = Annotated[str, BeforeValidator(language_of)]
Text = Annotated[str, BeforeValidator(text_of)]
SpokenText = Annotated[str, BeforeValidator(spoken_text_of)]
Names = Annotated[tuple[Text, ...], BeforeValidator(listed)]
Starts = Annotated[tuple[StartTime, ...], BeforeValidator(listed)]
Weekdays = Annotated[tuple[Weekday, ...], BeforeValidator(listed)]
Fields = Annotated[tuple[FieldCode, ...], BeforeValidator(listed)]
Genres = Annotated[tuple[GenreName, ...], BeforeValidator(listed)]
Languages = Annotated[tuple[Language, ...], BeforeValidator(listed)]

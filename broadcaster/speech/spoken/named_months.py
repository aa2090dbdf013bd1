"""Whether "tháng" before a number names that month, or something is counted by the month."""

import re
from dataclasses import replace

from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.units import kind_of

SCALES = frozenset({"triệu", "tỷ", "tỉ", "nghìn", "ngàn", "lần", "điểm", "độ"})
"""What a number may be so many of, without a unit."""
_MONTHS_LONG = re.compile(r"\d tháng\Z")
_TIMESPANS = frozenset({"ngày", "tuần", "tuổi", "giờ"})
_BY_THE_MONTH = re.compile(
    r"(?:\b(?:mỗi|hàng|hằng|mấy)|(?<!\bngày )(?<!mồng )(?<!mùng )(?<!mười )\bmột) tháng\Z"
)
_MORE = re.compile(r"(?:\ ?(?:[-–,]|đến|hoặc)\ ?\d{1,3}(?:[.,]\d+)?){1,2}")
"""The rest of a range or list of numbers: "mỗi tháng 3-5 hộ"."""


def follows_month(place: Place) -> bool:
    """Whether "tháng" stands right before and names a month.

    It does not in "3 tháng, 4 hộ", "bé 6 tháng 7 kg" and "mỗi tháng 4 triệu đồng".
    """
    before = place.before()
    if not before.endswith("tháng"):
        return False
    more = _MORE.match(place.text, place.end)
    behind = replace(place, end=more.end()) if more else place
    if _MONTHS_LONG.search(before):
        return not (place.precedes(_TIMESPANS) or _measures(behind))
    return not (_BY_THE_MONTH.search(before) and _counts(behind))


def _measures(place: Place) -> bool:
    words = place.next_words(1)
    return bool(words) and (words[0] in SCALES or bool(kind_of(words[0])))


def _counts(place: Place) -> bool:
    """Whether what is done or paid in a month follows; "mỗi tháng 4 năm ..." tells a year."""
    if place.precedes({"năm"}):
        return False
    things = place.precedes(cues("counted")) or place.precedes(cues("per"))
    return things or _measures(place) or place.after()[:1] == "%"

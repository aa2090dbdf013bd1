"""Numbers in Vietnamese words."""

import re
from functools import lru_cache

from broadcaster.speech.spoken.reading import Reading

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9
_LONGEST = 18
"""More digits than this are read one by one: nobody can follow the number itself."""

NUMBER = (
    r"(?:\d{1,3}(?:\.\d{3}){1,7}(?:,\d+)?"
    r"|\d{1,3}(?:,\d{3}){2,7}(?:\.\d+)?"
    r"|\d{1,3},\d{3}\.\d{1,2}"
    r"|\d{1,3}(?:\ \d{3}){2,7}(?:,\d+)?"
    r"|\d+(?:[.,]\d+)?)(?!\d)"
)
"""A number as it is written: 1.250.000, 1,250,000, 1 250 000, 3,75, 3.5, 0,05."""

_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){1,7}(?:,\d+)?")
_ENGLISH_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3}){2,7}(?:\.\d+)?|,\d{3}\.\d{1,2})")
_ONE_COMMA_GROUP = re.compile(r"[1-9]\d{0,2},\d{3}")


class Numerals:
    """Reads numbers with one station's settings."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._tail = {1: "mốt", 4: reading.four_after_tens, 5: "lăm"}
        self.cardinal = lru_cache(maxsize=4096)(self._cardinal)
        self.number = lru_cache(maxsize=4096)(self._number)

    def _cardinal(self, value: int) -> str:
        """Words of a whole number: 1004 is "một nghìn không trăm linh bốn"."""
        if value < 1000:
            return self._group(value, full=False)
        head, rest = divmod(value, _BILLION)
        words = [f"{self._cardinal(head)} tỷ"] if head else []
        for size, scale in ((10**6, "triệu"), (10**3, self.reading.thousand), (1, "")):
            group, rest = divmod(rest, size)
            if group:
                words.append(f"{self._group(group, full=bool(words))} {scale}".rstrip())
        return " ".join(words)

    def _group(self, value: int, *, full: bool) -> str:
        """Words of 0..999; `full` says the hundreds even when there are none."""
        hundreds, rest = divmod(value, 100)
        tens, unit = divmod(rest, 10)
        words = [DIGITS[hundreds], "trăm"] if hundreds or full else []
        if tens == 0:
            if unit and words:
                words.append(self.reading.zero_tens)
            if unit or not words:
                words.append(DIGITS[unit])
        elif tens == 1:
            words.append("mười")
            if unit:
                words.append("lăm" if unit == 5 else DIGITS[unit])
        else:
            words += [DIGITS[tens], "mươi"]
            if unit:
                words.append(self._tail.get(unit, DIGITS[unit]))
        return " ".join(words)

    def digits(self, written: str) -> str:
        """Each digit by its name; anything else in `written` is passed over."""
        return " ".join([DIGITS[int(mark)] for mark in written if mark in "0123456789"])

    def whole(self, written: str) -> str:
        """A run of digits as a number, or digit by digit where a number would make no sense."""
        if len(written) > _LONGEST or (len(written) > 2 and written[0] == "0"):
            return self.digits(written)
        return self.cardinal(int(written))

    def code_number(self, written: str) -> str:
        """The number of a document: like a number, but a leading zero is said."""
        if written[0] == "0" and len(written) > 1:
            return self.digits(written)
        return self.whole(written)

    def _number(self, written: str, *, mark: str = "", money: bool = False) -> str:
        """Words of a number as written (see NUMBER).

        `mark` is what the decimal point is called (the reading's by default); `money` takes
        "7,200" for thousands, because there are no fractions of a đồng, and leaves ",00" out.
        """
        whole, fraction = split_number(written, money=money)
        words = self.whole(whole)
        if not fraction or (money and not fraction.strip("0")):
            return words
        return f"{words} {mark or self.reading.decimal_mark} {self._fraction(fraction)}"

    def _fraction(self, written: str) -> str:
        if written[0] == "0" or len(written) > 3:
            return self.digits(written)
        return self.cardinal(int(written))

    def day(self, value: int) -> str:
        """The day of a month: the first nine carry the station's "mồng"."""
        words = self.cardinal(value)
        if value < 10 and self.reading.first_days:
            return f"{self.reading.first_days} {words}"
        return words

    def month(self, value: int) -> str:
        """The number of a month: the fourth is "tư"."""
        return self.reading.fourth_month if value == 4 else self.cardinal(value)

    def year(self, value: int) -> str:
        """A year in the station's style."""
        if self.reading.year == "short" and 2000 < value < 2100:
            return f"hai {self.reading.thousand} {self.cardinal(value % 100)}"
        if self.reading.year == "digits":
            century, rest = divmod(value, 100)
            if rest < 10:
                return self.digits(str(value))
            tens, unit = divmod(rest, 10)
            last = self._tail.get(unit, DIGITS[unit]) if tens > 1 else DIGITS[unit]
            return f"{self.digits(str(century))} {DIGITS[tens]} {last}"
        return self.cardinal(value)

    def ordinal(self, value: int) -> str:
        """What follows "thứ": nhất, hai, ba, tư, năm..."""
        return {1: "nhất", 4: "tư"}.get(value) or self.cardinal(value)


def split_number(written: str, *, money: bool = False) -> tuple[str, str]:
    """The digits before and after the decimal point of a number as written (see NUMBER)."""
    written = written.replace(" ", "")
    if _THOUSANDS.fullmatch(written) or (money and _ONE_COMMA_GROUP.fullmatch(written)):
        written = written.replace(".", "") if "." in written else written.replace(",", "")
    elif _ENGLISH_THOUSANDS.fullmatch(written):
        written = written.replace(",", "")
    whole, _, fraction = written.replace(".", ",").partition(",")
    return whole, fraction

"""Tokens of letters and digits: strains, sorts, models."""

import re

from broadcaster.speech.spoken.abbreviations import expand
from broadcaster.speech.spoken.forms import CAPITALS, FIGURES
from broadcaster.speech.spoken.letters import spell
from broadcaster.speech.spoken.lexicon import cues
from broadcaster.speech.spoken.loanwords import loan_words, runs_on, said_alone
from broadcaster.speech.spoken.place import Place
from broadcaster.speech.spoken.roman import value_of
from broadcaster.speech.spoken.rule import Rule
from broadcaster.speech.spoken.spans import GUESS, LIKELY, Kind, Said
from broadcaster.speech.spoken.syllables import is_syllable

_RUNS = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+")
_COPY_KEPT = re.compile(r"[\s*+–-]*(?i:lưu)\b")
_MOST_AS_NUMBER = 2
_NUMBERED = {
    "BĐ": "báo động",
    "GĐ": "giai đoạn",
    "TDP": "tổ dân phố",
    "KDC": "khu dân cư",
    "KP": "khu phố",
    "TW": "trung ương",
    "TƯ": "trung ương",
    "NQTW": "nghị quyết trung ương",
    "QK": "quân khu",
    "BCĐ": "ban chỉ đạo",
    "CK": "chuyên khoa",
    "CMT": "cách mạng tháng",
    "CS": "cơ sở",
    "NV": "nguyện vọng",
    "BSCK": "bác sĩ chuyên khoa",
    "HTX": "hợp tác xã",
    "VHXH": "văn hóa xã hội",
}
"""Abbreviations that stay themselves with a number stuck to them; other letters are a name."""


def _run(written: str, place: Place) -> str:
    """One run of letters or digits inside a token."""
    if not written[-1].isalpha() and not written.isdigit():
        return place.say.number(written)
    if written.isdigit():
        long = len(written) > _MOST_AS_NUMBER and not written.endswith("00")
        long = long or (written[0] == "0" and len(written) > 1)
        return place.say.digits(written) if long else place.say.whole(written)
    word = written.lower()
    if len(word) > 1 and not written.isupper() and is_syllable(word):
        return said_alone(word)
    return loan_words(written) or spell(written)


def _from_to(match: "re.Match[str]", place: Place) -> Said | None:
    """Numbered places or things in a row: "khu A1-A5" is A1 to A5."""
    first, last = match["first"], match["last"]
    if int(first) >= int(last):
        return None
    name = _NUMBERED.get(match["name"]) or spell(match["name"])
    return Said(f"{name} {place.say.whole(first)} đến {name} {place.say.whole(last)}", LIKELY)


def _files_a_copy(place: Place) -> bool:
    """Whether the line says where a copy is kept: in "Lưu: VT, TH1" the last is an office."""
    start, _ = place.line()
    return bool(_COPY_KEPT.match(place.text, start))


def _token(match: "re.Match[str]", place: Place) -> Said | None:
    written = match[0]
    whole = loan_words(written)
    if whole:
        return Said(whole, LIKELY)
    runs = _RUNS.findall(match["body"])
    if runs[-1].isalpha() and runs_on(place.text, match.end("body") - len(runs[-1]), match.end()):
        return None
    level = [place.say.cardinal(value_of(match["level"]))] if match["level"] else []
    head = runs[0]
    office = expand(head, place) if head.isupper() and _files_a_copy(place) else None
    if office is not None:
        rest = " ".join(_run(run, place) for run in runs[1:])
        return Said(f"{office.words} {rest}", LIKELY)
    if head in _NUMBERED:
        rest = " ".join(_run(run, place) for run in runs[1:])
        return Said(f"{_NUMBERED[head]} {rest}", LIKELY)
    return Said(" ".join([*(_run(run, place) for run in runs), *level]), LIKELY)


def _word_and_digit(match: "re.Match[str]", place: Place) -> Said | None:
    """A footnote's figure glued to a word ("xã hội2"): the word and the number."""
    word = match["word"]
    if not is_syllable(word.lower()) or word.isupper():
        return None
    return Said(f"{said_alone(word.lower())} {place.say.whole(match['digits'])}", GUESS)


def _month_and_year(match: "re.Match[str]", place: Place) -> Said:
    """The month, for "T7/2025"."""
    month = place.say.month(int(match["month"]))
    return Said(f"tháng {month} năm {place.say.year(int(match['year']))}", LIKELY)


def _licence(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "hạng CE": the letters of a class of driving licence."""
    if not {"hạng", "lái", "bằng", "gplx"}.intersection(place.last_words(6)):
        return None
    words = (_run(run, place) for run in _RUNS.findall(match[0][:-1]))
    return Said(f"{' '.join(words)} {spell(match[0][-1])}", LIKELY)


def _lineage(match: "re.Match[str]", place: Place) -> Said | None:
    """As in "biến thể BA.5": letters, then each number after "chấm"."""
    before = place.before()
    if not any(name in before for name in cues("lineage before")):
        return None
    letters, *numbers = match[0].split(".")
    words = (f"chấm {place.say.whole(number)}" for number in numbers)
    return Said(" ".join((spell(letters), *words)), LIKELY)


def _flu(match: "re.Match[str]", place: Place) -> Said:
    """As in "A/H7N9": the type, then the strain."""
    strain = " ".join(_run(run, place) for run in _RUNS.findall(match["strain"]))
    return Said(f"{spell(match['type'])} {strain}")


def _age_group(match: "re.Match[str]", place: Place) -> Said:
    """As in "đội tuyển U.19": the players' greatest age."""
    return Said(f"u {place.say.whole(match['age'])}")


RULES = (
    Rule(
        "mixed.flu",
        Kind.LETTERS,
        r"(?P<type>[AB])\ ?[/(]\ ?(?P<strain>H\d{1,2}N\d{1,2})(?!\w)\)?",
        _flu,
        ("Dịch cúm A/H7N9.", "dịch cúm a hát bảy en nờ chín."),
        first="AB",
        then=" /(",
        longest=1,
    ),
    Rule(
        "mixed.age-group",
        Kind.LETTERS,
        r"U[.-]?(?P<age>1[1-9]|2[0-3])(?!\w)",
        _age_group,
        ("Đội tuyển U.19.", "đội tuyển u mười chín."),
        first="U",
        then=f".-{FIGURES}",
        longest=1,
    ),
    Rule(
        "mixed.licence",
        Kind.LETTERS,
        r"(?:[BCD][12]?E|F[CDE])(?!\w)",
        _licence,
        ("Thi lái xe hạng C, CE.", "thi lái xe hạng xê, xê e."),
        first="BCDF",
        longest=2,
    ),
    Rule(
        "mixed.lineage",
        Kind.LETTERS,
        r"[A-Z]{1,3}(?:\.\d{1,3}){1,3}(?!\w)",
        _lineage,
        ("Biến thể BA.5 lây nhanh.", "biến thể bê a chấm năm lây nhanh."),
        first=CAPITALS,
        then=".",
        longest=3,
    ),
    Rule(
        "date.t-month",
        Kind.DATE,
        r"T(?P<month>1[0-2]|0?[1-9])[/-](?P<year>20\d\d)(?!\w)",
        _month_and_year,
        ("Báo cáo T4/2025.", "báo cáo tháng tư năm hai nghìn không trăm hai mươi lăm."),
        first="T",
        then=FIGURES,
        longest=1,
    ),
    Rule(
        "mixed.footnote",
        Kind.RESIDUE,
        r"(?P<word>[^\W\d_]{3,}|[^\W\d_]{0,2}[À-ỹ][^\W\d_]?)(?P<digits>\d{1,2})(?!\w)",
        _word_and_digit,
        ("Công chức xã hội2 báo cáo.", "công chức xã hội hai báo cáo."),
        then=FIGURES,
    ),
    Rule(
        "mixed.from-to",
        Kind.RANGE,
        r"(?P<name>[A-ZĐ]{1,3})(?P<first>[1-9]\d{0,2})"
        r"\ ?[-–]\ ?(?P=name)(?P<last>[1-9]\d{0,2})(?!\w)",
        _from_to,
        ("Khu A1-A5 mất nước.", "khu a một đến a năm mất nước."),
        first=CAPITALS,
        then=FIGURES,
        longest=3,
    ),
    Rule(
        "mixed.token",
        Kind.LETTERS,
        r"(?P<body>[^\W\d_]{1,6}(?:-?\d+(?:[.,]\d+(?!\d))?[^\W\d_]{0,4}){1,6})"
        r"(?:-(?P<level>[IVX]{1,4})(?!\w))?(?!\w)",
        _token,
        ("Cúm H5N1 và lúa ST25.", "cúm hát năm en nờ một và lúa ét tê hai mươi lăm."),
        then=f"-{FIGURES}",
        longest=6,
    ),
)

"""How the machine reads, told to people: what it took each piece for, why, and how sure it is."""

from collections.abc import Mapping

from broadcaster.speech.spoken import DOUBT_BELOW, Kind, Span

KINDS: Mapping[Kind, str] = {
    Kind.TEXT: "chữ thường",
    Kind.MARK: "dấu nghỉ, nhấn",
    Kind.RESIDUE: "ký hiệu thừa",
    Kind.SYMBOL: "ký hiệu",
    Kind.NUMBER: "con số",
    Kind.RANGE: "khoảng số",
    Kind.RATIO: "tỷ số",
    Kind.DATE: "ngày tháng",
    Kind.TIME: "giờ",
    Kind.QUANTITY: "số lượng, đơn vị",
    Kind.COORDINATE: "toạ độ",
    Kind.PHONE: "số điện thoại",
    Kind.IDENTIFIER: "mã số",
    Kind.CODE: "số ký hiệu văn bản",
    Kind.CLAUSE: "điều, khoản, điểm",
    Kind.ROMAN: "số La Mã",
    Kind.ROAD: "tên đường",
    Kind.ADDRESS: "địa chỉ mạng",
    Kind.ABBREVIATION: "chữ viết tắt",
    Kind.LETTERS: "đọc từng chữ cái",
    Kind.LOAN: "từ mượn",
    Kind.NAME: "tên riêng",
    Kind.FOREIGN: "tiếng nước ngoài, tên lạ",
    Kind.DICTIONARY: "từ điển của đài",
}

# Why a reading of that rule, or of that kind, may be wrong. The longest beginning that fits counts.
_WHY: Mapping[str, str] = {
    "abbreviation": "chữ viết tắt có nhiều nghĩa, máy lấy nghĩa thường gặp",
    "date": "có thể là ngày tháng, cũng có thể là tỷ số hay phân số",
    "date.impossible": "viết như ngày mà không có ngày đó; có thể gõ sai",
    "date.t-month": "có thể là tháng, cũng có thể là thứ trong tuần",
    "ratio": "có thể là tỷ số, cũng có thể là ngày tháng",
    "ratio.no-hour": "viết như giờ mà không có giờ đó; có thể là tỷ số hay gõ sai",
    "range": "có thể là khoảng số, cũng có thể là phép trừ hay số ghép",
    "time": "có thể là giờ, cũng có thể là tỷ số",
    "time.impossible": "viết như giờ mà không có giờ đó; có thể gõ sai",
    "number": "con số viết khác thường",
    "quantity": "con số hay đơn vị viết tắt có thể hiểu nhiều cách",
    "phone": "dãy số có thể là số điện thoại, cũng có thể là số khác",
    "identifier": "dãy số hay mã có thể đọc nhiều cách",
    "code": "số ký hiệu văn bản có phần máy chưa biết",
    "clause": "có thể là điều, khoản, cũng có thể là số khác",
    "roman": "có thể là số La Mã, cũng có thể là chữ cái",
    "road": "có thể là tên đường, cũng có thể là mã khác",
    "mixed": "chữ và số dính liền nhau",
    "mixed.footnote": "số dính liền chữ, có thể là số chú thích",
    "foreign": "không phải tiếng Việt quen thuộc; có thể là tên riêng, từ nước ngoài hay gõ sai",
    "loan": "từ mượn có thể đọc nhiều cách",
    "name": "tên riêng có thể đọc nhiều cách",
    "letter": "chữ cái đứng một mình",
    "address": "địa chỉ mạng có phần máy chưa biết",
    "coordinate": "có thể là toạ độ, cũng có thể là nhiệt độ",
    "symbol": "ký hiệu có thể đọc nhiều cách",
    "residue": "ký hiệu máy không biết, nên bỏ qua",
    "mark": "dấu trong ngoặc vuông viết chưa đúng, nên không có tác dụng",
}
_UNKNOWN: Mapping[Kind, str] = {
    Kind.ABBREVIATION: "chữ viết tắt chưa biết, máy đọc từng chữ cái",
    Kind.LETTERS: "chữ viết tắt chưa biết, máy đọc từng chữ cái",
    Kind.FOREIGN: "tên hay từ nước ngoài không ghép được thành tiếng, máy đọc từng chữ cái",
    Kind.SYMBOL: "ký hiệu máy không biết, nên bỏ qua",
}
_OTHERWISE = "có thể đọc nhiều cách"
_HARDLY = 0.5

# What is the same word wherever it stands, so that an entry of the dictionary settles it.
_IN_THE_DICTIONARY = frozenset(
    {Kind.ABBREVIATION, Kind.LETTERS, Kind.FOREIGN, Kind.LOAN, Kind.NAME, Kind.CODE}
)


def why(span: Span) -> str:
    """Return why the reading may be wrong, for those who know the village and not the rules."""
    if span.advice:
        return span.advice
    if span.confidence < _HARDLY and span.kind in _UNKNOWN:
        return _UNKNOWN[span.kind]
    fitting = [rule for rule in _WHY if span.rule == rule or span.rule.startswith(f"{rule}.")]
    return _WHY[max(fitting, key=len)] if fitting else _OTHERWISE


def how_sure(span: Span) -> str:
    """Return how sure the machine is, in words."""
    if span.confidence < _HARDLY:
        return "không biết, đọc tạm"
    return "đoán" if span.confidence < DOUBT_BELOW else "chắc"


def belongs_in_the_dictionary(span: Span) -> bool:
    """Return whether an entry of the dictionary would settle how it is read."""
    return span.kind in _IN_THE_DICTIONARY and any(letter.isalpha() for letter in span.source)

"""What a revision says, checked, and the hash that an approval is bound to."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Protocol, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    field_validator,
    model_validator,
)

from broadcaster.errors import InvalidInput
from broadcaster.newsroom.kinds import Genre, NewsField, Priority
from broadcaster.newsroom.models import Revision
from broadcaster.newsroom.readable import LONGEST_TITLE, SCRIPT_RULE, TITLE_RULE, is_readable

_GENRES = ", ".join(Genre)
_PRIORITIES = ", ".join(Priority)

# What is allowed in each field, for the command line and for the panel.
_RULES: dict[str, tuple[str, str]] = {
    "title": TITLE_RULE,
    "genre": (f"the genre must be one of: {_GENRES}", f"Thể loại phải là một trong: {_GENRES}."),
    "field": (
        "the field must be a number from 1 to 6",
        "Lĩnh vực phải là một số từ 1 đến 6.",
    ),
    "priority": (
        f"the priority must be one of: {_PRIORITIES}",
        "Mức độ ưu tiên phải là thông thường, ưu tiên hoặc khẩn cấp.",
    ),
    "language": (
        "the language must be a short code such as vi, jra or bdq",
        "Ngôn ngữ phải là một mã ngắn như vi, jra hoặc bdq.",
    ),
    "script": SCRIPT_RULE,
    "recording": (
        "the recording is not one that the station has taken in; add its file again",
        "Bản ghi âm chưa được đưa vào đài; hãy thêm lại tệp ghi âm.",
    ),
    "recording_name": (
        "the recording's file name may have at most 255 characters; rename the file",
        "Tên tệp ghi âm dài nhất là 255 ký tự; hãy đổi tên tệp.",
    ),
    "valid_from": (
        "the first day must be a date such as 2026-11-21",
        "Ngày bắt đầu phải là một ngày, ví dụ 21/11/2026.",
    ),
    "valid_until": (
        "the last day must be a date such as 2026-11-21",
        "Ngày kết thúc phải là một ngày, ví dụ 21/11/2026.",
    ),
    "airings": (
        "the wanted number of airings must be from 1 to 1000",
        "Số lần phát phải từ 1 đến 1000.",
    ),
    "programmes": (
        "a preferred programme is named by its file in schedules/, without .toml",
        "Chương trình ưu tiên được gọi bằng tên tệp trong thư mục schedules, không có .toml.",
    ),
}

_SOURCE = (
    "a news item is either a script or a recording; give exactly one of them",
    "Tin bài là bài viết hoặc bản ghi âm; hãy đưa đúng một trong hai.",
)
_ORDER = (
    "the first day is later than the last day; correct one of them",
    "Ngày bắt đầu sau ngày kết thúc; hãy sửa lại một trong hai ngày.",
)


class Content(BaseModel):
    """What one revision says and how it wants to be aired.

    Texts are kept in NFC, the script with LF line ends. `recording` is the SHA-256 of a file
    that `take_recording` stored. `field` is a number of `NewsField`. Raises `InvalidInput` with
    one sentence for each wrong value.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
    script: Annotated[str | None, Field(min_length=1)] = None
    recording: Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$")] = None
    recording_name: Annotated[str | None, Field(max_length=255)] = None
    genre: Genre = Genre.TIN
    field: Annotated[int, Field(ge=min(NewsField), le=max(NewsField))] = int(NewsField.GENERAL)
    priority: Priority = Priority.NORMAL
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-z]{2,4})?$")] = "vi"
    valid_from: date | None = None
    valid_until: date | None = None
    airings: Annotated[int, Field(ge=1, le=1000)] = 1
    programmes: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[^\s,/\\](?:[^,/\\\n]{0,78}[^\s,/\\])?$")], ...],
        Field(max_length=50),
    ] = ()

    @model_validator(mode="wrap")
    @classmethod
    def _say_clearly(cls, value: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            content = handler(_composed(value))
        except ValidationError as error:
            raise InvalidInput(*_sentences(error)) from error
        if (content.script is None) == (content.recording is None):
            raise InvalidInput(*_SOURCE)
        if content.valid_from and content.valid_until and content.valid_from > content.valid_until:
            raise InvalidInput(*_ORDER)
        return content

    @field_validator("title", "recording_name")
    @classmethod
    def _one_line(cls, value: str | None) -> str | None:
        if value is None:
            return None
        return _text(" ".join(value.split()))

    @field_validator("script")
    @classmethod
    def _lines(cls, value: str | None) -> str | None:
        if value is None:
            return None
        return _text("\n".join(value.splitlines()).strip())

    @field_validator("language", mode="before")
    @classmethod
    def _lower_case(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value


class Said(Protocol):
    """The fields that the hash covers, of a `Content` or of a stored `Revision`."""

    title: Any
    script: Any
    recording: Any
    recording_name: Any
    genre: Any
    field: Any
    priority: Any
    language: Any
    valid_from: Any
    valid_until: Any
    airings: Any
    programmes: Any


def content_sha256(content: Content) -> str:
    """Return the SHA-256 (hex) of the content's canonical JSON: what an approval names."""
    return _sha256(content.model_dump())


def revision_sha256(revision: Revision) -> str:
    """Return the SHA-256 (hex) of what is stored now, whatever the row says its hash is."""
    values = {name: getattr(revision, name) for name in Content.model_fields}
    return _sha256(values | {"programmes": programmes_of(revision)})


def programmes_of(revision: Revision) -> tuple[str, ...]:
    """Return the preferred programmes of a stored revision, by file stem."""
    return tuple(revision.programmes.split(",")) if revision.programmes else ()


def content_of(revision: Revision) -> Content:
    """Return the content of a stored revision, for showing or for editing it further."""
    values = {name: getattr(revision, name) for name in Content.model_fields}
    return Content.model_validate(values | {"programmes": programmes_of(revision)})


def _sha256(values: Mapping[str, object]) -> str:
    canonical = json.dumps(
        values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    message = f"{type(value).__name__} has no canonical form"
    raise TypeError(message)


def _composed(value: object) -> object:
    """Return the input with every text in NFC, so that what looks the same is the same."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {key: _composed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_composed(item) for item in value)
    return value


def _text(value: str) -> str:
    """Return the text; `ValueError` for an empty one, and one that is not readable."""
    if not value or not is_readable(value):
        message = "not a text that can be read aloud"
        raise ValueError(message)
    return value


def _sentences(error: ValidationError) -> tuple[str, str]:
    english: list[str] = []
    vietnamese: list[str] = []
    for problem in error.errors():
        key = str(problem["loc"][0]) if problem["loc"] else ""
        known = (f"a news item has no '{key}'; remove it", f"Tin bài không có mục “{key}”.")
        en, vi = _RULES.get(key, known)
        if en not in english:
            english.append(en)
            vietnamese.append(vi)
    return "; ".join(english), " ".join(vietnamese)

"""The writing form: what a person typed, kept as typed until it is taken."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Self

from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import ImmutableMultiDict

from broadcaster.errors import InvalidInput
from broadcaster.newsroom import Content, Genre, NewsField, Priority, Revision, programmes_of

LONGEST_AIRINGS_DIGITS = 4


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form's values as text. `kept` is the signed name of a recording that was taken in."""

    title: str = ""
    script: str = ""
    genre: str = Genre.TIN.value
    field: str = str(NewsField.GENERAL.value)
    priority: str = Priority.NORMAL.value
    language: str = "vi"
    valid_from: str = ""
    valid_until: str = ""
    airings: str = "1"
    programmes: tuple[str, ...] = ()
    kept: str = ""
    recording_name: str = ""

    @classmethod
    def typed(cls, values: ImmutableMultiDict[str, str]) -> Self:
        """Return what was typed; what the page did not send has its usual value."""
        plain = {
            field.name: values[field.name]
            for field in fields(cls)
            if field.name in values and field.name not in {"programmes", "recording_name"}
        }
        return cls(**plain, programmes=tuple(values.getlist("programmes")))

    @classmethod
    def of(cls, revision: Revision, keeper: "KeptRecordings") -> Self:
        """Return the form that shows a stored revision."""
        recording = revision.recording
        name = revision.recording_name or ""
        return cls(
            title=revision.title,
            script=revision.script or "",
            genre=revision.genre.value,
            field=str(revision.field),
            priority=revision.priority.value,
            language=revision.language,
            valid_from=revision.valid_from.isoformat() if revision.valid_from else "",
            valid_until=revision.valid_until.isoformat() if revision.valid_until else "",
            airings=str(revision.airings),
            programmes=programmes_of(revision),
            kept=keeper.sign(recording, name) if recording else "",
            recording_name=name,
        )

    def with_script(self, text: str, title: str) -> Self:
        """Return the form with a document's text behind what was typed already."""
        together = f"{self.script.rstrip()}\n\n{text}" if self.script.strip() else text
        return replace(self, script=together, title=self.title.strip() or title)

    def content(self, keeper: "KeptRecordings") -> Content:
        """Return what the form says. Raises `InvalidInput` for what cannot be taken."""
        values = asdict(self)
        del values["kept"], values["recording_name"]
        values["recording"], values["recording_name"] = keeper.read(self.kept)
        values["script"] = self.script if self.script.strip() else None
        if values["script"] is None and values["recording"] is None:
            message = "there is neither a script nor a recording; write or choose one"
            raise InvalidInput(
                message, "Chưa có nội dung: hãy gõ bài viết, hoặc chọn tệp văn bản hay ghi âm."
            )
        values["field"] = _number(self.field)
        values["airings"] = _number(self.airings)
        values["valid_from"] = _day(self.valid_from, "Từ ngày")
        values["valid_until"] = _day(self.valid_until, "Đến hết ngày")
        return Content(**values)


class KeptRecordings:
    """Remembers, in the page itself, a recording that was taken in while the form was refused."""

    def __init__(self, secret: str | bytes) -> None:
        self._signer = URLSafeSerializer(secret, salt="recording")

    def sign(self, sha256: str, name: str) -> str:
        """Return the words that stand for the recording in a page."""
        return str(self._signer.dumps([sha256, name]))

    def read(self, kept: str) -> tuple[str | None, str | None]:
        """Return the recording's SHA-256 and name, None and None if there is none.

        Raises `InvalidInput` if the words are not ours.
        """
        if not kept:
            return None, None
        try:
            sha256, name = self._signer.loads(kept)
        except (BadSignature, ValueError) as error:
            message = "the recording that the form names is not one it was given"
            raise InvalidInput(message, "Hãy chọn lại tệp ghi âm.") from error
        return str(sha256), str(name)


def _number(text: str) -> int:
    """Return the number; -1, which every rule refuses with its own sentence, for anything else."""
    text = text.strip()
    short = len(text) <= LONGEST_AIRINGS_DIGITS
    return int(text) if short and text.isascii() and text.isdigit() else -1


def _day(text: str, label: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        message = f"'{text}' is not a day"
        raise InvalidInput(message, f"“{label}” chưa đúng: hãy chọn ngày trong ô lịch.") from error

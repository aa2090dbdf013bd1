"""Programmes: what a file `schedules/NAME.toml` declares. Pure: text in, result or mistakes out."""

from dataclasses import dataclass
from datetime import date, time
from pathlib import PurePath
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from broadcaster.newsroom import Genre
from broadcaster.timetable.mistakes import mistake, read_table
from broadcaster.timetable.models import StartRule
from broadcaster.timetable.notation import (
    Day,
    Fields,
    Genres,
    Languages,
    Rule,
    Seconds,
    SoundName,
    SpokenText,
    Starts,
    Text,
    Weekdays,
)

SHORTEST_S = 10
LONGEST_S = 12 * 3600
LONGEST_STEM = 80
LONGEST_NAME = 200
EVERY_DAY = tuple(range(7))
KINDS = ("tune", "say", "section", "chime")
OF_A_SECTION = ("fields", "genres", "languages", "sting", "at_most")


@dataclass(frozen=True, slots=True)
class Tune:
    """A signature tune, by the name of its sound."""

    tune: str


@dataclass(frozen=True, slots=True)
class Chime:
    """A short sound before what follows, by its name."""

    chime: str


@dataclass(frozen=True, slots=True)
class Say:
    """Fixed words, with `{station}` and `{programme}` still to be filled in."""

    say: str


@dataclass(frozen=True, slots=True)
class Section:
    """A place for news items. An empty filter takes everything; `at_most_s` is its longest time."""

    section: str
    fields: tuple[int, ...] = ()
    genres: tuple[Genre, ...] = ()
    languages: tuple[str, ...] = ()
    sting: bool = False
    at_most_s: int | None = None

    @property
    def filtered(self) -> bool:
        """Whether the section takes only some items."""
        return bool(self.fields or self.genres or self.languages)


Part = Tune | Chime | Say | Section

STANDARD_RUNDOWN: tuple[Part, ...] = (
    Tune("opening"),
    Say("Đài truyền thanh {station} xin kính chào toàn thể bà con. Mời bà con nghe {programme}."),
    Section("Tin tức", sting=True),
    Say("Chương trình phát thanh đến đây kết thúc. Xin cảm ơn bà con đã lắng nghe."),
    Tune("closing"),
)


@dataclass(frozen=True, slots=True)
class Programme:
    """One recurring broadcast. `stem` is its file's name without `.toml`; days Monday 0."""

    stem: str
    name: str
    days: tuple[int, ...]
    starts: tuple[time, ...]
    length_s: int
    rule: StartRule
    rundown: tuple[Part, ...]
    enabled: bool = True
    first: date | None = None
    last: date | None = None
    languages: tuple[str, ...] = ()

    def serves(self, day: date) -> bool:
        """Return whether the programme exists on that day at all, whatever the weekday."""
        begun = self.first is None or self.first <= day
        return self.enabled and begun and (self.last is None or day <= self.last)


def parse_programme(text: str, file: str) -> Programme:
    """Return the programme that the TOML text declares; `WrongSchedule` names every mistake.

    `file` is shown in the mistakes; its name without ending is the programme's stem.
    """
    table = read_table(_ProgrammeTable, text, file)
    stem = PurePath(file).stem
    return Programme(
        stem=stem,
        name=table.name or stem,
        days=tuple(sorted(set(table.days))),
        starts=tuple(sorted(table.starts)),
        length_s=table.length,
        rule=table.rule,
        rundown=tuple(part.part() for part in table.rundown) or STANDARD_RUNDOWN,
        enabled=table.enabled,
        first=table.first,
        last=table.last,
        languages=table.languages,
    )


class _PartTable(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    tune: SoundName | None = None
    say: SpokenText | None = None
    section: Text | None = None
    chime: SoundName | None = None
    fields: Fields = ()
    genres: Genres = ()
    languages: Languages = ()
    sting: Annotated[bool, Field(strict=True)] = False
    at_most: Seconds | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            both = " and ".join(f"'{kind}'" for kind in given) or "nothing"
            raise mistake(
                en=f"this part holds {both}; give each [[rundown]] exactly one of tune, say, "
                "section or chime",
                vi="mỗi [[rundown]] phải có đúng một trong các khoá tune, say, section, chime",
            )
        stray = [key for key in OF_A_SECTION if key in self.model_fields_set]
        if stray and self.section is None:
            raise mistake(
                en=f"it belongs to a section, not to a {given[0]}; move it under the section",
                vi=f"khoá này chỉ dùng cho section, không dùng cho {given[0]}; hãy chuyển xuống "
                "dưới section",
                key=stray[0],
            )
        return self

    def part(self) -> Part:
        if self.tune is not None:
            return Tune(self.tune)
        if self.chime is not None:
            return Chime(self.chime)
        if self.say is not None:
            return Say(self.say)
        return Section(
            self.section or "", self.fields, self.genres, self.languages, self.sting, self.at_most
        )


class _ProgrammeTable(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Text = ""
    days: Weekdays = EVERY_DAY
    starts: Starts
    length: Seconds = 1800
    rule: Rule = StartRule.HARD
    enabled: Annotated[bool, Field(strict=True)] = True
    first: Day | None = None
    last: Day | None = None
    languages: Languages = ()
    rundown: tuple[_PartTable, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if not SHORTEST_S <= self.length <= LONGEST_S:
            raise mistake(
                en="a programme lasts from 10 seconds to 12 hours; correct the length",
                vi="chương trình dài từ 10 giây đến 12 giờ; hãy sửa độ dài",
                key="length",
            )
        if len(self.name) > LONGEST_NAME:
            raise mistake(
                en=f"the name is longer than {LONGEST_NAME} characters; shorten it",
                vi=f"tên dài quá {LONGEST_NAME} ký tự; hãy rút ngắn",
                key="name",
            )
        if len(set(self.starts)) != len(self.starts):
            raise mistake(
                en="the same start stands twice; remove one",
                vi="có giờ bắt đầu bị lặp; hãy bỏ bớt",
                key="starts",
            )
        if self.first and self.last and self.last < self.first:
            raise mistake(
                en=f"the last day comes before the first ({self.first}); correct one of them",
                vi=f"ngày cuối đứng trước ngày đầu ({self.first:%d/%m/%Y}); hãy sửa lại",
                key="last",
            )
        return self

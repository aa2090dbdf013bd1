"""Programmes: what a file `schedules/NAME.toml` declares. Pure: text in, result or mistakes out."""

from dataclasses import dataclass
from datetime import date, time
from pathlib import PurePath
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from broadcaster.newsroom import Genre
from broadcaster.problems import mistake
from broadcaster.timetable.mistakes import read_table
from broadcaster.timetable.models import StartRule
from broadcaster.timetable.notation import (
    Alone,
    Day,
    Fields,
    FillName,
    Genres,
    Languages,
    Names,
    Rule,
    Seconds,
    SoundName,
    SourceName,
    SpokenText,
    Starts,
    Text,
    Trimming,
    Weekdays,
    is_sound_name,
)

SHORTEST_S = 10
LONGEST_S = 12 * 3600
LONGEST_STEM = 80
LONGEST_NAME = 200
LONGEST_LIVE_S = 600
EVERY_DAY = tuple(range(7))
KINDS = ("tune", "say", "section", "chime", "relay", "live")
BELONGS_TO = {
    "under": ("tune",),
    "fade_in": ("tune",),
    "fade_out": ("tune",),
    "fields": ("section",),
    "genres": ("section",),
    "languages": ("section",),
    "sting": ("section",),
    "at_most": ("section", "live"),
    "fill": ("section",),
    "length": ("relay",),
    "title": ("relay",),
    "backup": ("relay",),
    "filler": ("relay",),
}


@dataclass(frozen=True, slots=True)
class Tune:
    """A signature tune, by the name of its sound.

    With `under_s` it is heard so long alone, and then on under the words behind it.
    """

    tune: str
    under_s: int | None = None
    fade_in_s: int = 0
    fade_out_s: int = 0


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
    """A place for news items. An empty filter takes everything; `at_most_s` is its longest time.

    One that only fills (`fill`) takes items where the slot would be too short without them.
    """

    section: str
    fields: tuple[int, ...] = ()
    genres: tuple[Genre, ...] = ()
    languages: tuple[str, ...] = ()
    sting: bool = False
    at_most_s: int | None = None
    fill: bool = False

    @property
    def filtered(self) -> bool:
        """Whether the section takes only some items."""
        return bool(self.fields or self.genres or self.languages)


@dataclass(frozen=True, slots=True)
class Relay:
    """A source carried live for `length_s` seconds, and the second source, if there is one.

    `filler` names what is heard without a source: a sound, or a section of the programme.
    """

    relay: str
    length_s: int
    title: str = "Tiếp âm"
    backup: str | None = None
    filler: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Where it comes from, the best first."""
        return (self.relay, self.backup) if self.backup else (self.relay,)


@dataclass(frozen=True, slots=True)
class Live:
    """A part that somebody speaks at the microphone, `at_most_s` seconds long."""

    live: str
    at_most_s: int = LONGEST_LIVE_S


Part = Tune | Chime | Say | Section | Relay | Live

STANDARD_RUNDOWN: tuple[Part, ...] = (
    Tune("opening"),
    Say("Đài truyền thanh {station} xin kính chào toàn thể bà con. Mời bà con nghe {programme}."),
    Section("Tin tức", sting=True),
    Say("Chương trình phát thanh đến đây kết thúc. Xin cảm ơn bà con đã lắng nghe."),
    Tune("closing"),
)


@dataclass(frozen=True, slots=True)
class Programme:
    """One recurring broadcast. `stem` is its file's name without `.toml`; days Monday 0.

    `fill` is what fills a short slot (see `filling.FILLS`), `cut` whether an item may be cut at
    a pause where a slot is too long; without `zones` it is heard in all.
    """

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
    fill: str = ""
    cut: bool = False
    zones: tuple[str, ...] = ()

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
        fill=table.fill,
        cut=table.trim == "cut",
        zones=table.zones,
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
    fill: Annotated[bool, Field(strict=True)] = False
    relay: SourceName | None = None
    length: Seconds | None = None
    title: Text = "Tiếp âm"
    backup: SourceName | None = None
    filler: Text | None = None
    live: Text | None = None
    under: Alone = None
    fade_in: Seconds = 0
    fade_out: Seconds = 0

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            both = " and ".join(f"'{kind}'" for kind in given) or "nothing"
            raise mistake(
                en=f"this part holds {both}; give each [[rundown]] exactly one of tune, say, "
                "section, chime, relay or live",
                vi="mỗi [[rundown]] phải có đúng một trong các khoá tune, say, section, chime, "
                "relay, live",
            )
        for key, kinds in BELONGS_TO.items():
            if key in self.model_fields_set and given[0] not in kinds:
                owner = kinds[0]
                raise mistake(
                    en=f"it belongs to a {owner}, not to a {given[0]}; move it under the {owner}",
                    vi=f"khoá này chỉ dùng cho {owner}, không dùng cho {given[0]}; hãy chuyển "
                    f"xuống dưới {owner}",
                    key=key,
                )
        return self

    @model_validator(mode="after")
    def _relay_is_whole(self) -> Self:
        if self.relay is not None and self.length is None:
            raise mistake(
                en='a relay needs its length; add a line such as length = "15m"',
                vi='tiếp âm phải có độ dài; hãy thêm một dòng như length = "15m"',
                key="relay",
            )
        if self.backup is not None and self.backup == self.relay:
            raise mistake(
                en="the second source is the first one again; name another, or remove it",
                vi="nguồn dự phòng trùng với nguồn chính; hãy chọn nguồn khác hoặc bỏ dòng này",
                key="backup",
            )
        return self

    def part(self) -> Part:
        if self.tune is not None:
            return Tune(self.tune, self.under, self.fade_in, self.fade_out)
        if self.chime is not None:
            return Chime(self.chime)
        if self.say is not None:
            return Say(self.say)
        if self.live is not None:
            return Live(self.live, self.at_most or LONGEST_LIVE_S)
        if self.relay is not None:
            return Relay(self.relay, self.length or 0, self.title, self.backup, self.filler)
        return Section(
            self.section or "",
            self.fields,
            self.genres,
            self.languages,
            self.sting,
            self.at_most,
            self.fill,
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
    fill: FillName = ""
    trim: Trimming = "drop"
    zones: Names = ()
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
        self._relays_fit()
        self._words_stand_behind_a_tune_under_them()
        return self

    def _words_stand_behind_a_tune_under_them(self) -> None:
        for at, part in enumerate(self.rundown):
            behind = self.rundown[at + 1].say if at + 1 < len(self.rundown) else None
            if part.under is not None and behind is None:
                raise mistake(
                    en="a tune goes on under words; put a [[rundown]] with say right behind it, "
                    "or remove this line",
                    vi="nhạc hiệu chỉ phát nhỏ dưới lời nói; hãy đặt một [[rundown]] có say ngay "
                    "sau nó, hoặc bỏ dòng này",
                    key=("rundown", at, "under"),
                )

    def _relays_fit(self) -> None:
        relays = [(at, part) for at, part in enumerate(self.rundown) if part.relay is not None]
        lives = [(at, part) for at, part in enumerate(self.rundown) if part.live is not None]
        live_s = sum(part.at_most or LONGEST_LIVE_S for _, part in lives)
        if sum(part.length or 0 for _, part in relays) + live_s > self.length:
            at, part = max(relays + lives, key=lambda each: each[0])
            raise mistake(
                en="the relays and live parts last longer than the programme; shorten them or "
                "lengthen it",
                vi="phần tiếp âm và phát trực tiếp dài hơn cả chương trình; hãy rút ngắn lại hoặc "
                "kéo dài chương trình",
                key=("rundown", at, "length" if part.relay else "live"),
            )
        sections = {part.section for part in self.rundown if part.section is not None}
        for at, part in relays:
            if part.filler and part.filler not in sections and not is_sound_name(part.filler):
                raise mistake(
                    en=f"“{part.filler}” is no section of this programme and no sound; name one "
                    "of its sections, or a file in audio_assets without .wav",
                    vi=f"“{part.filler}” không phải mục nào của chương trình này, cũng không phải "
                    "tên âm thanh; hãy ghi tên một mục, hoặc tên tệp trong thư mục audio_assets, "
                    "bỏ đuôi .wav",
                    key=("rundown", at, "filler"),
                )

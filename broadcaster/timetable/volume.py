"""`schedules/volume.toml`: how loud each zone is, by the hour. Pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from broadcaster.clock import local
from broadcaster.problems import mistake
from broadcaster.timetable.mistakes import read_table
from broadcaster.timetable.notation import Names, StartTime, Text, Weekdays

FULL = 100
MOST_CHANNELS = 8
EVERY_DAY = tuple(range(7))


@dataclass(frozen=True, slots=True)
class Zone:
    """An area with its loudspeakers: the channel they hang on, from 1 on, and their percent."""

    name: str
    channel: int = 1
    volume: int = FULL


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours in which zones are quieter: to so many percent of what they are. Days Monday 0.

    Hours that go over midnight belong to the day on which they begin. Without `zones` they hold
    for all.
    """

    begin: time
    end: time
    volume: int
    zones: tuple[str, ...] = ()
    days: tuple[int, ...] = EVERY_DAY

    def hold(self, zone: str, moment: datetime) -> bool:
        """Return whether they hold in the zone at that local moment."""
        if self.zones and zone not in self.zones:
            return False
        now = moment.timetz().replace(tzinfo=None)
        today = moment.weekday()
        yesterday = (moment - timedelta(days=1)).weekday()
        if self.begin <= self.end:
            return today in self.days and self.begin <= now < self.end
        return (today in self.days and now >= self.begin) or (
            yesterday in self.days and now < self.end
        )


@dataclass(frozen=True, slots=True)
class VolumeStep:
    """The percent of each zone from a moment on."""

    since: datetime
    percents: dict[str, int]


@dataclass(frozen=True, slots=True)
class Volume:
    """A station's zones and their quiet hours; without zones everything is heard as it is."""

    zones: tuple[Zone, ...] = ()
    hours: tuple[QuietHours, ...] = ()

    @property
    def channels(self) -> int:
        """How many channels the output needs."""
        return max((zone.channel for zone in self.zones), default=1)

    def percents(
        self, wanted: Sequence[str], moment: datetime, *, emergency: bool = False
    ) -> dict[str, int]:
        """Return the percent of each zone for a sound that begins at that moment.

        1. An emergency is heard everywhere at full volume.
        2. Zones that are not `wanted` are silent; without a known wanted one all are.
        3. Else a zone has its own volume, lowered by the quietest of the hours that hold.
        """
        if emergency:
            return {zone.name: FULL for zone in self.zones}
        here = local(moment)
        known = {zone.name for zone in self.zones} & set(wanted)
        return {
            zone.name: self._percent(zone, here) if not known or zone.name in known else 0
            for zone in self.zones
        }

    def steps(
        self, wanted: Sequence[str], begin: datetime, end: datetime, *, emergency: bool = False
    ) -> list[VolumeStep]:
        """Return what holds at `begin`, and each change up to before `end`, in order."""
        found = [VolumeStep(begin, self.percents(wanted, begin, emergency=emergency))]
        for edge in self._edges(begin, end):
            percents = self.percents(wanted, edge, emergency=emergency)
            if percents != found[-1].percents:
                found.append(VolumeStep(edge, percents))
        return found

    def levels(self, percents: dict[str, int]) -> tuple[float, ...]:
        """Return the gain of each channel: that of its loudest zone, 100 % being 1."""
        loudest = [0] * self.channels
        for zone in self.zones:
            at = zone.channel - 1
            loudest[at] = max(loudest[at], percents.get(zone.name, 0))
        return tuple(percent / FULL for percent in loudest)

    def _edges(self, begin: datetime, end: datetime) -> list[datetime]:
        """Return the moments between the two at which hours begin or end, in order."""
        first, last = local(begin), local(end)
        edges = {
            datetime.combine(first.date() + timedelta(days=day), edge, first.tzinfo)
            for day in range((last.date() - first.date()).days + 1)
            for hours in self.hours
            for edge in (hours.begin, hours.end)
        }
        return sorted(edge for edge in edges if first < edge < last)

    def _percent(self, zone: Zone, here: datetime) -> int:
        lowered = [hours.volume for hours in self.hours if hours.hold(zone.name, here)]
        return round(zone.volume * min(lowered, default=FULL) / FULL)


def volume_told(steps: Sequence[VolumeStep]) -> str:
    """Return what the log says of a sound's volume: percent by zone, as JSON.

    Where it changes while the sound is heard it is a list, each with `from` (Vietnamese time).
    """
    if len(steps) == 1:
        return json.dumps(steps[0].percents, ensure_ascii=False)
    changes = [{"from": local(step.since).isoformat(), "percents": step.percents} for step in steps]
    return json.dumps(changes, ensure_ascii=False)


def volume_steps(text: str | None, begin: datetime) -> list[VolumeStep]:
    """Return what `volume_told` wrote of a sound that began then; empty if nobody can read it."""
    try:
        found = json.loads(text or "[]")
        if isinstance(found, dict):
            return [VolumeStep(begin, found)]
        return [VolumeStep(datetime.fromisoformat(s["from"]), dict(s["percents"])) for s in found]
    except (ValueError, TypeError, KeyError):
        return []


def parse_volume(text: str, file: str) -> Volume:
    """Return the zones that the TOML text declares; `WrongSchedule` names every mistake."""
    table = read_table(_VolumeTable, text, file)
    return Volume(
        zones=tuple(Zone(zone.name, zone.channel, zone.volume) for zone in table.zone),
        hours=tuple(
            QuietHours(rule.begin, rule.until, rule.volume, rule.zones, tuple(sorted(rule.days)))
            for rule in table.hours
        ),
    )


def unknown_zones(volume: Volume, wanted: Iterable[str]) -> list[str]:
    """Return the wanted zones that are not declared."""
    names = {zone.name for zone in volume.zones}
    return [name for name in wanted if name not in names]


def _percent_of(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= FULL:
        return value
    raise mistake(
        en="write the volume in percent, from 0 to 100, without quotes",
        vi="hãy viết âm lượng theo phần trăm, từ 0 đến 100, không để trong ngoặc kép",
    )


def _channel_of(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_CHANNELS:
        return value
    raise mistake(
        en=f"write the number of an output channel, from 1 to {MOST_CHANNELS}: 1 is left, 2 right",
        vi=f"hãy viết số kênh ra, từ 1 đến {MOST_CHANNELS}: 1 là kênh trái, 2 là kênh phải",
    )


_Percent = Annotated[int, BeforeValidator(_percent_of)]


class _ZoneTable(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Text
    channel: Annotated[int, BeforeValidator(_channel_of)] = 1
    volume: _Percent = FULL


class _HoursTable(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    begin: StartTime
    until: StartTime
    volume: _Percent
    zones: Names = ()
    days: Weekdays = EVERY_DAY

    @model_validator(mode="after")
    def _last_a_while(self) -> Self:
        if self.begin == self.until:
            raise mistake(
                en="these hours end when they begin, so they never hold; correct one of the two "
                "(a whole day is two of them: 00:00 to 12:00, and 12:00 to 00:00)",
                vi="giờ kết thúc trùng giờ bắt đầu nên không bao giờ có hiệu lực; hãy sửa lại (cả "
                "ngày thì khai báo hai lần: 00:00 đến 12:00 và 12:00 đến 00:00)",
                key="until",
            )
        return self


class _VolumeTable(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    zone: tuple[_ZoneTable, ...] = ()
    hours: tuple[_HoursTable, ...] = ()

    @model_validator(mode="after")
    def _zones_are_known(self) -> Self:
        names = [zone.name for zone in self.zone]
        for at, name in enumerate(names):
            if name in names[:at]:
                raise mistake(
                    en=f"the zone “{name}” stands twice; give each its own name",
                    vi=f"khu vực “{name}” bị khai báo hai lần; hãy đặt tên khác nhau",
                    key=("zone", at, "name"),
                )
        for at, rule in enumerate(self.hours):
            unknown = next((name for name in rule.zones if name not in names), None)
            if unknown is not None:
                raise mistake(
                    en=f"there is no zone “{unknown}”; declare it, or correct the name",
                    vi=f"không có khu vực “{unknown}”; hãy khai báo hoặc sửa lại tên",
                    key=("hours", at, "zones"),
                )
        return self

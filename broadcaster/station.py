"""This station's settings and folders: `station.toml` in its home, then the environment.

An environment variable `BROADCASTER_X` wins over the key `x` of the file.
"""

import os
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from broadcaster.amplifier_settings import AmplifierSettings
from broadcaster.errors import NotFound
from broadcaster.hosts import is_host
from broadcaster.problems import Problem, WrongFile, mistake, text_of, toml_of
from broadcaster.regional_reading import CHOICES, NORTH, REGIONS, settings_of
from broadcaster.wrong_settings import (
    ENVIRONMENT_PREFIX,
    TABLES,
    Number,
    WholeNumber,
    unknown_key,
    wrong_values,
)

SETTINGS_FILE = "station.toml"
DATABASE_FILE = "broadcaster.db"
SQLITE = "sqlite:///"
WAV = "wav:"


class VoiceName(StrEnum):
    """The voice engines a station can put into its chain."""

    GTTS = "gtts"
    PIPER = "piper"
    ESPEAK = "espeak"


class ReadingSettings(BaseModel):
    """How the station's region reads aloud: the region's usual words, and what differs here.

    `None` is what the region says. The choices are those of `broadcaster.regional_reading`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    region: str = NORTH
    thousand: str | None = None
    zero_tens: str | None = None
    first_days: str | None = None
    fourth_month: str | None = None
    four_after_tens: str | None = None
    year: str | None = None
    decimal_mark: str | None = None
    minus: str | None = None
    code_slash: str | None = None
    per: str | None = None
    kilogram: str | None = None
    kilometre: str | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _among_the_choices(cls, value: Any, info: ValidationInfo) -> Any:
        """Return the choice in NFC, whatever keyboard wrote it."""
        name = info.field_name or ""
        choices = tuple(REGIONS) if name == "region" else CHOICES[name]
        written = unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value
        if written not in choices:
            *others, last = (f"'{choice}'" for choice in choices)
            named = ", ".join(others)
            raise mistake(en=f"should be {named} or {last}", vi=f"phải là {named} hoặc {last}")
        return written

    def words(self) -> dict[str, str]:
        """Return every setting as it holds: what is written here wins over the region."""
        written = self.model_dump(exclude={"region"}, exclude_none=True)
        return settings_of(self.region) | written


class Station(BaseModel):
    """The settings of one station. Levels are in LUFS and dBTP, lengths in seconds.

    A file that is named without its whole path lies in the home.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    home: Path = Path()
    name: Annotated[str, Field(min_length=1, max_length=120)] = "xã Mẫu"
    database: str = ""
    two_person_rule: bool = True
    listen_before_approval: bool = True
    longest_script: Annotated[WholeNumber, Field(ge=100, le=500_000)] = 60_000

    voices: Annotated[tuple[VoiceName, ...], Field(min_length=1)] = (
        VoiceName.GTTS,
        VoiceName.ESPEAK,
    )
    espeak_voice: Annotated[str, Field(pattern=r"^vi(-[a-z]+)*$")] = "vi"
    espeak_words_per_minute: Annotated[WholeNumber, Field(ge=80, le=350)] = 160
    piper_model: Path | None = None
    gtts_timeout_s: Annotated[Number, Field(gt=0, le=60)] = 5.0
    reading: ReadingSettings = ReadingSettings()

    sample_rate: Literal[22050, 24000, 32000, 44100, 48000] = 48000
    loudness_lufs: Annotated[Number, Field(ge=-31, le=-9)] = -16.0
    true_peak_dbtp: Annotated[Number, Field(ge=-9, le=-0.5)] = -1.5
    high_pass_hz: Annotated[Number, Field(ge=0, le=400)] = 150.0

    speaker: Annotated[str, Field(pattern=r"^(device|null|wav:.+)$")] = "device"
    device: str = ""
    fallback_device: str = ""
    monitor: str = ""
    dead_air_s: Annotated[Number, Field(ge=2, le=600)] = 10.0
    dead_air_dbfs: Annotated[Number, Field(ge=-90, le=-10)] = -50.0
    late_start_limit_s: Annotated[Number, Field(ge=0, le=3600)] = 600.0
    longest_interruption_s: Annotated[Number, Field(gt=0, le=3600)] = 300.0
    microphone: str = ""
    longest_live_s: Annotated[Number, Field(ge=10, le=7200)] = 600.0
    relay_silence_s: Annotated[Number, Field(ge=2, le=120)] = 10.0
    relay_return_s: Annotated[Number, Field(ge=1, le=600)] = 15.0

    amplifier: AmplifierSettings = AmplifierSettings()

    panel_host: str = "127.0.0.1"
    panel_port: Annotated[WholeNumber, Field(ge=1, le=65535)] = 8080

    @field_validator("voices", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        """Return the voices of `gtts, espeak`, as a variable of the environment has them."""
        return (
            [v.strip() for v in value.split(",") if v.strip()] if isinstance(value, str) else value
        )

    @field_validator("name", "device", "fallback_device", "monitor", "microphone")
    @classmethod
    def _composed(cls, value: str) -> str:
        """Return the text in NFC, whatever keyboard or editor wrote it."""
        if not value.isprintable():
            raise mistake(
                en="should hold printable characters only",
                vi="chỉ được gồm những ký tự hiển thị được",
            )
        return unicodedata.normalize("NFC", value)

    @field_validator("device", "fallback_device")
    @classmethod
    def _named_by_its_name(cls, value: str) -> str:
        if value.startswith(WAV):
            raise mistake(
                en=f'should be part of a device\'s name; for a file write speaker = "{WAV}FILE"',
                vi=f'phải là một phần tên thiết bị; muốn ghi ra tệp thì viết speaker = "{WAV}TỆP"',
            )
        return value

    @field_validator("panel_host")
    @classmethod
    def _an_address_or_a_name(cls, value: str) -> str:
        if value and not is_host(value):
            raise mistake(
                en="should be 127.0.0.1 for this machine only, 0.0.0.0 for the network, or an "
                "address or name of this machine, without port",
                vi="phải là 127.0.0.1 (chỉ máy này), 0.0.0.0 (cả mạng), hoặc địa chỉ hay tên của "
                "máy này, không kèm cổng",
            )
        return value

    @field_validator("piper_model")
    @classmethod
    def _in_the_home(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        return None if value is None else info.data["home"] / value.expanduser()

    @field_validator("speaker")
    @classmethod
    def _recorded_in_the_home(cls, value: str, info: ValidationInfo) -> str:
        if not value.startswith(WAV):
            return value
        return f"{WAV}{info.data['home'] / Path(value.removeprefix(WAV)).expanduser()}"

    @field_validator("database")
    @classmethod
    def _kept_in_the_home(cls, value: str, info: ValidationInfo) -> str:
        if not value.startswith(SQLITE):
            return value
        return f"{SQLITE}{(info.data['home'] / value.removeprefix(SQLITE)).as_posix()}"

    @property
    def database_file(self) -> Path | None:
        """The store's file; None where a server keeps it."""
        url = self.database_url
        return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None

    @property
    def database_url(self) -> str:
        """The SQLAlchemy address of the store; SQLite in the home where none is set."""
        return self.database or f"{SQLITE}{(self.home / DATABASE_FILE).as_posix()}"

    @property
    def other_devices(self) -> tuple[str, ...]:
        """The outputs that may take the place of `device`: see `fallback_device`, `monitor`.

        Where no other is named, the system's default is one only if a monitor tells that `device`
        is not heard.
        """
        if self.fallback_device:
            return (self.fallback_device,)
        return ("",) if self.monitor and self.device else ()

    @property
    def clips(self) -> Path:
        """Where the sounds that may air are kept."""
        return self.home / "clips"

    @property
    def recordings(self) -> Path:
        """Where recordings are kept as they came."""
        return self.home / "recordings"

    @property
    def schedules(self) -> Path:
        """Where the station declares its programmes and calendar."""
        return self.home / "schedules"

    @property
    def run(self) -> Path:
        """Where running processes meet: locks, the player's door, the position on air."""
        return self.home / "run"

    @property
    def logs(self) -> Path:
        """Where the processes write what they do."""
        return self.home / "logs"

    @property
    def panel_address(self) -> str:
        """What a person on this machine types into a browser."""
        everywhere = self.panel_host in {"0.0.0.0", "::", ""}  # noqa: S104 - only compared
        host = "localhost" if everywhere else self.panel_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.panel_port}/"

    def sound(self, name: str) -> Path:
        """Return the station's own sound of that name, or ours; `NotFound` names the remedy."""
        for folder in (self.home / "audio_assets", shipped("audio_assets")):
            path = folder / f"{name}.wav"
            if path.is_file():
                return path
        message = f"there is no sound named '{name}'; put {name}.wav into {self.home}/audio_assets"
        raise NotFound(
            message,
            f"Không có âm thanh “{name}”; hãy đặt tệp {name}.wav vào thư mục audio_assets của đài.",
        )


def shipped(folder: str) -> Path:
    """Return a folder that comes with the software: `audio_assets` or `schedules`."""
    package = Path(str(files("broadcaster")))
    packaged = package / "assets" / folder
    return packaged if packaged.is_dir() else package.parent / folder


def load_station(home: Path, *, founded: bool = True) -> Station:
    """Return the settings of the station in that folder.

    Raises `NotFound` where no station lives there, unless it need not be `founded`, and
    `WrongFile` naming each wrong value.
    """
    home = home.expanduser().absolute()
    file = home / SETTINGS_FILE
    if founded and not file.is_file():
        message = (
            f"there is no station in {home}; make one with "
            f"'broadcaster --home {home} init --station NAME'"
        )
        if (home / DATABASE_FILE).is_file():
            message = (
                f"the station in {home} has lost its {SETTINGS_FILE}; take it out of a backup, "
                'or write it anew with the line name = "…"'
            )
        raise NotFound(message)
    return station_of(home, _content(file), founded=founded)


def station_of(
    home: Path,
    content: bytes,
    *,
    founded: bool = True,
    environment: Mapping[str, str] = os.environ,
) -> Station:
    """Return the station whose settings are that content of a `station.toml`.

    Raises `WrongFile` naming each wrong value, and if it is `founded` and has no name.
    """
    file = home / SETTINGS_FILE
    text = text_of(content, str(file))
    written = toml_of(text, str(file), 'speaker = "device"')
    if "home" in written:
        raise WrongFile([unknown_key(file, text, "home", [])])
    try:
        station = Station(home=home, **_merged(written, _of_environment(environment)))
    except ValidationError as error:
        raise WrongFile(wrong_values(file, text, environment, error, setting_names())) from error
    if founded and "name" not in station.model_fields_set:
        problem = Problem(
            str(file),
            None,
            f'{file} does not say the station\'s name; write the line name = "…", or restore '
            "the file from a backup",
            f'Tệp {file.name} không ghi tên đài; hãy viết dòng name = "…", hoặc lấy lại tệp từ '
            "bản sao lưu.",
        )
        raise WrongFile([problem])
    return station


def setting_names() -> list[str]:
    """Return the name of every setting; those of a table with it: `reading.year`."""
    names = [key for key in Station.model_fields if key != "home" and key not in TABLES]
    for table in sorted(TABLES):
        fields: type[BaseModel] = type(Station.model_fields[table].default)
        names += [f"{table}.{key}" for key in fields.model_fields]
    return names


def _of_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return what variables set, those of a table together; an empty variable says nothing."""
    said = {name.upper(): value for name, value in environment.items() if value}
    values: dict[str, Any] = {}
    for key in (*TABLES, *setting_names()):
        variable = ENVIRONMENT_PREFIX + key.upper().replace(".", "_")
        if variable not in said:
            continue
        table, _, name = key.rpartition(".")
        if not table:
            values[name] = said[variable]
        elif isinstance(values.setdefault(table, {}), dict):
            values[table][name] = said[variable]
    return values


def _merged(written: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """Return what is written with what is said over it, a table setting by setting."""
    merged = written | said
    for table in TABLES & written.keys() & said.keys():
        if isinstance(written[table], dict) and isinstance(said[table], dict):
            merged[table] = written[table] | said[table]
    return merged


def _content(file: Path) -> bytes:
    """Return what stands in the file; nothing where there is none."""
    try:
        return file.read_bytes() if file.is_file() else b""
    except OSError as error:
        problem = Problem(
            str(file),
            None,
            f"{file} cannot be read ({error.strerror}); correct its rights",
            f"Không đọc được tệp {file.name}; hãy xem quyền đọc của tệp.",
        )
        raise WrongFile([problem]) from error

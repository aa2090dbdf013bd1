"""The station's `[amplifier]`: how its power is switched, and how long before and after a slot."""

import shlex
from enum import StrEnum
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from broadcaster.problems import mistake
from broadcaster.wrong_settings import Number, WholeNumber


class AmplifierKind(StrEnum):
    """What switches the amplifier's power."""

    NONE = "none"
    COMMAND = "command"
    HTTP = "http"
    SERIAL = "serial"


class AmplifierSettings(BaseModel):
    """How the amplifier is switched. Times end in their unit: seconds, milliseconds.

    `on` and `off` are a command line, an address of a relay board, or the bytes for a serial
    relay in hexadecimal, as `kind` says.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    kind: AmplifierKind = AmplifierKind.NONE
    on: str = ""
    off: str = ""
    method: Literal["GET", "POST"] = "GET"
    port: str = ""
    baud: Annotated[WholeNumber, Field(ge=300, le=1_000_000)] = 9600
    timeout_s: Annotated[Number, Field(gt=0, le=30)] = 3.0
    lead_s: Annotated[Number, Field(ge=0, le=60)] = 5.0
    hold_s: Annotated[Number, Field(ge=0, le=3600)] = 60.0
    guard_ms: Annotated[WholeNumber, Field(ge=0, le=5000)] = 250

    @field_validator("on", "off")
    @classmethod
    def _fits_the_kind(cls, value: str, info: ValidationInfo) -> str:
        kind = info.data.get("kind", AmplifierKind.NONE)
        if not _fits(kind, value):
            en, vi = _WANTED[kind]
            raise mistake(en=f'{en}, because kind is "{kind}"', vi=f'{vi}, vì kind là "{kind}"')
        return value

    @field_validator("port")
    @classmethod
    def _named_for_a_serial_relay(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("kind") is AmplifierKind.SERIAL and not value:
            raise mistake(
                en='should name the port, such as "/dev/ttyUSB0" or "COM3"',
                vi='phải ghi tên cổng, ví dụ "/dev/ttyUSB0" hoặc "COM3"',
            )
        return value

    @property
    def guard_s(self) -> float:
        """How long nothing sounds after the power came, in seconds."""
        return self.guard_ms / 1000


_WANTED = {
    AmplifierKind.COMMAND: ("should be a command line", "phải là một dòng lệnh"),
    AmplifierKind.HTTP: (
        "should be an address such as http://192.0.2.10/relay/0?turn=on",
        "phải là địa chỉ như http://192.0.2.10/relay/0?turn=on",
    ),
    AmplifierKind.SERIAL: (
        'should be bytes in hexadecimal such as "A0 01 01 A2"',
        'phải là các byte viết ở hệ 16, ví dụ "A0 01 01 A2"',
    ),
}


def _fits(kind: AmplifierKind, value: str) -> bool:
    """Return whether the text can be what that kind is switched by."""
    try:
        if kind is AmplifierKind.COMMAND:
            return bool(shlex.split(value))
        if kind is AmplifierKind.HTTP:
            address = urlsplit(value)
            return (
                address.scheme in {"http", "https"}
                and bool(address.hostname)
                and address.port != 0
                and value.isascii()
                and value.isprintable()
                and " " not in value
            )
        if kind is AmplifierKind.SERIAL:
            return bool(bytes.fromhex(value))
    except ValueError:
        return False
    return True

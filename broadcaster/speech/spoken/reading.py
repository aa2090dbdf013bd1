"""The regional settings of a reading, and the station's own pronunciations."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType

from broadcaster.errors import WrongSetting
from broadcaster.regional_reading import CHOICES


@dataclass(frozen=True)
class Reading:
    """How a station's region reads; one value serves a whole item, so it is read alike throughout.

    thousand: nghìn or ngàn. zero_tens: 105 as "một trăm linh năm" or "lẻ". first_days: the 1st to
    the 9th as "mồng một", "mùng một", "không một" or "một". fourth_month: "tháng tư" or "bốn".
    four_after_tens: 24 as "hai mươi tư" or "hai mươi bốn". year: 2024 as "hai nghìn không trăm
    hai mươi tư" (full), "hai nghìn hai mươi tư" (short) or "hai không hai tư" (digits).
    code_slash: what is said for the "/" in 90/QĐ-TTg. per: "đồng một hộ", "mỗi" or "trên".
    dictionary: written form to reading; wins over every rule.

    Raises WrongSetting for a value that is not among the choices.
    """

    thousand: str = "nghìn"
    zero_tens: str = "linh"
    first_days: str = "mồng"
    fourth_month: str = "tư"
    four_after_tens: str = "tư"
    year: str = "full"
    decimal_mark: str = "phẩy"
    minus: str = "âm"
    code_slash: str = "trên"
    per: str = "một"
    kilogram: str = "ki lô gam"
    kilometre: str = "ki lô mét"
    dictionary: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Check every choice and keep a copy of the dictionary that nobody can change."""
        for setting in fields(self):
            allowed = CHOICES.get(setting.name)
            value = getattr(self, setting.name)
            if allowed is not None and value not in allowed:
                known = ", ".join(repr(choice) for choice in allowed)
                message = f"reading.{setting.name} is {value!r}; choose one of {known}."
                raise WrongSetting(message)
        object.__setattr__(self, "dictionary", MappingProxyType(dict(self.dictionary)))


DEFAULT = Reading()

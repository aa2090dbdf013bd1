"""How the regions read aloud: what can be chosen, and what each region usually says.

The spoken form reads by these choices and the station's settings are checked against them.
"""

from collections.abc import Mapping
from types import MappingProxyType

CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "thousand": ("nghìn", "ngàn"),
        "zero_tens": ("linh", "lẻ"),
        "first_days": ("mồng", "mùng", "không", ""),
        "fourth_month": ("tư", "bốn"),
        "four_after_tens": ("tư", "bốn"),
        "year": ("full", "short", "digits"),
        "decimal_mark": ("phẩy", "chấm"),
        "minus": ("âm", "trừ"),
        "code_slash": ("trên", "gạch chéo", "xuyệt", ""),
        "per": ("một", "mỗi", "trên"),
        "kilogram": ("ki lô gam", "cân", "ký"),
        "kilometre": ("ki lô mét", "cây số"),
    }
)
"""What each setting of a reading may be. The first is what the north says; "" says nothing."""

NORTH = "north"

REGIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        NORTH: MappingProxyType({}),
        "central": MappingProxyType({"thousand": "ngàn", "zero_tens": "lẻ"}),
        "south": MappingProxyType(
            {
                "thousand": "ngàn",
                "zero_tens": "lẻ",
                "first_days": "mùng",
                "four_after_tens": "bốn",
            }
        ),
    }
)
"""What a region says otherwise than the north.

Only what a loudspeaker's formal speech says there too: "ký" and "cây số" are for a station to
choose.
"""


def settings_of(region: str) -> dict[str, str]:
    """Return every setting as that region has it; `KeyError` for a region unknown here."""
    usual = {setting: choices[0] for setting, choices in CHOICES.items()}
    return usual | dict(REGIONS[region])

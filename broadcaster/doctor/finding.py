"""One thing that was looked at, and how it was found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `needed` ones make the examination fail if not well."""

    name: str
    well: bool
    text: str
    needed: bool = True


def well(name: str, text: str) -> Finding:
    """Return that it is there, and what it is."""
    return Finding(name, well=True, text=text)


def ill(name: str, text: str, *, needed: bool = True) -> Finding:
    """Return that it is missing or wrong, with its remedy."""
    return Finding(name, well=False, text=text, needed=needed)

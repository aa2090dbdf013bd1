"""What a script is made of while it is read out of a document."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """One paragraph or table row; `is_title` for Word's title and first-level headings."""

    text: str
    is_title: bool = False

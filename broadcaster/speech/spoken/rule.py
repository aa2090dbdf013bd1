"""One row of the rule table."""

from dataclasses import dataclass

from broadcaster.speech.spoken.place import Read
from broadcaster.speech.spoken.spans import Kind


@dataclass(frozen=True)
class Rule:
    """How one written form is recognised and read.

    name: "kind.form", shown by `explain`. pattern: a verbose regular expression, tried where a
    token begins. read: gets the match and its place; answers the words, or None if the form means
    something else here. example: a text and its whole reading, which a test checks with the
    rule and without it. first: the characters the form can begin with ("" for any), which only
    saves time.
    """

    name: str
    kind: Kind
    pattern: str
    read: Read
    example: tuple[str, str]
    first: str = ""

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
    rule and without it.

    The rest only saves time. first: the characters the form can begin with. then: those that can
    follow its first run of letters, its first run of digits or its first sign; a blank among them
    allows blanks before the others. longest: how long that run is at most. "" and 0 are any.
    """

    name: str
    kind: Kind
    pattern: str
    read: Read
    example: tuple[str, str]
    first: str = ""
    then: str = ""
    longest: int = 0

    def may_begin(self, first: str, length: int, following: str) -> bool:
        """Whether the form can begin with a run of `length` characters, of which this is the first.

        `following`: the character after the run, a blank before it if there are blanks.
        """
        if self.first and first not in self.first:
            return False
        if self.longest and length > self.longest:
            return False
        return not self.then or (following != "" and set(following) <= set(self.then))

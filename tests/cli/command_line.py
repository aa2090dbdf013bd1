"""The command line in this process: what it says, and with which status it ends."""

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from broadcaster.cli import main

NAME = "broadcaster: "


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The one sentence on standard error."""
        (line,) = filter(None, self.err.splitlines())
        assert line.startswith(NAME)
        return line.removeprefix(NAME)


class CommandLine:
    """Runs commands on one station."""

    def __init__(
        self, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.home = home
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *words: object, text: str | bytes = b"") -> Said:
        """Return what the command said, and how it ended."""
        return self.bare("--home", self.home, *words, text=text)

    def bare(self, *words: object, text: str | bytes = b"", quiet: bool = True) -> Said:
        """Return the same of a command whose words name no station by themselves.

        What is done without a fault is also done without a word on standard error, if `quiet`.
        """
        given = io.BytesIO(text.encode() if isinstance(text, str) else text)
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(given, encoding="ascii"))
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        out, err = self._capsys.readouterr()
        assert "Traceback" not in err
        status = int(ended.value.code or 0)
        if status == 0 and quiet:
            assert not err, err
        return Said(status, out, err)

    def done(self, *words: object, text: str | bytes = b"") -> str:
        """Return what the command wrote; it must have been done."""
        said = self(*words, text=text)
        assert said.status == 0, said.err
        return said.out

    def warned(self, *words: object, text: str | bytes = b"") -> Said:
        """Return what a command said that was done, and gave a warning in one sentence."""
        said = self.bare("--home", self.home, *words, text=text, quiet=False)
        assert said.status == 0, said.err
        assert said.sentence
        return said

    def refused(self, *words: object, text: str | bytes = b"") -> str:
        """Return the one sentence that says why it could not be done."""
        said = self(*words, text=text)
        assert said.status == 1, (said.status, said.out, said.err)
        return said.sentence

    def misused(self, *words: object, text: str | bytes = b"") -> str:
        """Return the one sentence that says what was wrong with the words."""
        said = self(*words, text=text)
        assert said.status == 2, (said.status, said.out, said.err)
        assert not said.out
        return said.sentence

"""`broadcaster spoken` and `say`: written Vietnamese as words, and as sound."""

import io
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO

import click

from broadcaster.cli.options import echo_json
from broadcaster.errors import InvalidInput
from broadcaster.station import VoiceName, load_station


@click.command()
@click.argument("file", default="-", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--explain", is_flag=True, help="Show each span with its class, rule and confidence.")
@click.option("--json", "as_json", is_flag=True, help="The same as one JSON document.")
def spoken(file: str, *, explain: bool, as_json: bool) -> None:
    """Read lines from FILE (or standard input); write the spoken form of each."""
    from broadcaster.speech import spoken as form

    if as_json:
        echo_json([_line_json(form, line) for line in _lines(file)])
        return
    for line in _lines(file):
        if not explain:
            click.echo(" ".join(form.spoken_form(line).splitlines()))
            continue
        for span in form.explain(line):
            click.echo(
                f"{span.start:5} {span.end:5}  {span.kind:<14} {span.source!r} → {span.reading!r}"
                f"  [{span.rule}, {span.confidence:g}]"
            )


def _line_json(form: ModuleType, line: str) -> dict[str, Any]:
    return {
        "written": line,
        "spoken": " ".join(form.spoken_form(line).splitlines()),
        "spans": [
            {
                "start": span.start,
                "end": span.end,
                "source": span.source,
                "class": span.kind,
                "reading": span.reading,
                "rule": span.rule,
                "confidence": span.confidence,
            }
            for span in form.explain(line)
        ],
    }


@click.command()
@click.argument("text", default="-")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The WAV file.",
)
@click.option(
    "--voice",
    type=click.Choice([voice.value for voice in VoiceName]),
    help="Only this one; without it, the station's voices in their order.",
)
@click.pass_context
def say(ctx: click.Context, text: str, output: Path, voice: str | None) -> None:
    """Speak TEXT (or standard input) into a WAV file."""
    from broadcaster.clock import SystemClock
    from broadcaster.speech import say as speak
    from broadcaster.speech import voices_of

    station = load_station(ctx.find_root().obj, founded=False)
    if voice:
        station = station.model_copy(update={"voices": (VoiceName(voice),)})
    words = sys.stdin.read().removeprefix("\ufeff") if text == "-" else text
    if not words.strip():
        message = "there is nothing to say; give a text"
        raise InvalidInput(message)
    said = speak(station, voices_of(station, SystemClock()), words, output)
    click.echo(f"{output}: {said.duration_s:.1f} s, {said.engine} {said.voice}")


def _lines(file: str) -> Iterator[str]:
    """Yield the lines without their ends, as they come: only LF and CRLF end a line."""
    try:
        with _opened(file) as source:
            for number, line in enumerate(source):
                text = line.removeprefix("\ufeff") if number == 0 else line
                yield text.rstrip("\n").removesuffix("\r")
    except FileNotFoundError as error:
        message = f"there is no file {file}; look at its name"
        raise InvalidInput(message) from error
    except UnicodeDecodeError as error:
        name = "standard input" if file == "-" else file
        message = f"{name} is not UTF-8; save it again as UTF-8"
        raise InvalidInput(message) from error


def _opened(file: str) -> AbstractContextManager[TextIO]:
    if file != "-":
        return Path(file).open(encoding="utf-8", newline="\n")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(newline="\n")
    return nullcontext(sys.stdin)

"""`broadcaster spoken`: written Vietnamese as the words a voice would say.

Line by line, so that a file of any length takes no more memory than its longest line; and with
nothing loaded but what reads, so that one line has its answer at once.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

import click

from broadcaster.cli.faults import say
from broadcaster.errors import InvalidInput
from broadcaster.speech.spoken import DOUBT_BELOW, Reading, Span, explain, spoken_form

_BYTE_ORDER_MARK = "\ufeff"


@click.command()
@click.argument("file", default="-", type=click.Path(dir_okay=False, allow_dash=True))
@click.option(
    "--explain", "explained", is_flag=True, help="Show each span with its class and rule instead."
)
@click.option("--json", "as_json", is_flag=True, help="The same as one JSON document.")
@click.option(
    "--as-station", is_flag=True, help="With the region and the dictionary of the station."
)
@click.pass_context
def spoken(
    ctx: click.Context, file: str, *, explained: bool, as_json: bool, as_station: bool
) -> None:
    """Read lines from FILE (or standard input); write the spoken form of each."""
    reading = _reading_of(ctx.find_root().obj) if as_station else Reading()
    lines = _lines(file)
    if as_json:
        written = _as_json(lines, reading)
    elif explained:
        written = _as_spans(lines, reading)
    else:
        written = (f"{_one_line(line, reading)}\n" for line in lines)
    sys.stdout.writelines(written)


def _reading_of(home: Path) -> Reading:
    from broadcaster.kept_settings import standing_station
    from broadcaster.problems import WrongFile
    from broadcaster.speech import dictionary_of, reading_with

    station, trouble = standing_station(home)
    if trouble:
        say(str(trouble))
    dictionary = dictionary_of(station)
    if dictionary.wrong:
        say(str(WrongFile(dictionary.wrong)))
    return reading_with(station, dictionary)


def _one_line(line: str, reading: Reading) -> str:
    return " ".join(spoken_form(line, reading).splitlines())


def _as_spans(lines: Iterable[str], reading: Reading) -> Iterator[str]:
    """What is said of each line, and below it its spans in columns; `?` marks a doubt."""
    for number, line in enumerate(lines, start=1):
        yield f"{number}: {_one_line(line, reading)}\n"
        spans = explain(line, reading)
        kinds = max((len(span.kind) for span in spans), default=0)
        rules = max((len(span.rule) for span in spans), default=0)
        for span in spans:
            doubt = "?" if span.confidence < DOUBT_BELOW else " "
            yield (
                f"{span.start:7}-{span.end:<6} {span.kind:{kinds}}  {span.rule:{rules}}  "
                f"{span.confidence:<4g}{doubt} {span.source!r} → {span.reading!r}\n"
            )


def _as_json(lines: Iterable[str], reading: Reading) -> Iterator[str]:
    """One JSON list, an object a line, written as the lines come."""
    before = "["
    for line in lines:
        said = {
            "written": line,
            "spoken": _one_line(line, reading),
            "spans": [_span_json(span) for span in explain(line, reading)],
        }
        yield before + json.dumps(said, ensure_ascii=False)
        before = ",\n "
    yield "[]\n" if before == "[" else "]\n"


def _span_json(span: Span) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "source": span.source,
        "class": span.kind,
        "reading": span.reading,
        "rule": span.rule,
        "confidence": span.confidence,
    }


def _lines(file: str) -> Iterator[str]:
    """Yield the lines without their ends, as they come: only LF and CRLF end a line."""
    name = "standard input" if file == "-" else file
    try:
        with _opened(file) as source:
            for number, line in enumerate(source, start=1):
                yield _decoded(line, name, number)
    except FileNotFoundError as error:
        message = f"there is no file {file}; look at its name"
        raise InvalidInput(message) from error


def _decoded(line: bytes, name: str, number: int) -> str:
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        message = f"{name} is not UTF-8 in line {number}; save it again as UTF-8"
        raise InvalidInput(message) from error
    if number == 1:
        text = text.removeprefix(_BYTE_ORDER_MARK)
    return text.removesuffix("\n").removesuffix("\r")


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb")

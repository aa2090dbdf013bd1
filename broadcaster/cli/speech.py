"""`broadcaster spoken` and `say`: written Vietnamese as words, and as sound."""

import sys
from pathlib import Path

import click

from broadcaster.cli.options import echo_json, station_app
from broadcaster.errors import InvalidInput, NotFound
from broadcaster.station import Station, VoiceName


@click.command()
@click.argument("file", default="-", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--explain", is_flag=True, help="Show each span with its class, rule and confidence.")
@click.option("--json", "as_json", is_flag=True, help="With --explain: one JSON document.")
def spoken(file: str, *, explain: bool, as_json: bool) -> None:
    """Read lines from FILE (or standard input); write the spoken form of each."""
    from broadcaster.speech import spoken as form

    for line in _lines(file):
        if not explain:
            click.echo(form.spoken_form(line).replace("\n", " "))
            continue
        spans = form.explain(line)
        if as_json:
            echo_json(
                [
                    {
                        "start": span.start,
                        "end": span.end,
                        "source": span.source,
                        "class": span.kind,
                        "reading": span.reading,
                        "rule": span.rule,
                        "confidence": span.confidence,
                    }
                    for span in spans
                ]
            )
            continue
        for span in spans:
            click.echo(
                f"{span.start:5} {span.end:5}  {span.kind:<14} {span.source!r} → {span.reading!r}"
                f"  [{span.rule}, {span.confidence:g}]"
            )


@click.command()
@click.argument("text", default="-")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--voice", type=click.Choice([voice.value for voice in VoiceName]))
@click.pass_context
def say(ctx: click.Context, text: str, output: Path, voice: str | None) -> None:
    """Speak TEXT (or standard input) into a WAV file."""
    from broadcaster.clock import SystemClock
    from broadcaster.speech import say as speak
    from broadcaster.speech import voices_of

    try:
        station = station_app(ctx).station
    except NotFound:
        station = Station(home=ctx.find_root().obj)
    if voice:
        station = station.model_copy(update={"voices": (VoiceName(voice),)})
    words = sys.stdin.read() if text == "-" else text
    if not words.strip():
        message = "there is nothing to say; give a text"
        raise InvalidInput(message)
    said = speak(station, voices_of(station, SystemClock()), words, output)
    click.echo(f"{output}: {said.duration_s:.1f} s, {said.engine} {said.voice}")


def _lines(file: str) -> list[str]:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        message = f"there is no file {file}; look at its name"
        raise InvalidInput(message) from error
    except UnicodeDecodeError as error:
        message = f"{file} is not UTF-8; save it again as UTF-8"
        raise InvalidInput(message) from error
    return text.removeprefix("\ufeff").splitlines()

"""`broadcaster say`: written Vietnamese as sound."""

import sys
from pathlib import Path

import click

from broadcaster.cli.faults import say as tell
from broadcaster.errors import InvalidInput
from broadcaster.kept_settings import standing_station
from broadcaster.station import VoiceName

_LONGEST_NAME = 200
"""Characters; a longer word is asked about as no file."""


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

    station, trouble = standing_station(ctx.find_root().obj, founded=False)
    if trouble:
        tell(str(trouble))
    if voice:
        station = station.model_copy(update={"voices": (VoiceName(voice),)})
    words = sys.stdin.read().removeprefix("\ufeff") if text == "-" else text
    if not words.strip():
        message = "there is nothing to say; give a text"
        raise InvalidInput(message)
    if _names_a_file(text):
        message = f"{text} is a file, and its name would be spoken; give its text: say - < {text}"
        raise InvalidInput(message)
    said = speak(station, voices_of(station, SystemClock()), words, output)
    click.echo(f"{output}: {said.duration_s:.1f} s, {said.engine} {said.voice}")


def _names_a_file(text: str) -> bool:
    """Whether one word is the name of a file here, as in "say -o x.wav tin.txt"."""
    one_word = len(text.split()) == 1 and len(text) <= _LONGEST_NAME
    return one_word and "." in text.strip(".") and Path(text).is_file()

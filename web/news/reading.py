"""How a script will be read aloud, for the people who write and approve it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.speech import reading_of, spoken
from broadcaster.station import Station
from web.spoken_words import belongs_in_the_dictionary, how_sure, why

_AROUND = 40


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """One way of writing that the machine is not sure of, and the first place where it stands."""

    source: str
    reading: str
    why: str
    how_sure: str
    before: str
    after: str
    times: int
    in_the_dictionary: bool


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of the script as it is shown; what is doubtful is marked."""

    text: str
    doubtful: bool
    reading: str


@dataclass(frozen=True, kw_only=True)
class ReadAloud:
    """The words a voice will say, and the places the machine is not sure of.

    `seal` stands for the doubts: an approver who has seen them sends it back.
    """

    words: str
    doubts: Sequence[Doubt]
    pieces: Sequence[Piece]
    seal: str


def read_aloud(station: Station, script: str) -> ReadAloud:
    """Return how the station has the script read, paragraph by paragraph."""
    reading = reading_of(station)
    lines = [line for line in script.splitlines() if line.strip()]
    spans = spoken.explain(script, reading)
    found = _doubts(script, spans)
    return ReadAloud(
        words="\n".join(spoken.spoken_form(line, reading) for line in lines),
        doubts=found,
        pieces=_pieces(spans),
        seal=_seal(found),
    )


def _is_doubt(span: spoken.Span) -> bool:
    return span.confidence < spoken.DOUBT_BELOW


def _doubts(script: str, spans: Sequence[spoken.Span]) -> list[Doubt]:
    """Return each doubt once, however often it stands in the script."""
    alike: dict[tuple[str, str, str], list[spoken.Span]] = {}
    for span in spans:
        if _is_doubt(span):
            alike.setdefault((span.source, span.reading, span.rule), []).append(span)
    return [
        Doubt(
            source=first.source.strip(),
            reading=first.reading,
            why=why(first),
            how_sure=how_sure(first),
            before=_words_before(script, first.start),
            after=_words_after(script, first.end),
            times=len(all_of_it),
            in_the_dictionary=belongs_in_the_dictionary(first),
        )
        for all_of_it in alike.values()
        for first in all_of_it[:1]
    ]


def _words_before(script: str, end: int) -> str:
    """Return some words of the same line before that place."""
    line = script[max(0, end - _AROUND) : end].rpartition("\n")[2]
    cut = end > _AROUND and len(line) == _AROUND
    return f"… {line.partition(' ')[2]}" if cut else line


def _words_after(script: str, start: int) -> str:
    line = script[start : start + _AROUND].partition("\n")[0]
    cut = len(line) == _AROUND and start + _AROUND < len(script)
    return f"{line.rpartition(' ')[0]} …" if cut else line


def _pieces(spans: Sequence[spoken.Span]) -> list[Piece]:
    """Return the script in as few pieces as the doubts leave."""
    pieces: list[Piece] = []
    plain = ""
    for span in spans:
        if not _is_doubt(span):
            plain += span.source
            continue
        pieces += [Piece(text=plain, doubtful=False, reading="")] if plain else []
        pieces.append(Piece(text=span.source, doubtful=True, reading=span.reading))
        plain = ""
    return [*pieces, Piece(text=plain, doubtful=False, reading="")] if plain else pieces


def _seal(found: Sequence[Doubt]) -> str:
    """Return what stands for exactly these doubts; "" for none."""
    if not found:
        return ""
    told = "\n".join(f"{doubt.source}\t{doubt.reading}\t{doubt.times}" for doubt in found)
    return hashlib.sha256(told.encode()).hexdigest()[:32]

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
    """One way of writing that the machine is not sure of, and the first place where it stands.

    `is_mark` for a mistyped mark such as [nghi 2s]: it is never spoken, and mended in the script.
    """

    source: str
    reading: str
    why: str
    how_sure: str
    before: str
    after: str
    times: int
    in_the_dictionary: bool
    is_mark: bool


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
    """Return how the station has the script read, block by block: what the sound says."""
    reading = reading_of(station)
    said = spoken.spoken_blocks(script, reading)
    found = _doubts(said)
    return ReadAloud(
        words="\n".join(block.words for block in said if block.words),
        doubts=found,
        pieces=_pieces(spoken.explain(script, reading), found),
        seal=_seal(found),
    )


def _doubts(said: Sequence[spoken.SpokenBlock]) -> list[Doubt]:
    """Return each doubt once, however often it stands in the script."""
    alike: dict[tuple[str, str, str], list[tuple[spoken.Span, str]]] = {}
    for block in said:
        text = block.text.replace("\n", " ")
        for span in block.doubts():
            alike.setdefault((span.source, span.reading, span.rule), []).append((span, text))
    return [
        Doubt(
            source=first.source.strip(),
            reading=first.reading,
            why=why(first),
            how_sure=how_sure(first),
            before=_words_before(text, first.start),
            after=_words_after(text, first.end),
            times=len(all_of_it),
            in_the_dictionary=belongs_in_the_dictionary(first),
            is_mark=first.kind is spoken.Kind.MARK,
        )
        for all_of_it in alike.values()
        for first, text in all_of_it[:1]
    ]


def _words_before(text: str, end: int) -> str:
    """Return some words of the same block before that place."""
    words = text[max(0, end - _AROUND) : end]
    return f"… {words.partition(' ')[2]}" if end > _AROUND else words


def _words_after(text: str, start: int) -> str:
    words = text[start : start + _AROUND]
    return f"{words.rpartition(' ')[0]} …" if start + _AROUND < len(text) else words


def _pieces(spans: Sequence[spoken.Span], found: Sequence[Doubt]) -> list[Piece]:
    """Return the script as it is written, in as few pieces as the doubts leave."""
    doubtful = {(doubt.source, doubt.reading) for doubt in found}
    pieces: list[Piece] = []
    plain = ""
    for span in spans:
        sure = span.confidence >= spoken.DOUBT_BELOW
        if sure or (span.source.strip(), span.reading) not in doubtful:
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

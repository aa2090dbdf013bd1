"""How well and how fast the spoken form is read, beside the peers, in one run on the same texts.

Accuracy: a line counts as exact if what is said is one of its accepted readings; word errors are
the words to put in, leave out or change for the nearest of them. Speed: sentences a second on one
core. Each normaliser runs in a process of its own, each peer in an environment of its own below
.venv-peers/, which the first run makes.
Usage: python benchmarks/spoken.py [--gold FILE...] [--texts GLOB] [--peers NAME...] [--fails N]
"""

import argparse
import glob
import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.readings.gold import Line, errors, read_gold, score
from benchmarks.readings.peers import PEERS, Measured, measure_ours, measure_peer

HERE = Path(__file__).parent
SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+")


def main() -> None:
    """Measure ours and the peers, and print one table of all and one of ours by category."""
    asked = arguments()
    lines = [line for file in asked.gold for line in read_gold(Path(file))]
    sentences = sentences_of(sorted(glob.glob(asked.texts)))  # noqa: PTH207 - may be absolute
    if not lines or not sentences:
        message = "there is nothing to read: look at what --gold and --texts name"
        raise SystemExit(message)
    request = {
        "lines": [line.written for line in lines],
        "sentences": sentences,
        "seconds": asked.seconds,
    }
    letters = sum(map(len, sentences))
    print(f"{len(lines)} lines with accepted readings; {len(sentences)} sentences for speed,")
    print(f"{letters / len(sentences):.0f} characters each\n")
    ours = measure_ours(request)
    peers = [measure_peer(name, request) for name in asked.peers]
    show_all([ours, *peers], lines)
    if ours.figures is None:
        raise SystemExit(1)
    show_categories(lines, ours.figures["said"])
    show_fails(lines, ours.figures["said"], asked.fails)


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--gold", nargs="+", default=[HERE / "spoken_gold.tsv"], metavar="FILE")
    parser.add_argument("--texts", default=str(HERE / "plan.txt"), metavar="GLOB")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=list(PEERS), metavar="NAME")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long speed is measured")
    parser.add_argument("--fails", type=int, default=0, metavar="N", help="show N wrong readings")
    return parser.parse_args()


def sentences_of(files: Sequence[str]) -> list[str]:
    """Return the sentences of the texts, in order, each with single blanks."""
    text = " ".join(Path(file).read_text(encoding="utf-8") for file in files)
    return SENTENCE_END.split(" ".join(text.split())) if text.strip() else []


def show_all(measured: Sequence[Measured], lines: Sequence[Line]) -> None:
    """Print one row for each normaliser; one that did not run has its reason instead."""
    print(
        f"{'':28}{'exact':>8}{'words':>8}{'sentences':>11}{'beside':>8}"
        f"{'import':>9}{'first':>9}{'memory':>8}"
    )
    print(f"{'':28}{'%':>8}{'wrong %':>8}{'per s':>11}{'ours':>8}{'ms':>9}{'call ms':>9}{'MiB':>8}")
    own = measured[0].figures["sentences_per_s"] if measured[0].figures else None
    for one in measured:
        name = PEERS.get(one.name, one.name).partition(" ")[0]
        if one.figures is None:
            print(f"{name:28}  {one.reason}")
            continue
        figures = one.figures
        accuracy = score(lines, figures["said"])
        beside = f"{figures['sentences_per_s'] / own:8.4f}" if own else f"{'–':>8}"
        print(
            f"{name:28}{accuracy.exact_percent:8.1f}{accuracy.error_percent:8.2f}"
            f"{figures['sentences_per_s']:11.1f}{beside}{figures['import_ms']:9.1f}"
            f"{figures['first_ms']:9.1f}{figures['peak_mb']:8.1f}"
            + (f"  {figures['faults']} lines ended in an error" if figures["faults"] else "")
        )


def show_categories(lines: Sequence[Line], said: Sequence[str]) -> None:
    """Print our score for each kind of text."""
    print(f"\n{'ours, by category':28}{'lines':>8}{'exact':>8}{'%':>8}{'words wrong %':>15}")
    for category in [*sorted({line.category for line in lines}), "all"]:
        pairs = [
            (line, words)
            for line, words in zip(lines, said, strict=True)
            if category in {line.category, "all"}
        ]
        got = score([line for line, _ in pairs], [words for _, words in pairs])
        print(
            f"{category:28}{got.lines:8}{got.exact:8}{got.exact_percent:8.1f}"
            f"{got.error_percent:15.2f}"
        )


def show_fails(lines: Sequence[Line], said: Sequence[str], most: int) -> None:
    """Print the first lines that were read wrong."""
    wrong = [(line, words) for line, words in zip(lines, said, strict=True) if errors(line, words)]
    for line, words in wrong[:most]:
        print(f"\n{line.name} [{line.category}] {line.written}\n  said: {words}")


if __name__ == "__main__":
    main()

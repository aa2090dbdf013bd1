"""One normaliser in a process of its own: what it says, how fast, how much memory.

Runs in the environment of the normaliser, so it needs nothing but the standard library. Gets
{"lines": [...], "sentences": [...], "seconds": 5} as JSON on standard input, answers in JSON.
Usage: python measure.py NAME < request.json
"""

import json
import resource
import sys
import time
from collections.abc import Callable

Read = Callable[[str], str]

FIRST = "Ngày 15/5 có 3 hộ."


def ours() -> Read:
    """Return the spoken form of this project."""
    from broadcaster.speech.spoken import spoken_form

    return spoken_form


def sea_g2p() -> Read:
    """Return the normaliser of sea-g2p."""
    from sea_g2p import Normalizer

    return Normalizer(lang="vi").normalize


def soe_vinorm() -> Read:
    """Return the normaliser of soe-vinorm."""
    from soe_vinorm import SoeNormalizer

    return SoeNormalizer().normalize


def vinorm() -> Read:
    """Return the normaliser of vinorm, a program that it starts for each text."""
    from vinorm import TTSnorm

    return TTSnorm


def vietnormalizer() -> Read:
    """Return the normaliser of vietnormalizer."""
    from vietnormalizer import VietnameseNormalizer

    return VietnameseNormalizer().normalize


def nemo() -> Read:
    """Return the Vietnamese grammars of NeMo."""
    from nemo_text_processing.text_normalization.normalize import Normalizer

    return Normalizer(input_case="cased", lang="vi").normalize


def vinormx() -> Read:
    """Return the normaliser of vinormx."""
    from vinormx import VietnameseNormalizer

    return VietnameseNormalizer().normalize


NORMALISERS = {
    "ours": ours,
    "sea-g2p": sea_g2p,
    "soe-vinorm": soe_vinorm,
    "vinorm": vinorm,
    "vinormx": vinormx,
    "vietnormalizer": vietnormalizer,
    "nemo-text-processing": nemo,
}


def main() -> None:
    """Measure the normaliser of that name."""
    request = json.load(sys.stdin)
    answer_to = sys.stdout
    sys.stdout = sys.stderr
    begin = time.perf_counter()
    read = NORMALISERS[sys.argv[1]]()
    ready = time.perf_counter()
    read(FIRST)
    first = time.perf_counter()
    said, faults = [], 0
    for line in request["lines"]:
        try:
            said.append(str(read(line)))
        except Exception:  # noqa: BLE001 - another's fault is a wrong reading, not our end
            said.append("")
            faults += 1
    answer = {
        "import_ms": 1000 * (ready - begin),
        "first_ms": 1000 * (first - ready),
        "sentences_per_s": speed(read, request["sentences"], request["seconds"]),
        "peak_mb": peak_mb(),
        "faults": faults,
        "said": said,
    }
    json.dump(answer, answer_to)


def speed(read: Read, sentences: list[str], seconds: float) -> float:
    """Return how many sentences a second are read, over at least that many seconds.

    The texts are read in turn, again and again; a slow one is stopped in its first turn.
    """
    done = 0
    begin = time.perf_counter()
    while True:
        for sentence in sentences:
            try:  # noqa: SIM105 - a context for each sentence would cost time
                read(sentence)
            except Exception:  # noqa: BLE001, S110 - it was asked, and took its time
                pass
            done += 1
            passed = time.perf_counter() - begin
            if passed > seconds:
                return done / passed


def peak_mb() -> float:
    """Return the most memory that this process, or one it started, held at a time, in MiB."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + started) / 1024


if __name__ == "__main__":
    main()

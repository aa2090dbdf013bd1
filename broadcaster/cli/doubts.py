"""What the machine is not sure how to read, told to those who submit and approve on this line."""

from collections import Counter
from typing import Any

import click

from broadcaster.speech import reading_of, spoken
from broadcaster.station import Station


def doubts_json(station: Station, script: str | None) -> list[dict[str, Any]]:
    """Return each doubtful reading of the script once, in order, as it will be said."""
    found = Counter(
        (span.source.strip(), span.reading, span.rule, span.confidence)
        for block in spoken.spoken_blocks(script or "", reading_of(station))
        for span in block.doubts()
    )
    return [
        {"source": source, "reading": said, "rule": rule, "confidence": sure, "times": times}
        for (source, said, rule, sure), times in found.items()
    ]


def tell_doubts(station: Station, script: str | None) -> None:
    """Print a line for each doubt (Vietnamese), and one before them that says what to do."""
    doubts = doubts_json(station, script)
    if doubts:
        click.echo(
            f"Máy không chắc cách đọc {len(doubts)} chỗ. Hãy nghe kỹ; chỗ nào sai thì thêm vào từ "
            "điển, hoặc viết ra bằng chữ trong bài:"
        )
    for doubt in doubts:
        said = f"đọc là “{doubt['reading']}”" if doubt["reading"] else "không đọc"
        click.echo(
            f"  “{doubt['source']}” {said} ({doubt['times']} lần trong bài; "
            f"quy tắc {doubt['rule']}, chắc {doubt['confidence']:.0%})"
        )

"""What is right in each place and wrong together: in several files, or twice in one. Pure."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from broadcaster.clock import local
from broadcaster.problems import Problem
from broadcaster.timetable.calendar import EVERY_PROGRAMME, Calendar, SpecialDay
from broadcaster.timetable.dates import Overlap, overlaps_of
from broadcaster.timetable.mistakes import nearest
from broadcaster.timetable.programmes import Programme
from broadcaster.timetable.volume import Volume, unknown_zones

CALENDAR = "calendar.toml"
VOLUME = "volume.toml"


def contradictions(
    folder: Path,
    programmes: Iterable[Programme],
    stems: Iterable[str],
    calendar: Calendar,
    volume: Volume,
) -> Iterator[Problem]:
    """Give what does not go together; all of it serves as well as it can.

    `stems` are the programme files that are there, also those that cannot be read.
    """
    programmes = tuple(programmes)
    yield from _zones_on_one_channel(volume, folder)
    yield from _zones_unknown(volume, programmes, folder)
    yield from _unknown_programmes(calendar, stems, folder)
    yield from _special_days_that_meet(calendar, folder)
    for overlap in overlaps_of(programmes, calendar):
        yield _overlap_problem(overlap, folder)


def _zones_on_one_channel(volume: Volume, folder: Path) -> Iterator[Problem]:
    zones = sorted(volume.zones, key=lambda zone: zone.channel)
    for channel, sharing in groupby(zones, key=lambda zone: zone.channel):
        names = [f"“{zone.name}”" for zone in sharing]
        if len(names) > 1:
            yield Problem(
                str(folder / VOLUME),
                None,
                f"{folder / VOLUME}: the zones {' and '.join(names)} are on channel {channel}, so "
                "each is as loud as the loudest of them; give each a channel of its own, or "
                "declare them as one zone",
                f"Tệp {VOLUME}: các khu vực {', '.join(names)} cùng ở kênh {channel} nên luôn to "
                "bằng khu vực to nhất; hãy cho mỗi khu vực một kênh riêng, hoặc khai báo chung một "
                "khu vực.",
            )


def _zones_unknown(
    volume: Volume, programmes: Iterable[Programme], folder: Path
) -> Iterator[Problem]:
    for programme in programmes:
        file = folder / f"{programme.stem}.toml"
        for name in unknown_zones(volume, programme.zones):
            yield Problem(
                str(file),
                None,
                f"{file}: there is no zone “{name}” in {VOLUME}; declare it there, or correct the "
                "name",
                f"Tệp {file.name}: không có khu vực “{name}” trong tệp {VOLUME}; hãy khai báo ở đó "
                "hoặc sửa lại tên.",
            )


def _unknown_programmes(
    calendar: Calendar, stems: Iterable[str], folder: Path
) -> Iterator[Problem]:
    known = set(stems)
    named = {stem for special in calendar.special_days for stem in _named(special)}
    for stem in sorted(named - known - {EVERY_PROGRAMME}):
        close = nearest(stem, known)
        did_you_mean = f"did you mean '{close}'?" if close else "correct the name"
        phai_chang = f"có phải ý là “{close}”?" if close else "hãy sửa lại tên."
        yield Problem(
            str(folder / CALENDAR),
            None,
            f"{folder / CALENDAR}: a special day names the programme '{stem}', which has no file; "
            f"{did_you_mean}",
            f"Tệp {CALENDAR}: ngày đặc biệt nhắc đến chương trình “{stem}” nhưng không có tệp "
            f"đó; {phai_chang}",
        )


def _special_days_that_meet(calendar: Calendar, folder: Path) -> Iterator[Problem]:
    """Give a problem for each special day that changes what one before it changes, on one date."""
    days = calendar.special_days
    for at, later in enumerate(days):
        for earlier in days[:at]:
            first, last = max(earlier.first, later.first), min(earlier.last, later.last)
            if first > last or not _about_the_same(earlier, later):
                continue
            several = first < last
            when = f"from {first} to {last}" if several else f"on {first}"
            khi = f"ngày {first:%d/%m/%Y}" + (f" đến {last:%d/%m/%Y}" if several else "")
            yield Problem(
                str(folder / CALENDAR),
                None,
                f"{folder / CALENDAR}: the special days “{earlier.reason}” and “{later.reason}” "
                f"change the same programme {when}; put what is to hold there into one of them "
                "(as it is, replace goes before cancel, and the first in the file before others)",
                f"Tệp {CALENDAR}: hai ngày đặc biệt “{earlier.reason}” và “{later.reason}” cùng "
                f"thay đổi một chương trình {khi}; hãy ghi chung vào một ngày đặc biệt (hiện nay "
                "replace được dùng trước cancel, mục viết trước được dùng trước mục sau).",
            )
            break


def _named(special: SpecialDay) -> set[str]:
    return {*special.cancel, *special.replace}


def _about_the_same(one: SpecialDay, other: SpecialDay) -> bool:
    first, second = _named(one), _named(other)
    return EVERY_PROGRAMME in first | second or bool(first & second)


def _overlap_problem(overlap: Overlap, folder: Path) -> Problem:
    kept, lost = overlap.kept, overlap.lost
    begin, other = local(kept.planned_at), local(lost.planned_at)
    file, lost_file = f"{kept.programme}.toml", f"{lost.programme}.toml"
    minutes = f"{kept.length_s / 60:g}"
    return Problem(
        str(folder / lost_file),
        None,
        f"{folder / lost_file}: the slot at {other:%H:%M:%S} overlaps the one of {file} at "
        f"{begin:%H:%M:%S} ({minutes} min), so it is left out (the first by file name keeps); "
        "move one of them or shorten it",
        f"Tệp {lost_file}: buổi phát lúc {other:%H:%M:%S} trùng với buổi lúc {begin:%H:%M:%S} "
        f"({minutes} phút) của tệp {file} nên bị bỏ qua; hãy dời giờ hoặc rút ngắn một trong hai.",
    )

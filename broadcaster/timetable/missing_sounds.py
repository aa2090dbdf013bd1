"""The sounds that a programme names and the station does not have, or cannot play."""

import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from broadcaster.problems import Problem, problem_at
from broadcaster.station import Station, shipped
from broadcaster.timetable.material import tune_at_hand
from broadcaster.timetable.mistakes import nearest
from broadcaster.timetable.programmes import Chime, Programme, Relay, Section, Tune
from broadcaster.timetable.rundown import STING
from broadcaster.timetable.schedules import Schedules
from broadcaster.timetable.toml_lines import Place, line_at, lines_of

FOLDER = "audio_assets"


def all_problems(station: Station, schedules: Schedules) -> tuple[Problem, ...]:
    """Return what is wrong in the files, and which sounds are missing that are to be played."""
    in_use = [programme for programme in schedules.programmes if programme.enabled]
    sounds = [problem for each in in_use for problem in missing_sounds(station, each)]
    return (*schedules.problems, *sounds)


def missing_sounds(station: Station, programme: Programme) -> list[Problem]:
    """Return a problem, with file and line, for each sound that would be passed over on air."""
    file = station.schedules / f"{programme.stem}.toml"
    lines = _lines(file)
    found = []
    for place, name in _named(programme):
        if tune_at_hand(station, name) is None:
            found.append(problem_at(str(file), line_at(lines, place), *_no_sound(station, name)))
    kind, _, folder = programme.fill.partition(":")
    if kind == "folder" and not any((station.home / FOLDER / folder).glob("*.wav")):
        found.append(problem_at(str(file), line_at(lines, ("fill",)), *_no_folder(folder)))
    return found


def _named(programme: Programme) -> Iterator[tuple[Place, str]]:
    """Give each sound that the programme names, and where."""
    sections = {part.section for part in programme.rundown if isinstance(part, Section)}
    for at, part in enumerate(programme.rundown):
        if isinstance(part, Tune):
            yield ("rundown", at, "tune"), part.tune
        elif isinstance(part, Chime):
            yield ("rundown", at, "chime"), part.chime
        elif isinstance(part, Section) and part.sting:
            yield ("rundown", at, "sting"), STING
        elif isinstance(part, Relay) and part.filler and part.filler not in sections:
            yield ("rundown", at, "filler"), part.filler
    kind, _, name = programme.fill.partition(":")
    if kind == "tune":
        yield ("fill",), name


def _no_sound(station: Station, name: str) -> tuple[str, str]:
    folders = (station.home / FOLDER, shipped(FOLDER))
    known = sorted({path.stem for folder in folders for path in folder.glob("*.wav")})
    if name in known:
        return (
            f"the sound '{name}' cannot be played; put another {name}.wav into {FOLDER}",
            f"không phát được âm thanh “{name}”; hãy thay tệp {name}.wav trong thư mục {FOLDER}",
        )
    close = nearest(name, known)
    return (
        f"there is no sound '{name}'; put {name}.wav into {FOLDER}"
        + (f", or did you mean '{close}'?" if close else ", or correct the name"),
        f"không có âm thanh “{name}”; hãy đặt tệp {name}.wav vào thư mục {FOLDER} hoặc sửa lại tên",
    )


def _no_folder(folder: str) -> tuple[str, str]:
    return (
        f"there is no .wav file in {FOLDER}/{folder}; put some there, or correct the name",
        f"thư mục {FOLDER}/{folder} không có tệp .wav nào; hãy thêm tệp hoặc sửa lại tên",
    )


def _lines(file: Path) -> dict[Place, int]:
    """Return where everything stands in the file; nothing if it cannot be read as it is now."""
    try:
        text = unicodedata.normalize("NFC", file.read_text(encoding="utf-8-sig"))
        tomllib.loads(text)
    except (OSError, ValueError):
        return {}
    return lines_of(text)

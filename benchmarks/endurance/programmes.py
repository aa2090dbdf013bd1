"""What the station of the soak has to say: programmes, pauses, and items of many lengths."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from broadcaster.clock import local
from tests.rig.commune import TEXTS
from tests.rig.known_clip import make_noise, write_wav

OPENING = '[[rundown]]\ntune = "opening"\nunder = "3s"\nfade_in = "1s"\n'
GREETING = '[[rundown]]\nsay = "Đài truyền thanh {station} xin kính chào. Đây là {programme}."\n'
FAREWELL = '[[rundown]]\nsay = "Chương trình đến đây kết thúc. Xin cảm ơn bà con."\n'
CLOSING = '[[rundown]]\ntune = "closing"\nfade_out = "2s"\n'
NEWS = '[[rundown]]\nsection = "Tin trong xã"\nat_most = "{}s"\n'
PAIR = '[[rundown]]\nsection = "Hai tin ngắn"\nat_most = "24s"\n'
STORIES = '[[rundown]]\nsection = "Chuyện làng quê"\nsting = true\nat_most = "110s"\n'
CHIME = '[[rundown]]\nchime = "chime"\n'
FILLED = 'fill = "folder:nhac"\n'
MUSIC_S = (31.0, 43.0)
PAUSE_S = 130
"""An idle device rests after 60 s and is opened 30 s ahead of the next broadcast."""

PAUSE_AFTER = 5


@dataclass(frozen=True)
class Programme:
    """One programme: the stem of its file, its length in seconds, and what its file says."""

    stem: str
    name: str
    length_s: int
    head: str
    rundown: str

    @property
    def filled(self) -> bool:
        """Whether music fills it up, so that it sounds to its end."""
        return FILLED in self.head


def programmes(relay: str, backup: str) -> tuple[Programme, ...]:
    """Return the programmes; `relay` and `backup` are the addresses of two radios."""
    carried = (
        f'[[rundown]]\nrelay = "{relay}"\nlength = "55s"\ntitle = "Thời sự"\n'
        f'backup = "{backup}"\nfiller = "nhac-nen"\n'
    )
    ends = FAREWELL + CLOSING
    return (
        Programme("ban-tin", "Bản tin", 150, FILLED, OPENING + GREETING + NEWS.format(90) + ends),
        Programme("tiep-am", "Tiếp âm", 120, FILLED,
                  GREETING + carried + NEWS.format(25) + CLOSING),
        Programme("chuyen-lang", "Chuyện làng", 240, FILLED + 'trim = "cut"\n',
                  OPENING + GREETING + STORIES + NEWS.format(60) + ends),
        Programme("tin-ngan", "Tin ngắn", 60, "", CHIME + GREETING + PAIR + CLOSING),
        Programme("ban-tin-mem", "Bản tin mềm", 180, FILLED + 'rule = "soft"\n',
                  OPENING + GREETING + NEWS.format(110) + ends),
    )  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """One broadcast that is to come."""

    programme: Programme
    at: datetime


def timetable(
    chance: random.Random, known: Sequence[Programme], first: datetime, seconds: float
) -> list[Planned]:
    """Return broadcasts from `first` on that last so many seconds together at least.

    They are back to back but for a pause behind the first one and then behind each fifth.
    """
    found: list[Planned] = []
    at = first
    bag: list[Programme] = []
    left_s = seconds
    while left_s > 0 or len(found) <= 1:
        bag = bag or chance.sample(list(known), len(known))
        programme = bag.pop()
        if len(found) % PAUSE_AFTER == 1:
            at += timedelta(seconds=PAUSE_S)
        found.append(Planned(programme, at))
        at += timedelta(seconds=programme.length_s)
        left_s -= programme.length_s
    return found


def pauses(planned: Sequence[Planned]) -> list[datetime]:
    """Return when the pauses begin, in order."""
    ends = [each.at + timedelta(seconds=each.programme.length_s) for each in planned]
    nexts = [each.at for each in planned[1:]]
    return [end for end, begin in zip(ends, nexts, strict=False) if begin > end]


def declare(home: Path, planned: Sequence[Planned]) -> None:
    """Write the programmes' files into the station's home, one for each programme and day."""
    starts: dict[tuple[Programme, str], list[str]] = {}
    for each in planned:
        moment = local(each.at)
        starts.setdefault((each.programme, moment.date().isoformat()), []).append(
            f'"{moment:%H:%M:%S}"'
        )
    for (programme, day), times in starts.items():
        (home / "schedules" / f"{programme.stem}-{day}.toml").write_text(
            f'name = "{programme.name}"\nstarts = [{", ".join(times)}]\n'
            f'first = "{day}"\nlast = "{day}"\nlength = "{programme.length_s}s"\n'
            f"{programme.head}{programme.rundown}",
            encoding="utf-8",
        )


def make_music(home: Path) -> None:
    """Put music of our own among the station's sounds: two to fill with, one under a lost relay."""
    folder = home / "audio_assets" / "nhac"
    folder.mkdir(parents=True, exist_ok=True)
    for number, seconds in enumerate(MUSIC_S):
        write_wav(folder / f"bai-{number}.wav", make_noise(seconds, seed=100 + number))
    write_wav(folder.parent / "nhac-nen.wav", make_noise(17.0, seed=110))


def text_of(chance: random.Random, number: int) -> str:
    """Return an item's words: one to five sentences, unlike any other's."""
    sentences = [chance.choice(TEXTS) for _ in range(chance.choice((1, 1, 2, 2, 3, 5)))]
    return " ".join([f"Tin số {number}, mã {chance.randrange(100, 1000)}.", *sentences])

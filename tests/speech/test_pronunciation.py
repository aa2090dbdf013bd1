"""Changing the station's dictionary: recorded, atomic, and nobody's entry lost."""

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from broadcaster import newsroom, speech
from broadcaster.errors import BroadcasterError, NotAllowed, NotFound, StoreUnavailable
from broadcaster.newsroom import Role
from broadcaster.speech import Entry, WrongEntry
from broadcaster.speech import pronunciation as dictionary
from broadcaster.station import Station
from broadcaster.store import Store
from tests.rig.fake_clock import FakeClock
from tests.rig.store import migrated

FILE = """\
# Cách đọc riêng của đài.

[pronunciation]
# Các thôn
"Tơ Drah" = "tơ đờ ra"     # thôn 3
"NVH" = "nhà văn hóa"
# "TT" = "thị trấn"
"""


class Lexicographer:
    """Somebody at the dictionary of one station."""

    def __init__(self, store: Store, clock: FakeClock, home: Path, by: str = "bien-tap") -> None:
        self.station = Station(home=home)
        self.file = home / "schedules" / "pronunciation.toml"
        self._store = store
        self._clock = clock
        self._by = by

    def add(self, written: str, reading: str, by: str = "") -> Entry:
        with self._store.writing() as session:
            return speech.add_entry(
                session, self._clock, self.station, written, reading, by=by or self._by
            )

    def change(self, seen: Entry, written: str, reading: str) -> Entry:
        with self._store.writing() as session:
            return speech.change_entry(
                session, self._clock, self.station, seen, written, reading, by=self._by
            )

    def remove(self, seen: Entry) -> None:
        with self._store.writing() as session:
            speech.remove_entry(session, self._clock, self.station, seen, by=self._by)

    def entry(self, written: str) -> Entry:
        return speech.entry_of(self.station, written)

    def text(self) -> str:
        return self.file.read_bytes().decode("utf-8")

    def history(self) -> list[tuple[str, str, str | None, str | None]]:
        with self._store.reading() as session:
            rows = speech.pronunciation_changes(session)
        return [(row.by, row.written, row.before, row.after) for row in reversed(rows)]


@pytest.fixture
def book(tmp_path: Path, clock: FakeClock) -> Iterator[Lexicographer]:
    (tmp_path / "schedules").mkdir()
    with migrated(f"sqlite:///{tmp_path / 'b.db'}") as store:
        with store.writing() as session:
            for name, role in (("bien-tap", Role.EDITOR), ("truong-thon", Role.VILLAGE)):
                newsroom.add_person(session, clock, name=name, role=role, password="mat khau 26")
        yield Lexicographer(store, clock, tmp_path)


@pytest.fixture
def written(book: Lexicographer) -> Lexicographer:
    """Give a station whose dictionary was written by hand."""
    book.file.write_text(FILE, encoding="utf-8")
    return book


def test_a_station_without_a_file_gets_one_with_its_first_entry(book: Lexicographer) -> None:
    assert book.add("Chư Pơng", "Chư Pông") == Entry("Chư Pơng", "chư pông", "chư pông")
    assert speech.reading_of(book.station).dictionary == {"Chư Pơng": "chư pông"}


def test_an_added_entry_leaves_comments_and_order_as_they_are(written: Lexicographer) -> None:
    written.add("H'Bia", "hờ bia")
    assert written.text() == FILE + '"H\'Bia" = "hờ bia"\n'


def test_a_changed_entry_stays_in_its_place_with_its_comment(written: Lexicographer) -> None:
    written.change(written.entry("Tơ Drah"), "Tơ Drah", "tơ đờ rá")
    assert written.text() == FILE.replace("tơ đờ ra", "tơ đờ rá")


def test_a_renamed_entry_and_a_removed_one_leave_the_rest(written: Lexicographer) -> None:
    written.change(written.entry("NVH"), "NVHTT", "nhà văn hóa thị trấn")
    written.remove(written.entry("tơ drah"))
    assert list(speech.reading_of(written.station).dictionary) == ["NVHTT"]
    assert written.text().startswith("# Cách đọc riêng của đài.\n\n[pronunciation]\n# Các thôn\n")
    assert '# "TT" = "thị trấn"\n' in written.text()


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(book: Lexicographer) -> None:
    book.file.write_bytes(b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode())
    book.add("H'Bia", "hờ bia")
    assert set(speech.reading_of(book.station).dictionary) == {"Tơ Drah", "NVH", "H'Bia"}
    assert "# thôn 3\r\n" in book.text()


def test_the_file_keeps_its_rights(written: Lexicographer) -> None:
    written.file.chmod(0o640)
    written.add("H'Bia", "hờ bia")
    assert stat.S_IMODE(written.file.stat().st_mode) == 0o640


def test_every_change_is_recorded_with_who_made_it(written: Lexicographer) -> None:
    written.add("H'Bia", "hờ bia")
    written.change(written.entry("H'Bia"), "H'Bia", "hờ bi a")
    written.change(written.entry("H'Bia"), "H'Biă", "hờ bi á")
    written.remove(written.entry("H'Biă"))
    history = written.history()
    assert history[:2] == [
        ("bien-tap", "H'Bia", None, "hờ bia"),
        ("bien-tap", "H'Bia", "hờ bia", "hờ bi a"),
    ]
    assert sorted(history[2:4]) == sorted(
        [("bien-tap", "H'Bia", "hờ bi a", None), ("bien-tap", "H'Biă", None, "hờ bi á")]
    )
    assert history[4:] == [("bien-tap", "H'Biă", "hờ bi á", None)]


@pytest.mark.parametrize(
    ("typed", "reading", "side", "told"),
    [
        ("  ", "a", "written", "Chưa có chữ viết"),
        ("--", "a", "written", "Chưa có chữ viết"),
        ("a" * 101, "a", "written", "dài quá 100"),
        ("chào [nghỉ 2s]", "a", "written", "“[nghỉ 2s]” là dấu cho máy nghỉ hoặc nhấn"),
        ("tơ  DRAH", "a", "written", "đã có trong từ điển, đọc là “tơ đờ ra”"),
        ("văn", "dăn", "written", "có trong cách đọc của mục “NVH”"),
        ("QL 5", " ", "reading", "Chưa có cách đọc"),
        ("QL 5", "á " * 200, "reading", "dài quá 300"),
        ("QL 5", "quốc lộ 5", "reading", "chữ số “5”; hãy viết bằng chữ: quốc lộ năm"),
        ("QL 5", "a + b", "reading", "ký hiệu “+”"),
        ("KP", "TT", "reading", "sẽ thành “trung tâm”"),
        ("Lang", "tơ drah", "reading", "chứa một mục khác"),
        ("Bi", "hờ bi", "reading", "chứa chính chữ “Bi”"),
    ],
)
def test_a_wrong_entry_is_told_at_its_side_and_changes_nothing(
    written: Lexicographer, typed: str, reading: str, side: str, told: str
) -> None:
    with pytest.raises(WrongEntry) as caught:
        written.add(typed, reading)
    assert caught.value.side == side
    assert told in caught.value.vi
    assert written.text() == FILE
    assert written.history() == []


def test_an_entry_that_somebody_else_changed_or_removed_is_not_overwritten(
    written: Lexicographer,
) -> None:
    seen = written.entry("NVH")
    written.change(seen, "NVH", "nhà văn hóa thôn")
    with pytest.raises(WrongEntry, match="nhà văn hóa thôn"):
        written.change(seen, "NVH", "nhà vui họp")
    written.remove(written.entry("NVH"))
    with pytest.raises(NotFound) as caught:
        written.remove(seen)
    assert "người khác vừa xoá" in caught.value.vi


def test_many_at_once_lose_no_entry(written: Lexicographer) -> None:
    names = [f"Làng {letter}ơr" for letter in "bcdghklmnprstvx"]

    def add(name: str) -> Entry:
        return written.add(name, f"làng {name[5]}ờ".replace("làng", "lang"))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, names))
    assert set(speech.reading_of(written.station).dictionary) == {"Tơ Drah", "NVH", *names}
    assert len(written.history()) == len(names)


def test_what_an_editor_saved_by_hand_meanwhile_is_kept(
    written: Lexicographer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file changes between being read and being put back: the change is made anew."""
    real = dictionary._edited
    saved: list[bool] = []

    def while_somebody_saves(content: bytes, *rest: Any) -> Any:
        if not saved:
            saved.append(True)
            written.file.write_text(FILE + '"Krông" = "cờ rông"\n', encoding="utf-8")
        return real(content, *rest)

    monkeypatch.setattr(dictionary, "_edited", while_somebody_saves)
    written.add("H'Bia", "hờ bia")
    assert {"Krông", "H'Bia", "NVH"} <= set(speech.reading_of(written.station).dictionary)


def test_a_disk_that_refuses_leaves_the_old_file_and_no_record(
    written: Lexicographer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StoreUnavailable) as caught:
        written.add("H'Bia", "hờ bia")
    assert "Không ghi được từ điển" in caught.value.vi
    monkeypatch.undo()
    assert written.text() == FILE
    assert [file.name for file in written.file.parent.iterdir()] == ["pronunciation.toml"]
    assert written.history() == []


def test_a_wrong_line_stays_as_it_is_while_the_others_are_changed(book: Lexicographer) -> None:
    book.file.write_text(FILE + '"Chư" = 5\n"nvh" = ""\n', encoding="utf-8")
    book.add("H'Bia", "hờ bia")
    book.change(book.entry("Tơ Drah"), "Tơ Drah", "tơ đờ rá")
    book.remove(book.entry("NVH"))
    assert speech.reading_of(book.station).dictionary == {"Tơ Drah": "tơ đờ rá", "H'Bia": "hờ bia"}
    assert '"Chư" = 5\n"nvh" = ""\n' in book.text()


def test_an_entry_takes_the_place_of_the_line_that_could_not_be_used(book: Lexicographer) -> None:
    book.file.write_text(FILE + '"Chư" = 5\n', encoding="utf-8")
    book.add("chư", "chừ")
    assert book.text() == FILE + '"chư" = "chừ"\n'
    book.file.write_text(FILE + '"Chư" = 5\n', encoding="utf-8")
    book.change(book.entry("NVH"), "Chư", "chừ")
    assert '"Chư" = 5' not in book.text()
    assert speech.reading_of(book.station).dictionary == {"Tơ Drah": "tơ đờ ra", "Chư": "chừ"}


def test_an_entry_that_a_wrong_line_would_change_is_refused(book: Lexicographer) -> None:
    book.file.write_text(FILE + '"làng" = "làng to"\n', encoding="utf-8")
    before = book.text()
    with pytest.raises(BroadcasterError, match="reading of 'Kon'"):
        book.add("Kon", "làng nhỏ")
    assert book.text() == before


def test_a_file_that_was_emptied_takes_no_entry_until_it_is_put_right(
    written: Lexicographer,
) -> None:
    assert written.entry("NVH").reading == "nhà văn hóa"
    written.file.write_bytes(b"")
    with pytest.raises(BroadcasterError, match="is empty, and was not before"):
        written.add("Chư Pơng", "chư pông")
    assert written.file.read_bytes() == b""
    assert written.entry("NVH").reading == "nhà văn hóa"
    written.file.unlink()
    written.add("Chư Pơng", "chư pông")
    assert [entry.written for entry in speech.dictionary_of(written.station).entries] == [
        "Chư Pơng"
    ]


def test_a_file_with_a_mistake_is_not_touched(book: Lexicographer) -> None:
    book.file.write_text(FILE + '"x = 1\n', encoding="utf-8")
    before = book.text()
    with pytest.raises(BroadcasterError, match="line 8") as caught:
        book.add("H'Bia", "hờ bia")
    assert "dòng 8" in caught.value.vi
    assert book.text() == before


def test_a_village_head_may_not_change_the_stations_dictionary(written: Lexicographer) -> None:
    with pytest.raises(NotAllowed):
        written.add("H'Bia", "hờ bia", by="truong-thon")
    assert written.text() == FILE

import unicodedata
from pathlib import Path

import pytest

from broadcaster.errors import InvalidInput, NotFound
from broadcaster.newsroom import read_script, source_kind

TEXT = "Thông báo lịch tiêm chủng\n\nSáng thứ hai, mời bà con đưa trẻ đến trạm y tế."


def write(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def refused(path: Path, longest: int = 60_000) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        read_script(path, longest=longest)
    assert path.name in caught.value.message
    return caught.value


def test_a_text_file_gives_its_text_and_its_first_line_as_title(tmp_path: Path) -> None:
    raw = unicodedata.normalize("NFD", TEXT).replace("\n", "\r\n").encode("utf-8-sig")
    script = read_script(write(tmp_path, "tin.TXT", raw), longest=1000)
    assert script.text == TEXT
    assert script.title == "Thông báo lịch tiêm chủng"


def test_a_long_first_line_is_cut_at_a_word_for_the_title(tmp_path: Path) -> None:
    line = "Bà con chú ý " * 30
    script = read_script(write(tmp_path, "tin.txt", line.encode()), longest=1000)
    assert len(script.title) <= 120
    assert script.title.endswith("Bà con chú ý…")
    assert script.text == line.strip()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty"),
        (b" \r\n\t ", "no text that could be read aloud"),
        (b"... --- ...", "no text that could be read aloud"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"{\\rtf1 xin chao}", "an RTF document"),
        (b"PK\x03\x04....", "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office file"),
        (b"\x89PNG\r\n", "a PNG picture"),
        (b"  <!DOCTYPE html><p>Xin", "a web page"),
        (b"MZ\x90\0", "a Windows program"),
        (b"ID3\x03\0", "an MP3 recording; rename it to end in .mp3"),
        (b"RIFF\0\0\0\0WAVEfmt ", "a WAV recording; rename it to end in .wav"),
        (b"xin\0chao", "binary data"),
    ],
)
def test_a_text_file_that_is_none_is_refused_with_what_it_is(
    tmp_path: Path, raw: bytes, says: str
) -> None:
    error = refused(write(tmp_path, "tin.txt", raw))
    assert says in error.message
    assert error.vi != error.message


def test_two_megabytes_of_text_are_refused_unread_with_the_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "dai.txt", ("bà con chú ý " * 130_000).encode())
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    error = refused(path)
    assert "2,080,000 bytes" in error.message
    assert "60,000 characters" in error.message
    assert "2.080.000" in error.vi


def test_a_text_just_too_long_is_refused_with_the_figures(tmp_path: Path) -> None:
    path = write(tmp_path, "dai.txt", b"a" * 1001)
    assert "1,001 characters and at most 1,000" in refused(path, longest=1000).message
    assert len(read_script(path, longest=1001).text) == 1001


@pytest.mark.parametrize("name", ["tin.pdf", "tin.doc", "tin", "tin.wav"])
def test_an_unknown_ending_is_refused_with_the_accepted_ones(tmp_path: Path, name: str) -> None:
    assert ".txt .docx" in refused(write(tmp_path, name, b"x")).message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"there is no file .*tin\.txt"):
        read_script(tmp_path / "tin.txt", longest=1000)
    folder = tmp_path / "thu-muc.txt"
    folder.mkdir()
    assert "cannot be read" in refused(folder).message


def test_the_ending_tells_scripts_from_recordings() -> None:
    assert source_kind(Path("A.DOCX")) == "script"
    assert source_kind(Path("a.webm")) == "recording"
    for name in ("a.doc", "a"):
        with pytest.raises(
            InvalidInput, match=r"\.txt \.docx \.wav \.mp3 \.m4a \.ogg \.flac \.webm"
        ):
            source_kind(Path(name))

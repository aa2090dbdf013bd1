"""`broadcaster spoken` and `say`."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
import soundfile

from tests.cli.command_line import CommandLine


def test_each_line_has_one_spoken_line(cli: CommandLine) -> None:
    written = "Giá ngô 5.000 đ/kg.\n\n  \nHọp lúc 7h30\r\nQuý\x0bIII\x85năm\u2028nay\x0c\n"
    said = cli.bare("spoken", text=written)
    assert said.out.count("\n") == written.count("\n")
    assert said.out.endswith("\n")
    assert "năm nghìn" in said.out.split("\n")[0]
    assert not any(sign.isdigit() for sign in said.out)


def test_a_last_line_without_its_end_counts(cli: CommandLine) -> None:
    assert cli.bare("spoken", text="một\nhai").out == "một\nhai\n"
    assert cli.bare("spoken", text="").out == ""


def test_decomposed_letters_and_a_byte_order_mark_read_alike(
    cli: CommandLine, tmp_path: Path
) -> None:
    written = "Tiêm phòng lúc 7h ngày 3/2\n"
    plain = cli.bare("spoken", text=written).out
    strange = b"\xef\xbb\xbf" + unicodedata.normalize("NFD", written).encode()
    file = tmp_path / "x.txt"
    file.write_bytes(strange)
    assert cli.bare("spoken", text=strange).out == plain
    assert cli.bare("spoken", file).out == plain
    assert plain == unicodedata.normalize("NFC", plain)


def test_the_reasons_of_a_reading_are_shown(cli: CommandLine) -> None:
    assert "năm" in cli.bare("spoken", "--explain", text="5 nhà\n").out
    (line,) = cli.bare("spoken", "--json", text="5 nhà\n").json
    assert line["written"] == "5 nhà"
    assert line["spoken"] == "năm nhà"
    assert "".join(span["source"] for span in line["spans"]) == "5 nhà"


def test_spans_stand_in_columns_and_a_doubt_is_marked(cli: CommandLine) -> None:
    said = cli.bare("spoken", "--explain", text="Có 3 hộ\n\nBan CTXYZ họp\n").out.splitlines()
    first, second, third, *spans = said[0], said[4], said[5], *said[6:]
    assert (first, second) == ("1: có ba hộ", "2: ")
    assert third.startswith("3: ban ")
    assert {line.index(" → ") > 0 for line in said[1:4] + spans} == {True}
    (doubtful,) = [line for line in said if " ? " in line]
    assert "'CTXYZ'" in doubtful
    assert "abbreviation.capitals" in doubtful
    assert len({line.index("'") for line in spans}) == 1


def test_the_json_of_no_line_and_of_many_is_one_document(cli: CommandLine) -> None:
    assert cli.bare("spoken", "--json", text="").json == []
    said = cli.bare("spoken", "--json", text="1\n2\n\n").json
    assert [line["spoken"] for line in said] == ["một", "hai", ""]


def test_a_nul_and_a_lone_carriage_return_are_passed_over(cli: CommandLine) -> None:
    assert cli.bare("spoken", text="Có\0 3\r hộ\n5\n").out == "có ba hộ\nnăm\n"


def test_the_station_may_read_in_its_own_way(cli: CommandLine) -> None:
    file = cli.home / "schedules" / "pronunciation.toml"
    file.write_text('[pronunciation]\n"Chư Pơng" = "chư pông"\n', encoding="utf-8")
    assert cli("spoken", "--as-station", text="Chư Pơng\n").out == "chư pông\n"
    assert cli("spoken", text="Chư Pơng\n").out != "chư pông\n"
    assert "there is no station" in cli.bare("spoken", "--home", cli.home / "x", "--as-station").err


def test_what_is_wrong_in_the_stations_dictionary_is_told_beside_what_is_read(
    cli: CommandLine,
) -> None:
    file = cli.home / "schedules" / "pronunciation.toml"
    file.write_text('[pronunciation]\n"Chư" = ""\n"NVH" = "nhà ta"\na = 5\n', encoding="utf-8")
    said = cli.warned("spoken", "--as-station", text="NVH\n")
    assert said.out == "nhà ta\n"
    assert said.sentence == cli.refused("pronunciation", "check")
    assert f"{file} line 2: " in said.sentence
    assert f"; {file} line 4: " in said.sentence


def test_a_dictionary_that_is_spoilt_as_a_whole_is_told_too(cli: CommandLine) -> None:
    file = cli.home / "schedules" / "pronunciation.toml"
    file.write_text("[pronunciation\n", encoding="utf-8")
    said = cli.warned("spoken", "--as-station", "--json", text="NVH\n")
    assert [line["written"] for line in said.json] == ["NVH"]
    assert f"{file} line 1: this is not valid TOML" in said.sentence
    assert "no earlier good version" in said.sentence


def test_what_was_read_before_a_line_that_is_no_text_is_written(cli: CommandLine) -> None:
    said = cli.bare("spoken", text=b"1\n2\nxin ch\xe0o\n")
    assert (said.status, said.out) == (1, "một\nhai\n")
    assert "in line 3" in said.sentence


def test_a_text_becomes_a_sound_file(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "chao.wav"
    assert "espeak" in cli.done("say", "--voice", "espeak", "-o", file, "Xin chào bà con.")
    heard = soundfile.info(str(file))
    assert heard.samplerate == 48000
    assert heard.channels == 1
    assert 0.5 < heard.duration < 5


def test_say_reads_standard_input_and_needs_no_station(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "chao.wav"
    said = cli.bare(
        "say", "--home", tmp_path / "none", "--voice", "espeak", "-o", file, "-", text="Xin chào"
    )
    assert said.status == 0
    assert soundfile.info(str(file)).duration > 0.3
    assert not (tmp_path / "none").exists()


# ---------------------------------------------------------------------------------- bad input


def test_a_wrong_variable_is_told_also_where_no_station_is(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADCASTER_VOICES", "opera")
    said = cli.bare("say", "--home", tmp_path / "none", "-o", tmp_path / "x.wav", "Xin chào")
    assert said.status == 1
    assert "the environment variable BROADCASTER_VOICES" in said.sentence


def test_input_that_is_no_text_is_named(cli: CommandLine, tmp_path: Path) -> None:
    assert "standard input is not UTF-8" in cli.refused("spoken", text=b"xin ch\xe0o\n")
    file = tmp_path / "x.txt"
    file.write_bytes(b"xin ch\xe0o\n")
    assert f"{file} is not UTF-8" in cli.refused("spoken", file)
    assert "not UTF-8" in cli.refused("say", "-o", tmp_path / "x.wav", text=b"xin ch\xe0o\n")


def test_a_file_that_is_not_there_is_named(cli: CommandLine, tmp_path: Path) -> None:
    assert "there is no file" in cli.refused("spoken", tmp_path / "none.txt")


@pytest.mark.parametrize("text", ["", "  \n", "\ufeff"])
def test_nothing_to_say_is_told(cli: CommandLine, tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.wav"
    assert "nothing to say" in cli.refused("say", "-o", file, text=text)
    assert not file.exists()


def test_the_name_of_a_file_is_not_spoken(cli: CommandLine, tmp_path: Path) -> None:
    script = tmp_path / "tin.txt"
    script.write_text("Xin chào bà con.", encoding="utf-8")
    assert f"say - < {script}" in cli.refused("say", "-o", tmp_path / "x.wav", script)
    assert not (tmp_path / "x.wav").exists()


def test_a_text_without_words_is_told(cli: CommandLine, tmp_path: Path) -> None:
    assert cli.refused("say", "-o", tmp_path / "x.wav", "...")


def test_a_sound_goes_into_no_folder_that_is_missing(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "none" / "x.wav"
    assert "none" in cli.refused("say", "--voice", "espeak", "-o", file, "Xin chào")


def test_a_voice_that_is_none_is_wrong_usage(cli: CommandLine, tmp_path: Path) -> None:
    assert "espeak" in cli.misused("say", "--voice", "opera", "-o", tmp_path / "x.wav", "a")


@pytest.mark.process
def test_a_wrong_dictionary_is_told_like_everything_else(cli: CommandLine, tmp_path: Path) -> None:
    file = cli.home / "schedules" / "pronunciation.toml"
    file.write_text('[pronunciation]\n"Chư" = ""\n', encoding="utf-8")
    words = ["--home", cli.home, "say", "--voice", "espeak", "-o", tmp_path / "a.wav", "Xin chào"]
    said = subprocess.run(
        [sys.executable, "-m", "broadcaster", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert said.stderr.startswith(f"broadcaster: dictionary: {file} line 2: ")
    assert said.stderr.count("\n") == 1

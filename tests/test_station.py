"""The station's settings: what may be written, and what is told of what may not."""

import unicodedata
from pathlib import Path

import pytest

from broadcaster.errors import NotFound, WrongSetting
from broadcaster.station import SETTINGS_FILE, Station, load_station


def settings(home: Path, text: str | bytes) -> Path:
    """Write the settings into the home and return the file."""
    file = home / SETTINGS_FILE
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def complaint(home: Path) -> str:
    """Return what is told of the settings in the home: one line."""
    with pytest.raises(WrongSetting) as told:
        load_station(home)
    assert "\n" not in str(told.value)
    return str(told.value)


def assert_named(home: Path, lines: str, number: int, sentence: str) -> None:
    """Expect these settings to be refused, with file, line and what is wrong."""
    file = settings(home, f'name = "x"\n{lines}\n')
    told = complaint(home)
    assert told.startswith(f"{file} line {number}: ")
    assert sentence in told


def test_what_is_not_written_has_its_default(tmp_path: Path) -> None:
    settings(tmp_path, 'name = "xã Mẫu"\n')
    assert load_station(tmp_path) == Station(home=tmp_path)


def test_a_byte_order_mark_and_decomposed_letters_are_read(tmp_path: Path) -> None:
    text = unicodedata.normalize("NFD", 'name = "xã Mẫu"\n')
    settings(tmp_path, b"\xef\xbb\xbf" + text.encode())
    assert load_station(tmp_path).name == "xã Mẫu"


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(tmp_path, 'name = "xã Mẫu"\npanel_port = 8081\nvoices = ["gtts"]\ndevice = "USB"\n')
    monkeypatch.setenv("BROADCASTER_PANEL_PORT", "8082")
    monkeypatch.setenv("BROADCASTER_VOICES", "espeak, piper")
    monkeypatch.setenv("BROADCASTER_DEVICE", "")
    station = load_station(tmp_path)
    assert station.panel_port == 8082
    assert station.voices == ("espeak", "piper")
    assert station.device == "USB", "an empty variable says nothing"


def test_files_without_their_whole_path_lie_in_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(tmp_path)
    settings(
        home,
        'name = "xã Mẫu"\npiper_model = "giong.onnx"\nspeaker = "wav:thu.wav"\ndatabase = "sqlite:///khac.db"\n',
    )
    station = load_station(Path("home"))
    assert station.piper_model == home / "giong.onnx"
    assert station.speaker == f"wav:{home / 'thu.wav'}"
    assert station.database_url == f"sqlite:///{home / 'khac.db'}"
    settings(
        home, 'name = "xã Mẫu"\npiper_model = "/x/giong.onnx"\ndatabase = "sqlite:////x/khac.db"\n'
    )
    station = load_station(home)
    assert station.piper_model == Path("/x/giong.onnx")
    assert station.database_url == "sqlite:////x/khac.db"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080/"),
        ("0.0.0.0", "http://localhost:8080/"),  # noqa: S104 - nothing listens here
        ("::1", "http://[::1]:8080/"),
    ],
)
def test_the_address_of_the_panel_can_be_typed(tmp_path: Path, host: str, address: str) -> None:
    assert Station(home=tmp_path, panel_host=host).panel_address == address


@pytest.mark.parametrize("host", ["192.168.1.20", "fe80::1%eth0", "may-chu", "dai.xa.lan.", ""])
def test_any_address_or_name_may_be_the_panels(tmp_path: Path, host: str) -> None:
    assert Station(home=tmp_path, panel_host=host).panel_host == host


def test_our_sounds_are_there_and_the_stations_own_come_first(tmp_path: Path) -> None:
    station = Station(home=tmp_path)
    assert station.sound("opening").is_file()
    own = tmp_path / "audio_assets" / "opening.wav"
    own.parent.mkdir()
    own.touch()
    assert station.sound("opening") == own
    with pytest.raises(NotFound, match=r"put none\.wav into"):
        station.sound("none")


def test_a_region_gives_the_reading_and_a_single_setting_wins_over_it(tmp_path: Path) -> None:
    settings(tmp_path, 'name = "x"\n[reading]\nregion = "south"\nthousand = "nghìn"\n')
    said = load_station(tmp_path).reading.words()
    assert said["thousand"] == "nghìn"
    assert (said["zero_tens"], said["first_days"]) == ("lẻ", "mùng")
    assert said["kilogram"] == "ki lô gam"


def test_a_variable_wins_over_one_line_of_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(tmp_path, 'name = "x"\n[reading]\nregion = "south"\nyear = "short"\n')
    monkeypatch.setenv("BROADCASTER_READING_ZERO_TENS", "linh")
    monkeypatch.setenv("BROADCASTER_READING_FIRST_DAYS", unicodedata.normalize("NFD", "mồng"))
    said = load_station(tmp_path).reading.words()
    assert (said["zero_tens"], said["first_days"]) == ("linh", "mồng")
    assert (said["thousand"], said["year"]) == ("ngàn", "short")


def test_a_reading_may_say_nothing_for_a_sign(tmp_path: Path) -> None:
    settings(tmp_path, 'name = "x"\n[reading]\ncode_slash = ""\nfirst_days = ""\n')
    said = load_station(tmp_path).reading.words()
    assert said["code_slash"] == said["first_days"] == ""


# ---------------------------------------------------------------------------------- bad settings


def test_every_wrong_line_is_told_at_once_with_its_remedy(tmp_path: Path) -> None:
    file = settings(
        tmp_path,
        'name = "xã Mẫu"\n'
        "panel_port = 99999\n"
        "# a line between\n"
        'voices = ["gtts", "opera"]\n'
        'speaker = "tape"\n'
        "loudnes_lufs = -16\n"
        '"vo(ice" = 1\n'
        "two_person_rule = 7\n",
    )
    told = complaint(tmp_path).split(f"{file} ")
    assert [sentence.removesuffix("; ") for sentence in told] == [
        "",
        "line 2: 'panel_port' should be less than or equal to 65535, not 99999",
        "line 4: 'voices' should be 'gtts', 'piper' or 'espeak', not 'opera'",
        "line 5: 'speaker' should be device, null or wav:FILE, not 'tape'",
        "line 6: unknown key 'loudnes_lufs'; did you mean 'loudness_lufs'?",
        "line 7: unknown key 'vo(ice'; did you mean 'voices'?",
        "line 8: 'two_person_rule' should be true or false, not 7",
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("sample_rate = 8000", "should be 22050, 24000, 32000, 44100 or 48000, not 8000"),
        ("voices = []", "should have at least 1 item, not []"),
        ('name = ""', "should have at least 1 character, not ''"),
        ('name = "x\\u0007"', "should hold printable characters only"),
        ('espeak_voice = "en"', "should be vi, vi-vn-x-central or vi-vn-x-south, not 'en'"),
        ("longest_script = 1.5", "should be a whole number, not 1.5"),
        ("dead_air_s = true", "'dead_air_s' should be a number of seconds, not true"),
        ('dead_air_s = "long"', "'dead_air_s' should be a number of seconds, not 'long'"),
        ("dead_air_s = 2026-11-22", "should be a number of seconds, not 2026-11-22"),
        ("panel_port = true", "'panel_port' should be a number, not true"),
        ("device = 3", "should be a text in quotes, not 3"),
        ("piper_model = 3", "should be the name of a file, in quotes, not 3"),
        ("voices = 3", "should be a list in brackets, not 3"),
        ("[panel]\nport = 1", "unknown key 'panel'"),
        ('home = "/x"', "unknown key 'home'; remove it"),
        ('panel_host = "127.0.0.300"', "should be 127.0.0.1 for this machine only, 0.0.0.0 for"),
        ('panel_host = "192.168.1.20:8080"', "without port, not '192.168.1.20:8080'"),
        ('panel_host = "http://dai"', "without port, not 'http://dai'"),
        ('panel_host = "may cua dai"', "without port, not 'may cua dai'"),
        ('device = "wav:/x/air.wav"', 'for a file write speaker = "wav:FILE"'),
        ('fallback_device = "wav:air.wav"', 'for a file write speaker = "wav:FILE"'),
    ],
)
def test_a_wrong_line_says_what_it_should_be(tmp_path: Path, line: str, sentence: str) -> None:
    file = settings(tmp_path, f"# first\n{line}\n")
    told = complaint(tmp_path)
    assert told.startswith(f"{file} line 2: ")
    assert sentence in told


def test_a_voice_that_is_none_is_told_in_one_sentence(tmp_path: Path) -> None:
    file = settings(tmp_path, 'name = "x"\nvoices = ["siri"]\n')
    assert complaint(tmp_path) == (
        f"{file} line 2: 'voices' should be 'gtts', 'piper' or 'espeak', not 'siri'"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("BROADCASTER_PANEL_PORT", "many"), ("BROADCASTER_VOICES", "opera"), ("Broadcaster_Name", "")],
)
def test_a_wrong_variable_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    settings(tmp_path, "")
    monkeypatch.setenv(name, value or "\x07")
    assert complaint(tmp_path).startswith(f"the environment variable {name}: ")


def test_toml_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    file = settings(tmp_path, 'name = "x"\npanel_port 8080\n')
    told = complaint(tmp_path)
    assert str(file) in told
    assert "line 2" in told


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    settings(tmp_path, 'name = "xã"\n'.encode("latin-1"))
    assert "not UTF-8" in complaint(tmp_path)


def test_settings_that_nest_too_deeply_are_told(tmp_path: Path) -> None:
    settings(tmp_path, "name = " + "[" * 100_000)
    assert "line 1: " in complaint(tmp_path)


def test_a_folder_without_a_station_is_told_with_the_way_to_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="init --station NAME"):
        load_station(tmp_path / "none")


def test_settings_that_were_emptied_do_not_make_another_commune_of_it(tmp_path: Path) -> None:
    settings(tmp_path, "")
    assert "does not say the station's name" in complaint(tmp_path)


@pytest.mark.parametrize(
    ("lines", "number", "sentence"),
    [
        ('[reading]\nregion = "east"', 3, "'reading.region' should be 'north', 'central' or"),
        ('[reading]\nyear = "long"', 3, "should be 'full', 'short' or 'digits', not 'long'"),
        ("[reading]\nper = 1", 3, "'reading.per' should be 'một', 'mỗi' or 'trên', not 1"),
        ('[reading]\nthousan = "x"', 3, "'reading.thousan'; did you mean 'reading.thousand'?"),
        ("[reading]\npanel_port = 80", 3, "'reading.panel_port'; write it above [reading]"),
        ('thousand = "ngàn"', 2, "unknown key 'thousand'; write it under [reading]"),
        ('reading = "south"', 2, "should be a table; write [reading] and its settings below"),
        ('reading = { year = "long" }', 2, "'reading.year' should be 'full'"),
    ],
)
def test_a_wrong_line_of_the_reading_is_named(
    tmp_path: Path, lines: str, number: int, sentence: str
) -> None:
    assert_named(tmp_path, lines, number, sentence)


def test_a_wrong_variable_of_the_reading_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(tmp_path, 'name = "x"\n')
    monkeypatch.setenv("BROADCASTER_READING_YEAR", "long")
    assert complaint(tmp_path).startswith(
        "the environment variable BROADCASTER_READING_YEAR: 'reading.year' should be 'full'"
    )
    monkeypatch.setenv("BROADCASTER_READING_YEAR", "")
    monkeypatch.setenv("BROADCASTER_READING", "south")
    assert "BROADCASTER_READING: 'reading' should be a table" in complaint(tmp_path)


@pytest.mark.parametrize(
    ("lines", "number", "sentence"),
    [
        ('[amplifier]\nkind = "horn"', 3, "'none', 'command', 'http' or 'serial', not 'horn'"),
        ('[amplifier]\nkind = "command"', 2, "'amplifier.on' should be a command line, because"),
        (
            '[amplifier]\nkind = "command"\noff = "x"\non = "a \'b"',
            5,
            "should be a command line, because",
        ),
        (
            '[amplifier]\nkind = "http"\noff = "http://192.0.2.1/"\non = "relay"',
            5,
            "should be an address such as http://",
        ),
        (
            '[amplifier]\nkind = "serial"\nport = "COM3"\noff = "A1"\non = "A0 0"',
            6,
            "should be bytes in hexadecimal such as",
        ),
        (
            '[amplifier]\nkind = "serial"\non = "A0"\noff = "A1"',
            2,
            "'amplifier.port' should name the port",
        ),
        ("[amplifier]\nlead_s = true", 3, "should be a number of seconds, not true"),
        ("[amplifier]\nlead_s = 99", 3, "should be less than or equal to 60, not 99"),
        ("lead_s = 9", 2, "unknown key 'lead_s'; write it under [amplifier]"),
        ('amplifier = "on"', 2, "should be a table; write [amplifier] and its settings below"),
    ],
)
def test_a_wrong_line_of_the_amplifier_is_named(
    tmp_path: Path, lines: str, number: int, sentence: str
) -> None:
    assert_named(tmp_path, lines, number, sentence)


def test_a_variable_wins_over_one_line_of_the_amplifier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(
        tmp_path,
        'name = "x"\n[amplifier]\nkind = "serial"\nport = "COM3"\non = "A0"\noff = "A1"\n',
    )
    monkeypatch.setenv("BROADCASTER_AMPLIFIER_LEAD_S", "7.5")
    monkeypatch.setenv("BROADCASTER_AMPLIFIER_PORT", "COM4")
    amplifier = load_station(tmp_path).amplifier
    assert (amplifier.lead_s, amplifier.port, amplifier.on) == (7.5, "COM4", "A0")

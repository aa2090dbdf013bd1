"""What the station needs, and whether it is there."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster import airlog
from broadcaster.airlog import Outcome
from broadcaster.app import open_app
from broadcaster.clock import SystemClock
from broadcaster.doctor import Finding, examine
from broadcaster.errors import PlayoutUnavailable
from broadcaster.kept_settings import KEPT_FILE, keep_good
from broadcaster.playout.door import PlayerDoor
from broadcaster.playout.output import device_speaker
from broadcaster.playout.output.sound_devices import SoundDevice
from broadcaster.station import SETTINGS_FILE
from tests.airlog.examples import end, start
from tests.rig.commune import SETTINGS, Commune

PROGRAMME = 'name = "Bản tin"\nstarts = ["{}"]\n[[rundown]]\nsection = "Tin"\n'


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("founded") / "home"
    Commune(home).close()
    (home / "schedules" / "sang.toml").write_text(PROGRAMME.format("05:30"), encoding="utf-8")
    return home


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "home"))


def settle(home: Path, **settings: str) -> None:
    lines = SETTINGS.splitlines()
    kept = [line for line in lines if line.partition(" ")[0] not in settings]
    changed = [f"{key} = {value}" for key, value in settings.items()]
    (home / SETTINGS_FILE).write_text("\n".join([*kept, *changed]) + "\n", encoding="utf-8")


def ill(home: Path, *, needed: bool = True) -> list[Finding]:
    return [f for f in examine(home) if not f.well and f.needed is needed]


def the_only_ill(home: Path, *, needed: bool = True) -> Finding:
    (finding,) = ill(home, needed=needed)
    assert "\n" not in finding.text
    return finding


def devices(*names: str) -> Callable[[], list[SoundDevice]]:
    return lambda: [
        SoundDevice(index=at, name=name, host="ALSA", outputs=2, inputs=0, default_output=at == 0)
        for at, name in enumerate(names)
    ]


def test_a_sound_station_is_well(home: Path) -> None:
    findings = list(examine(home))
    assert [f for f in findings if not f.well and f.needed] == []
    assert {f.name for f in findings if f.well} >= {
        "station", "disk", "ffmpeg", "voice", "database", "log", "schedules", "people", "clock",
    }  # fmt: skip


def test_nothing_is_changed(home: Path) -> None:
    def tree() -> dict[str, bytes]:
        files = (*home.glob("*.toml"), *home.glob("*.db"), *(home / "schedules").iterdir())
        return {file.name: file.read_bytes() for file in files}

    before = tree()
    list(examine(home))
    assert tree() == before


# ---------------------------------------------------------------------------------- what is ill


def test_without_a_station_the_machine_is_examined_all_the_same(tmp_path: Path) -> None:
    findings = list(examine(tmp_path / "none"))
    assert not findings[0].well
    assert "init" in findings[0].text
    assert {"disk", "ffmpeg", "voice"} <= {finding.name for finding in findings}


def test_wrong_settings_are_told_each_by_itself(home: Path) -> None:
    (home / KEPT_FILE).unlink()
    settle(home, panel_port="0", device='"wav:/x.wav"')
    first, second = (f for f in ill(home) if f.name == "station")
    assert "'panel_port' should be" in first.text
    assert "'device' should be" in second.text


def test_wrong_settings_are_told_with_those_that_serve_and_these_are_examined(home: Path) -> None:
    settle(home)
    keep_good(home)
    settle(home, panel_port="0")
    wrong, instead = ill(home)
    assert "'panel_port' should be" in wrong.text
    assert f"kept in {KEPT_FILE}" in instead.text
    assert any(finding.name == "people" and finding.well for finding in examine(home))


def test_an_address_of_the_panel_that_is_not_of_this_machine_is_told(home: Path) -> None:
    settle(home, panel_host='"192.0.2.77"')
    assert "this machine has no address '192.0.2.77'" in the_only_ill(home).text


def test_a_schedule_that_cannot_be_read_is_told(home: Path) -> None:
    (home / "schedules" / "hong.toml").write_text("name = \n", encoding="utf-8")
    findings = ill(home)
    assert {finding.name for finding in findings} == {"schedules"}
    assert any("hong.toml line 1" in finding.text for finding in findings)


def test_a_wrong_line_of_the_dictionary_is_told_and_the_rest_is_in_use(home: Path) -> None:
    file = home / "schedules" / "pronunciation.toml"
    file.write_text('[pronunciation]\n"NVH" = "nhà văn hóa"\n"Chư" = 5\n', encoding="utf-8")
    finding = the_only_ill(home)
    assert (finding.name, "line 3" in finding.text) == ("dictionary", True)
    assert "entries in use: 1" in {one.text for one in examine(home) if one.name == "dictionary"}


@pytest.mark.parametrize("name", ["attention", "attention-drill", "chime"])
def test_a_damaged_signal_is_told_with_what_is_heard_in_its_place(home: Path, name: str) -> None:
    assert any(finding.name == "signals" and finding.well for finding in examine(home))
    (home / "audio_assets" / f"{name}.wav").write_bytes(b"")
    (finding,) = (one for one in ill(home, needed=False) if one.name == "signals")
    assert f"{name}.wav cannot be played" in finding.text


def test_overlapping_slots_are_told_with_both_files(home: Path) -> None:
    (home / "schedules" / "som.toml").write_text(PROGRAMME.format("05:40"), encoding="utf-8")
    text = the_only_ill(home).text
    assert "sang.toml" in text
    assert "som.toml" in text


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (
            'tune = "opning"',
            "line 6: there is no sound 'opning'; put opning.wav into audio_assets, or did you mean",
        ),
        ('chime = "trong-lang"', "line 6: there is no sound 'trong-lang'; put trong-lang.wav"),
        (
            'relay = "line:thu"\nlength = "15m"\nfiller = "nhac"',
            "line 8: there is no sound 'nhac'",
        ),
        (
            'tune = "opening"\n[[rundown]]\ntune = "hong"',
            "line 8: the sound 'hong' cannot be played; put another hong.wav",
        ),
    ],
)
def test_a_sound_that_is_not_there_is_told_with_its_line(home: Path, part: str, told: str) -> None:
    (home / "audio_assets").mkdir(exist_ok=True)
    (home / "audio_assets" / "hong.wav").write_bytes(b"<html>")
    file = home / "schedules" / "sang.toml"
    file.write_text(PROGRAMME.format("05:30") + f"[[rundown]]\n{part}\n", encoding="utf-8")
    finding = the_only_ill(home)
    assert finding.name == "schedules"
    assert finding.text.startswith(f"{file} {told}")
    assert not any(f.name == "schedules" and f.well for f in examine(home))


@pytest.mark.parametrize(
    ("fill", "told"),
    [
        ("tune:nhac", "there is no sound 'nhac'"),
        ("folder:nhac", "there is no .wav file in audio_assets/nhac"),
    ],
)
def test_music_that_is_not_there_is_told(home: Path, fill: str, told: str) -> None:
    file = home / "schedules" / "sang.toml"
    file.write_text(f'fill = "{fill}"\n' + PROGRAMME.format("05:30"), encoding="utf-8")
    assert the_only_ill(home).text.startswith(f"{file} line 1: {told}")


def test_a_programme_that_rests_needs_no_sounds(home: Path) -> None:
    file = home / "schedules" / "sang.toml"
    resting = "enabled = false\n" + PROGRAMME.format("05:30") + '[[rundown]]\ntune = "none"\n'
    file.write_text(resting, encoding="utf-8")
    assert ill(home) == []


def test_a_station_without_programmes_is_told(home: Path) -> None:
    (home / "schedules" / "sang.toml").unlink()
    assert "no programme is declared" in the_only_ill(home).text


def test_a_missing_device_counts_where_the_device_is_the_speaker(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_speaker, "sound_devices", devices())
    assert "plug one in" in the_only_ill(home, needed=False).text
    settle(home, speaker='"device"')
    assert "plug one in" in the_only_ill(home).text
    monkeypatch.setattr(device_speaker, "sound_devices", devices("HDA Intel", "USB Audio CODEC"))
    assert ill(home) == []
    settle(home, speaker='"device"', device='"usb audio"')
    assert ill(home) == []
    settle(home, speaker='"device"', device='"Behringer"')
    told = the_only_ill(home).text
    assert "there are: HDA Intel [ALSA], 2 channels, the default; USB Audio CODEC [ALSA]" in told


@pytest.mark.parametrize(
    ("setting", "name", "there"),
    [
        ("microphone", "microphone", "USB Mic [ALSA], 1 channel, the default; Line [ALSA]"),
        ("monitor", "monitor", "USB Mic [ALSA], 1 channel, the default; Line [ALSA]"),
        ("fallback_device", "second output", "HDA [ALSA], 2 channels, the default; USB [ALSA]"),
    ],
)
def test_a_device_that_the_settings_name_and_that_is_not_there_is_told_with_those_that_are(
    home: Path, monkeypatch: pytest.MonkeyPatch, setting: str, name: str, there: str
) -> None:
    found = [
        SoundDevice(
            index=at, name=each, host="ALSA", outputs=outputs, inputs=1 - outputs // 2,
            default_output=at == 0, default_input=at == 2,
        )
        for at, (each, outputs) in enumerate((("HDA", 2), ("USB", 2), ("USB Mic", 0), ("Line", 0)))
    ]  # fmt: skip
    monkeypatch.setattr(device_speaker, "sound_devices", lambda: found)
    settle(home, speaker='"device"', **{setting: '"Micr0"'})
    (told,) = (finding for finding in ill(home, needed=False) if finding.name == name)
    assert f"is named 'Micr0'; plug it in, or correct '{setting}' in station.toml" in told.text
    assert there in told.text
    assert ill(home) == []
    named, _, _ = there.partition(",")
    settle(home, speaker='"device"', **{setting: f'"{named.upper()}"'})
    (well,) = (finding for finding in examine(home) if finding.name == name)
    assert (well.well, there in well.text) == (True, True)
    assert well.text.startswith(f"'{named.upper()}' is {named}, ")


def test_a_device_that_no_setting_names_is_not_looked_for(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_speaker, "sound_devices", devices("HDA"))
    settle(home, fallback_device='"nothing is played to it"')
    names = {finding.name for finding in examine(home)}
    assert names.isdisjoint({"microphone", "monitor", "second output"})


@pytest.mark.parametrize("name", ["air.wav", "recordings/new/air.wav"])
def test_a_recording_that_can_be_written_is_well_and_not_begun(home: Path, name: str) -> None:
    settle(home, speaker=f'"wav:{name}"')
    assert ill(home) == []
    assert any(str(home / name) in f.text for f in examine(home) if f.name == "recording")
    assert not (home / name).exists()


def test_a_recording_that_is_there_is_left_as_it_is(home: Path) -> None:
    (home / "air.wav").write_bytes(b"RIFF")
    settle(home, speaker='"wav:air.wav"')
    assert ill(home) == []
    assert (home / "air.wav").read_bytes() == b"RIFF"


@pytest.mark.parametrize("file", ["schedules", "station.toml/air.wav", "/proc/air.wav"])
def test_a_recording_that_cannot_be_written_is_told(home: Path, file: str) -> None:
    settle(home, speaker=f'"wav:{file}"')
    told = the_only_ill(home).text
    assert file in told
    assert "cannot be written" in told
    assert "station.toml" in told


def test_zones_need_as_many_channels_as_the_device_has(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_speaker, "sound_devices", devices("HDA Intel"))
    settle(home, speaker='"device"')
    file = home / "schedules" / "volume.toml"
    file.write_text('[[zone]]\nname = "Thôn Mẫu 1"\nchannel = 2\n', encoding="utf-8")
    assert ill(home) == []
    assert any("Thôn Mẫu 1: channel 2, 100 %" in finding.text for finding in examine(home))
    file.write_text('[[zone]]\nname = "Thôn Mẫu 1"\nchannel = 4\n', encoding="utf-8")
    assert "HDA Intel [ALSA] has 2 channels" in the_only_ill(home).text


def test_a_sound_library_that_is_not_installed_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> list[SoundDevice]:
        raise PlayoutUnavailable("PyAudio is not installed; pip install 'broadcaster[speaker]'")  # noqa: EM101

    monkeypatch.setattr(device_speaker, "sound_devices", refuse)
    settle(home, speaker='"device"')
    assert "pip install" in the_only_ill(home).text


def test_a_voice_that_is_missing_is_told_and_needed_only_if_it_is_the_last(home: Path) -> None:
    settle(home, voices='["piper", "espeak"]', piper_model='"none.onnx"')
    assert any(f.name == "voice" and "piper" in f.text for f in ill(home, needed=False))
    assert ill(home) == []
    settle(home, voices='["piper"]', piper_model='"none.onnx"')
    assert "no voice can speak" in the_only_ill(home).text


def test_a_station_that_speaks_only_with_the_internet_is_warned(home: Path) -> None:
    settle(home, voices='["gtts"]')
    assert any("add espeak" in finding.text for finding in ill(home, needed=False))


@pytest.mark.parametrize(("free", "needed"), [(1_000_000_000, False), (50_000_000, True)])
def test_little_space_is_a_warning_and_no_space_a_need(
    home: Path, monkeypatch: pytest.MonkeyPatch, free: int, needed: bool
) -> None:
    usage = shutil.disk_usage(home)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    (finding,) = [f for f in ill(home, needed=needed) if f.name == "disk"]
    assert "free some space" in finding.text


def test_a_damaged_database_is_told(home: Path) -> None:
    (home / "broadcaster.db").write_bytes(b"x" * 10_000)
    findings = ill(home)
    assert any(f.name == "database" and "restore a backup" in f.text for f in findings)


def test_a_database_that_is_not_there_is_told(home: Path) -> None:
    settle(home, database='"sqlite:////no/such/folder/x.db"')
    assert any("check the setting 'database'" in finding.text for finding in ill(home))


@pytest.mark.loopback
def test_a_server_that_does_not_answer_is_told_without_its_password(home: Path) -> None:
    settle(home, database='"postgresql+psycopg://a:geheim@127.0.0.1:1/x"')
    findings = ill(home)
    assert any("check the setting 'database'" in finding.text for finding in findings)
    assert not any("geheim" in finding.text for finding in findings)


def test_a_broken_log_is_told_with_its_row(home: Path) -> None:
    (home / "run").mkdir(exist_ok=True)
    airlog.keep_head(home / "run" / airlog.ANCHOR_FILE, airlog.Head(3, "0" * 64))
    text = the_only_ill(home).text
    assert "row 1 is bad" in text


def test_a_clock_behind_the_log_is_told(home: Path) -> None:
    app = open_app(home)
    tomorrow = SystemClock().now() + timedelta(days=1)
    began = start("a", at=tomorrow)
    with app.store.writing() as session:
        airlog.append(session, began)
        airlog.append(session, end(began, 60, Outcome.AIRED))
    app.store.close()
    assert "set the clock" in the_only_ill(home).text


def test_nobody_who_may_approve_is_told(home: Path) -> None:
    from sqlalchemy import text

    app = open_app(home)
    with app.store.writing() as session:
        session.connection().execute(text("UPDATE person SET role = 'editor'"))
    app.store.close()
    assert "nobody may approve" in the_only_ill(home).text


def test_one_person_alone_is_warned_of_the_two_person_rule(home: Path) -> None:
    from sqlalchemy import text

    app = open_app(home)
    with app.store.writing() as session:
        session.connection().execute(text("DELETE FROM person WHERE role <> 'administrator'"))
    app.store.close()
    assert any("two-person rule" in finding.text for finding in ill(home, needed=False))
    settle(home, two_person_rule="false")
    assert not any("two-person rule" in finding.text for finding in ill(home, needed=False))


def test_a_variable_that_is_no_setting_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADCASTER_PANEL_PRT", "8081")
    texts = [finding.text for finding in ill(home, needed=False)]
    assert any("did you mean 'BROADCASTER_PANEL_PORT'?" in text for text in texts)


def test_a_device_that_the_player_cannot_open_is_not_told_as_well(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = {"pid": 7, "hangs": False, "output_error": "the sound device cannot be opened"}
    monkeypatch.setattr(PlayerDoor, "state", lambda _: state)
    monkeypatch.setattr(device_speaker, "sound_devices", devices("card"))
    of_sound = [(f.well, f.text) for f in examine(home) if f.name == "sound device"]
    assert of_sound == [(False, "the player says: the sound device cannot be opened")]
    state["output_error"] = ""
    assert [f.well for f in examine(home) if f.name == "sound device"] == [True]

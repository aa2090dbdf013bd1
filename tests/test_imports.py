"""What the player and the doctor need to start, and what they must not wait for."""

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import docx
import pytest

import broadcaster.playout
import broadcaster.speech
import broadcaster.speech.spoken
from broadcaster.newsroom import CONSOLE
from broadcaster.playout.door import DoorServer
from tests.rig.commune import APPROVER, Commune
from tests.rig.patience import PATIENCE_S

OPTIONAL = ("espeakng_loader", "imageio_ffmpeg", "docx", "gtts", "piper", "pyloudnorm", "pydub")
SLOW = ("scipy.signal", "pyloudnorm", "pydub", "gtts", "requests", "docx", "flask")


def run_python(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.process
@pytest.mark.parametrize("absent", OPTIONAL)
def test_player_and_doctor_start_without(absent: str) -> None:
    run_python(
        f"import sys; sys.modules[{absent!r}] = None;"
        "import broadcaster.playout.player, broadcaster.doctor"
    )


@pytest.mark.process
@pytest.mark.parametrize(
    ("absent", "use", "remedy"),
    [
        (
            "docx",
            (
                "from broadcaster.newsroom import read_script;"
                "read_script(Path(sys.argv[1]), longest=1000)"
            ),
            "pip install python-docx",
        ),
        (
            "imageio_ffmpeg",
            (
                "from broadcaster.newsroom.ffmpeg import decode;"
                "decode(Path(sys.argv[1]), 'mov', length_s=1)"
            ),
            "pip install imageio-ffmpeg",
        ),
        (
            "espeakng_loader",
            (
                "from broadcaster.speech.espeak_voice import EspeakVoice;"
                "EspeakVoice('vi', words_per_minute=160).speak('xin chào')"
            ),
            "espeakng-loader",
        ),
    ],
)
def test_what_is_absent_is_named_with_its_remedy_where_it_is_used(
    tmp_path: Path, absent: str, use: str, remedy: str
) -> None:
    script = tmp_path / "tin.docx"
    docx.Document().save(str(script))
    program = (
        f"import sys; sys.modules[{absent!r}] = None\n"
        "from pathlib import Path\n"
        "from broadcaster.errors import BroadcasterError\n"
        f"try:\n    {use}\n"
        "except BroadcasterError as error:\n    print(error.message)\n"
    )
    assert remedy in run_python(program, str(script))


@pytest.mark.process
def test_the_player_starts_without_what_it_does_not_use() -> None:
    loaded = run_python(
        "import broadcaster.playout.player, sys;"
        f"print([name for name in {SLOW!r} if name in sys.modules])"
    )
    assert loaded.strip() == "[]"


@pytest.mark.process
def test_a_player_without_a_monitor_loads_nothing_of_it() -> None:
    loaded = run_python(
        "import broadcaster.playout.player, sys;"
        "parts = ('broadcaster.hearing', 'broadcaster.playout.heard.monitor');"
        "print([name for name in sys.modules if name.startswith(parts)])"
    )
    assert loaded.strip() == "[]"


@pytest.mark.process
def test_the_listener_loads_neither_database_nor_settings() -> None:
    loaded = run_python(
        "import broadcaster.playout.heard.listener, sys;"
        "print([n for n in ('sqlalchemy', 'pydantic', 'scipy', 'apscheduler') if n in sys.modules])"
    )
    assert loaded.strip() == "[]"


@pytest.mark.process
def test_the_spoken_form_loads_the_standard_library_only() -> None:
    loaded = run_python(
        "import sys; before = set(sys.modules);"
        "from broadcaster.speech.spoken import spoken_form; spoken_form('Có 3 hộ.');"
        "print(sorted({name.partition('.')[0] for name in set(sys.modules) - before}"
        " - sys.stdlib_module_names))"
    )
    assert loaded.strip() == "['broadcaster']"


@pytest.mark.process
def test_who_knocks_at_the_players_door_does_not_load_the_player() -> None:
    loaded = run_python(
        "import sys; from broadcaster.playout import PlayerDoor;"
        "print([name for name in ('numpy', 'sqlmodel', 'apscheduler') if name in sys.modules])"
    )
    assert loaded.strip() == "[]"


@pytest.mark.process
@pytest.mark.loopback
@pytest.mark.parametrize("by", [(), ("--by", APPROVER)])
def test_an_emergency_waits_for_no_table_and_no_number(tmp_path: Path, by: tuple[str, ...]) -> None:
    commune = Commune(tmp_path / "home")
    commune.close()
    run = commune.app.station.run
    run.mkdir(exist_ok=True)
    asked: list[str] = []

    def answer(request: dict[str, str]) -> dict[str, object]:
        asked.append(request["by"])
        return {}

    door = DoorServer(run / "player.json", answer)
    door.open()
    try:
        loaded = run_python(
            "import sys, broadcaster.cli.air, broadcaster.cli\n"
            "broadcaster.cli.air.speak_aside = lambda home, asked: None\n"
            "try:\n    broadcaster.cli.main(sys.argv[1:])\n"
            "except SystemExit as ended:\n    assert not ended.code\n"
            "heavy = ('sqlmodel', 'sqlalchemy', 'numpy', 'alembic', 'apscheduler', 'rich')\n"
            "print([name for name in heavy if name in sys.modules])",
            "--home", str(commune.home), "interrupt", "--text", "Mưa lớn", *by,
        )  # fmt: skip
    finally:
        door.close()
    assert loaded.splitlines()[-1] == "[]"
    assert asked == [by[-1] if by else CONSOLE]


@pytest.mark.parametrize(
    "room", [broadcaster.speech, broadcaster.speech.spoken, broadcaster.playout]
)
def test_every_name_a_room_offers_is_there(room: ModuleType) -> None:
    for name in room.__all__:
        assert getattr(room, name) is not None
        assert name in vars(room)


def test_a_name_that_a_room_does_not_offer_is_an_ordinary_mistake() -> None:
    with pytest.raises(AttributeError, match=r"'broadcaster\.speech' has no attribute 'sing'"):
        broadcaster.speech.sing  # type: ignore[attr-defined] # noqa: B018
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("broadcaster.speech.sing")

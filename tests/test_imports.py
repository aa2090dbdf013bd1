"""What the player and the doctor need to start, and what they must not wait for."""

import subprocess
import sys
from pathlib import Path

import docx
import pytest

OPTIONAL = ("espeakng_loader", "imageio_ffmpeg", "docx", "gtts", "piper", "pyloudnorm", "pydub")
SLOW = ("scipy.signal", "pyloudnorm", "pydub", "gtts", "requests", "docx", "flask")


def run_python(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
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

"""How every command begins and ends: its station, its language, its faults."""

import errno
import os
import pty
import resource
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

import click
import pytest

from broadcaster import __version__
from broadcaster.cli.main import COMMANDS, broadcaster
from broadcaster.kept_settings import KEPT_FILE
from broadcaster.store import Store
from tests.cli.command_line import CommandLine
from tests.rig.commune import EDITOR, command
from tests.rig.patience import PATIENCE_S
from tests.rig.small_disk import small_disk

process = pytest.mark.process


def test_the_home_may_stand_before_and_behind_the_command(cli: CommandLine) -> None:
    for words in (
        ("--home", cli.home, "status", "--json"),
        ("status", "--home", cli.home, "--json"),
        ("status", "--json", "--home", cli.home),
        ("status", "--json", f"--home={cli.home}"),
    ):
        assert cli.bare(*words).json["home"] == str(cli.home)


def test_the_environment_names_the_home_and_the_words_win(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BROADCASTER_HOME", str(cli.home))
    assert cli.bare("status", "--json").json["home"] == str(cli.home)
    said = cli.bare("status", "--home", tmp_path / "none")
    assert said.status == 1
    assert str(tmp_path / "none") in said.sentence


def test_without_either_it_is_the_platforms_folder(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("BROADCASTER_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    said = cli.bare("status")
    assert said.status == 1
    assert f"no station in {tmp_path / 'broadcaster'}" in said.sentence


def test_a_word_behind_two_dashes_is_no_home(cli: CommandLine) -> None:
    said = cli("news", "add", "--", "--home", "x")
    assert said.status == 1
    assert [line.partition(": ")[2] for line in said.err.splitlines()] == [
        "--home: there is no such file; look at its name and folder",
        "x: there is no such file; look at its name and folder",
    ]


def test_help_and_version_are_no_faults(cli: CommandLine) -> None:
    assert __version__ in cli.bare("--version").out
    assert "Commands:" in cli.bare("--help").out
    assert "--airings" in cli.bare("news", "add", "-h").out
    assert "Commands:" in cli.bare().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["brodcast"], "No such command 'brodcast'"),
        (["status", "--jsno"], "--jsno"),
        (["news", "submit", "1"], "--by"),
        (["--home"], "--home"),
        (["--home", __file__, "status"], "is a file"),
        (["status", "more"], "unexpected extra argument"),
        (["play", "--speaker", "tape"], "device, null or wav:FILE"),
        (["play", "--speaker", "wav:"], "device, null or wav:FILE"),
    ],
)
def test_wrong_usage_is_one_line_that_names_the_help(
    cli: CommandLine, words: list[str], sentence: str
) -> None:
    said = cli.bare(*words)
    assert said.status == 2
    assert sentence in said.sentence
    assert said.sentence.endswith("--help'")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x/y"), "the disk is full (/x/y)"),
        (PermissionError(errno.EACCES, "Permission denied", "/x/y"), "may not write or read"),
        (OSError(errno.EIO, "Input/output error"), "the machine refused: Input/output error"),
        (KeyboardInterrupt(), "broken off"),
        (UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates"), "not UTF-8 text"),
    ],
)
def test_what_the_machine_refuses_is_one_line(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, error: BaseException, sentence: str
) -> None:
    def fail(store: Store) -> None:
        raise error

    monkeypatch.setattr(Store, "migrate", fail)
    assert sentence in cli.refused("news", "list")


@pytest.mark.parametrize("there", [True, False])
def test_a_fault_of_our_own_is_one_line_and_its_details_a_file(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: bool
) -> None:
    def fail(store: Store) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Store, "migrate", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = cli.home / "logs" if there else tmp_path
    if not there:
        (cli.home / "logs").rename(cli.home / "elsewhere")
    said = cli.refused("news", "list")
    assert f"its details are in {folder / 'faults.log'}" in said
    assert "ZeroDivisionError" in (folder / "faults.log").read_text(encoding="utf-8")


def test_a_damaged_database_is_one_line(cli: CommandLine) -> None:
    (cli.home / "broadcaster.db").write_bytes(b"x" * 10_000)
    assert "restore a backup" in cli.refused("news", "list")


def test_broken_settings_without_a_good_copy_are_one_line_for_every_command(
    cli: CommandLine,
) -> None:
    (cli.home / KEPT_FILE).unlink()
    (cli.home / "station.toml").write_text("panel_prt = 1\npanel_port = 0\n", encoding="utf-8")
    for words in (("status",), ("stop",), ("run",), ("timetable",), ("play",)):
        said = cli.refused(*words)
        assert "line 1: unknown key 'panel_prt'; did you mean 'panel_port'?" in said
        assert "line 2: 'panel_port' should be greater than or equal to 1, not 0" in said


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("nonsense", "write sqlite:///FILE or postgresql"),
        ("mysql://a:geheim@b/c", "write sqlite:///FILE or postgresql"),
        ("sqlite:////no/such/folder/x.db", "check the setting 'database'"),
    ],
)
def test_a_wrong_database_is_one_line(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, address: str, sentence: str
) -> None:
    monkeypatch.setenv("BROADCASTER_DATABASE", address)
    said = cli.refused("news", "list")
    assert sentence in said
    assert "geheim" not in said


# ------------------------------------------------------------------------------ real processes


def machine(**variables: str) -> dict[str, str]:
    """Return the environment of a machine that knows no UTF-8."""
    plain = {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    return {"PATH": os.environ["PATH"], **plain, **variables}


def run(
    home: Path, *words: str, text: str = "", **options: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command(home, *words),
        input=text.encode(),
        capture_output=True,
        check=False,
        timeout=PATIENCE_S,
        env=machine(**options),
    )


@process
def test_a_machine_without_utf8_reads_and_writes_vietnamese(home: Path, tmp_path: Path) -> None:
    said = run(home, "spoken", text="Tiêm phòng lúc 7h\n")
    assert said.stdout.decode() == "tiêm phòng lúc bảy giờ\n"
    said = run(home, "status")
    assert "Station xã Thử" in said.stdout.decode()
    assert said.stderr == b""
    said = run(home, "news", "show", "1")
    assert said.returncode == 1
    script = tmp_path / "bản tin.txt"
    script.write_text("Sáng mai tiêm phòng.", encoding="utf-8")
    said = run(home, "news", "add", str(script), "--title", "Tiêm phòng", "--by", EDITOR)
    assert said.stdout == b"1\n", said.stderr.decode()
    assert "Tiêm phòng" in run(home, "news", "list").stdout.decode()


@process
def test_a_terminal_without_utf8_shows_vietnamese_and_progress(home: Path, tmp_path: Path) -> None:
    shown = on_a_terminal(home, "user", "list")
    assert "Tên đăng nhập" in shown
    backup = on_a_terminal(home, "backup", str(tmp_path / "x.zip"))
    assert "━" in backup, "progress is shown on a terminal"
    assert "MB" in backup
    assert run(home, "backup", str(tmp_path / "y.zip")).stderr == b"", "and nowhere else"


def on_a_terminal(home: Path, *words: str) -> str:
    """Return what a command shows on a terminal of 100 columns."""
    ours, theirs = pty.openpty()
    shown = subprocess.Popen(
        command(home, *words),
        stdin=theirs, stdout=theirs, stderr=theirs,
        env=machine(TERM="xterm", COLUMNS="100"),
    )  # fmt: skip
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    os.close(ours)
    assert shown.wait(PATIENCE_S) == 0
    return b"".join(parts).decode()


@process
def test_a_password_is_asked_for_twice_on_a_terminal(home: Path) -> None:
    ours, theirs = pty.openpty()
    asked = subprocess.Popen(
        command(home, "user", "add", "moi", "--role", "editor"),
        stdin=theirs, stdout=theirs, stderr=theirs,
        env=machine(TERM="xterm"), start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    for answers in range(2):
        while shown.decode(errors="ignore").count(": ") <= answers:
            shown += os.read(ours, 4096)
        os.write(ours, "mật-khẩu-mẫu\n".encode())
    assert asked.wait(PATIENCE_S) == 0
    os.close(ours)
    assert "mật-khẩu-mẫu" not in shown.decode(errors="ignore")


@process
def test_a_full_disk_under_the_station_is_told_and_nothing_is_lost(
    home: Path, tmp_path: Path
) -> None:
    script = tmp_path / "tin.txt"
    script.write_text("Sáng mai tiêm phòng. " * 2000, encoding="utf-8")
    with small_disk(tmp_path / "disk", 4096) as mounted:
        full = Path(shutil.copytree(home, tmp_path / "disk" / "home"))
        if mounted:
            with suppress(OSError), (tmp_path / "disk" / "filler").open("wb") as filler:
                while filler.write(b"x" * 4096):
                    filler.flush()
        largest = 40_000  # more than SQLite's index of its journal, less than the script
        said = subprocess.run(
            command(full, "news", "add", str(script), "--by", EDITOR),
            preexec_fn=None if mounted else partial(limit, resource.RLIMIT_FSIZE, largest),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert said.returncode == 1
        assert said.stdout == ""
        assert said.stderr.count("\n") == 1, said.stderr
        assert "disk" in said.stderr
        (tmp_path / "disk" / "filler").unlink(missing_ok=True)
        assert run(full, "news", "list", "--json").stdout == b"[]\n"
        assert run(full, "news", "add", str(script), "--by", EDITOR).stdout == b"1\n"


def limit(what: int, size: int) -> None:
    resource.setrlimit(what, (size, size))


@process
def test_a_process_that_cannot_write_its_log_goes_on(home: Path) -> None:
    (home / "logs").rename(home / "elsewhere")
    (home / "logs").touch()
    said = run(home, "play", "--supervised")  # its input is at its end: it ends at once
    assert said.returncode == 0
    (line,) = said.stderr.decode().splitlines()
    assert line.startswith("play: it goes on without play.log: ")


@process
def test_a_reader_that_goes_away_is_no_fault(home: Path) -> None:
    writing = subprocess.Popen(
        command(home, "spoken"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=machine(),
    )  # fmt: skip
    assert writing.stdin is not None
    assert writing.stdout is not None
    assert writing.stderr is not None
    writing.stdout.close()
    with suppress(BrokenPipeError):
        writing.stdin.write(b"ba\n" * 50_000)
    with suppress(BrokenPipeError):
        writing.stdin.close()
    assert writing.wait(PATIENCE_S) == 1
    assert writing.stderr.read() == b""
    writing.stderr.close()


@process
@pytest.mark.skipif(os.name == "nt", reason="a shell closes the input")
def test_a_closed_input_is_an_empty_one(home: Path) -> None:
    said = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" <&-', "sh", *command(home, "spoken")],
        capture_output=True, env=machine(), check=False,
    )  # fmt: skip
    assert (said.returncode, said.stdout, said.stderr) == (0, b"", b"")


def test_a_full_disk_behind_the_output_is_told(home: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        said = subprocess.run(
            command(home, "user", "list"), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert said.returncode == 1
    assert said.stderr == b"broadcaster: the disk is full; free some space and try again\n"


@process
def test_the_module_is_the_command(home: Path) -> None:
    script = Path(sys.executable).with_name("broadcaster")
    by_script = subprocess.run([script, "--version"], check=True, capture_output=True).stdout
    by_module = subprocess.run(command(home, "--version"), check=True, capture_output=True).stdout
    assert by_script == by_module


# ------------------------------------------------------------------------------------- startup

LOADED = """
import sys
from broadcaster.cli.main import main
sys.argv = ["broadcaster", "--home", sys.argv[1], *sys.argv[2:]]
try:
    main()
except SystemExit:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""
HEAVY = {"alembic", "flask", "gtts", "pydub", "scipy", "waitress", "xlsxwriter"}


@process
@pytest.mark.parametrize(
    "words",
    [
        ["stop"],
        ["status"],
        ["status", "--json"],
        ["interrupt", "--news", "7"],
        ["interrupt", "--text", "Mưa lớn"],
        ["airlog"],
        ["news", "list"],
        ["spoken"],
    ],
)
def test_what_is_urgent_loads_nothing_heavy(home: Path, words: list[str]) -> None:
    said = subprocess.run(
        [sys.executable, "-c", LOADED, str(home), *words],
        capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    loaded = set(said.stderr.splitlines()[-1].split())
    assert "broadcaster" in loaded
    assert loaded & HEAVY == set()


def test_every_command_is_found_under_its_name() -> None:
    with click.Context(broadcaster) as ctx:
        for name in COMMANDS:
            found = broadcaster.get_command(ctx, name)
            assert found is not None
            assert found.name == name

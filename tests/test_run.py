"""`broadcaster run` with real processes: kept alive, and ended together."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from sqlmodel import select

from broadcaster.airlog import Outcome
from broadcaster.kept_settings import keep_good
from broadcaster.locks import PANEL, PLAYER, RENDERER
from broadcaster.playout import Heartbeat
from broadcaster.station import SETTINGS_FILE
from broadcaster.timetable import EntryKind
from tests.rig.commune import APPROVER, SETTINGS, Commune, command
from tests.rig.damaged import damaged
from tests.rig.patience import PATIENCE_S
from tests.web.served import free_port

process = pytest.mark.process
ALL = {PANEL, PLAYER, RENDERER}


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Commune]:
    """Give a station whose panel has a port of its own."""
    commune = Commune(tmp_path / "home")
    settle(commune, panel_port=free_port())
    yield commune
    commune.close()


def settle(commune: Commune, **settings: int) -> None:
    lines = "".join(f"{key} = {value}\n" for key, value in settings.items())
    (commune.home / SETTINGS_FILE).write_text(SETTINGS + lines, encoding="utf-8")


@contextmanager
def running(commune: Commune) -> "Iterator[subprocess.Popen[bytes]]":
    """Run the station; whatever happens to its supervisor, no process stays behind."""
    station = subprocess.Popen(command(commune.home, "run"), stderr=subprocess.PIPE)
    try:
        yield station
    finally:
        if station.poll() is None:
            station.terminate()
        station.communicate(timeout=PATIENCE_S)
        commune.wait_for(lambda: not processes(commune))


def processes(commune: Commune) -> dict[str, int]:
    """Return the process id of each part that says it is running now."""
    with commune.app.store.reading() as session:
        beats = session.exec(select(Heartbeat)).all()
    return {
        beat.process: beat.pid
        for beat in beats
        if json.loads(beat.state)["word"] == "running" and is_alive(beat.pid)
    }


def all_run(commune: Commune, but: Collection[int] = ()) -> dict[str, int]:
    """Wait until every part is there, in none of the processes `but`; return their ids."""
    found: dict[str, int] = {}

    def are_there() -> bool:
        found.clear()
        found.update(processes(commune))
        return set(found) == ALL and not set(found.values()) & set(but)

    commune.wait_for(are_there)
    return found


def is_alive(pid: int) -> bool:
    """Return whether the process runs; one that is dead and unburied does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


def panel_answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@process
def test_a_part_that_is_killed_begins_anew_and_all_end_together(commune: Commune) -> None:
    port = int((commune.home / SETTINGS_FILE).read_text().rpartition("=")[2])
    with running(commune) as station:
        before = all_run(commune)
        commune.wait_for(lambda: panel_answers(port), station)
        os.kill(before[PLAYER], signal.SIGKILL)
        os.kill(before[RENDERER], signal.SIGTERM)
        gone = {before[PLAYER], before[RENDERER]}
        commune.wait_for(lambda: not any(map(is_alive, gone)), station)
        after = all_run(commune, but=gone)
        assert after[PANEL] == before[PANEL]
        commune.wait_for(lambda: commune.app.door.state() is not None, station)

        station.send_signal(signal.SIGTERM)
        _, errors = station.communicate(timeout=PATIENCE_S)
        assert station.returncode == 0
        assert not any(map(is_alive, after.values()))
        assert b"Traceback" not in errors
        assert b"Fatal Python error" not in errors
        assert b"'play' ended with status -9; starting it again in 1 s" in errors
        assert b"'render' ended with status 0; starting it again in 1 s" in errors
    assert commune.app.door.state() is None


@process
def test_who_asks_while_a_player_is_begun_anew_is_answered_or_told_so(commune: Commune) -> None:
    with running(commune) as station:
        commune.wait_for(lambda: commune.app.door.state() is not None, station)
        state = commune.app.door.state()
        assert state
        os.kill(state["pid"], signal.SIGKILL)
        said = commune.run("stop")
    assert said.stdout == "nothing was on air\n" or "is beginning the player anew" in said.stderr


@process
def test_a_killed_supervisor_leaves_nobody_behind_and_can_be_started_again(
    commune: Commune,
) -> None:
    with running(commune) as station:
        before = all_run(commune)
        station.kill()
        station.wait()
        commune.wait_for(lambda: not any(map(is_alive, before.values())))
    with running(commune):
        after = all_run(commune)
    assert not set(after.values()) & set(before.values())


@process
def test_a_second_supervisor_is_refused(commune: Commune) -> None:
    with running(commune):
        commune.wait_for((commune.home / "run" / "supervisor.lock").exists)
        commune.wait_for(lambda: commune.app.door.state() is not None)
        said = commune.run("run")
    assert said.returncode == 1
    assert said.stdout == ""
    assert "is running; stop that one first" in said.stderr
    assert said.stderr.count("\n") == 1


@process
def test_a_port_in_use_is_told_the_station_plays_and_the_panel_comes_when_it_is_free(
    commune: Commune,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settle(commune, panel_port=port)
        said = commune.run("panel")
        assert said.returncode == 1
        assert "another program has that port" in said.stderr
        assert said.stderr.count("\n") == 1
        with running(commune) as station:
            commune.wait_for(lambda: {PLAYER, RENDERER} <= set(processes(commune)), station)
            taken.close()
            commune.wait_for(lambda: panel_answers(port), station)


@process
def test_an_emergency_is_heard_while_there_is_no_panel(commune: Commune) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settle(commune, panel_port=taken.getsockname()[1])
        with running(commune) as station:
            commune.wait_for(lambda: commune.app.door.state() is not None, station)
            said = commune.run("interrupt", "--text", "Lũ về.", "--by", APPROVER, "--wait")
            assert said.returncode == 0, said.stderr
            commune.wait_for_message(process=station)
            assert PANEL not in processes(commune)
    *tones, message = commune.log(EntryKind.EMERGENCY)
    assert message.title == "Lũ về."
    assert tones
    assert {row.outcome for row in (*tones, message)} == {Outcome.AIRED}
    assert commune.chain_is_whole()


@process
def test_a_part_that_dies_while_the_settings_are_wrong_begins_anew_by_the_last_good_ones(
    commune: Commune,
) -> None:
    settings = commune.home / SETTINGS_FILE
    good = settings.read_text(encoding="utf-8")
    log = commune.home / "logs" / "run.log"
    with running(commune) as station:
        before = all_run(commune)
        settings.write_text(good + "wrong = 1\n", encoding="utf-8")
        commune.wait_for(lambda: "goes by its settings of" in log.read_text("utf-8"), station)
        os.kill(before[PANEL], signal.SIGKILL)
        commune.wait_for(lambda: not is_alive(before[PANEL]), station)
        after = all_run(commune)
        commune.wait_for(lambda: panel_answers(int(good.rpartition("=")[2])), station)
        silenced = commune.run("stop")
        assert (silenced.returncode, silenced.stdout) == (0, "nothing was on air\n")
        assert "unknown key 'wrong'" in silenced.stderr

        settings.write_text(good, encoding="utf-8")
        commune.wait_for(lambda: "again what the station runs with" in log.read_text("utf-8"))
        assert processes(commune) == after
        assert {**before, PANEL: after[PANEL]} == after
        station.send_signal(signal.SIGTERM)
        errors = station.communicate(timeout=PATIENCE_S)[1].decode()
    assert any(
        line.startswith("panel: ") and "unknown key 'wrong'" in line for line in errors.splitlines()
    )
    assert "Traceback" not in errors


@process
def test_a_station_that_lost_its_settings_begins_by_the_last_good_ones(commune: Commune) -> None:
    settings = commune.home / SETTINGS_FILE
    good = settings.read_text(encoding="utf-8")
    keep_good(commune.home)
    settings.unlink()
    with running(commune) as station:
        all_run(commune)
        commune.wait_for(lambda: panel_answers(int(good.rpartition("=")[2])), station)
        for part in ("run", "play", "panel", "render"):
            log = (commune.home / "logs" / f"{part}.log").read_text(encoding="utf-8")
            assert "station.toml is lost" in log
        settings.write_text(good.replace("xã Thử", "xã Mới"), encoding="utf-8")
        commune.wait_for(
            lambda: (commune.app.door.state() or {}).get("station") == "xã Mới", station
        )


@process
def test_changed_settings_are_taken_up_and_wrong_ones_are_told(commune: Commune) -> None:
    def name() -> str:
        return str((commune.app.door.state() or {}).get("station"))

    good = (commune.home / SETTINGS_FILE).read_text(encoding="utf-8")
    with running(commune) as station:
        commune.wait_for(lambda: name() == "xã Thử", station)
        before = all_run(commune)
        (commune.home / SETTINGS_FILE).write_text(good + "wrong = 1\n", encoding="utf-8")
        log = commune.home / "logs" / "run.log"
        commune.wait_for(lambda: "unknown key 'wrong'" in log.read_text("utf-8"), station)
        assert processes(commune) == before
        (commune.home / SETTINGS_FILE).write_text(good.replace("xã Thử", "xã Mới"), "utf-8")
        commune.wait_for(lambda: name() == "xã Mới", station)
        all_run(commune, but=before.values())


@process
def test_a_station_whose_database_is_damaged_plays_and_the_rest_comes_with_the_database(
    commune: Commune,
) -> None:
    with ExitStack() as damage:
        damage.enter_context(damaged(commune))
        with running(commune) as station:
            try:
                log = commune.home / "logs" / "run.log"
                commune.wait_for(commune.app.door.state, station)
                commune.wait_for(
                    lambda: "'panel' ended with status 1; starting" in log.read_text("utf-8"),
                    station,
                )
                player = (commune.app.door.state() or {})["pid"]
            finally:
                damage.close()
            assert all_run(commune)[PLAYER] == player
            station.send_signal(signal.SIGTERM)
            errors = station.communicate(timeout=PATIENCE_S)[1].decode()
    (told,) = (line for line in errors.splitlines() if line.startswith("run: the database "))
    assert told.endswith("restore a backup; meanwhile the station serves without its database")
    assert "Traceback" not in errors
    assert "'play' ended" not in errors

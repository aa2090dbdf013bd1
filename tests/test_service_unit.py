"""The unit file, looked at by the real systemd-analyze."""

import getpass
import re
import subprocess
import sys
from pathlib import Path

import pytest

from broadcaster.errors import InvalidInput, NotFound
from broadcaster.playout.output.priority import NICE, REALTIME
from broadcaster.service_unit import HIDDEN, UNIT, install_unit, unit_text, warning_of
from tests.rig.parts import program
from tests.rig.patience import PATIENCE_S


def verified(file: Path) -> str:
    """Return what systemd-analyze complains of; it ends well where there is nothing."""
    looked = subprocess.run(
        [program("systemd-analyze", "systemd"), "verify", "--man=no", file],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    complaints = [line for line in looked.stderr.splitlines() if str(file.name) in line]
    assert looked.returncode == 0 or complaints, looked.stderr
    return "\n".join(complaints)


@pytest.mark.process
@pytest.mark.parametrize("name", ["dai", 'đài "xã" 100% $HOME của ta'])
def test_systemd_takes_the_unit_without_a_word(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    home.mkdir()
    file = install_unit(home, folder=tmp_path)
    assert file == tmp_path / UNIT
    assert verified(file) == ""


@pytest.mark.process
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Type=notify", "Type=notice"),
        ("WatchdogSec=30", "WatchdogSec=soon"),
        ("LimitNICE=", "LimitNIZE="),
        ("ProtectSystem=strict", "ProtectSystem=perhaps"),
    ],
)
def test_a_unit_that_is_wrong_is_told(tmp_path: Path, right: str, wrong: str) -> None:
    file = install_unit(tmp_path, folder=tmp_path)
    file.write_text(file.read_text(encoding="utf-8").replace(right, wrong), encoding="utf-8")
    assert verified(file)


def test_the_unit_lets_the_player_go_first_and_the_sound_device_be_used(tmp_path: Path) -> None:
    text = unit_text(tmp_path, getpass.getuser())
    assert f"LimitNICE={NICE}\nLimitRTPRIO={REALTIME}\n" in text
    assert f"User={getpass.getuser()}\n" in text
    assert re.search(r"^SupplementaryGroups=audio", text, flags=re.MULTILINE)
    # Each of these hides the sound device or forbids the priority of its thread.
    assert not re.search("(?m)^(ProtectClock|PrivateDevices|RestrictRealtime)=yes", text)


def test_a_program_and_a_home_with_odd_names_stay_one_word_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/a $b/py%thon")
    text = unit_text(tmp_path / 'x "y"', getpass.getuser())
    assert 'ExecStart="/opt/a $$b/py%%thon" -P -m broadcaster --home "' in text
    assert 'x \\"y\\"" run' in text


def test_what_cannot_be_is_told_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidInput, match="no account 'nobody-here' on this machine; make it"):
        unit_text(tmp_path, "nobody-here")
    with pytest.raises(InvalidInput, match="move the station"):
        unit_text(tmp_path / "a\nb")
    with pytest.raises(NotFound, match="this machine has no systemd"):
        install_unit(tmp_path, folder=tmp_path / "none")
    (tmp_path / UNIT).mkdir()
    with pytest.raises(InvalidInput, match=r"cannot be written \(Is a directory\); run this as"):
        install_unit(tmp_path, folder=tmp_path)
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(InvalidInput, match="systemd is for Linux"):
        unit_text(tmp_path)


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("home", ["dai", "a/dai", "a/../dai"])
def test_a_home_that_the_service_would_not_see_is_warned_of(hidden: Path, home: str) -> None:
    assert "does not see the station" in warning_of(hidden / home)


@pytest.mark.parametrize("home", ["/srv/dai", "/srv/tmp/dai", "/home/a/tmp/dai"])
def test_any_other_home_is_seen(home: str) -> None:
    assert warning_of(Path(home)) == ""

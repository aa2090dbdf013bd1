"""The demonstration, as a newcomer runs it."""

import subprocess
from pathlib import Path

import pytest

from tests.rig.commune import command, recorded
from tests.rig.known_clip import read_clip

PATIENCE_S = 1200


@pytest.mark.demo
@pytest.mark.timeout(PATIENCE_S + 20)
def test_the_demo_takes_a_sample_commune_from_scripts_to_its_log(tmp_path: Path) -> None:
    home = tmp_path / "mẫu"
    file = home / "demo.wav"
    done = subprocess.run(
        command(home, "demo", "--speaker", f"wav:{file}"),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10/10 tin bài đã phát trọn; chuỗi nhật ký nguyên vẹn" in done.stdout
    assert "Tin đang chờ duyệt: lịch họp thôn: chờ duyệt" in done.stdout
    assert "Tin bị trả lại: quảng cáo bán hàng: bị trả lại" in done.stdout
    assert "diễn tập" in done.stdout
    assert not [line for line in done.stdout.splitlines() if line.startswith(".")]
    for name in ("so-nhat-ky-tuan.xlsx", "so-nhat-ky-tuan.csv"):
        assert (home / name).stat().st_size > 500
    opening = read_clip(Path("audio_assets/opening.wav"))
    assert [hit.whole for hit in recorded(file).find(opening)].count(True) == 1


def test_make_demo_has_a_home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADCASTER_HOME", str(tmp_path))
    said = subprocess.run(["make", "-n", "demo"], capture_output=True, text=True, check=True)
    assert "broadcaster --home demo-station demo" in said.stdout


@pytest.mark.demo
def test_the_demo_never_touches_a_real_station(tmp_path: Path) -> None:
    founded = subprocess.run(
        command(tmp_path / "that", "init", "--station", "xã Thật", "--password-stdin"),
        input="mat-khau-that",
        text=True,
        capture_output=True,
        check=False,
    )
    assert founded.returncode == 0, founded.stderr
    refused = subprocess.run(
        command(tmp_path / "that", "demo"), text=True, capture_output=True, check=False
    )
    assert refused.returncode == 1
    assert "a real station" in refused.stderr

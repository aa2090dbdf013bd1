"""Where the demonstration is heard on this machine, and how a person goes on from it there."""

import sys
from pathlib import Path

from broadcaster.cli.demonstration import samples
from broadcaster.cli.options import typed
from broadcaster.errors import PlayoutUnavailable
from broadcaster.station import WAV, Station


def sound_device_there() -> bool:
    """Return whether this machine has a sound output that can be used."""
    from broadcaster.playout.output.device_speaker import output_devices

    try:
        return bool(output_devices())
    except PlayoutUnavailable:
        return False


def chosen_speaker(station: Station, speaker: str) -> str:
    """Return the speaker: for `auto` the sound device if there is one, else a WAV file."""
    if speaker != "auto":
        return speaker
    return "device" if sound_device_there() else f"{WAV}{station.home / 'demo.wav'}"


def ways_on(station: Station, speaker: str, *, device: bool) -> list[str]:
    """Return what a person is told at the end: how to hear it, open the panel, begin anew.

    Without a `device` the station is run in silence: one that cannot be heard would be at fault.
    """
    words = [_program(), "--home", str(station.home), "run"]
    people = (
        f"   đăng nhập: {samples.EDITOR} (biên tập), {samples.APPROVER} (duyệt), "
        f"{samples.ADMINISTRATOR} (quản trị); mật khẩu: {samples.PASSWORD}"
    )
    lines = []
    if speaker.startswith(WAV):
        lines.append(f"   Bản thu của buổi phát: {speaker.removeprefix(WAV)}")
    lines += [
        "Mở trang quản lý:",
        f"   {typed(words if device else [*words, '--speaker', 'null'])}",
        f"   {station.panel_address}",
        people,
    ]
    if not device:
        lines.append(
            "   Máy này không có thiết bị âm thanh nên đài chạy không tiếng (null); muốn có bản "
            "thu để nghe thì viết wav:TỆP.wav thay cho null."
        )
    lines.append("Chạy lại lệnh demo là làm lại đài mẫu từ đầu; thêm --keep thì giữ đài này lại.")
    return lines


def _program() -> str:
    return sys.argv[0] if Path(sys.argv[0]).stem == "broadcaster" else "broadcaster"

"""Founding a station: its folder, settings, example schedules, database and first administrator."""

import json
import shutil
from pathlib import Path

from broadcaster import newsroom
from broadcaster.app import App, open_app
from broadcaster.errors import InvalidInput
from broadcaster.newsroom import Role
from broadcaster.station import SETTINGS_FILE, shipped

SETTINGS = """\
# Cài đặt của đài. Dòng có dấu # ở đầu là chưa dùng; bỏ dấu # để dùng.
name = {name}

# Người viết và người duyệt phải là hai người khác nhau.
two_person_rule = true
# Người duyệt phải nghe bản tiếng trước khi duyệt (trên trang quản lý).
listen_before_approval = true

# Giọng đọc theo thứ tự: gtts cần mạng, piper và espeak không cần mạng.
voices = ["gtts", "espeak"]
# espeak_voice = "vi"                 # vi, vi-vn-x-central, vi-vn-x-south
# espeak_words_per_minute = 160
# piper_model = "giong-doc.onnx"      # tệp giọng Piper trong thư mục này

# Thiết bị phát: device (loa của máy), null (không phát), wav:TỆP (ghi ra tệp).
speaker = "device"
# device = "USB Audio"                # một phần tên thiết bị; để trống là thiết bị mặc định
# late_start_limit_s = 600            # trễ quá số giây này thì bỏ buổi phát
# longest_interruption_s = 300        # lời nhắn khẩn cấp dài nhất

# loudness_lufs = -16.0
# true_peak_dbtp = -1.5

# panel_host = "127.0.0.1"            # 0.0.0.0 để mở cho máy khác trong mạng nội bộ
# panel_port = 8080
# database = "postgresql+psycopg://NGUOI_DUNG:MAT_KHAU@MAY_CHU/TEN"  # trống: SQLite ở thư mục này
"""


def found_station(home: Path, name: str, *, admin: str, password: str) -> App:
    """Return the new station, open.

    Raises `InvalidInput` if one lives in that folder already, or if the name, the login name or
    the password cannot be used; then there is no station in the folder.
    """
    home = home.expanduser().absolute()
    settings = home / SETTINGS_FILE
    if settings.exists():
        message = f"there is a station in {home} already; name another folder with --home"
        raise InvalidInput(message)
    name = " ".join(name.split())
    if not name:
        message = "the station needs a name; give the commune's with --station"
        raise InvalidInput(message)
    for folder in ("schedules", "clips", "recordings", "run", "logs", "audio_assets"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    for example in sorted(shipped("schedules").glob("*.toml")):
        if not (home / "schedules" / example.name).exists():
            shutil.copyfile(example, home / "schedules" / example.name)
    settings.write_text(
        SETTINGS.format(name=json.dumps(name, ensure_ascii=False)), encoding="utf-8"
    )
    try:
        app = open_app(home)
        with app.store.writing() as session:
            newsroom.add_person(
                session, app.clock, name=admin, role=Role.ADMINISTRATOR, password=password
            )
    except Exception:
        settings.unlink()
        raise
    return app

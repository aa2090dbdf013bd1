"""Founding a station: its folder, settings, example schedules, database and first administrator."""

import json
import unicodedata
from pathlib import Path

from sqlalchemy import inspect
from sqlmodel import select

from broadcaster import newsroom
from broadcaster.app import App, open_app
from broadcaster.errors import InvalidInput
from broadcaster.kept_settings import KEPT_FILE, keep_good, kept_station
from broadcaster.newsroom import Role
from broadcaster.station import SETTINGS_FILE, SQLITE, shipped, station_of
from broadcaster.store import Store
from broadcaster.whole_file import put_whole

PRIVATE = 0o700
"""The home holds password hashes and keys: only the station's account looks into it."""

LONGEST_NAME = 120
SETTINGS = """\
# Cài đặt của đài. Dòng có dấu # ở đầu là giá trị mặc định; muốn đổi thì bỏ dấu # rồi sửa. Đài
# đang chạy tự nhận cài đặt mới trong vòng một phút; đang phát dở thì đợi phát xong. Nếu viết sai,
# cài đặt cũ (giữ trong tệp station.last-good.toml, đừng sửa) vẫn được dùng; trang quản lý và lệnh
# “broadcaster doctor” chỉ ra chỗ sai. Mỗi mục cũng đặt được bằng biến môi trường, ví dụ
# BROADCASTER_PANEL_PORT.

# Tên đài, đúng như khi đọc trên loa: “Đài truyền thanh ...”.
name = {name}

# ---- Duyệt tin ----
# Người viết và người duyệt phải là hai người khác nhau.
two_person_rule = true
# Người duyệt phải nghe bản tiếng trước khi duyệt (trên trang quản lý).
# listen_before_approval = true
# Một bài viết dài nhất bao nhiêu ký tự.
# longest_script = 60000

# ---- Giọng đọc ----
# Theo thứ tự: giọng trước không đọc được thì đến giọng sau. gtts cần mạng; piper, espeak thì không.
voices = ["gtts", "espeak"]
# gtts_timeout_s = 5.0                # đợi máy chủ của gtts nhiều nhất bao nhiêu giây
# espeak_voice = "vi"                 # vi, vi-vn-x-central, vi-vn-x-south
# espeak_words_per_minute = 160
# piper_model = "giong-doc.onnx"      # tệp giọng Piper trong thư mục này

# ---- Âm thanh ----
# sample_rate = 48000                 # số mẫu mỗi giây: 22050, 24000, 32000, 44100 hoặc 48000
# loudness_lufs = -16.0               # độ to của mọi tệp tiếng
# true_peak_dbtp = -1.5               # đỉnh cao nhất
# high_pass_hz = 150.0                # cắt âm trầm để giữ loa nén; 0 là không cắt

# ---- Phát ----
# Nơi phát: device (loa của máy), null (không phát ra đâu), wav:TỆP (ghi ra tệp).
speaker = "device"
# device = ""                         # một phần tên thiết bị; để trống là thiết bị mặc định
# fallback_device = ""                # thiết bị dự phòng, khi thiết bị trên không ra tiếng
# monitor = ""                        # một phần tên đường thu để đài nghe lại loa
# dead_air_s = 10.0                   # im lặng bao nhiêu giây thì báo động, bỏ qua tệp im lặng
# dead_air_dbfs = -50.0               # dưới mức này coi là im lặng
# late_start_limit_s = 600.0          # trễ quá số giây này thì bỏ buổi phát
# longest_interruption_s = 300.0      # lời nhắn khẩn cấp dài nhất, tính bằng giây
# microphone = ""                     # một phần tên micrô phát trực tiếp; để trống là mặc định
# longest_live_s = 600.0              # mỗi lần phát trực tiếp dài nhất bấy nhiêu giây
# relay_silence_s = 10.0              # nguồn tiếp âm im lặng bấy nhiêu giây là coi như mất
# relay_return_s = 15.0               # nguồn tốt hơn phải ổn định bấy nhiêu giây mới quay lại

# ---- Trang quản lý ----
# panel_host = "127.0.0.1"            # 0.0.0.0 để mở cho máy khác trong mạng nội bộ
# panel_port = 8080

# ---- Cơ sở dữ liệu ----
# Để trống là SQLite, tệp broadcaster.db ở thư mục này. PostgreSQL:
# database = "postgresql+psycopg://NGUOI_DUNG:MAT_KHAU@MAY_CHU/TEN"

# ---- Nguồn âm-li (để cuối tệp, như bảng [reading]; bỏ dấu # ở cả dòng [amplifier]) ----
# Máy tự bật âm-li trước giờ phát và tắt sau khi phát xong.
# [amplifier]
# kind = "none"                       # none (không), command (lệnh), http (bo mạch mạng), serial
# on = ""                             # để bật: lệnh, địa chỉ http, hoặc byte như "A0 01 01 A2"
# off = ""                            # để tắt, viết như trên
# method = "GET"                      # http: GET hoặc POST
# port = ""                           # serial: /dev/ttyUSB0, COM3
# baud = 9600
# timeout_s = 3.0                     # mỗi lần bật tắt được đợi bao nhiêu giây
# lead_s = 5.0                        # bật trước khi phát bao nhiêu giây
# hold_s = 60.0                       # phát xong bao nhiêu giây thì tắt
# guard_ms = 250                      # vừa bật thì im lặng bao nhiêu phần nghìn giây

# ---- Cách đọc của vùng (luôn để cuối tệp; bỏ dấu # ở cả dòng [reading]) ----
# Vùng cho sẵn mọi cách đọc; mục nào ghi thêm ở dưới thì theo mục đó. "" là không đọc gì.
# [reading]
# region = "north"                    # north (Bắc), central (Trung), south (Nam)
# thousand = "nghìn"                  # nghìn, ngàn
# zero_tens = "linh"                  # 105: một trăm linh năm, một trăm lẻ năm
# first_days = "mồng"                 # ngày 1 đến 9: mồng, mùng, không, ""
# fourth_month = "tư"                 # tháng tư, tháng bốn
# four_after_tens = "tư"              # 24: hai mươi tư, hai mươi bốn
# year = "full"                       # full (hai nghìn không trăm hai mươi sáu), short, digits
# decimal_mark = "phẩy"               # phẩy, chấm
# minus = "âm"                        # -5: âm năm, trừ năm
# code_slash = "trên"                 # dấu / trong số văn bản: trên, gạch chéo, xuyệt, ""
# per = "một"                         # đồng/hộ: đồng một hộ, đồng mỗi hộ, đồng trên hộ
# kilogram = "ki lô gam"              # ki lô gam, cân, ký
# kilometre = "ki lô mét"             # ki lô mét, cây số
"""


def found_station(home: Path, name: str, *, admin: str, password: str) -> App:
    """Return the new station, open.

    Raises `InvalidInput` if one lives in that folder already, also without its settings, or if
    the name, the login name or the password cannot be used; then no station is made.
    """
    home = home.expanduser().absolute()
    require_no_station(home)
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not name or not name.isprintable() or len(name) > LONGEST_NAME:
        message = (
            f"the station needs a name of 1 to {LONGEST_NAME} printable characters; give the "
            "commune's with --station"
        )
        raise InvalidInput(message)
    home.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    for folder in ("schedules", "clips", "recordings", "run", "logs", "audio_assets"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    for folder, files in (("schedules", "*.toml"), ("audio_assets", "*.wav")):
        for ours in sorted(shipped(folder).glob(files)):
            copy = home / folder / ours.name
            if not copy.exists():
                put_whole(copy, ours.read_bytes())
    settings = home / SETTINGS_FILE
    # A JSON string is a TOML string; printable text escapes alike in both.
    text = SETTINGS.format(name=json.dumps(name, ensure_ascii=False))
    put_whole(settings, text.encode())
    try:
        app = open_app(home)
        with app.store.writing() as session:
            newsroom.add_person(
                session, app.clock, name=admin, role=Role.ADMINISTRATOR, password=password
            )
    except BaseException:
        settings.unlink()
        raise
    keep_good(home)
    return app


def require_no_station(home: Path) -> None:
    """Raise `InvalidInput` if a station lives in that folder, or one that lost its settings."""
    if (home / SETTINGS_FILE).exists():
        message = f"there is a station in {home} already; name another folder with --home"
        raise InvalidInput(message)
    kept = kept_station(home)
    new = station_of(home, b"", founded=False)
    databases = {station.database_url for station in (kept, new) if station is not None}
    if any(map(_has_people, databases)):
        remedy = (
            f"copy {KEPT_FILE} there to {SETTINGS_FILE}"
            if kept
            else f'take {SETTINGS_FILE} out of a backup, or write it anew with the line name = "…"'
        )
        message = (
            f"the database of {home} has people already: a station lives there that has lost its "
            f"{SETTINGS_FILE}; {remedy}, or name another folder with --home"
        )
        raise InvalidInput(message)


def _has_people(database_url: str) -> bool:
    """Return whether somebody is in that database; a file that is not there is not made."""
    if database_url.startswith(SQLITE) and not Path(database_url.removeprefix(SQLITE)).is_file():
        return False
    store = Store(database_url)
    try:
        with store.reading() as session:
            if not inspect(session.connection()).has_table("person"):
                return False
            return session.exec(select(newsroom.Person.id).limit(1)).first() is not None
    finally:
        store.close()

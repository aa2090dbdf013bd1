"""What kinds and outcomes are called in official documents."""

from broadcaster.airlog import Outcome
from broadcaster.timetable import EntryKind

KINDS = {
    EntryKind.ITEM: "Tin bài",
    EntryKind.TUNE: "Nhạc hiệu",
    EntryKind.CHIME: "Tiếng báo",
    EntryKind.ANNOUNCEMENT: "Lời dẫn",
    EntryKind.RELAY: "Tiếp âm",
    EntryKind.LIVE: "Trực tiếp",
    EntryKind.EMERGENCY: "Khẩn cấp",
    EntryKind.DRILL: "Diễn tập",
}
OUTCOMES = {
    None: "Đang phát",
    Outcome.AIRED: "Đã phát",
    Outcome.CUT: "Bị cắt",
    Outcome.MISSED: "Bị lỡ",
    Outcome.FAILED: "Lỗi",
}
WHOLE_SLOT = "Cả buổi"
REPEAT = "phát lại"
AI_VOICE = "giọng AI"
HEARD = "nghe được"
RECORDING = "bản thu"

"""What people here call a slot's states and the kinds of its sounds: the one place for these."""

from broadcaster.timetable.models import EntryKind, SlotState

STATE_VI = {
    SlotState.PLANNED: "Chưa đến giờ",
    SlotState.ON_AIR: "Đang phát",
    SlotState.AIRED: "Đã phát",
    SlotState.MISSED: "Bị lỡ",
    SlotState.CANCELLED: "Đã huỷ",
}
KIND_VI = {
    EntryKind.ITEM: "Tin bài",
    EntryKind.TUNE: "Nhạc hiệu",
    EntryKind.CHIME: "Tiếng báo",
    EntryKind.ANNOUNCEMENT: "Lời dẫn",
    EntryKind.RELAY: "Tiếp âm",
    EntryKind.LIVE: "Trực tiếp",
    EntryKind.EMERGENCY: "Khẩn cấp",
    EntryKind.DRILL: "Diễn tập",
}

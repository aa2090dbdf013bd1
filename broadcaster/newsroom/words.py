"""What people here call the states, priorities and roles: the one place for these words."""

from broadcaster.newsroom.kinds import Priority, Role, State

STATE_VI = {
    State.DRAFT: "Bản thảo",
    State.SUBMITTED: "Chờ duyệt",
    State.APPROVED: "Đã duyệt",
    State.REJECTED: "Bị trả lại",
    State.WITHDRAWN: "Đã thu hồi",
    State.REPLACED: "Đã thay bằng bản mới",
}
PRIORITY_VI = {
    Priority.NORMAL: "Thông thường",
    Priority.PRIORITY: "Ưu tiên",
    Priority.EMERGENCY: "Khẩn cấp",
}
ROLE_VI = {
    Role.ADMINISTRATOR: "Quản trị",
    Role.EDITOR: "Biên tập",
    Role.APPROVER: "Lãnh đạo duyệt",
    Role.OFFICER: "Công chức báo cáo",
    Role.TECHNICIAN: "Kỹ thuật",
    Role.VILLAGE: "Trưởng thôn",
}

"""Words of official documents that no other room has."""

WHOLE_SLOT = "Cả buổi"
REPEAT = "phát lại"
AI_VOICE = "giọng AI"
HEARD = "nghe được"
RECORDING = "bản thu"
OVERLAID = (
    "Lúc nhạc phát cùng lời, từng loại được tính riêng, còn tổng thời lượng chỉ tính một lần."
)

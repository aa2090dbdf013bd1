"""Words of official documents that no other room has."""

WHOLE_SLOT = "Cả buổi"
REPEAT = "phát lại"
AI_VOICE = "giọng AI"
HEARD = "nghe được"
RECORDING = "bản thu"

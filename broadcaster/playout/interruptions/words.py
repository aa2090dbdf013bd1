"""What people here call how an open interruption stands: the one place for these words."""

STANDING_VI = {
    "on air": "đang phát",
    "queued": "đang chờ lượt khác xong",
    "interrupted": "bị lượt khác ngắt, sẽ phát lại",
    "waiting": "chờ nhắc lại",
}

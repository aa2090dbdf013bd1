"""What people here call how a sound went on air: the one place for these words."""

from broadcaster.airlog.models import Outcome

OUTCOME_VI: dict[Outcome | None, str] = {
    None: "Đang phát",
    Outcome.AIRED: "Đã phát",
    Outcome.CUT: "Bị cắt",
    Outcome.MISSED: "Bị lỡ",
    Outcome.FAILED: "Lỗi",
}

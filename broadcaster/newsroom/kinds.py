"""The values that the newsroom's tables choose among: plain, so that nobody waits for a table."""

from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What a person is at the station."""

    ADMINISTRATOR = "administrator"
    EDITOR = "editor"
    APPROVER = "approver"
    OFFICER = "officer"
    TECHNICIAN = "technician"
    VILLAGE = "village"


class Genre(StrEnum):
    """Thể loại: what kind of piece it is."""

    TIN = "tin"
    BAI = "bài"
    PHONG_SU = "phóng sự"
    PHONG_VAN = "phỏng vấn"
    THONG_BAO = "thông báo"
    GUONG_DIEN_HINH = "gương điển hình"
    MO_HINH = "mô hình – kinh nghiệm"
    KIEN_THUC = "kiến thức"
    PHAP_LUAT = "phổ biến pháp luật"
    TRA_LOI = "trả lời phản ánh"
    TUYEN_SINH = "tuyển sinh"
    TUYEN_DUNG = "tuyển dụng"
    NHAN_DAO = "nhân đạo"


class NewsField(IntEnum):
    """Lĩnh vực: the field codes of the source-information system (thông tin nguồn)."""

    GENERAL = 1
    UNEXPECTED = 2
    POLICY_AND_LAW = 3
    DIRECTION = 4
    KNOWLEDGE = 5
    GOOD_PEOPLE = 6


class Priority(StrEnum):
    """Mức độ ưu tiên (TT 39/2020/TT-BTTTT)."""

    NORMAL = "normal"
    PRIORITY = "priority"
    EMERGENCY = "emergency"


class State(StrEnum):
    """Where a revision stands in its life, as far as people decide it.

    Scheduled, aired and expired are not states: they follow from the timetable, the log and
    the validity dates.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class Means(StrEnum):
    """Through what an approval was given."""

    PANEL = "panel"
    COMMAND_LINE = "command line"
    EMERGENCY = "emergency"

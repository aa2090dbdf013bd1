"""The same marks mean different things: kinds of text, each with its neighbours that decide."""

import pytest

from broadcaster.speech.spoken import Kind, Reading, doubts, explain, spoken_form

SAME_MARKS = [
    # a stroke: date, part of a whole, fraction, scale, document, house
    ("Khai giảng sáng 5/9.", "khai giảng sáng mồng năm tháng chín."),
    ("Mới có 5/9 thôn báo cáo.", "mới có năm trên chín thôn báo cáo."),
    ("Cấy hơn 2/3 diện tích.", "cấy hơn hai phần ba diện tích."),
    ("Bản đồ tỷ lệ 1/2000.", "bản đồ tỷ lệ một trên hai nghìn."),
    (
        "Theo Thông tư 06/2022 thì đủ.",
        "theo thông tư không sáu trên hai nghìn không trăm hai mươi hai thì đủ.",
    ),
    ("Xong trong tháng 6/2022.", "xong trong tháng sáu năm hai nghìn không trăm hai mươi hai."),
    ("Nhà số 12/4 ngõ 3.", "nhà số mười hai trên bốn ngõ ba."),
    ("Thợ bậc 4/7 và 3/7.", "thợ bậc bốn trên bảy và ba trên bảy."),
    # a hyphen: from-to, score, minus, date, formula, compound
    ("Cho trẻ 6-36 tháng.", "cho trẻ sáu đến ba mươi sáu tháng."),
    ("Đội A thắng đội B 3-1.", "đội a thắng đội bê ba một."),
    ("Trời rét -1°C.", "trời rét âm một độ xê."),
    ("Họp ngày 15-3-2026.", "họp ngày mười lăm tháng ba năm hai nghìn không trăm hai mươi sáu."),
    ("Từ 10-15/5.", "từ mười đến mười lăm tháng năm."),
    ("Phân 16-16-8.", "phân mười sáu mười sáu tám."),
    ("Hà Nội - Lào Cai.", "hà nội lào cai."),
    # a colon: hour, scale, what follows
    ("Từ 6:00 - 8:30.", "từ sáu giờ đến tám giờ ba mươi phút."),
    ("Pha theo tỷ lệ 1:10.", "pha theo tỷ lệ một trên mười."),
    ("Bậc 1: 1.984 đồng.", "bậc một: một nghìn chín trăm tám mươi tư đồng."),
    # a point: thousands, decimals, sections, phones
    ("Có 1.004 hộ.", "có một nghìn không trăm linh bốn hộ."),
    ("Dài 1.5 km.", "dài một phẩy năm ki lô mét."),
    ("Xem Mục 1.5 nhé.", "xem mục một chấm năm nhé."),
    ("Máy 0912.345.678.", "máy không chín một hai, ba bốn năm, sáu bảy tám."),
    # four, one, five
    (
        "Thứ 4 tuần thứ 4, tháng 4, 4 con, 24 con, 104 con.",
        "thứ tư tuần thứ tư, tháng tư, bốn con, hai mươi tư con, một trăm linh bốn con.",
    ),
    (
        "21, 31, 101, 11 và 15, 55, 105.",
        (
            "hai mươi mốt, ba mươi mốt, một trăm linh một, mười một và mười lăm, năm mươi lăm, "
            "một trăm linh năm."
        ),
    ),
    (
        "0,05 và 8,25 và 3,125.",
        "không phẩy không năm và tám phẩy hai mươi lăm và ba phẩy một trăm hai mươi lăm.",
    ),
    # digits one by one, or as a number
    ("Gọi 114 ngay.", "gọi một một bốn ngay."),
    ("Có 114 hộ.", "có một trăm mười bốn hộ."),
    ("Tài khoản 10203040 của xã.", "tài khoản một không hai không ba không bốn không của xã."),
    # Roman numerals and words in capitals
    ("II. PHẠM VI THỰC HIỆN", "hai, phạm vi thực hiện"),
    ("Khóa VI họp quý IV.", "khóa sáu họp quý bốn."),
    ("Lần thứ I và II.", "lần thứ nhất và hai."),
    # ambiguous abbreviations
    (
        "TT HĐND xã; TT Y tế; TT Mẫu; TT 06.",
        "thường trực hội đồng nhân dân xã; trung tâm y tế; thị trấn mẫu; thông tư sáu.",
    ),
    ("Lưu: VT.", "lưu: văn thư."),
    ("Bưu chính VT.", "bưu chính viễn thông."),
    ("KT. CHỦ TỊCH", "ký thay chủ tịch"),
    ("Phòng KT và Hội KHKT.", "phòng kinh tế và hội khoa học kỹ thuật."),
    ("Hội HND xã.", "hội nông dân xã."),
    ("P.12, Q.1, TP. Mẫu", "phường mười hai, quận một, thành phố mẫu"),
    # residue
    ("- Tăng cường...\n+ Giữ vững./.", "tăng cường,\ngiữ vững."),
    ("### **1. Mục đích**", "một, mục đích"),
    ("ngày … tháng … năm 2025", "ngày tháng năm hai nghìn không trăm hai mươi lăm"),
    # spaces, dashes and line ends inside a form
    (
        "giai đoạn 2021  –  2025",
        "giai đoạn hai nghìn không trăm hai mươi mốt đến hai nghìn không trăm hai mươi lăm",
    ),
    (
        "Quyết định số 948/QĐ-\nUBND ngày 01/3/\n2024",
        (
            "quyết định số chín trăm bốn mươi tám trên quyết định ủy ban nhân dân "
            "ngày mồng một tháng ba năm hai nghìn không trăm hai mươi tư"
        ),
    ),
]


@pytest.mark.parametrize(("text", "expected"), SAME_MARKS)
def test_the_neighbours_decide(text: str, expected: str) -> None:
    assert spoken_form(text) == expected


def test_decomposed_letters_are_read_like_composed_ones() -> None:
    composed = "Tỷ lệ hộ nghèo của xã"
    decomposed = "".join({"ỷ": "y\u0309", "ộ": "o\u0323\u0302"}.get(one, one) for one in composed)
    assert decomposed != composed
    assert spoken_form(decomposed) == spoken_form(composed)


def test_plain_words_are_left_as_they_are() -> None:
    text = "Bà con chú ý, hôm nay trời mưa to; ai cũng nên ở nhà. Vì sao? Vì lũ về!"
    assert spoken_form(text) == text.lower()
    assert {span.kind for span in explain(text)} == {Kind.TEXT}


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (Reading(thousand="ngàn"), "ngày mồng một tháng tư năm hai ngàn không trăm hai mươi tư"),
        (
            Reading(first_days="không"),
            "ngày không một tháng tư năm hai nghìn không trăm hai mươi tư",
        ),
        (Reading(first_days=""), "ngày một tháng tư năm hai nghìn không trăm hai mươi tư"),
        (
            Reading(fourth_month="bốn"),
            "ngày mồng một tháng bốn năm hai nghìn không trăm hai mươi tư",
        ),
        (Reading(year="digits"), "ngày mồng một tháng tư năm hai không hai tư"),
        (Reading(year="short"), "ngày mồng một tháng tư năm hai nghìn hai mươi tư"),
        (
            Reading(four_after_tens="bốn"),
            "ngày mồng một tháng tư năm hai nghìn không trăm hai mươi bốn",
        ),
    ],
)
def test_the_region_decides_how_a_date_is_read(reading: Reading, expected: str) -> None:
    assert spoken_form("ngày 01/4/2024", reading) == expected


def test_the_region_decides_units_and_codes() -> None:
    reading = Reading(kilogram="ký", kilometre="cây số", per="mỗi", code_slash="", zero_tens="lẻ")
    assert spoken_form("105 kg/ha, 3 km, 9/QĐ-UBND", reading) == (
        "một trăm lẻ năm ký mỗi héc ta, ba cây số, chín quyết định ủy ban nhân dân"
    )


def test_an_unknown_abbreviation_is_spelled_and_reported() -> None:
    (doubt,) = doubts("Họp tại XKQZ nhé.")
    assert (doubt.source, doubt.reading) == ("XKQZ", "ích ca quy dét")
    assert doubt.confidence < 0.5


def test_an_abbreviation_without_a_clear_meaning_is_reported_with_the_reading_chosen() -> None:
    (doubt,) = doubts("Việc này do TT lo.")
    assert (doubt.source, doubt.reading) == ("TT", "trung tâm")


def test_a_date_that_may_be_a_proportion_is_reported() -> None:
    assert [doubt.rule for doubt in doubts("Kết quả 3/4.")] == ["date.short"]


def test_a_date_that_may_be_from_one_hour_to_another_is_reported() -> None:
    assert [doubt.source for doubt in doubts("Họp sáng 2-10, tối 1-2 lần.")] == ["2-10"]


@pytest.mark.parametrize("written", ["25:61", "12:75", "07:60", "26:00", "25:30"])
def test_an_hour_that_there_is_not_is_reported(written: str) -> None:
    (doubt,) = doubts(f"Sáng mai họp lúc {written} tại nhà văn hoá.")
    assert (doubt.source, doubt.rule, doubt.kind) == (written, "ratio.no-hour", Kind.RATIO)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Họp lúc 17h75.", "17h75"),
        ("Họp lúc 8h70p.", "8h70p"),
        ("Họp lúc 25h30 tại xã.", "25h30"),
        ("Họp lúc 24h30.", "24h30"),
        ("Đóng đường 24:30.", "24:30"),
        ("Họp lúc 26 giờ.", "26 giờ"),
        ("Họp 26 giờ ngày mai.", "26 giờ"),
        ("Chạy hết 8 giờ 75 phút.", "8 giờ 75 phút"),
        ("Bắt đầu 13:00:61.", "13:00:61"),
        ("Mở cửa 7h-25h.", "7h-25h"),
        ("Mở cửa từ 7-25h.", "7-25h"),
        ("Mở cửa 7 - 12h75.", "7 - 12h75"),
        ("Mở cửa từ 22:00 - 24:30.", "22:00 - 24:30"),
        ("Mở cửa từ 7h đến 25h.", "25h"),
        ("Xong trong tháng 13.", "13"),
        ("Họp tháng 13/2026.", "13/2026"),
        ("Họp tháng 13-2026.", "13-2026"),
        ("Mưa vào tháng 14-15.", "14-15"),
        ("Thu từ tháng 10 - 14/2026.", "10 - 14/2026"),
        ("Nghỉ tháng 12/2026 - 13/2027.", "12/2026 - 13/2027"),
        ("Lập ngày 2026-02-30.", "2026-02-30"),
        ("Lập ngày 2025-02-29.", "2025-02-29"),
        ("Từ 1/6 đến 32/6.", "32/6"),
        ("Từ 1/6/2026 đến hết 32/6/2026.", "32/6/2026"),
        ("Hạn là ngày 30/2.", "30/2"),
        ("Họp ngày 31/4/2026.", "31/4/2026"),
        ("Họp sáng 29-02-2026.", "29-02-2026"),
        ("Họp ngày 15/13/2026.", "15/13/2026"),
        ("Họp ngày 31 tháng 9 năm 2026.", "31 tháng 9 năm 2026"),
        ("Họp ngày 30/2/26.", "30/2/26"),
        ("Họp ngày 29-2-26.", "29-2-26"),
        ("Hạn là ngày 31.4.26.", "31.4.26"),
        ("Hội thi (30/2/26).", "30/2/26"),
        ("Từ ngày 25/2 đến 30/2.", "30/2"),
        ("Từ 30/2 đến 5/3.", "30/2"),
        ("Các ngày 30, 31/4.", "31/4"),
        ("Hội thi (30/2/2026).", "30/2/2026"),
    ],
)
def test_an_hour_or_day_that_does_not_exist_is_reported(text: str, written: str) -> None:
    (doubt,) = doubts(text)
    assert doubt.source == written
    assert doubt.rule.startswith(("time.impossible", "date.impossible"))


@pytest.mark.parametrize(
    "text",
    [
        "Họp lúc 17h30, 24h00, trực 48h liền.",
        "Mở cửa đến 24:00, 7h-24h; sau 26 giờ tìm kiếm; có lúc 30 giờ không nghỉ.",
        "Theo dõi 24h-48h, từ 24 giờ đến 36 giờ; học 50h - 60h.",
        "Mở cửa 7-24h, học 50-60h; ngâm giống 24-30h, mưa kéo dài 20h-30h, làm thêm 20-30h/tháng.",
        "Nghỉ tháng 10-12; thưởng tháng 13-14; mỗi tháng 13-15 hộ, tháng 11-15 hộ.",
        "Họp ngày 29/2/28, 28-2-26; nhà số 30/2/26, ngõ 31/4/15, địa chỉ 31/4/15 Lê Lợi.",
        "Mỗi tháng 13 hộ, lương tháng 13, trẻ 13 tháng 15 ngày, trong tháng 20 hộ thoát nghèo.",
        "Lập ngày 2024-02-29; tăng từ 1/10 đến 15/17 điểm.",
        "Họp ngày 29/2, ngày 29/2/2028, ngày 31 tháng 12.",
        "Nhà số 31/4/2000; ngày công 31/30; hạn 31/7/2026.",
    ],
)
def test_what_exists_or_is_no_date_is_not_reported(text: str) -> None:
    assert doubts(text) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Tỷ số là 3:1.", "tỷ số là ba trên một."),
        ("Pha 1:500.", "pha một trên năm trăm."),
        ("Pha 1:75.", "pha một trên bảy mươi lăm."),
        ("Chia 70:30, 10:90.", "chia bảy mươi trên ba mươi, mười trên chín mươi."),
        ("Tỷ lệ 25:61.", "tỷ lệ hai mươi lăm trên sáu mươi mốt."),
        (
            "Đội xã thắng 25:19, 26:24.",
            "đội xã thắng hai mươi lăm trên mười chín, hai mươi sáu trên hai mươi tư.",
        ),
        ("Họp lúc 24:00.", "họp lúc hai mươi tư giờ."),
        ("Thôn 2:65 hộ.", "thôn hai: sáu mươi lăm hộ."),
        ("Trộn 20:60:20.", "trộn hai mươi trên sáu mươi trên hai mươi."),
        ("Pha 1:20:75.", "pha một trên hai mươi trên bảy mươi lăm."),
    ],
)
def test_a_ratio_a_score_and_an_hour_are_no_doubt(written: str, said: str) -> None:
    assert spoken_form(written) == said
    assert doubts(written) == []


def test_letters_no_voice_can_read_are_left_out_and_reported() -> None:
    (doubt,) = doubts("Họ 王 ở đây.")
    assert doubt.source == "王"
    assert spoken_form("Họ 王 ở đây.") == "họ ở đây."


def test_spans_name_kind_rule_and_reading() -> None:
    spans = [span for span in explain("UBND xã họp 7h30.") if span.kind is not Kind.TEXT]
    assert [(one.source, one.kind, one.reading) for one in spans] == [
        ("UBND", Kind.ABBREVIATION, "ủy ban nhân dân"),
        ("7h30", Kind.TIME, "bảy giờ ba mươi phút"),
    ]

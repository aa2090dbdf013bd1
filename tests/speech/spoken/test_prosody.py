"""Segments: where a text is cut, and how long the voice rests."""

import pytest

from broadcaster.speech.spoken import doubts, segments, spoken_form


def texts(text: str, max_chars: int = 180) -> list[str]:
    return [segment.text for segment in segments(text, max_chars=max_chars)]


def test_sentences_are_segments_and_marks_decide_the_rest() -> None:
    said = segments("Bà con chú ý! Mời họp; đúng giờ. Xin cảm ơn")
    assert [one.text for one in said] == ["bà con chú ý!", "mời họp", "đúng giờ.", "xin cảm ơn"]
    rests = [one.pause_s for one in said]
    assert rests == [0.7, 0.4, 0.6, 0.9]


def test_lines_broken_by_the_page_are_one_sentence() -> None:
    wrapped = "Chương trình giai đoạn 2021-\n2030 trên địa bàn\nxã Mẫu được thực hiện."
    assert len(segments(wrapped)) == 1
    assert "đến hai nghìn không trăm ba mươi trên địa bàn xã mẫu" in texts(wrapped)[0]


def test_blank_lines_between_all_lines_mean_nothing() -> None:
    pdf = "Căn cứ kế hoạch của Thủ tướng Chính \n\nphủ về giảm nghèo, xã Mẫu \n\nhọp bàn."
    assert texts(pdf) == ["căn cứ kế hoạch của thủ tướng chính phủ về giảm nghèo, xã mẫu họp bàn."]
    assert texts("Tin thứ nhất\n\nTin thứ hai") == ["tin thứ nhất", "tin thứ hai"]


def test_headings_and_items_stand_alone() -> None:
    script = "I. MỤC ĐÍCH, YÊU CẦU\n1. Mục đích\n- Tăng cường\n- Giữ vững"
    assert texts(script) == ["một, mục đích, yêu cầu", "một, mục đích", "tăng cường", "giữ vững"]
    assert segments(script)[0].pause_s > segments(script)[2].pause_s


def test_a_long_sentence_is_cut_at_commas_first() -> None:
    sentence = "Xã tổ chức vệ sinh đường làng, nạo vét kênh mương, trồng cây xanh và dọn rác."
    parts = texts(sentence, max_chars=50)
    assert parts == [
        "xã tổ chức vệ sinh đường làng, nạo vét kênh mương",
        "trồng cây xanh và dọn rác.",
    ]


def test_a_long_phrase_is_cut_before_a_conjunction() -> None:
    sentence = "Xã vận động toàn thể bà con dọn vệ sinh và trồng thêm nhiều cây xanh"
    assert texts(sentence, max_chars=45) == [
        "xã vận động toàn thể bà con dọn vệ sinh",
        "và trồng thêm nhiều cây xanh",
    ]


def test_numbers_dates_and_phones_are_never_cut() -> None:
    sentence = "Thu 1.234.567.891 đồng ngày 25/12/2025 gọi 0912.345.678 lúc 17h30 tại km 5 của thôn"
    wholes = (
        "một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi mốt đồng",
        "hai mươi lăm tháng mười hai năm hai nghìn không trăm hai mươi lăm",
        "không chín một hai, ba bốn năm, sáu bảy tám",
        "mười bảy giờ ba mươi phút",
    )
    parts = texts(sentence, max_chars=100)
    for whole in wholes:
        assert any(whole in part for part in parts), whole


def test_a_word_longer_than_the_limit_is_cut_all_the_same() -> None:
    assert all(len(part) <= 40 for part in texts("a" * 100 + " b", max_chars=40))


def test_a_rest_asked_for_is_kept_and_not_spoken() -> None:
    said = segments("Kính thưa bà con. [nghỉ 2s] Hôm nay [nghỉ 500ms] cắt điện.")
    assert [(one.text, one.pause_s) for one in said[:2]] == [
        ("kính thưa bà con.", 2.0),
        ("hôm nay", 0.5),
    ]


def test_a_rest_on_a_line_of_its_own_lengthens_the_one_before() -> None:
    said = segments("Xin chào.\n[nghỉ 3 giây]\nMời nghe tin.")
    assert [one.pause_s for one in said] == [3.0, 0.9]


def test_stressed_words_are_a_segment_of_their_own() -> None:
    said = segments("Mai [nhấn]cắt điện[/nhấn] toàn xã.")
    assert [(one.text, one.stressed) for one in said] == [
        ("mai", False),
        ("cắt điện", True),
        ("toàn xã.", False),
    ]


def test_an_empty_text_has_no_segments() -> None:
    assert segments("") == []
    assert segments(" \n ***\n[nghỉ]") == []


@pytest.mark.parametrize(
    "text",
    [
        "UBND xã Mẫu yêu cầu các thôn triển khai nghiêm túc các nội\n- 3 -\ndung kế hoạch này.",
        "UBND xã Mẫu yêu cầu các thôn triển khai nghiêm túc các nội\n12\ndung kế hoạch này.",
        "UBND xã Mẫu yêu cầu các thôn triển khai nghiêm túc các nội\nTrang 2/9\ndung kế hoạch này.",
    ],
)
def test_a_page_number_does_not_break_a_sentence(text: str) -> None:
    assert texts(text) == [
        "ủy ban nhân dân xã mẫu yêu cầu các thôn triển khai nghiêm túc các nội dung kế hoạch này."
    ]


def test_a_number_that_is_all_there_is_is_said() -> None:
    assert texts("- 3 -") == ["ba"]
    assert texts("Số may mắn:\n12\nXin chúc mừng.") == ["số may mắn", "mười hai", "xin chúc mừng."]


def test_a_wrapped_line_may_go_on_with_a_capital_or_a_dash() -> None:
    assert texts("Xã Mẫu thực hiện các nội dung của\nChương trình mục tiêu.") == [
        "xã mẫu thực hiện các nội dung của chương trình mục tiêu."
    ]
    assert texts(
        "Thực hiện các nội dung tại mục 1 và mục 2 của phần sau, và\nPhần III của bài."
    ) == ["thực hiện các nội dung tại mục một và mục hai của phần sau, và phần ba của bài."]
    assert texts("Xã Mẫu phát huy vai trò của Mặt trận và các tổ chức chính trị\n- xã hội.") == [
        "xã mẫu phát huy vai trò của mặt trận và các tổ chức chính trị xã hội."
    ]
    assert texts("Giai đoạn 2021\n– 2030.") == [
        "giai đoạn hai nghìn không trăm hai mươi mốt đến hai nghìn không trăm ba mươi."
    ]


def test_a_sentence_goes_on_over_a_page_s_end_though_paragraphs_are_parted_by_blank_lines() -> None:
    text = (
        "a) Truyền thông phù hợp với từng đối tượng để nắm vững chủ trương, định hướng,\n\n"
        "cơ chế của xã.\n\nb) Họp thôn.\n\nc) Phát loa.\n\nd) Phát tờ rơi.\n\nđ) Treo băng rôn."
    )
    assert texts(text)[0].endswith("chủ trương, định hướng, cơ chế của xã.")
    assert len(texts(text)) == 5
    assert texts("Tin thứ nhất\n\ntin thứ hai") == ["tin thứ nhất", "tin thứ hai"]


def test_items_in_small_letters_stay_items() -> None:
    assert texts("Bà con mang theo:\n- xô, chậu\n- đèn pin\n- áo phao") == [
        "bà con mang theo",
        "xô, chậu",
        "đèn pin",
        "áo phao",
    ]


def test_a_line_in_capitals_is_not_joined_to_its_neighbours() -> None:
    number = "Số: 12/KH-UBND xã Mẫu, ngày 15 tháng 9 năm 2024 của xã"
    pdf = f"{number} \n\nKẾ HOẠCH \n\nTruyền thông về Chương trình giảm \n\nnghèo"
    assert "kế hoạch" in texts(pdf)
    long_heading = (
        "II. ĐỐI TƯỢNG, NỘI DUNG, HÌNH THỨC VÀ THỜI GIAN THỰC HIỆN\nThực hiện theo kế hoạch."
    )
    assert len(texts(long_heading)) == 2


@pytest.mark.parametrize(
    "table",
    [
        "| 1 | Phát thanh | Tháng 5 |\n| 2 | Treo băng rôn | Tháng 6 |",
        "1\tPhát thanh\tTháng 5\n2\tTreo băng rôn\tTháng 6",
    ],
)
def test_each_row_of_a_table_is_a_segment_and_its_cells_have_commas(table: str) -> None:
    assert texts(table) == [
        "một, phát thanh, tháng năm",
        "hai, treo băng rôn, tháng sáu",
    ]


def test_two_columns_are_parted() -> None:
    assert texts("Người lập biểu          Thủ trưởng đơn vị") == [
        "người lập biểu, thủ trưởng đơn vị"
    ]
    assert texts("Xã Mẫu, ngày      tháng 9") == ["xã mẫu, ngày tháng chín"]


def test_what_a_colon_announces_follows_sooner_than_a_new_paragraph() -> None:
    said = segments("Bà con mang theo:\n- nước\nXin cảm ơn.\nXin chào.")
    assert [one.pause_s for one in said] == [0.6, 0.6, 0.9, 0.9]


PLAN = (
    "Căn cứ Kế hoạch số 168/KH-UBND ngày 26/8/2022 của UBND tỉnh Mẫu truyền thông về Chương trình "
    "mục tiêu quốc gia giảm nghèo bền vững trên địa bàn tỉnh Mẫu giai đoạn 2021-2025 và Thông báo "
    "số 05-TB/TU ngày 30/9/2022 của Tỉnh ủy, đề nghị các thôn báo cáo kết quả trước 16h30 ngày "
    "15/10/2022 qua số 0912.345.678 với kinh phí 1.250.000 đồng/hộ/năm"
)


@pytest.mark.parametrize("longest", [100, 180])
def test_long_sentences_are_cut_where_nothing_is_torn_apart(longest: int) -> None:
    parts = texts(PLAN, max_chars=longest)
    assert " ".join(parts).replace(",", "") == spoken_form(PLAN).replace(",", "")
    for part in parts:
        assert not part.endswith((" của", " và", " các", " số", " ngày", " giai đoạn", " trên địa"))
    whole_words = ["truyền thông", "mục tiêu", "quốc gia", "nhân dân", "giảm nghèo"]
    whole_numbers = ["một trăm sáu mươi tám", "mười sáu giờ ba mươi phút"]
    for whole in whole_words + whole_numbers:
        assert any(whole in part for part in parts), whole
        assert not any(part.endswith(" " + whole.split(" ")[0]) for part in parts), whole


def test_no_piece_is_longer_than_a_voice_takes() -> None:
    for longest in (40, 60, 100):
        assert max(map(len, texts(PLAN, max_chars=longest))) <= longest or longest < 60


def test_an_enumeration_is_not_cut_before_its_last_word() -> None:
    parts = texts(
        "Cung cấp các thông tin cơ bản về Chương trình cho các phóng viên báo đài để thực hiện"
        " xây dựng phóng sự, tin, bài theo quy định.",
        max_chars=100,
    )
    assert parts[-1] == "để thực hiện xây dựng phóng sự, tin, bài theo quy định."


def test_stress_goes_on_over_items_until_it_is_closed() -> None:
    said = segments("Họp [nhấn]hai thôn.\n- Thôn 1\n- Thôn 2[/nhấn]\nXin cảm ơn.")
    assert [one.stressed for one in said] == [False, True, True, True, False]


MISTYPED = [
    ("[nghi 2s]", "[nghi 2s]", "mark.mistyped-rest"),
    ("[nghỉ 2 giay]", "[nghỉ 2 giay]", "mark.mistyped-rest"),
    ("[nghỉ 2s", "[nghỉ 2s", "mark.mistyped-rest"),
    ("[nghỉ\n", "[nghỉ", "mark.mistyped-rest"),
    ("[dừng 3s]", "[dừng 3s]", "mark.mistyped-rest"),
    ("[nhan]", "[nhan]", "mark.mistyped-stress"),
    ("[nhấn:", "[nhấn:", "mark.mistyped-stress"),
    ("[nhấn]", "[nhấn]", "mark.unclosed"),
    ("[/nhấn]", "[/nhấn]", "mark.unopened"),
    ("[nghỉ 2 phút]", "[nghỉ 2 phút]", "mark.too-long"),
]


@pytest.mark.parametrize(("mark", "span", "rule"), MISTYPED, ids=[one[0] for one in MISTYPED])
def test_a_mistyped_mark_is_not_spoken_and_the_editor_is_told(
    mark: str, span: str, rule: str
) -> None:
    text = f"Kính thưa bà con {mark} hôm nay họp"
    assert spoken_form(text).replace("\n", " ") == "kính thưa bà con, hôm nay họp"
    (doubt,) = doubts(text)
    assert (doubt.source, doubt.rule) == (span, rule)
    assert "hãy" in doubt.advice.lower()
    assert not any(one.stressed for one in segments(text))


def test_a_mark_well_written_raises_no_doubt() -> None:
    text = (
        "Xin chào. [nghỉ 2s] Mai [nhấn]cắt điện[/nhấn]. [NGHỈ: 1,5 giây] Hết [nhấn mạnh]giờ[/nhấn]."
    )
    assert doubts(text) == []


@pytest.mark.parametrize("text", ["[nghỉ trưa]", "[nhấn phím 1]", "[nghỉ lễ 2 ngày]", "[nhà]"])
def test_ordinary_words_in_square_brackets_are_spoken(text: str) -> None:
    assert spoken_form(text)
    assert doubts(text) == []


def test_of_two_openings_only_the_closed_one_counts() -> None:
    text = "Mai [nhấn]họp thôn và [nhấn]cắt điện[/nhấn] toàn xã"
    assert [(one.text, one.stressed) for one in segments(text)] == [
        ("mai", False),
        ("họp thôn và", False),
        ("cắt điện", True),
        ("toàn xã", False),
    ]
    (doubt,) = doubts(text)
    assert (doubt.start, doubt.rule) == (4, "mark.unclosed")

"""Segments: where a text is cut, and how long the voice rests."""

from broadcaster.speech.spoken import segments


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

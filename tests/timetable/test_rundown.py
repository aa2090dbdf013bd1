from datetime import date, timedelta

import pytest

from broadcaster.newsroom import Genre, Priority
from broadcaster.timetable.entries import Rundown, Sounds
from broadcaster.timetable.models import EntryKind
from broadcaster.timetable.programmes import Chime, Programme, Section, Tune
from broadcaster.timetable.rundown import build_rundown, tolerated_s
from broadcaster.timetable.selection import Candidate, minutes
from tests.timetable.examples import (
    A_PROGRAMME,
    A_SLOT,
    DAY,
    FAREWELL,
    GREETING,
    NEWS,
    STATION,
    built,
    item,
    programme,
    sounds,
    words,
)

# opening 10, greeting 5, sting 3, section name 5, farewell 5, closing 8
FIXED_S = 28
HEADING_S = 8


def played(rundown: Rundown) -> list[int]:
    return [entry.news_id for entry in rundown.entries if entry.news_id is not None]


def reasons(rundown: Rundown) -> dict[int, str]:
    return {omission.news_id: omission.reason for omission in rundown.left_out}


def reason_for(candidate: Candidate, by: Programme = A_PROGRAMME) -> str:
    rundown = built(candidate, by=by)
    assert played(rundown) == []
    return reasons(rundown)[candidate.news_id]


def test_a_slot_plays_its_parts_in_order_each_where_the_one_before_ends() -> None:
    rundown = built(item(1, 60), item(2, 30))
    assert [(e.kind.value, e.title, e.offset_s, e.planned_s) for e in rundown.entries] == [
        ("tune", "Nhạc hiệu mở đầu", 0, 10),
        ("announcement", "Đài truyền thanh xã Mẫu kính chào bà con.", 10, 5),
        ("tune", "Nhạc cắt", 15, 3),
        ("announcement", "Tin trong xã", 18, 5),
        ("item", "Tin số 1", 23, 60),
        ("item", "Tin số 2", 83, 30),
        ("announcement", "Chương trình đến đây kết thúc.", 113, 5),
        ("tune", "Nhạc hiệu kết thúc", 118, 8),
    ]
    assert rundown.length_s == 126
    assert rundown.notes == ()


def test_an_entry_carries_what_the_player_and_the_log_need() -> None:
    entry = next(e for e in built(item(7)).entries if e.kind is EntryKind.ITEM)
    assert (entry.news_id, entry.revision, entry.content_sha256) == (7, 1, "c" * 64)
    assert (entry.file, entry.clip, entry.clip_sha256) == (
        "clips/7.wav", f"{7:064x}", f"{7:064x}",
    )  # fmt: skip
    assert (entry.section, entry.voice, entry.ai_generated) == ("Tin trong xã", "vi", True)
    assert not entry.repeat


def test_tunes_are_no_clips_and_not_made_by_a_voice() -> None:
    tune = built().entries[0]
    assert (tune.file, tune.clip, tune.voice, tune.ai_generated) == (
        "audio_assets/opening.wav", None, "", False,
    )  # fmt: skip


def test_without_news_the_slot_still_opens_greets_and_closes() -> None:
    rundown = built()
    assert [entry.kind.value for entry in rundown.entries] == [
        "tune", "announcement", "announcement", "tune",
    ]  # fmt: skip
    assert rundown.notes == ("buổi phát này không có tin bài nào",)


def test_a_section_without_items_is_skipped_with_its_sting_and_name() -> None:
    by = programme(Section("Tin trong xã", fields=(1,), sting=True), Section("Khác", fields=(6,)))
    rundown = built(item(1, field=6), by=by, having=sounds(["Khác"]))
    assert [e.title for e in rundown.entries] == ["Khác", "Tin số 1"]


def test_the_oldest_approval_goes_first() -> None:
    assert played(built(item(3), item(1), item(2))) == [1, 2, 3]


def test_priority_items_go_in_front_of_the_first_section() -> None:
    by = programme(Tune("opening"), NEWS, Section("Sau", fields=(2,)), Tune("closing"))
    rundown = built(
        item(1),
        item(2, priority=Priority.PRIORITY, field=2),
        item(3, priority=Priority.EMERGENCY),
        by=by,
    )
    assert [(e.title, e.section) for e in rundown.entries][:4] == [
        ("Nhạc hiệu mở đầu", ""),
        ("Tin số 3", "Tin ưu tiên"),
        ("Tin số 2", "Tin ưu tiên"),
        ("Nhạc cắt", "Tin trong xã"),
    ]
    assert played(rundown) == [3, 2, 1]


@pytest.mark.parametrize("priority", [Priority.PRIORITY, Priority.EMERGENCY])
def test_a_priority_item_needs_no_section_that_takes_it(priority: Priority) -> None:
    by = programme(Section("Thông báo", genres=(Genre.THONG_BAO,), fields=(3,)))
    rundown = built(item(1, priority=priority), item(2), by=by)
    assert [(e.news_id, e.section) for e in rundown.entries if e.news_id] == [(1, "Tin ưu tiên")]
    assert list(reasons(rundown)) == [2]


def test_a_priority_item_still_keeps_to_its_language_programmes_and_days() -> None:
    urgent = Priority.EMERGENCY
    by = programme(Section("Thông báo", genres=(Genre.THONG_BAO,), languages=("vi",)))
    assert reason_for(item(1, priority=urgent, language="jra"), by) == (
        "không mục nào phát ngôn ngữ “jra”"
    )
    assert "chương trình khác" in reason_for(item(1, priority=urgent, programmes=("toi",)), by)
    assert "hết hạn" in reason_for(item(1, priority=urgent, valid_until=date(2026, 11, 20)), by)
    assert reason_for(item(1, priority=urgent), programme(GREETING)) == (
        "chương trình không có mục nào để phát tin bài"
    )


def test_a_priority_item_never_gives_way_to_a_normal_one() -> None:
    by = programme(NEWS, length_s=100)
    rundown = built(item(1, 80), item(2, 80, priority=Priority.PRIORITY), by=by)
    assert played(rundown) == [2]
    assert reasons(rundown) == {1: "không đủ thời gian: cần 1:28, còn 0:23"}


def test_items_that_prefer_the_programme_go_before_the_others_and_air_nowhere_else() -> None:
    rundown = built(item(1), item(2, programmes=("ban-tin-sang", "x")))
    assert played(rundown) == [2, 1]
    assert reason_for(item(1, programmes=("ban-tin-chieu",))) == (
        "chỉ dành cho chương trình khác (ban-tin-chieu)"
    )


def test_wanted_airings_are_spread_before_anything_is_repeated() -> None:
    rundown = built(item(1, airings=5, aired=2), item(2, airings=5, aired=1), item(3))
    assert played(rundown) == [3, 2, 1]


def test_an_item_on_its_last_day_goes_before_one_that_can_wait() -> None:
    assert played(built(item(1), item(2, valid_until=DAY))) == [2, 1]


def test_an_item_aired_on_an_earlier_day_is_marked_as_a_repeat() -> None:
    rundown = built(
        item(1, airings=3, aired=1, last_aired=DAY - timedelta(days=1)),
        item(2, airings=3, aired=1, last_aired=DAY),
        item(3),
    )
    assert {e.news_id: e.repeat for e in rundown.entries if e.news_id} == {
        1: True, 2: False, 3: False,
    }  # fmt: skip


def test_sections_with_filters_choose_before_the_one_that_takes_everything() -> None:
    by = programme(Section("Còn lại"), Section("Chính sách", fields=(3,)))
    rundown = built(item(1), item(2, field=3), by=by, having=sounds(["Còn lại", "Chính sách"]))
    assert [(e.title, e.section) for e in rundown.entries if e.news_id] == [
        ("Tin số 1", "Còn lại"),
        ("Tin số 2", "Chính sách"),
    ]


def test_what_a_full_section_cannot_take_goes_to_the_open_one() -> None:
    by = programme(Section("Chính sách", fields=(3,), at_most_s=60), Section("Còn lại"))
    rundown = built(item(1, 50, field=3), item(2, 50, field=3), by=by, having=sounds())
    assert [e.section for e in rundown.entries if e.news_id] == ["Chính sách", "Còn lại"]


def test_a_section_never_lasts_longer_than_its_most_heading_included() -> None:
    by = programme(Section("Tin trong xã", sting=True, at_most_s=128))
    rundown = built(item(1, 60), item(2, 61), item(3, 60), by=by)
    assert played(rundown) == [1, 3]
    assert reasons(rundown) == {
        2: "mục “Tin trong xã” không đủ thời gian: cần 1:01, còn 1:00",
    }


def test_a_shorter_item_may_use_the_time_a_longer_one_cannot() -> None:
    rundown = built(item(1, 500), item(2, 200), item(3, 60))
    assert played(rundown) == [1, 3]
    assert reasons(rundown)[2] == "không đủ thời gian: cần 3:20, còn 1:22"


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (item(1, airings=2, aired=2), "đã phát đủ số lần (2/2)"),
        (item(1, airings=2, aired=2, planned=1), "đã phát đủ số lần (2/2)"),
        (
            item(1, airings=3, aired=1, planned=2),
            "đã xếp đủ số lần vào các buổi phát trước (muốn 3, đã phát 1, sẽ phát 2)",
        ),
        (item(1, sound=None), "chưa có tệp tiếng"),
        (item(1, sound=None, no_sound="tệp tiếng bị mất"), "tệp tiếng bị mất"),
        (item(1, valid_from=date(2026, 12, 1)), "chưa đến ngày phát (từ 01/12/2026)"),
        (item(1, valid_until=date(2026, 11, 20)), "đã hết hạn phát (đến 20/11/2026)"),
        (
            item(1, on_air_in="“Bản tin sáng” lúc 05:30"),
            "lần phát cuối đang nằm trong buổi phát “Bản tin sáng” lúc 05:30",
        ),
    ],
)
def test_each_item_left_out_has_a_reason_a_person_can_read(
    candidate: Candidate, reason: str
) -> None:
    assert reason_for(candidate) == reason


def test_an_item_no_section_takes_is_told_its_genre_and_field() -> None:
    by = programme(Section("Thông báo", genres=(Genre.THONG_BAO,)))
    assert reason_for(item(1), by) == "không mục nào nhận thể loại “tin”, lĩnh vực 1"
    assert reason_for(item(1), programme(GREETING)) == (
        "chương trình không có mục nào để phát tin bài"
    )


def test_an_item_in_another_language_waits_for_a_programme_in_it() -> None:
    vietnamese = programme(NEWS, languages=("vi",))
    assert reason_for(item(1, language="jra"), vietnamese) == (
        "chương trình không phát ngôn ngữ này (jra)"
    )
    only_a_section = programme(Section("Tiếng Việt", languages=("vi",)))
    assert reason_for(item(1, language="jra"), only_a_section).endswith("ngôn ngữ “jra”")
    assert played(built(item(1, language="jra"))) == [1]


def test_an_item_wanted_once_more_may_air_beside_a_slot_that_holds_it() -> None:
    assert played(built(item(1, airings=3, aired=1, on_air_in="buổi khác"))) == [1]


def test_of_two_revisions_of_an_item_only_the_newer_is_looked_at() -> None:
    rundown = built(item(1, revision=1), item(1, revision=2))
    assert [(e.news_id, e.revision) for e in rundown.entries if e.news_id] == [(1, 2)]
    assert rundown.left_out == ()


def test_words_without_sound_are_skipped_and_told() -> None:
    having = Sounds(sounds().tunes, {"Chương trình đến đây kết thúc.": words(5)})
    rundown = built(item(1), having=having)
    assert [e.title for e in rundown.entries] == [
        "Nhạc hiệu mở đầu", "Nhạc cắt", "Tin số 1", "Chương trình đến đây kết thúc.",
        "Nhạc hiệu kết thúc",
    ]  # fmt: skip
    assert rundown.notes == (
        "bỏ qua lời “Đài truyền thanh xã Mẫu kính chào bà con.”: chưa có tệp tiếng",
        "bỏ qua lời “Tin trong xã”: chưa có tệp tiếng",
    )


def test_a_tune_that_is_not_there_is_skipped_and_told() -> None:
    rundown = built(item(1), by=programme(Tune("dan-ca"), Chime("keng"), NEWS))
    assert [note.split(":")[0] for note in rundown.notes] == [
        "bỏ qua âm thanh “dan-ca”", "bỏ qua âm thanh “keng”",
    ]  # fmt: skip


def test_a_slot_too_short_for_its_frame_gives_up_chimes_then_tunes_then_words() -> None:
    by = programme(Tune("opening"), GREETING, Chime("chime"), FAREWELL, Tune("closing"))
    for length, titles in (
        (30, ["Nhạc hiệu mở đầu", "Đài", "Tiếng báo", "Chương", "Nhạc hiệu kết thúc"]),
        (28, ["Nhạc hiệu mở đầu", "Đài", "Chương", "Nhạc hiệu kết thúc"]),
        (20, ["Nhạc hiệu mở đầu", "Đài", "Chương"]),
        (10, ["Đài", "Chương"]),
    ):
        rundown = built(by=programme(*by.rundown, length_s=length))
        assert [e.title for e in rundown.entries] == [
            next(full for full in (e.title for e in built(by=by).entries) if full.startswith(t))
            for t in titles
        ]
        assert rundown.length_s <= tolerated_s(length)
        assert len([n for n in rundown.notes if "quá ngắn" in n]) == 5 - len(titles)


@pytest.mark.parametrize(
    ("length", "most"), [(100, 103), (600, 618), (1000, 1030), (1800, 1830), (3600, 3630)]
)
def test_the_tolerance_is_three_per_cent_and_at_most_thirty_seconds(
    length: float, most: float
) -> None:
    assert tolerated_s(length) == pytest.approx(most)


def test_an_item_may_use_the_tolerance_but_not_more() -> None:
    room = 618 - FIXED_S - HEADING_S
    assert played(built(item(1, room + 5))) == []
    assert played(built(item(1, 618 - 28 - 8))) == [1]


def test_the_tolerance_does_not_reach_into_the_next_slot() -> None:
    next_at = A_SLOT.planned_at + timedelta(seconds=600)
    exact = build_rundown(
        A_PROGRAMME, A_SLOT, [item(1, 564.0)], sounds(), station=STATION, next_at=next_at
    )
    longer = build_rundown(
        A_PROGRAMME, A_SLOT, [item(1, 565.0)], sounds(), station=STATION, next_at=next_at
    )
    assert (played(exact), played(longer)) == ([1], [])


def test_lengths_are_told_as_people_read_them() -> None:
    assert [minutes(s) for s in (5, 65.4, 200, 3900, -1)] == [
        "0:05", "1:05", "3:20", "1:05:00", "0:00",
    ]  # fmt: skip

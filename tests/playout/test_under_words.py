"""A tune under the words behind it: two sounds at once, each with its own row."""

from collections import deque
from dataclasses import replace

import pytest

from broadcaster.airlog import Outcome
from broadcaster.playout.air import AirItem, Laid, Request, Show
from broadcaster.playout.sounds.mixer import gain_of
from broadcaster.playout.sounds.shaping import joined, segment_of, shaped
from broadcaster.playout.track import TRIMMED
from broadcaster.timetable import UNDER_DB, EntryKind, Shape, StartRule
from tests.playout.stage import RATE, Silence, Stage

UNDER = Shape(length_s=12, lead_s=4, fade_out_s=2)


def part(title: str, seconds: float, position: int, kind: EntryKind) -> AirItem:
    return AirItem(
        kind=kind,
        title=title,
        sound=Silence(seconds),  # type: ignore[arg-type]
        slot_id=1,
        position=position,
    )


def greeted(stage: Stage, in_s: float = 5.0) -> None:
    """Put a slot on: a tune of 20 s, 12 of them heard, the last 8 under the greeting; news."""
    plan = stage.slot("bản tin", in_s)
    opening = shaped(part("nhạc", 20, 0, EntryKind.TUNE), UNDER, RATE)
    words = part("lời chào", 8, 1, EntryKind.ANNOUNCEMENT)
    news = replace(part("tin", 30, 2, EntryKind.ITEM), news_id=7)
    stage.desk.shows[-1] = Show(plan=plan, pending=deque([opening, words, news]))


def lines(stage: Stage) -> list[tuple[str, Outcome, float, float]]:
    return [
        (line.title, line.outcome, stage.offset(line), round(line.heard_s, 2))
        for line in stage.journal.lines
    ]


def test_each_sound_has_its_row_with_its_own_seconds() -> None:
    stage = Stage()
    greeted(stage)
    stage.run(60)
    assert lines(stage) == [
        ("nhạc", Outcome.AIRED, 5.0, 12.0),
        ("lời chào", Outcome.AIRED, 9.0, 8.0),
        ("tin", Outcome.AIRED, 17.0, 30.0),
    ]


def test_what_is_on_air_is_the_words_over_the_tune() -> None:
    stage = Stage()
    greeted(stage)
    stage.run(7)
    assert stage.director.on_air
    assert stage.director.on_air.item.title == "nhạc"
    stage.run(5)
    assert stage.director.on_air.item.title == "lời chào"


def test_an_alarm_cuts_both_and_both_go_on_together_behind_it() -> None:
    stage = Stage()
    greeted(stage)
    stage.run(12)
    stage.ask(stage.alarm("lũ", tone_s=3))
    stage.ask(stage.message("lũ", 10))
    stage.run(60)
    tune_cut, words_cut = stage.heard("nhạc")[0], stage.heard("lời chào")[0]
    assert (tune_cut.outcome, words_cut.outcome) == (Outcome.CUT, Outcome.CUT)
    tune_rest, words_rest = stage.heard("nhạc")[1], stage.heard("lời chào")[1]
    assert tune_rest.started_at == words_rest.started_at
    assert tune_cut.heard_s + tune_rest.heard_s == pytest.approx(12, abs=0.01)
    assert words_cut.heard_s + words_rest.heard_s == pytest.approx(8, abs=0.01)
    (news,) = stage.heard("tin")
    assert stage.offset(news) == pytest.approx(stage.offset(words_rest) + words_rest.heard_s)


def test_an_alarm_before_the_words_leaves_them_their_place_over_the_tune() -> None:
    stage = Stage()
    greeted(stage)
    stage.run(7)
    stage.ask(stage.alarm("lũ", tone_s=3))
    stage.ask(stage.message("lũ", 10))
    stage.run(60)
    tune_rest = stage.heard("nhạc")[1]
    (words,) = [line for line in stage.heard("lời chào") if line.started_at]
    assert stage.offset(words) - stage.offset(tune_rest) == pytest.approx(
        4 - stage.heard("nhạc")[0].heard_s, abs=0.01
    )


def test_stopped_in_the_middle_nothing_is_left() -> None:
    stage = Stage()
    greeted(stage)
    stage.run(12)
    stage.ask(Request(do="stop", reason="dừng bởi duyet"))
    stage.run(5)
    assert [line.outcome for line in stage.journal.lines] == [
        Outcome.MISSED,
        Outcome.CUT,
        Outcome.CUT,
    ]
    assert stage.director.on_air is None


def test_the_next_slot_begins_at_its_second_over_a_greeting() -> None:
    stage = Stage()
    greeted(stage)
    stage.slot("sau", 12, 5.0, rule=StartRule.HARD)
    stage.run(40)
    (after,) = stage.heard("sau 1")
    assert stage.offset(after) == 12.0
    assert stage.heard("tin")[0].outcome is Outcome.MISSED


def laid_segment(offset_s: float = 0.0) -> dict[str, object]:
    item = shaped(part("nhạc", 20, 0, EntryKind.TUNE), UNDER, RATE)
    item = replace(item, offset=round(offset_s * RATE))
    return vars(segment_of(Laid(item=item, entry="a", start=100, end=100 + item.remaining), 9))


def test_the_tune_goes_down_before_the_words_and_fades_out_at_their_end() -> None:
    segment = laid_segment()
    assert segment["envelope"] == ((3000, 1.0), (4000, gain_of(UNDER_DB)))
    assert (segment["length"], segment["fade_out"], segment["fades_at"]) == (12_000, 2000, 12_000)


def test_what_goes_on_after_an_alarm_is_as_quiet_as_it_was() -> None:
    segment = laid_segment(offset_s=6)
    assert segment["envelope"] == ((-3000, 1.0), (-2000, gain_of(UNDER_DB)))
    assert segment["fades_at"] == 6000


def test_a_tune_whose_words_are_missing_is_not_quiet_for_nobody() -> None:
    opening = shaped(part("nhạc", 20, 0, EntryKind.TUNE), UNDER, RATE)
    heading = part("Tin trong xã", 3, 2, EntryKind.ANNOUNCEMENT)
    assert joined([opening, heading])[0].lead is None
    assert joined([opening])[0].lead is None
    assert joined([opening, replace(heading, position=1)])[0].lead == 4000


def filled_slot(stage: Stage, *, news_s: float = 20.0, length_s: float = 100.0) -> None:
    """Put a slot on in 5 s: news, music that fills, a closing tune of 8 s."""
    plan = stage.slot("bản tin", 5, length_s=length_s)
    news = replace(part("tin", news_s, 0, EntryKind.ITEM), news_id=7)
    planned_s = max(5.0, length_s - news_s - 8)
    shape = Shape(length_s=planned_s, fade_out_s=3, filler=True)
    music = shaped(part("nhạc thêm", 30, 1, EntryKind.TUNE), shape, RATE)
    closing = part("kết thúc", 8, 2, EntryKind.TUNE)
    stage.desk.shows[-1] = Show(plan=plan, pending=deque([news, music, closing]))


def test_music_fills_the_slot_so_that_its_closing_tune_ends_with_it() -> None:
    stage = Stage()
    filled_slot(stage)
    stage.run(120)
    assert lines(stage) == [
        ("tin", Outcome.AIRED, 5.0, 20.0),
        ("nhạc thêm", Outcome.AIRED, 25.0, 72.0),
        ("kết thúc", Outcome.AIRED, 97.0, 8.0),
    ]


def test_music_takes_the_place_of_news_whose_approval_was_taken_back() -> None:
    stage = Stage()
    filled_slot(stage)
    stage.desk.forbidden.add("tin")
    stage.run(120)
    (music,), (closing,) = stage.heard("nhạc thêm"), stage.heard("kết thúc")
    assert music.heard_s == pytest.approx(92, abs=0.1)
    assert stage.offset(closing) == pytest.approx(97, abs=0.1)


def test_after_an_emergency_the_music_is_shorter_and_the_closing_still_on_time() -> None:
    stage = Stage()
    filled_slot(stage)
    stage.run(40)
    stage.ask(stage.alarm("lũ", tone_s=3))
    stage.ask(stage.message("lũ", 20))
    stage.run(100)
    cut, rest = stage.heard("nhạc thêm")
    assert (cut.outcome, rest.outcome) == (Outcome.CUT, Outcome.AIRED)
    (closing,) = stage.heard("kết thúc")
    assert stage.offset(closing) == pytest.approx(97, abs=0.1)


def test_where_the_news_took_the_time_no_music_is_heard_and_the_log_says_why() -> None:
    stage = Stage()
    filled_slot(stage, news_s=90)
    stage.run(130)
    (music,) = stage.heard("nhạc thêm")
    assert (music.outcome, music.started_at) == (Outcome.MISSED, None)
    assert stage.heard("kết thúc")[0].outcome is Outcome.AIRED


def test_what_the_output_ran_dry_the_music_is_shorter_and_the_closing_on_time() -> None:
    stage = Stage()
    filled_slot(stage)
    stage.run(60)
    stage.run_dry(10)
    stage.run(80)
    (music,), (closing,) = stage.heard("nhạc thêm"), stage.heard("kết thúc")
    assert (music.outcome, music.reason) == (Outcome.CUT, TRIMMED)
    assert music.heard_s == pytest.approx(62, abs=0.1)
    assert closing.outcome is Outcome.AIRED
    assert stage.offset(closing) == pytest.approx(97, abs=0.1)


def test_music_that_is_late_already_fades_out_at_once() -> None:
    stage = Stage()
    filled_slot(stage)
    stage.run(94)
    stage.run_dry(10)
    stage.run(2)
    assert stage.out.timeline[0].release == 3 * RATE
    stage.run(30)
    (closing,) = stage.heard("kết thúc")
    assert closing.outcome is Outcome.AIRED
    assert 97 < stage.offset(closing) < 99


def test_times_that_were_wrong_for_a_moment_shorten_no_music() -> None:
    stage = Stage()
    filled_slot(stage)
    stage.run(60)
    stage.run_dry(10)
    stage.run(0.5)
    stage.run_dry(-10)
    stage.run(60)
    (music,) = stage.heard("nhạc thêm")
    assert music.outcome is Outcome.AIRED
    assert music.heard_s == pytest.approx(72, abs=0.01)


def test_of_music_that_was_heard_the_rest_that_nobody_needs_is_not_told_as_missed() -> None:
    stage = Stage()
    filled_slot(stage)
    stage.run(78)
    stage.ask(stage.alarm("lũ", tone_s=3))
    stage.ask(stage.message("lũ", 12))
    stage.run(60)
    assert [line.outcome for line in stage.heard("nhạc thêm")] == [Outcome.CUT]
    assert stage.heard("kết thúc")[0].outcome is Outcome.AIRED


def test_an_item_that_no_longer_fits_is_cut_and_the_closing_tune_heard() -> None:
    stage = Stage()
    plan = stage.slot("bản tin", 5, length_s=100)
    opening = part("mở đầu", 10, 0, EntryKind.TUNE)
    news = replace(part("tin", 80, 1, EntryKind.ITEM), news_id=7)
    closing = part("kết thúc", 8, 2, EntryKind.TUNE)
    stage.desk.shows[-1] = Show(plan=plan, pending=deque([opening, news, closing]))
    stage.run(8)
    stage.ask(stage.alarm("lũ", tone_s=3))
    stage.ask(stage.message("lũ", 27))
    stage.run(130)
    (cut,) = stage.heard("tin")
    assert (cut.outcome, cut.reason) == (Outcome.CUT, "cắt bớt cho vừa giờ của buổi phát")
    assert 40 < cut.heard_s < 80
    (heard,) = stage.heard("kết thúc")
    assert heard.outcome is Outcome.AIRED
    assert stage.offset(heard) + 8 <= 5 + 103 + 0.6


def test_a_row_that_takes_a_moment_to_write_moves_what_follows_too() -> None:
    stage = Stage()
    written = stage.journal.is_written
    asked: set[str] = set()

    def slowly(entry: str) -> bool:
        if entry not in asked:
            asked.add(entry)
            stage.clock.advance(0.053)
        return written(entry)

    stage.journal.is_written = slowly  # type: ignore[method-assign]
    stage.slot("trễ", -10, 0.5, 1.0, 1.0)
    stage.run(10)
    first, second, third = stage.journal.lines
    for one, following in ((first, second), (second, third)):
        assert stage.offset(following) == pytest.approx(stage.offset(one) + one.heard_s, abs=0.002)

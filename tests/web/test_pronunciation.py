import io
import re
from collections.abc import Callable

import pytest
import soundfile

from broadcaster import speech
from broadcaster.newsroom import State
from broadcaster.speech import Clip
from broadcaster.speech.spoken import Kind, explain
from broadcaster.station import Station
from broadcaster.store import Store
from tests.rig.fake_clock import FakeClock
from tests.web.newsdesk import Newsdesk
from tests.web.test_writing import EVIL
from tests.web.visitor import Visitor, words
from web.spoken_words import KINDS, why

SCRIPT = "Mời bà con làng Tơ Drah họp tại nhà NVHX lúc 7 giờ."
SEAL = re.compile(r'name="doubts_seen" value="([0-9a-f]+)"')
HASH = re.compile(r'name="content_sha256" value="([0-9a-f]{64})"')


def _add(visitor: Visitor, written: str, reading: str, **more: str) -> tuple[int, str]:
    answer = visitor.post("/pronunciation/new", {"written": written, "reading": reading, **more})
    if answer.status_code == 302:
        return 302, visitor.follow(answer)
    return answer.status_code, words(answer)


def _written(station: Station) -> dict[str, str]:
    return {entry.written: entry.reading for entry in speech.dictionary_of(station).entries}


# ------------------------------------------------------------------------------- the dictionary


def test_an_editor_adds_changes_and_removes_a_word(editor: Visitor, station: Station) -> None:
    assert "Chưa ghi từ nào" in words(editor.get("/pronunciation/"))
    status, page = _add(editor, "Tơ Drah", "Tơ đờ ra")
    assert status == 302
    assert "Đã lưu: “Tơ Drah” đọc là “tơ đờ ra”" in page
    assert "Thêm <strong>Tơ Drah</strong>: đọc là “tơ đờ ra”" in page
    assert "bien-tap" in page

    form = words(editor.get("/pronunciation/new?written=Tơ Drah"))
    assert "Sửa từ “Tơ Drah”" in form
    assert 'value="tơ đờ ra"' in form
    seen = {"seen_written": "Tơ Drah", "seen_reading": "tơ đờ ra"}
    status, page = _add(editor, "Tơ Drah", "tơ đờ rá", **seen)
    assert "từ “tơ đờ ra” thành “tơ đờ rá”" in page
    assert _written(station) == {"Tơ Drah": "tơ đờ rá"}

    seen["seen_reading"] = "tơ đờ rá"
    page = editor.follow(editor.post("/pronunciation/remove", seen))
    assert "Đã xoá “Tơ Drah”" in page
    assert "Xoá <strong>Tơ Drah</strong> (đọc là “tơ đờ rá”)" in page
    assert _written(station) == {}


def test_the_list_is_searched_without_marks(editor: Visitor) -> None:
    _add(editor, "Tơ Drah", "tơ đờ ra")
    _add(editor, "NVHX", "nhà văn hóa xóm")
    found = words(editor.get("/pronunciation/?words=van hoa"))
    assert "NVHX</td>" in found
    assert "Tơ Drah</td>" not in found
    assert "Không có từ nào như vậy" in words(editor.get("/pronunciation/?words=zzz"))


@pytest.mark.parametrize(
    ("written", "reading", "side", "told"),
    [
        ("", "a", "written", "Chưa có chữ viết"),
        ("Tơ Drah", "", "reading", "Chưa có cách đọc"),
        ("QL 5", "quốc lộ 5", "reading", "hãy viết bằng chữ: quốc lộ năm"),
        ("QL 5", "a+b", "reading", "ký hiệu “+”"),
        ("nvhx ", "a", "written", ""),
        ("x" * 101, "a", "written", "dài quá 100"),
        ("Chư", "chừ " * 100, "reading", "dài quá 300"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_everything_typed_stays(
    editor: Visitor, station: Station, written: str, reading: str, side: str, told: str
) -> None:
    _add(editor, "Nvhx", "nhà văn hóa xóm")
    status, page = _add(editor, written, reading)
    assert status == 400
    assert re.search(rf'id="{side}-wrong" role="alert">[^<]*{re.escape(told)}', page)
    assert re.search(rf'id="{side}"[^>]*aria-describedby="[^"]*{side}-wrong"[^>]*', page)
    assert f'value="{written}"' in page
    assert f'value="{reading}"' in page
    assert list(_written(station)) == ["Nvhx"]


def test_two_editors_at_once_lose_nothing(
    editor: Visitor, approver: Visitor, station: Station
) -> None:
    _add(editor, "NVHX", "nhà văn hóa xóm")
    seen = {"seen_written": "NVHX", "seen_reading": "nhà văn hóa xóm"}
    assert _add(approver, "NVHX", "nhà văn hóa xã", **seen)[0] == 302
    _add(approver, "Tơ Drah", "tơ đờ ra")
    status, page = _add(editor, "NVHX", "nhà vui họp", **seen)
    assert status == 400
    assert "người khác đã đổi cách đọc “NVHX” thành “nhà văn hóa xã”" in page
    assert _written(station) == {"NVHX": "nhà văn hóa xã", "Tơ Drah": "tơ đờ ra"}
    assert editor.post("/pronunciation/remove", {"seen_written": "Không có"}).status_code == 404


@pytest.mark.parametrize("name", ["truong-thon", "bao-cao", "ky-thuat"])
def test_who_may_not_change_the_dictionary_may_look_into_it(
    arrive: Callable[[str], Visitor], editor: Visitor, station: Station, name: str
) -> None:
    _add(editor, "Tơ Drah", "tơ đờ ra")
    visitor = arrive(name)
    page = words(visitor.get("/pronunciation/"))
    assert "Tơ Drah" in page
    assert "Thêm từ" not in page
    assert "Sửa, xoá" not in page
    assert _add(visitor, "A", "a")[0] == 403
    assert visitor.post("/pronunciation/remove", {"seen_written": "Tơ Drah"}).status_code == 403
    assert visitor.post("/pronunciation/read-again", {"changed": "Tơ"}).status_code == 403
    assert _written(station) == {"Tơ Drah": "tơ đờ ra"}


def test_a_file_written_wrong_by_hand_is_told_with_its_line(
    editor: Visitor, station: Station
) -> None:
    file = station.schedules / "pronunciation.toml"
    good = '[pronunciation]\n"NVHX" = "nhà văn hóa xóm"\n'
    file.write_text(good + '"Tơ Drah" = 5\n', encoding="utf-8")
    page = words(editor.get("/pronunciation/"))
    assert "Tệp pronunciation.toml, dòng 3" in page
    assert "Máy vẫn đọc theo 1 từ" in page
    assert "NVHX</td>" in page
    assert _add(editor, "Tơ Drah", "tơ đờ ra")[0] == 302
    assert "dòng 3" not in words(editor.get("/pronunciation/"))

    file.write_text(good + '"Tơ Drah = 5\n', encoding="utf-8")
    page = words(editor.get("/pronunciation/"))
    assert "Tệp pronunciation.toml, dòng 3" in page
    assert "bản đúng gần nhất vẫn được dùng" in page
    assert "Tơ Drah</td>" in page
    status, page = _add(editor, "A", "a")
    assert status == 503
    assert "dòng 3" in page
    assert file.read_text(encoding="utf-8").endswith("= 5\n")


def test_words_that_look_like_a_page_stay_words(editor: Visitor) -> None:
    _, page = _add(editor, EVIL, "a")
    assert EVIL not in editor.get(f"/pronunciation/?text={EVIL}").text
    assert EVIL not in editor.get("/pronunciation/").text
    assert page


# ---------------------------------------------------------------------------------- trying out


def test_a_sentence_is_tried_piece_by_piece(editor: Visitor) -> None:
    _add(editor, "Tơ Drah", "tơ đờ ra")
    page = words(editor.get("/pronunciation/?text=Làng Tơ Drah họp ngày 5/12, mời XYZK."))
    assert "làng tơ đờ ra họp ngày mồng năm tháng mười hai" in page
    for told in ("từ điển của đài", "ngày tháng", "chữ viết tắt", "không biết, đọc tạm"):
        assert told in page
    assert '<mark class="doubtful">XYZK</mark>' in page
    assert "<mark>Tơ Drah</mark>" in page


def test_a_sentence_that_is_too_long_is_refused(editor: Visitor) -> None:
    answer = editor.get("/pronunciation/?text=" + "a " * 200)
    assert answer.status_code == 400
    assert "Câu dài quá 300 ký tự" in words(answer)
    assert editor.get("/pronunciation/sound?text=").status_code == 400
    assert editor.get("/pronunciation/sound?text=" + "a" * 301).status_code == 400


def test_what_is_tried_is_heard_in_the_stations_voice(editor: Visitor) -> None:
    plain = editor.get("/pronunciation/sound?text=Làng Tơ Drah")
    assert plain.mimetype == "audio/wav"
    samples, rate = soundfile.read(io.BytesIO(plain.data))
    assert 0.5 < len(samples) / rate < 10
    _add(editor, "Tơ Drah", "tơ đờ ra, tơ đờ ra, tơ đờ ra")
    longer, _ = soundfile.read(
        io.BytesIO(editor.get("/pronunciation/sound?text=Làng Tơ Drah").data)
    )
    assert len(longer) > 1.3 * len(samples)


# --------------------------------------------------------------------------- doubts of an item


@pytest.fixture
def doubtful(desk: Newsdesk) -> int:
    return desk.submitted("Họp làng", script=SCRIPT)


def _listen(visitor: Visitor, news_id: int, clip: Clip) -> int:
    path = f"/news/{news_id}/revisions/1/listening?clip={clip.key}"
    return visitor.post(path, {"seconds": "3"}).status_code


def _approve(visitor: Visitor, news_id: int, seal: str | None = None) -> tuple[int, str]:
    page = visitor.get(f"/news/{news_id}").text
    found = SEAL.search(page)
    shown = HASH.search(page)
    assert shown
    values = {
        "revision": "1",
        "content_sha256": shown[1],
        "doubts_seen": seal if seal is not None else found[1] if found else "",
    }
    answer = visitor.post(f"/news/{news_id}/approve", values)
    if answer.status_code == 302:
        return 302, visitor.follow(answer)
    return answer.status_code, words(answer)


def test_each_doubt_is_shown_with_its_place_reading_reason_and_remedy(
    approver: Visitor, doubtful: int
) -> None:
    page = words(approver.get(f"/news/{doubtful}"))
    assert "không chắc cách đọc 2 chỗ" in page
    assert 'làng Tơ <mark class="doubtful">Drah</mark> họp' in page
    assert "có thể là tên riêng, từ nước ngoài hay gõ sai" in page
    assert "chữ viết tắt chưa biết, máy đọc từng chữ cái" in page
    assert "không biết, đọc tạm" in page
    assert f"/pronunciation/new?written=Drah&news={doubtful}" in page
    assert page.index('id="doubts"') < page.index('id="approve"')


def test_a_mistyped_mark_is_told_as_a_mark_not_as_a_reading(
    editor: Visitor, desk: Newsdesk
) -> None:
    number = desk.submitted("Họp làng", script="Sáng mai họp. [nghi 3s] Mời bà con.")
    page = words(editor.get(f"/news/{number}"))
    assert '<mark class="doubtful">[nghi 3s]</mark>' in page
    assert "Máy bỏ qua dấu này" in page
    assert "sửa dấu này trong bài" in page
    assert "Máy đọc là" not in page
    assert "viết ra bằng chữ trong bài" not in page


def test_an_item_with_doubts_is_not_approved_unless_they_were_looked_at(
    approver: Visitor, desk: Newsdesk, doubtful: int
) -> None:
    _listen(approver, doubtful, desk.spoken(doubtful))
    for seal in ("", "0" * 32):
        status, page = _approve(approver, doubtful, seal)
        assert status == 403
        assert "Máy không chắc cách đọc 2 chỗ" in page
        assert desk.view(doubtful).state is State.SUBMITTED
    assert 'name="doubts_seen"' in page
    assert _approve(approver, doubtful)[0] == 302


def test_the_page_shows_the_words_of_the_sound_also_of_a_copied_text(
    editor: Visitor, desk: Newsdesk
) -> None:
    """Lines that a page's edge broke, page numbers and rows are shown as they are spoken."""
    script = (
        "Ủy ban nhân dân xã Mẫu mời bà con đi họp vào lúc tám giờ sáng tại làng Tơ\n- 2 -\n"
        "Drah để bàn việc sửa đường.\n\nThôn Một\t5.105 đồng\n"
    )
    news_id = desk.submitted("Họp", script=script)
    page = words(editor.get(f"/news/{news_id}"))
    clip = desk.spoken(news_id)
    shown = re.findall(r"\w+", page.split("Máy sẽ đọc như thế nào")[1].split("</details>")[0])
    assert " ".join(re.findall(r"\w+", clip.spoken)) in " ".join(shown)
    assert 'sáng tại làng Tơ <mark class="doubtful">Drah</mark> để bàn' in page


def test_an_item_without_doubts_asks_for_nothing_more(approver: Visitor, desk: Newsdesk) -> None:
    news_id = desk.submitted()
    _listen(approver, news_id, desk.spoken(news_id))
    assert "doubts_seen" not in approver.get(f"/news/{news_id}").text
    assert _approve(approver, news_id)[0] == 302


def test_a_doubt_that_is_no_word_is_to_be_written_out(editor: Visitor, desk: Newsdesk) -> None:
    news_id = desk.draft(script="Bán 1.50 con giống ở hội2 xóm.")
    page = words(editor.get(f"/news/{news_id}"))
    assert "viết ra bằng chữ trong bài" in page
    assert "/pronunciation/new?written" not in page


def test_every_kind_of_piece_and_every_doubt_has_words_of_ours() -> None:
    assert set(KINDS) == set(Kind)
    for text in ("XYZK", "Drah", "hội2", "TT", "8/12", "25:61", "[nghi 2s]"):
        for span in explain(text):
            reason = why(span)
            assert reason
            assert not re.search(r"[a-z]+\.[a-z]+", reason)


# ------------------------------------------------------------------------ hearing the new reading


def test_from_a_doubt_to_the_dictionary_and_back_to_a_new_sound(
    editor: Visitor, desk: Newsdesk, station: Station, doubtful: int, store: Store, clock: FakeClock
) -> None:
    before = desk.spoken(doubtful)
    form = words(editor.get(f"/pronunciation/new?written=Drah&news={doubtful}"))
    assert 'value="Drah"' in form
    assert "Lưu và đọc lại tin bài" in form
    status, page = _add(editor, "Tơ Drah", "tơ đờ ra", news=str(doubtful))
    assert status == 302
    assert "Họp làng" in page
    assert "Máy đang đọc lại bài theo cách đọc mới" in page
    assert "không chắc cách đọc 1 chỗ" in page
    with store.reading() as session:
        (waiting,) = speech.waiting(session, clock, station)
    assert waiting.news_id == doubtful

    after = desk.read_again(doubtful)
    assert after.key != before.key
    assert "tơ đờ ra" in after.spoken
    assert "data-settled" in editor.get(f"/news/{doubtful}/revisions/1/sound-part").text
    with store.reading() as session:
        assert speech.waiting(session, clock, station) == []


def test_the_page_offers_to_read_again_what_is_read_otherwise_now(
    editor: Visitor, approver: Visitor, desk: Newsdesk, doubtful: int
) -> None:
    clip = desk.spoken(doubtful)
    assert "chưa theo cách đọc mới" not in words(editor.get(f"/news/{doubtful}"))
    _, page = _add(editor, "NVHX", "nhà văn hóa xóm")
    assert "Tin bài chưa duyệt có chữ “NVHX”" in page
    assert "Họp làng" in page
    assert "Đọc lại 1 tin bài chờ duyệt" in page
    assert "chưa theo cách đọc mới" in words(editor.get(f"/news/{doubtful}"))
    assert desk.spoken(doubtful).key == clip.key, "nobody asked yet"

    done = editor.follow(editor.post(f"/news/{doubtful}/read-again"))
    assert "Máy đang đọc lại bài" in done
    assert "Máy đang đọc lại bài" in words(approver.get(f"/news/{doubtful}/revisions/1/sound-part"))
    assert "nhà văn hóa xóm" in desk.read_again(doubtful).spoken


def test_all_waiting_items_with_the_word_are_read_again_at_once(
    editor: Visitor, desk: Newsdesk, doubtful: int, store: Store
) -> None:
    other = desk.submitted("Tin khác")
    draft = desk.draft("Còn viết", script=SCRIPT)
    for news_id in (doubtful, other):
        desk.spoken(news_id)
    _add(editor, "NVHX", "nhà văn hóa xóm")
    page = editor.follow(editor.post("/pronunciation/read-again", {"changed": "NVHX"}))
    assert "Máy đang đọc lại 1 tin bài" in page
    with store.reading() as session:
        assert speech.asked_again(session) == {desk.view(doubtful).newest.content_sha256}
    assert desk.view(draft).state is State.DRAFT


def test_the_old_sound_heard_is_no_approval_of_the_new_one(
    editor: Visitor, approver: Visitor, desk: Newsdesk, doubtful: int
) -> None:
    old = desk.spoken(doubtful)
    assert _listen(approver, doubtful, old) == 200
    _add(editor, "NVHX", "nhà văn hóa xóm", news=str(doubtful))
    new = desk.read_again(doubtful)
    assert _listen(approver, doubtful, old) == 403, "that page shows a sound that is gone"
    status, page = _approve(approver, doubtful)
    assert status == 403
    assert "Cần nghe bản tiếng trước khi duyệt" in page
    assert _listen(approver, doubtful, new) == 200
    assert _approve(approver, doubtful)[0] == 302
    approval = desk.view(doubtful).approval
    assert approval is not None
    assert approval.clip == new.key


def test_what_was_approved_keeps_its_sound_whatever_is_written_later(
    editor: Visitor, approver: Visitor, desk: Newsdesk, station: Station, doubtful: int,
    store: Store, clock: FakeClock,
) -> None:  # fmt: skip
    clip = desk.spoken(doubtful)
    _listen(approver, doubtful, clip)
    assert _approve(approver, doubtful)[0] == 302
    _, page = _add(editor, "NVHX", "nhà văn hóa xóm", news=str(doubtful))
    assert "giữ nguyên tiếng như lúc duyệt" in page
    with store.reading() as session:
        assert speech.waiting(session, clock, station) == []
    assert editor.post(f"/news/{doubtful}/read-again").status_code == 403
    (station.home / clip.path).unlink()
    again = desk.spoken(doubtful)
    assert re.findall(r"\w+", again.spoken) == re.findall(r"\w+", clip.spoken)
    assert "nhà văn hóa xóm" not in again.spoken

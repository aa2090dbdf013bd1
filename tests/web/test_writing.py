import json
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import soundfile
from docx import Document
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from broadcaster.newsroom import State, revisions
from broadcaster.station import Station
from broadcaster.store import Store
from tests.web.newsdesk import SCRIPT, Newsdesk
from tests.web.visitor import Visitor, words

FORM = {
    "title": "Lịch tiêm phòng",
    "script": SCRIPT,
    "genre": "thông báo",
    "field": "4",
    "priority": "priority",
    "language": "vi",
    "valid_from": "2026-11-21",
    "valid_until": "2026-11-30",
    "airings": "3",
    "programmes": "ban-tin-sang",
}
KEPT = re.compile(r'name="kept" value="([^"]*)"')
EVIL = '"><script>alert(1)</script>'


def _file(content: bytes, name: str) -> FileStorage:
    return FileStorage(BytesIO(content), name)


def _docx(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def _speech_like(seconds: float = 3.0) -> bytes:
    rate = 16000
    t = np.arange(int(seconds * rate)) / rate
    wave = 0.3 * np.sin(2 * np.pi * 180 * t) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * t))
    kept = BytesIO()
    soundfile.write(kept, wave.astype(np.float32), rate, format="WAV", subtype="PCM_16")
    return kept.getvalue()


def _send(visitor: Visitor, path: str = "/news/new", **changes: object) -> TestResponse:
    values = {**FORM, **changes}
    kind = {"content_type": "multipart/form-data"}
    return visitor.post(path, {k: v for k, v in values.items() if v is not None}, **kind)


def test_a_new_item_is_kept_as_a_draft_with_everything_that_was_typed(
    editor: Visitor, desk: Newsdesk
) -> None:
    page = editor.follow(_send(editor))
    assert "Đã lưu bản thảo" in page
    view = desk.view(1)
    assert view.state is State.DRAFT
    newest = view.newest
    assert (newest.title, newest.script, newest.genre.value) == (FORM["title"], SCRIPT, "thông báo")
    assert (newest.field, newest.priority.value, newest.airings) == (4, "priority", 3)
    assert str(newest.valid_until) == "2026-11-30"
    assert newest.programmes == "ban-tin-sang"
    assert newest.created_by == "bien-tap"
    assert "Thứ Hai, 30/11/2026" in page


def test_one_press_saves_and_submits(editor: Visitor, desk: Newsdesk) -> None:
    assert "Đã lưu và gửi duyệt" in editor.follow(_send(editor, pressed="submit"))
    assert desk.view(1).state is State.SUBMITTED


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Tiêu đề phải có"),
        ({"title": "x" * 301}, "Tiêu đề phải có"),
        ({"script": "   "}, "Chưa có nội dung"),
        ({"airings": "0"}, "Số lần phát"),
        ({"airings": "nhiều"}, "Số lần phát"),
        ({"airings": "9" * 5000}, "Số lần phát"),
        ({"field": "9"}, "Lĩnh vực"),
        ({"genre": "kịch"}, "Thể loại"),
        ({"priority": "gấp"}, "Mức độ"),
        ({"language": "tiếng"}, "Ngôn ngữ"),
        ({"valid_from": "hôm nay"}, "Từ ngày"),
        ({"valid_until": "2026-11-20"}, "Ngày bắt đầu sau ngày kết thúc"),
        ({"programmes": "../x"}, "Chương trình"),
        ({"programmes": "ban-tin-dem"}, "Không có chương trình “ban-tin-dem”; các chương trình"),
        (
            {"valid_from": "", "valid_until": "2026-11-20"},
            "Ngày kết thúc 20/11/2026 đã qua; hãy chọn từ hôm nay trở đi",
        ),
        ({"script": "chữ " * 30_000}, "ký tự"),
        ({"kept": "made-up"}, "chọn lại tệp ghi âm"),
    ],
)
def test_what_is_refused_is_told_and_the_form_loses_nothing(
    editor: Visitor, changes: dict[str, str], sentence: str
) -> None:
    answer = _send(editor, **changes)
    page = words(answer)
    assert answer.status_code == 400
    assert sentence in page
    typed = {**FORM, **changes}
    for name in ("title", "valid_from", "valid_until", "airings"):
        assert f'value="{typed[name]}"' in page, name
    assert typed["script"].strip() in page
    assert f'value="{typed["genre"]}" selected' in page
    assert f'value="{typed["programmes"]}" checked' in page


def test_two_megabytes_of_text_are_refused_in_a_sentence(editor: Visitor) -> None:
    answer = _send(editor, script="Bà con chú ý. " * 110_000)
    assert answer.status_code == 400
    assert "60.000" in words(answer) or "60000" in words(answer)


def test_more_than_the_server_takes_is_refused_in_a_sentence(editor: Visitor) -> None:
    editor._client.application.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    answer = _send(editor, recording=_file(b"x" * 1_100_000, "dai.wav"))
    assert answer.status_code == 413
    assert "tối đa 1 MB" in words(answer)


def test_a_word_document_becomes_the_script(editor: Visitor, desk: Newsdesk) -> None:
    document = _file(_docx("Thông báo họp thôn", "Mời bà con đến họp."), "Thông báo.docx")
    page = words(_send(editor, title="", script="", document=document, pressed="load"))
    assert "Mời bà con đến họp." in page
    assert 'value="Thông báo họp thôn"' in page
    with pytest.raises(Exception, match="no news item"):
        desk.view(1)


def test_a_document_goes_behind_what_was_typed(editor: Visitor, desk: Newsdesk) -> None:
    _send(editor, script="Đoạn đầu.", document=_file("Đoạn sau.".encode(), "b.txt"))
    assert (desk.view(1).newest.script or "").split("\n\n") == ["Đoạn đầu.", "Đoạn sau."]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("hong.docx", b"this is no zip"),
        ("hong.docx", b"PK\x03\x04 broken"),
        ("trong.txt", b""),
        ("la.txt", bytes(range(256))),
        ("chuong-trinh.exe", b"MZ"),
        ("anh.txt", b"\xff\xd8\xff\xe0" + bytes(500)),
    ],
)
def test_a_bad_document_is_refused_and_the_form_keeps_its_text(
    editor: Visitor, name: str, content: bytes
) -> None:
    answer = _send(editor, document=_file(content, name), pressed="load")
    page = words(answer)
    assert answer.status_code == 400
    assert "notice refused" in page
    assert SCRIPT in page


def test_a_zip_bomb_of_a_document_is_refused(editor: Visitor) -> None:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 80_000_000 + b"</a>")
        archive.writestr("[Content_Types].xml", b"<Types/>")
    assert _send(editor, document=_file(kept.getvalue(), "bom.docx")).status_code == 400


def test_a_recording_is_taken_in(editor: Visitor, desk: Newsdesk, station: Station) -> None:
    answer = _send(editor, script="", recording=_file(_speech_like(), "Lời bà con.wav"))
    page = editor.follow(answer)
    newest = desk.view(1).newest
    assert newest.recording_name == "Lời bà con.wav"
    assert "Lời bà con.wav" in page
    assert [path.stem for path in station.recordings.glob("*.wav")] == [newest.recording]


def test_a_recording_is_prepared_and_not_read(editor: Visitor) -> None:
    recording = _file(_speech_like(), "Lời bà con.wav")
    page = editor.follow(_send(editor, script="", recording=recording, pressed="submit"))
    for shown in (page, words(editor.get("/news/1/revisions/1/sound-part"))):
        assert "Máy đang chuẩn bị bản ghi âm" in shown
        assert "đọc bài" not in shown


def test_a_recording_survives_a_refused_form(editor: Visitor, desk: Newsdesk) -> None:
    recording = _file(_speech_like(), "Lời bà con.wav")
    refused = _send(editor, title="", script="", recording=recording)
    page = words(refused)
    assert refused.status_code == 400
    assert "Đã nhận bản ghi âm: <strong>Lời bà con.wav" in page
    kept = KEPT.search(refused.text)
    assert kept
    editor.follow(_send(editor, script="", kept=kept[1]))
    assert desk.view(1).newest.recording_name == "Lời bà con.wav"


def test_a_recording_can_be_dropped_again(editor: Visitor, desk: Newsdesk) -> None:
    refused = _send(editor, title="", script="", recording=_file(_speech_like(), "a.wav"))
    kept = KEPT.search(refused.text)
    assert kept
    page = _send(editor, script="", kept=kept[1], pressed="drop").text
    assert 'name="kept" value=""' in page
    assert "Đã nhận bản ghi âm" not in words(_send(editor, pressed="preview"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("trang.mp3", b"<html><body>404</body></html>"),
        ("im-lang.wav", b"RIFF\x24\x00\x00\x00WAVEfmt "),
        ("danh-sach.mp3", b"#EXTM3U\nhttp://example.invalid/a.ts\n"),
        ("bai.txt", b"chu"),
        ("khong-duoi", b"RIFF"),
    ],
)
def test_a_bad_recording_is_refused_and_nothing_is_kept(
    editor: Visitor, station: Station, name: str, content: bytes
) -> None:
    answer = _send(editor, script="", recording=_file(content, name))
    assert answer.status_code == 400
    assert "notice refused" in words(answer)
    assert not list(station.recordings.glob("*")) if station.recordings.exists() else True


def test_script_and_recording_together_are_refused(editor: Visitor) -> None:
    answer = _send(editor, recording=_file(_speech_like(), "a.wav"))
    assert answer.status_code == 400
    assert "đúng một trong hai" in words(answer)
    assert SCRIPT in words(answer)


@pytest.mark.parametrize(
    "name", ["../../../evil.wav", "..\\..\\evil.wav", "/etc/evil.wav", "a\0.wav"]
)
def test_a_file_name_reaches_no_other_folder(
    editor: Visitor, station: Station, tmp_path: Path, name: str
) -> None:
    editor.get("/news/new")
    before = {path for path in tmp_path.rglob("*") if "recordings" not in path.parts}
    _send(editor, script="", recording=_file(_speech_like(), name))
    after = {path for path in tmp_path.rglob("*") if "recordings" not in path.parts}
    assert {path.suffix for path in after - before} <= {".db", ".db-wal", ".db-shm", ""}
    assert not Path("/etc/evil.wav").exists()


def test_the_reading_is_shown_with_what_the_machine_doubts(editor: Visitor) -> None:
    page = words(_send(editor, script="Ngày 05/12/2026 họp XYZK.", pressed="preview"))
    assert "tháng mười hai" in page
    assert "không chắc cách đọc 1 chỗ" in page
    assert "XYZK" in page


def test_an_item_keeps_a_programme_that_is_gone_until_somebody_takes_it_off(
    editor: Visitor, desk: Newsdesk, station: Station
) -> None:
    _send(editor)
    (station.schedules / "ban-tin-sang.toml").rename(station.schedules / "ban-tin-toi.toml")
    assert "(chương trình này không còn)" in words(editor.get("/news/1/edit"))
    _send(editor, "/news/1/edit", title="Đổi tiêu đề")
    assert desk.view(1).newest.title == "Đổi tiêu đề"
    assert desk.view(1).newest.programmes == "ban-tin-sang"
    _send(editor, "/news/1/edit", programmes="ban-tin-toi")
    answer = _send(editor, "/news/1/edit", programmes="ban-tin-sang")
    assert "Không có chương trình “ban-tin-sang”" in words(answer)


def test_an_edited_item_becomes_a_new_draft_revision(
    editor: Visitor, desk: Newsdesk, store: Store
) -> None:
    news_id = desk.approved()
    shown = words(editor.get(f"/news/{news_id}/edit"))
    assert SCRIPT in shown
    page = editor.follow(_send(editor, f"/news/{news_id}/edit", title="Lịch tiêm phòng mới"))
    view = desk.view(news_id)
    assert (view.newest.number, view.state) == (2, State.DRAFT)
    assert view.approved is not None
    assert view.approved.number == 1
    assert "Bản 1 đã duyệt vẫn được phát" in page
    with store.reading() as session:
        assert [row.title for row in revisions(session, news_id)] == [
            "Lịch tiêm phòng",
            "Lịch tiêm phòng mới",
        ]


def test_editing_a_recording_keeps_the_recording(editor: Visitor, desk: Newsdesk) -> None:
    _send(editor, script="", recording=_file(_speech_like(), "a.wav"))
    kept = KEPT.search(editor.get("/news/1/edit").text)
    assert kept
    editor.follow(_send(editor, "/news/1/edit", title="Tên khác", script="", kept=kept[1]))
    newest = desk.view(1).newest
    assert (newest.number, newest.title, newest.recording_name) == (2, "Tên khác", "a.wav")


def test_a_village_head_writes_only_on_their_own_items(
    arrive: Callable[[str], Visitor], desk: Newsdesk
) -> None:
    head = arrive("truong-thon")
    others = desk.draft()
    answer = _send(head, f"/news/{others}/edit", title="Không phải của tôi")
    assert answer.status_code == 403
    assert "Không phải của tôi" in words(answer)
    head.follow(_send(head, title="Tin của thôn"))
    assert desk.view(others + 1).newest.created_by == "truong-thon"
    assert f"/news/{others}/edit" not in head.get(f"/news/{others}").text


def test_nothing_that_is_typed_becomes_part_of_a_page(editor: Visitor, desk: Newsdesk) -> None:
    for name in ("title", "script", "valid_from", "airings", "genre", "programmes", "language"):
        answer = _send(editor, **{name: EVIL, "pressed": "preview"})
        assert "<script>alert" not in answer.text, name
    news_id = desk.draft(title=EVIL, script=EVIL)
    for path in ("/news/", f"/news/{news_id}", f"/news/{news_id}/edit", f"/news/?words={EVIL}"):
        assert "<script>alert" not in editor.get(path).text, path


def test_the_page_tells_the_browser_how_to_keep_what_is_typed(editor: Visitor) -> None:
    assert 'data-keep="/news/new"' in editor.get("/news/new").text
    assert " data-held" not in editor.get("/news/new").text
    assert " data-held" in _send(editor, title="").text
    saved = _send(editor)
    assert 'data-forget="/news/new /news/1/edit"' in editor.get(saved.headers["Location"]).text
    assert json.dumps(saved.headers["Location"]) == '"/news/1?saved=1"'

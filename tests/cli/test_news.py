"""`broadcaster news`: from a file to an approved item, and back."""

import unicodedata
from datetime import datetime
from pathlib import Path

import docx
import pytest

from broadcaster.newsroom import CONSOLE, CONSOLE_VI
from broadcaster.playout import Interrupter
from tests.cli.command_line import CommandLine
from tests.playout.fake_door import FakeDoor
from tests.rig.commune import APPROVER, EDITOR

SCRIPT = "Lịch tiêm phòng\n\nSáng mai trạm y tế xã tiêm phòng cho trẻ dưới hai tuổi.\n"


def declare(home: Path, stem: str) -> None:
    (home / "schedules" / f"{stem}.toml").write_text('starts = ["05:30"]\n', encoding="utf-8")


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "tiem-phong.txt"
    file.write_text(SCRIPT, encoding="utf-8")
    return file


@pytest.fixture
def submitted(cli: CommandLine, script: Path) -> str:
    news_id = cli.done("news", "add", script, "--by", EDITOR).strip()
    cli.done("news", "submit", news_id, "--by", EDITOR)
    return news_id


def test_an_item_goes_from_file_to_approval(cli: CommandLine, submitted: str) -> None:
    assert cli.done("news", "approve", submitted, "--by", APPROVER)
    (item,) = cli("news", "list", "--json").json
    assert item["id"] == int(submitted)
    assert item["state"] == "approved"
    assert item["approved_by"] == APPROVER
    assert item["approved_revision"] == item["revision"] == 1
    assert datetime.fromisoformat(item["created_at"]).tzinfo is not None


def test_the_list_is_vietnamese_throughout(cli: CommandLine, submitted: str) -> None:
    shown = cli.done("news", "list")
    for said in ("Tin", "Thông thường", "Chờ duyệt"):
        assert said in shown
    assert {"normal", "submitted"}.isdisjoint(shown.split())


def test_doubtful_readings_are_told_before_and_with_the_approval(
    cli: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "hop.txt"
    file.write_text("Họp làng\n\nSáng mai XYZK họp, tối XYZK họp ở\n- 2 -\nnhà.\n", "utf-8")
    news_id = cli.done("news", "add", file, "--by", EDITOR).strip()
    submitted = cli("news", "submit", news_id, "--by", EDITOR)
    (doubt,) = cli("news", "show", news_id, "--json").json["doubts"]
    approved = cli("news", "approve", news_id, "--by", APPROVER)
    for said in (submitted, approved):
        first, second, done = said.out.splitlines()
        assert first.startswith("Máy không chắc cách đọc 1 chỗ. Hãy nghe kỹ")
        assert second.startswith("  “XYZK” đọc là “ích y dét ca” (2 lần trong bài; quy tắc ")
        assert second.endswith("%)")
        assert done.startswith(f"{news_id}: ")
    assert (doubt["source"], doubt["reading"], doubt["times"]) == ("XYZK", "ích y dét ca", 2)
    shown = cli.done("news", "show", news_id)
    assert "“XYZK” đọc là “ích y dét ca”" in shown
    assert "Doubtful" not in shown


def test_nothing_is_told_of_an_item_without_doubts(cli: CommandLine, submitted: str) -> None:
    said = cli("news", "approve", submitted, "--by", APPROVER)
    assert said.out == f"{submitted}: approved, revision 1\n"
    assert cli("news", "show", submitted, "--json").json["doubts"] == []


def test_each_file_gets_one_id_on_a_line_of_its_own(
    cli: CommandLine, script: Path, tmp_path: Path
) -> None:
    document = docx.Document()
    document.add_paragraph("Thông báo cắt điện để sửa đường dây trong ngày chủ nhật.")
    word = tmp_path / "cat-dien.docx"
    document.save(str(word))
    assert cli.done("news", "add", script, word).split() == ["1", "2"]
    assert cli("news", "show", 2, "--json").json["script"].startswith("Thông báo cắt điện")


def test_a_file_that_cannot_be_taken_does_not_hold_the_others_up(
    cli: CommandLine, script: Path, tmp_path: Path
) -> None:
    said = cli("news", "add", tmp_path / "nirgends.txt", script)
    assert said.status == 1
    assert said.out.split() == ["1"]
    assert "there is no such file" in said.sentence


def test_a_folder_is_called_one(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = cli("news", "add", tmp_path)
    assert (said.status, said.out) == (1, "")
    assert said.sentence == f"{tmp_path}: this is a folder; name the files in it"
    monkeypatch.chdir(tmp_path)
    assert cli("news", "add", ".").sentence == ".: this is a folder; name the files in it"


def test_a_programme_that_is_not_there_is_refused_with_those_that_are(
    cli: CommandLine, home: Path, script: Path
) -> None:
    none = cli("news", "add", script, "--programme", "ban-tin-trua")
    assert (none.status, none.out) == (1, "")
    assert none.sentence == (
        "there is no programme 'ban-tin-trua'; none is declared in schedules/ yet"
    )
    declare(home, "ban-tin-sang")
    declare(home, "chieu")
    said = cli("news", "add", script, "--programme", "chieu", "--programme", "ban-tin-trua")
    assert (said.status, said.out) == (1, "")
    assert said.sentence == "there is no programme 'ban-tin-trua'; there are: ban-tin-sang, chieu"


@pytest.mark.parametrize("last", ["2020-01-31", "yesterday"])
def test_a_last_day_that_is_over_is_refused(cli: CommandLine, script: Path, last: str) -> None:
    said = cli("news", "add", script, "--until", last)
    assert (said.status, said.out) == (1, "")
    assert said.sentence.startswith(f"{script}: the last day, ")
    assert said.sentence.endswith("is over already; name today or a later one, or none")
    assert cli.done("news", "add", script, "--until", "tomorrow") == "1\n"


def test_options_become_the_content_of_the_item(cli: CommandLine, home: Path, script: Path) -> None:
    declare(home, "ban-tin-sang")
    cli.done(
        "news", "add", script, "--title", "Tiêm chủng", "--genre", "thông báo", "--field", 3,
        "--priority", "priority", "--from", "2026-11-22", "--until", "25/11/2099", "--airings", 4,
        "--programme", "ban-tin-sang", "--by", EDITOR,
    )  # fmt: skip
    item = cli("news", "show", 1, "--json").json
    wanted = {
        "title": "Tiêm chủng",
        "genre": "thông báo",
        "field": 3,
        "priority": "priority",
        "language": "vi",
        "valid_from": "2026-11-22",
        "valid_until": "2099-11-25",
        "airings": 4,
        "programmes": ["ban-tin-sang"],
        "created_by": EDITOR,
        "state": "draft",
    }
    assert {key: item[key] for key in wanted} == wanted


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_decomposed_letters_and_byte_order_marks_are_read(
    cli: CommandLine, tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "tin.txt"
    file.write_bytes(unicodedata.normalize("NFD", SCRIPT).encode(encoding))
    title = unicodedata.normalize("NFD", "Lịch tiêm phòng")
    cli.done("news", "add", file, "--title", title)
    item = cli("news", "show", 1, "--json").json
    assert item["title"] == "Lịch tiêm phòng"
    assert item["script"] == SCRIPT.strip()


def test_a_rejection_and_a_withdrawal_keep_their_reason(cli: CommandLine, submitted: str) -> None:
    cli.done("news", "reject", submitted, "--by", APPROVER, "--reason", "thiếu giờ tiêm")
    cli.done("news", "withdraw", submitted, "--by", APPROVER, "--reason", "hoãn tiêm")
    steps = cli("news", "show", submitted, "--json").json["history"]
    assert [(s["to_state"], s["reason"]) for s in steps[-2:]] == [
        ("rejected", "thiếu giờ tiêm"),
        ("withdrawn", "hoãn tiêm"),
    ]
    assert "hoãn tiêm" in cli.done("news", "show", submitted)


def test_the_list_can_be_narrowed_to_a_state(
    cli: CommandLine, script: Path, submitted: str
) -> None:
    cli.done("news", "add", script)
    assert [i["id"] for i in cli("news", "list", "--state", "draft", "--json").json] == [2]
    assert len(cli("news", "list", "--json").json) == 2


def test_the_text_of_a_drill_is_marked_wherever_it_is_listed(
    cli: CommandLine, home: Path, script: Path
) -> None:
    from broadcaster.app import open_app

    cli.done("news", "add", script)
    app, door = open_app(home), FakeDoor()
    made = Interrupter(app.store, app.clock, app.station, app.local_voices, door)
    made.interrupt(by=APPROVER, text="Thử loa.", drill=True)
    app.store.close()
    assert [i["drill"] for i in cli("news", "list", "--json").json] == [True, False]
    assert cli("news", "show", 2, "--json").json["drill"] is True
    listed = cli.done("news", "list")
    assert "Diễn tập" in listed
    assert "Khẩn cấp" not in listed
    assert "đã duyệt, lời diễn tập" in cli.done("news", "show", 2)
    assert "is the text of a drill" in cli.refused("interrupt", "--news", 2, "--by", APPROVER)


def test_markup_in_a_title_is_shown_as_it_is(cli: CommandLine, script: Path) -> None:
    cli.done("news", "add", script, "--title", "Giá [red]ngô[/red] :warning: \\")
    assert "Giá [red]ngô[/red] :warning: \\" in cli.done("news", "list")


# ---------------------------------------------------------------------------------- bad input


def test_the_author_may_not_approve(cli: CommandLine, script: Path) -> None:
    cli.done("news", "add", script, "--by", APPROVER)
    cli.done("news", "submit", 1, "--by", APPROVER)
    said = cli.refused("news", "approve", 1, "--by", APPROVER)
    assert "wrote revision 1" in said
    assert cli("news", "show", 1, "--json").json["state"] == "submitted"


def test_an_older_revision_is_not_approved(cli: CommandLine, home: Path, submitted: str) -> None:
    from broadcaster import newsroom
    from broadcaster.app import open_app

    app = open_app(home)
    with app.store.writing() as session:
        old = newsroom.content_of(newsroom.item(session, int(submitted)).newest)
        new = old.model_copy(update={"title": "Lịch tiêm phòng mới"})
        newsroom.revise(session, app.clock, app.station, int(submitted), new, by=EDITOR)
    app.store.close()
    cli.done("news", "submit", submitted, "--by", EDITOR)
    said = cli.refused("news", "approve", submitted, "--by", APPROVER, "--revision", 1)
    assert "revision 1" in said
    cli.done("news", "approve", submitted, "--by", APPROVER, "--revision", 2)


def test_a_draft_is_not_approved(cli: CommandLine, script: Path) -> None:
    cli.done("news", "add", script, "--by", EDITOR)
    assert "submit" in cli.refused("news", "approve", 1, "--by", APPROVER)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("tin.pdf", b"%PDF-1.7\n", "tin.pdf"),
        ("tin.xyz", b"x", "xyz"),
        ("tin.txt", b"", "is empty"),
        ("tin.txt", b" \r\n\t", "no text"),
        ("tin.txt", b"\x00\x01\x02" * 50, "tin.txt"),
        ("tin.docx", b"PK\x03\x04 this is no document", "tin.docx"),
        ("tin.docx", b"plain text", "tin.docx"),
        ("tin.mp3", b"<html><body>404</body></html>", "tin.mp3"),
        ("tin.wav", b"RIFF\xff\xff\xff\x7fWAVEfmt ", "tin.wav"),
        ("tin.wav", b"", "tin.wav"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(
    cli: CommandLine, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert sentence in cli.refused("news", "add", file)
    assert cli("news", "list", "--json").json == []


def test_two_megabytes_of_text_are_too_much(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "dai.txt"
    file.write_text("Bà con chú ý. " * 150_000, encoding="utf-8")
    assert "split it" in cli.refused("news", "add", file)


@pytest.mark.parametrize("command", ["submit", "approve", "show"])
def test_an_item_that_is_not_there_is_named(cli: CommandLine, command: str) -> None:
    by = () if command == "show" else ("--by", APPROVER)
    assert "no news item 77" in cli.refused("news", command, 77, *by)


@pytest.mark.parametrize("news_id", ["0", "-1", "99999999999999999999", "eins"])
def test_an_impossible_id_is_wrong_usage(cli: CommandLine, news_id: str) -> None:
    assert news_id in cli.misused("news", "show", "--", news_id)


def test_a_missing_id_is_wrong_usage(cli: CommandLine) -> None:
    assert "Missing argument 'ID'" in cli.misused("news", "show")


def test_an_unknown_person_does_nothing(cli: CommandLine, script: Path) -> None:
    assert "nobody named 'ai-do'" in cli.refused("news", "add", script, "--by", "ai-do")
    assert cli("news", "list", "--json").json == []


def test_the_role_decides_who_approves(cli: CommandLine, submitted: str) -> None:
    cli.done("user", "add", "khac", "--role", "editor", "--password-stdin", text="mat-khau-mau\n")
    assert "may not approve" in cli.refused("news", "approve", submitted, "--by", "khac")


def test_what_the_console_wrote_is_told_by_the_words_of_the_panel(
    cli: CommandLine, script: Path
) -> None:
    news_id = cli.done("news", "add", script).strip()
    for words in (("list",), ("show", news_id)):
        told = cli.done("news", *words)
        assert CONSOLE_VI in told
        assert CONSOLE not in told
    assert cli("news", "show", news_id, "--json").json["created_by"] == CONSOLE


def test_the_console_cannot_approve(cli: CommandLine, submitted: str) -> None:
    assert "--by" in cli.misused("news", "approve", submitted)
    assert "person's name" in cli.refused("news", "approve", submitted, "--by", "console")


def test_days_in_the_wrong_order_are_refused(cli: CommandLine, script: Path) -> None:
    said = cli.refused(
        "news", "add", script, "--from", "2026-11-25", "--until", "2026-11-22", "--by", EDITOR
    )
    assert "later than the last day" in said


@pytest.mark.parametrize("day", ["2026-02-30", "morgen", "1066-01-01", "9999-12-31", ""])
def test_a_day_that_is_none_is_wrong_usage(cli: CommandLine, script: Path, day: str) -> None:
    assert f"'{day}'" in cli.misused("news", "add", script, "--from", day)

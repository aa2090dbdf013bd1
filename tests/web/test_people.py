from collections.abc import Callable

import pytest

from broadcaster.newsroom import Role, people, person_named
from broadcaster.store import Store
from tests.web.test_writing import EVIL
from tests.web.visitor import PASSWORD, Visitor, words


def test_the_administrator_adds_a_person_who_can_come_in(
    administrator: Visitor, stranger: Visitor, store: Store
) -> None:
    page = administrator.follow(
        administrator.post(
            "/people/",
            {"name": "Nguoi.Moi", "full_name": "Người mới", "role": "editor",
             "password": "mat khau moi"},
        )
    )  # fmt: skip
    assert "Đã thêm tài khoản “nguoi.moi”" in page
    assert stranger.log_in("nguoi.moi", "mat khau moi").status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "bien-tap"}, "đã có"),
        ({"name": "có dấu cách"}, "Tên đăng nhập chỉ gồm"),
        ({"password": "ngan"}, "Mật khẩu phải có"),
        ({"role": "vua"}, "chọn vai trò"),
        ({"role": ""}, "chọn vai trò"),
    ],
)
def test_a_person_who_cannot_be_added_leaves_the_form_filled(
    administrator: Visitor, store: Store, changes: dict[str, str], sentence: str
) -> None:
    typed = {"name": "moi", "full_name": EVIL, "role": "editor", "password": "mat khau moi"}
    answer = administrator.post("/people/", {**typed, **changes})
    assert answer.status_code == 400
    assert sentence in words(answer)
    assert f'value="{EVIL}"' in words(answer)
    assert "<script>alert" not in answer.text
    assert "mat khau moi" not in answer.text
    with store.reading() as session:
        assert len(people(session)) == 6


def test_the_administrator_locks_an_account(
    administrator: Visitor, editor: Visitor, store: Store
) -> None:
    page = administrator.follow(administrator.post("/people/bien-tap/disable"))
    assert "Đã khoá tài khoản “bien-tap”" in page
    assert editor.get("/today").status_code == 302
    with store.reading() as session:
        assert person_named(session, "bien-tap").disabled_at is not None


def test_the_last_administrator_stays(administrator: Visitor) -> None:
    answer = administrator.post("/people/quan-tri/disable")
    assert answer.status_code == 403
    assert "quản trị viên cuối cùng" in words(answer)
    assert administrator.post("/people/khong-co/disable").status_code == 404


def test_the_administrator_gives_a_new_password(administrator: Visitor, stranger: Visitor) -> None:
    administrator.post("/people/bien-tap/password", {"password": "mat khau thay"})
    assert stranger.log_in("bien-tap", "mat khau thay").status_code == 302


@pytest.mark.parametrize("path", ["/people/", "/people/bien-tap/disable", "/people/x/password"])
def test_nobody_else_manages_people(
    arrive: Callable[[str], Visitor], store: Store, path: str
) -> None:
    for name in ("bien-tap", "lanh-dao", "bao-cao", "ky-thuat", "truong-thon"):
        answer = arrive(name).post(
            path, {"name": "x1", "role": "administrator", "password": "mat khau moi"}
        )
        assert answer.status_code == 403
    with store.reading() as session:
        everybody = people(session)
    assert len(everybody) == 6
    assert [p.name for p in everybody if p.role is Role.ADMINISTRATOR] == ["quan-tri"]


def test_everybody_changes_their_own_password(editor: Visitor, stranger: Visitor) -> None:
    change = {"present": PASSWORD, "password": "mat khau khac", "again": "mat khau khac"}
    for wrong, status in (
        ({"present": "sai"}, 403),
        ({"again": "khac nua"}, 400),
        ({"password": "ngan", "again": "ngan"}, 400),
    ):
        assert editor.post("/people/password", {**change, **wrong}).status_code == status
    assert "Đã đổi mật khẩu" in editor.follow(editor.post("/people/password", change))
    assert editor.get("/today").status_code == 200
    assert stranger.log_in("bien-tap").status_code == 403
    assert stranger.log_in("bien-tap", "mat khau khac").status_code == 302

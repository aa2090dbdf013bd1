import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from broadcaster.errors import WrongSetting
from broadcaster.station import Station
from broadcaster.store import Store
from tests.rig.fake_clock import FakeClock
from tests.rig.store import migrated
from tests.web.fake_door import FakeDoor
from tests.web.visitor import PASSWORD, Visitor, words
from web import create_app
from web.protection import KEY_FILE, secret_key


def test_who_knows_the_password_comes_in(stranger: Visitor) -> None:
    page = stranger.follow(stranger.log_in("bien-tap"))
    assert "Hôm nay" in page
    assert "Đăng xuất" in page


@pytest.mark.parametrize(
    ("name", "password"), [("bien-tap", "sai mat khau"), ("khong-co-ai", PASSWORD), ("", "")]
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    stranger: Visitor, name: str, password: str
) -> None:
    answer = stranger.log_in(name, password)
    assert answer.status_code == 403
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in words(answer)
    assert stranger.get("/today").status_code == 302


def test_the_form_keeps_the_name_and_never_the_password(stranger: Visitor) -> None:
    page = words(stranger.log_in("bien-tap", "mot mat khau sai"))
    assert 'value="bien-tap"' in page
    assert "mot mat khau sai" not in page


def test_going_out_ends_the_session(editor: Visitor) -> None:
    assert "Đã đăng xuất" in editor.follow(editor.post("/logout"))
    assert editor.get("/today").status_code == 302


def test_the_login_leads_back_to_the_page_that_was_asked_for(stranger: Visitor) -> None:
    place = stranger.get("/log/?from=2026-11-20").headers["Location"]
    wanted = re.search(r'name="next" value="([^"]*)"', words(stranger.get(place)))
    assert wanted
    answer = stranger.log_in("bien-tap", next=wanted[1])
    assert answer.headers["Location"] == "/log/?from=2026-11-20"


@pytest.mark.parametrize(
    "place",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "\t//x"],
)
def test_the_login_leads_nowhere_else(stranger: Visitor, place: str) -> None:
    assert stranger.log_in("bien-tap", next=place).headers["Location"] == "/today"


def test_an_expired_form_leads_back_to_where_it_was_sent_from(stranger: Visitor) -> None:
    answer = stranger.post("/news/3/approve", headers={"Referer": "http://localhost/news/3"})
    assert answer.headers["Location"] == "/login?next=/news/3"


def test_guessing_is_stopped(stranger: Visitor, arrive: Callable[[str], Visitor]) -> None:
    answers = [stranger.log_in("lanh-dao", f"doan lan {n}") for n in range(11)]
    assert [answer.status_code for answer in answers] == [403] * 10 + [429]
    assert "Hãy chờ 5 phút" in words(answers[-1])
    assert stranger.log_in("lanh-dao").status_code == 429
    assert arrive("bien-tap").get("/today").status_code == 200


def test_guessing_many_names_from_one_place_is_stopped(stranger: Visitor) -> None:
    answers = [stranger.log_in(f"nguoi-{n}", "doan") for n in range(31)]
    assert answers[29].status_code == 403
    assert answers[30].status_code == 429


def test_coming_in_often_is_no_guessing(app: Flask) -> None:
    assert all(Visitor(app).log_in("bien-tap").status_code == 302 for _ in range(12))


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(stranger: Visitor) -> None:
    cookie = stranger.log_in("bien-tap").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_station_without_people_says_how_to_add_one(
    station: Station, clock: FakeClock, door: FakeDoor
) -> None:
    with migrated(f"sqlite:///{station.home}/fresh.db") as store:
        page = words(Visitor(create_app(station, store, clock, player=door)).get("/login"))
    assert "broadcaster user add" in page


def test_the_secret_stays_the_same_and_only_the_station_reads_it(
    app: Flask, station: Station
) -> None:
    path = station.run / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret_key(station.run) == app.secret_key


def test_a_session_outlives_a_restart_of_the_panel(
    app: Flask, station: Station, store: Store, clock: FakeClock, door: FakeDoor
) -> None:
    client = app.test_client()
    visitor = Visitor(app)
    visitor._client = client
    visitor.log_in("bien-tap")
    cookie = client.get_cookie("broadcaster")
    assert cookie
    again = create_app(station, store, clock, player=door).test_client()
    again.set_cookie("broadcaster", cookie.value)
    assert again.get("/today").status_code == 200


def test_a_damaged_secret_is_told_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_bytes(b"short")
    with pytest.raises(WrongSetting, match="delete it"):
        secret_key(tmp_path)

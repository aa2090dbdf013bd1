"""The page on how the player fared: drawn, as a table, and without a script."""

import re
from datetime import timedelta

import pytest

from broadcaster.airlog import LogKeeper, NewHearing, entries
from broadcaster.playout import HealthMinute, Silence
from broadcaster.playout.models import DeadAirChange
from broadcaster.store import Store
from tests.rig.fake_clock import FakeClock
from tests.web.newsdesk import air
from tests.web.visitor import Visitor, words
from web.health import STEPS, drawings_of, hours_of


def minute(clock: FakeClock, ago_min: float, **more: object) -> HealthMinute:
    """Return a minute of a player that was well."""
    well = {
        "device": "null",
        "on_air": False,
        "output_open": True,
        "output_error": "",
        "amplifier_error": "",
        "level_dbfs": -120.0,
        "underruns": 0,
        "latency_ms": 45.0,
        "memory_mib": 74.0,
        "cpu_percent": 1.0,
    }
    return HealthMinute(at=clock.now() - timedelta(minutes=ago_min), **(well | more))  # type: ignore[arg-type]


def keep(store: Store, *rows: HealthMinute) -> None:
    with store.writing() as session:
        session.add_all(rows)


def test_a_player_that_never_ran_is_told(editor: Visitor) -> None:
    assert "Chưa có số liệu nào trong 24 giờ qua" in words(editor.get("/health"))


def test_the_day_is_drawn_and_told_in_words(
    editor: Visitor, store: Store, clock: FakeClock
) -> None:
    keep(
        store,
        minute(clock, 25 * 60, underruns=99),
        minute(clock, 30, on_air=True, level_dbfs=-14.0, start_error_ms=-0.3, memory_mib=80.0),
        minute(clock, 29, on_air=True, level_dbfs=-20.0, underruns=2, cpu_percent=4.0),
        minute(clock, 2, output_error="no device", amplifier_error="gone", output_open=False),
        minute(clock, 1, stalled=True, latency_ms=612.0),
    )
    answer = editor.get("/health")
    page = words(answer)
    assert "to nhất -14 dBFS; 2 phút có lỗi thiết bị hoặc âm-li" in page
    assert "cả ngày 2 lần" in page
    assert "nhiều nhất 80 MiB" in page
    assert "nhiều nhất 4,0 %" in page
    assert "1 phút không mở được thiết bị âm thanh" in page
    assert "1 phút thiết bị âm thanh đứng" in page
    assert "1 phút không bật tắt được âm-li" in page
    assert "612 ms" in page
    assert "-0,3 ms" in page
    assert "no device" not in page
    assert answer.text.count('role="img"') == 4
    for number in range(1, 5):
        assert f'aria-labelledby="d{number}-name d{number}-words"' in answer.text
        assert f'<title id="d{number}-name">' in answer.text
        assert f'<desc id="d{number}-words">' in answer.text
    assert "style=" not in re.sub(r"<head>.*</head>", "", answer.text, flags=re.DOTALL)


def test_the_figures_are_in_the_hour_and_at_the_place_of_their_minute(clock: FakeClock) -> None:
    rows = [
        minute(clock, 24 * 60 - 1, level_dbfs=-30.0),
        minute(clock, 61, underruns=1, start_error_ms=0.4),
        minute(clock, 60.5, underruns=3, start_error_ms=-2.0),
        minute(clock, 0),
    ]
    hours = hours_of(rows)
    assert [hour.begin.hour for hour in hours] == [4, 3, 5]
    assert [hour.ran_min for hour in hours] == [1, 2, 1]
    assert (hours[1].underruns, hours[1].start_error_ms) == (4, -2.0)
    level, underruns, *_ = drawings_of(rows, clock.now())
    assert [round(bar.at * STEPS) for bar in level.bars] == [0, STEPS - 13, STEPS - 1]
    assert [bar.height for bar in level.bars] == [0.5, 0, 0]
    assert [bar.height for bar in underruns.bars] == [0, 1, 0]
    assert [bar.bad for bar in underruns.bars] == [False, True, False]


def test_an_hour_tells_of_the_stream_and_of_the_start_that_was_awaited(clock: FakeClock) -> None:
    five, seventeen = (clock.now() + timedelta(hours=ahead) for ahead in (1, 13))
    (hour,) = hours_of(
        [
            minute(clock, 3, latency_ms=45.0, next_at=five),
            minute(clock, 2, latency_ms=180.0, stalled=True, next_at=seventeen),
            minute(clock, 1, latency_ms=50.0, output_open=False, next_at=seventeen),
        ]
    )
    assert (hour.ready_min, hour.latency_ms, hour.stalled_min) == (2, 180.0, 1)
    assert hour.next_at == seventeen


def test_dead_air_is_told_in_seconds_in_its_hour_and_stands_out(
    editor: Visitor, store: Store, clock: FakeClock, keeper: LogKeeper
) -> None:
    now = clock.now()
    keep(store, minute(clock, 32, on_air=True), minute(clock, 15))
    clock.set(now - timedelta(minutes=34))
    air(keeper, clock, 120.0)
    with store.reading() as session:
        (entry,) = entries(session, now - timedelta(days=1), now)
    clock.set(now)
    assert "không có tiếng ra loa" not in words(editor.get("/health"))
    hearing = NewHearing(at=now, entry=entry.entry, share=0.25, judged_s=120.0, level_dbfs=-70.0)
    assert keeper.heard(hearing)
    with store.writing() as session:
        session.add(
            DeadAirChange(at=now - timedelta(minutes=33), change="Không có tiếng ra loa; mở lại")
        )
    page = words(editor.get("/health"))
    assert "; không có tiếng ra loa 1 phút 30 giây" in page
    assert '<td class="number" data-label="Không có tiếng ra loa">1 phút 30 giây</td>' in page
    assert "lần báo" not in page


def test_dead_air_without_a_health_row_has_its_hour_all_the_same(clock: FakeClock) -> None:
    began = clock.now() - timedelta(minutes=99)
    lost = Silence(began=began, ended=began + timedelta(minutes=7), seconds=400.5)
    rows = [minute(clock, 97, on_air=True), minute(clock, 15)]
    hours = hours_of([rows[1]], [lost])
    assert [(hour.ran_min, hour.unheard_s) for hour in hours] == [(1, 0.0), (0, 400.5)]
    level, underruns, *_ = drawings_of(rows, clock.now(), [lost])
    assert [bar.bad for bar in level.bars] == [True, False]
    assert [bar.bad for bar in underruns.bars] == [False, False]


@pytest.mark.parametrize("ago_min", [0, 0.01, 3.2, 719, 1439.9])
def test_every_bar_stands_inside_its_drawing(clock: FakeClock, ago_min: float) -> None:
    rows = [minute(clock, ago_min, level_dbfs=0.0, cpu_percent=250.0, memory_mib=900.0)]
    for drawing in drawings_of(rows, clock.now()):
        (bar,) = drawing.bars
        assert 0 <= bar.at < 1
        assert 0 <= bar.height <= 1


def test_today_leads_there(editor: Visitor) -> None:
    assert 'href="/health"' in editor.get("/today").text

"""Relays for real: radios on loopback that fail, the player as a process, its sound recorded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.airlog import AsRunEntry, Outcome
from broadcaster.timetable import EntryKind
from tests.rig.busyness import is_busy
from tests.rig.commune import IN_TIME_S, Commune, recorded
from tests.rig.correlation import Recording
from tests.rig.pulse import SoundServer
from tests.rig.radio import PIECE_S, SAMPLED, Radio

pytestmark = [pytest.mark.process, pytest.mark.loopback]

AT_ONCE_S = 3.0
SOON_S = 8.0
BUSY_S = 4.0
"""How much later all of it comes on a busy machine."""

FAULTS = {"closes": AT_ONCE_S, "stalls": AT_ONCE_S, "trickles": SOON_S, "html": SOON_S}
CARRIED_S = 100
CLOSING = '[[rundown]]\ntune = "closing"\n'


@pytest.fixture
def main(tmp_path: Path) -> Iterator[Radio]:
    with Radio(tmp_path / "main", 1, seconds=160) as radio:
        yield radio


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Radio]:
    with Radio(tmp_path / "second", 2, seconds=160, kind="ogg") as radio:
        yield radio


@pytest.fixture
def settings() -> str:
    return "relay_return_s = 2\nrelay_silence_s = 3\n"


def relay(url: str, length: str, more: str = "") -> str:
    return f'[[rundown]]\nrelay = "{url}"\nlength = "{length}"\ntitle = "Thời sự"\n{more}\n'


def source_of(entry: AsRunEntry) -> str:
    return "second" if "dự phòng" in entry.title else "main"


def seconds_between(first: AsRunEntry, second: AsRunEntry) -> float:
    assert first.started_at is not None
    assert second.started_at is not None
    return (second.started_at - first.started_at).total_seconds()


def carried(commune: Commune) -> list[AsRunEntry]:
    return commune.log(EntryKind.RELAY)


def heard_where_the_log_says(
    recording: Recording, radio: Radio, rows: list[AsRunEntry], *, underruns: int = 0
) -> None:
    """Assert that each second of the radio that was heard lies in one of its rows, and no less.

    Where the device ran dry (`underruns`: a busy machine) its times are less sharp.
    """
    edge_s = 1.0 if underruns else 0.1
    pieces = radio.heard_in(recording)
    for at in pieces:
        middle = at + PIECE_S / 2
        assert any(
            row.started_at.timestamp() - edge_s <= middle <= row.ended_at.timestamp() + edge_s
            for row in rows
            if row.started_at and row.ended_at
        ), f"{at} is told by no row"
    told = sum(row.aired_s or 0.0 for row in rows) / (SAMPLED * PIECE_S)
    least = told / 3 if underruns else told - 1.5 * len(rows)
    assert least <= len(pieces) <= told + len(rows)


@pytest.mark.sound
def test_a_relay_is_heard_from_its_second_to_its_time(
    commune: Commune, main: Radio, sound_server: SoundServer
) -> None:
    commune.on_air_in(IN_TIME_S, length="30s", rundown=relay(main.url, "12s") + CLOSING)
    with sound_server.record() as recorder:
        with commune.player("device", env=sound_server.env) as player:
            commune.wait_until_over(player)
        recording = recorder.stop()
    row, closing = commune.log()
    assert (row.kind, row.outcome, row.planned_s) == (EntryKind.RELAY, Outcome.AIRED, 12.0)
    assert row.aired_s == pytest.approx(12, abs=0.5)
    assert row.file == ""
    assert row.title.startswith("Thời sự – nguồn chính (127.0.0.1:")
    assert commune.underruns or seconds_between(row, closing) == pytest.approx(12, abs=0.1)
    heard_where_the_log_says(recording, main, [row], underruns=commune.underruns)


def test_each_fault_of_a_source_gives_way_in_time_and_the_source_comes_back(
    commune: Commune, main: Radio, second: Radio
) -> None:
    file = commune.home / "thu.wav"
    rundown = relay(main.url, f"{CARRIED_S}s", f'backup = "{second.url}"') + CLOSING
    commune.on_air_in(IN_TIME_S, length=f"{CARRIED_S + 10}s", rundown=rundown)
    faults: dict[str, float] = {}
    with commune.player(f"wav:{file}") as player:
        for fault in FAULTS:
            commune.wait_for(
                lambda: (
                    (now := commune.on_air())
                    and "nguồn chính" in now["title"]
                    and now["position_s"] > 2
                ),
                player,
            )
            faults[fault] = main.behave(fault)
            commune.wait_for(
                lambda: (now := commune.on_air()) and "dự phòng" in now["title"], player
            )
            main.behave("good")
        commune.wait_until_over(player)
    rows = carried(commune)
    for fault, within_s in FAULTS.items():
        after = [
            row.started_at.timestamp() - faults[fault]
            for row in rows
            if source_of(row) == "second" and row.started_at
        ]
        limit_s = within_s + (BUSY_S if is_busy() else 0.0)
        assert min(seconds for seconds in after if seconds > 0) <= limit_s, fault
    assert [row.outcome for row in rows] == [Outcome.CUT] * (len(rows) - 1) + [Outcome.AIRED]
    assert all(row.reason for row in rows[:-1])
    (closing,) = commune.log(EntryKind.TUNE)
    assert seconds_between(rows[0], closing) == pytest.approx(CARRIED_S, abs=0.1)
    recording = recorded(file)
    for name, radio in (("main", main), ("second", second)):
        heard_where_the_log_says(recording, radio, [r for r in rows if source_of(r) == name])
    assert commune.chain_is_whole()


def test_without_sources_the_planned_tune_fills_in_and_a_playlist_comes_back(
    commune: Commune, main: Radio
) -> None:
    main.segment()
    main.behave("html")
    file = commune.home / "thu.wav"
    rundown = relay(main.playlist, "45s", 'filler = "closing"')
    commune.on_air_in(IN_TIME_S, length="1m", rundown=rundown)
    with commune.player(f"wav:{file}") as player:
        commune.wait_for(
            lambda: (
                (now := commune.on_air())
                and now["kind"] == EntryKind.TUNE
                and now["position_s"] > 1
            ),
            player,
        )
        main.behave("good")
        commune.wait_until_over(player)
    failed, filler, row = sorted(commune.log(), key=lambda e: (e.started_at is not None, e.seq))
    assert (failed.kind, failed.outcome) == (EntryKind.RELAY, Outcome.FAILED)
    assert failed.reason.startswith("nguồn tiếp âm")
    assert (filler.kind, filler.outcome) == (EntryKind.TUNE, Outcome.CUT)
    assert (filler.file, filler.reason) == (
        "audio_assets/closing.wav", "nguồn tiếp âm đã có trở lại",
    )  # fmt: skip
    assert row.outcome is Outcome.AIRED
    recording = recorded(file)
    heard_where_the_log_says(recording, main, [row])
    assert filler.started_at is not None
    assert row.ended_at is not None
    assert (row.ended_at - filler.started_at).total_seconds() == pytest.approx(45, abs=0.1)


def test_a_silent_source_is_left_though_it_sends(commune: Commune, main: Radio) -> None:
    commune.on_air_in(IN_TIME_S, length="30s", rundown=relay(main.url, "20s"))
    with commune.player("null") as player:
        commune.wait_for(
            lambda: (
                (now := commune.on_air())
                and now["kind"] == EntryKind.RELAY
                and now["position_s"] > 1
            ),
            player,
        )
        main.behave("silent")
        commune.wait_until_over(player)
    row, filler = commune.log()
    assert (row.kind, row.outcome) == (EntryKind.RELAY, Outcome.CUT)
    assert row.reason == "nguồn tiếp âm im lặng 3 giây"
    assert (filler.kind, filler.outcome) == (EntryKind.TUNE, Outcome.AIRED)


def test_a_player_that_ends_leaves_no_child_behind(commune: Commune, main: Radio) -> None:
    import psutil

    commune.on_air_in(IN_TIME_S, length="40s", rundown=relay(main.url, "30s"))
    with commune.player("null") as player:
        commune.wait_for(
            lambda: (now := commune.on_air()) and now["kind"] == EntryKind.RELAY, player
        )
        children = psutil.Process(player.pid).children()
        assert children
        main.behave("stalls")
    commune.wait_for(lambda: not any(child.is_running() for child in children))

"""The demonstration, step by step, with the real parts of the station."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from broadcaster import airlog, newsroom, reports, timetable
from broadcaster.app import App
from broadcaster.cli.demonstration import samples
from broadcaster.cli.demonstration.loudspeaker import chosen_speaker, sound_device_there, ways_on
from broadcaster.cli.demonstration.stage import (
    DEMO,
    PROGRAMME,
    REMEDY,
    declare_slot,
    examples_at_rest,
    make_room,
    sample_station,
)
from broadcaster.cli.options import clock_time
from broadcaster.clock import SystemClock, local, local_date, start_of
from broadcaster.errors import BroadcasterError, PlayoutUnavailable
from broadcaster.locks import sole
from broadcaster.newsroom import Content, Means, State
from broadcaster.station import VoiceName
from broadcaster.timetable import EntryKind, Slot, SlotState

LEAD_S = 15
PLAYER_UP_WITHIN_S = 120
PLAYER_ENDS_WITHIN_S = 60
SLOT_OVER_WITHIN_S = 420
DRILL_AFTER_ITEMS = 2
DRILL_INTO_ITEM_S = 3.0
LOOK_EVERY_S = 0.25


def run_demo(home: Path, speaker: str, *, keep: bool = False) -> bool:
    """Show the whole way from script to log; return whether every item that was due has aired.

    The sample station is a new one; with `keep` that of an earlier demonstration is kept beside.
    """
    home = home.expanduser().absolute()
    aside = make_room(home, SystemClock(), keep=keep)
    if aside:
        _say(f"Đài mẫu lần trước được giữ ở {aside}")
    app = sample_station(home)
    with sole(DEMO, app.station.run, remedy=REMEDY):
        return _show(app, speaker)


def _show(app: App, speaker: str) -> bool:
    _say(f"Đài “{app.station.name}” ở {app.station.home}")
    approved = _take_items(app)
    _render(app)
    speaker = chosen_speaker(app.station, speaker)
    with examples_at_rest(app):
        slot = _broadcast(app, speaker)
    complete = _show_log(app, slot, approved)
    _write_reports(app)
    for line in ways_on(app.station, speaker, device=sound_device_there()):
        _say(line)
    return complete


def _take_items(app: App) -> list[int]:
    """Add, submit, approve and reject the samples as two people; return the approved ids."""
    _say(f"1. Nhận tin bài: {samples.EDITOR} viết và gửi, {samples.APPROVER} duyệt")
    approved = []
    for sample in samples.SAMPLES:
        script = newsroom.read_script(sample.path, longest=app.station.longest_script)
        content = Content(
            title=script.title,
            script=script.text,
            genre=sample.genre,
            field=int(sample.field),
            priority=sample.priority,
        )
        news_id = _submitted(app, content)
        approved += _decide(app, news_id, script.title, sample.fate)
    file = app.station.home / "ban-ghi-am-mau.wav"
    samples.record_sample(app.station, app.clock, file)
    recording = newsroom.take_recording(app.station, file)
    content = Content(
        title=samples.RECORDED_TITLE, recording=recording.sha256, recording_name=recording.name
    )
    news_id = _submitted(app, content)
    return approved + _decide(app, news_id, samples.RECORDED_TITLE, "approved")


def _submitted(app: App, content: Content) -> int:
    with app.store.writing() as session:
        revision = newsroom.create(session, app.clock, app.station, content, by=samples.EDITOR)
        newsroom.submit(session, app.clock, revision.news_id, by=samples.EDITOR)
    return revision.news_id


def _decide(app: App, news_id: int, title: str, fate: str) -> list[int]:
    with app.store.writing() as session:
        if fate == "approved":
            newsroom.approve(
                session,
                app.clock,
                app.station,
                news_id,
                by=samples.APPROVER,
                means=Means.COMMAND_LINE,
            )
        elif fate == "rejected":
            newsroom.reject(
                session,
                app.clock,
                news_id,
                by=samples.APPROVER,
                reason="nội dung quảng cáo, không phát trên loa",
            )
        state = newsroom.item(session, news_id).state
    _say(f"   {news_id:>3}. {title}: {newsroom.STATE_VI[state].lower()}")
    return [news_id] if state is State.APPROVED else []


def _render(app: App) -> None:
    from broadcaster.cli.options import progress

    _say("2. Đọc thành tiếng")
    with progress("đọc") as show:

        def step(now: timetable.Step) -> None:
            show(now.number - 1, now.total, now.title)

        done = timetable.prepare(
            app.store,
            app.clock,
            app.station,
            app.schedules.load(),
            app.voices,
            progress=step,
        )
    for failure in done.failed:
        _say(f"   không đọc được: {failure.title}: {failure.vi}")
    spoke = {made.voice for made in done.rendered if made.voice}
    if (
        spoke
        and VoiceName.GTTS in app.station.voices
        and not any("gtts" in name.lower() for name in spoke)
    ):
        _say("   Không có mạng: giọng đọc sẵn trong máy đọc thay.")
    if done.rendered:
        _say(f"   {len(done.rendered)} tệp tiếng, giọng: {', '.join(sorted(spoke))}")


def _broadcast(app: App, speaker: str) -> Slot:
    """Air the sample slot through the player process, with one drill; return the slot."""
    start = (app.clock.now() + timedelta(seconds=LEAD_S)).replace(microsecond=0)
    declare_slot(app, start)
    timetable.prepare(app.store, app.clock, app.station, app.schedules.load(), app.voices)
    with app.store.writing() as session:
        timetable.lay_out(session, app.clock, app.schedules.load())
    _say(f"3. Phát sóng lúc {local(start):%H:%M:%S} ra {speaker}")
    player = subprocess.Popen(  # noqa: S603 - our own command line
        [
            sys.executable, "-P", "-m", "broadcaster", "--home", str(app.station.home),
            "play", "--supervised", "--speaker", speaker,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,  # its pulse, for which nobody waits here
    )  # fmt: skip
    try:
        _wait_for_player(app, player)
        return _follow(app, player, start)
    finally:
        if player.stdin:
            player.stdin.close()
        player.wait(PLAYER_ENDS_WITHIN_S)


def _wait_for_player(app: App, player: "subprocess.Popen[bytes]") -> None:
    deadline = app.clock.monotonic() + PLAYER_UP_WITHIN_S
    while app.door.state() is None:
        if player.poll() is not None or app.clock.monotonic() > deadline:
            message = f"the player did not start; look at {app.station.logs / 'play.log'}"
            raise PlayoutUnavailable(message)
        app.clock.wait(LOOK_EVERY_S)


def _follow(app: App, player: "subprocess.Popen[bytes]", start: datetime) -> Slot:
    """Tell what is on air until the slot is over; interrupt it once with a drill."""
    deadline = app.clock.monotonic() + LEAD_S + SLOT_OVER_WITHIN_S
    told = ""
    items = 0
    drilled = False
    while (slot := _slot(app, start)).state in {SlotState.PLANNED, SlotState.ON_AIR}:
        if player.poll() is not None or app.clock.monotonic() > deadline:
            message = f"the slot did not end; look at {app.station.logs / 'play.log'}"
            raise PlayoutUnavailable(message)
        on_air = (app.door.state() or {}).get("on_air")
        if on_air and on_air["entry"] != told:
            told = on_air["entry"]
            items += on_air["kind"] == EntryKind.ITEM
            _say(told_on_air(on_air))
        if not drilled and items > DRILL_AFTER_ITEMS and _in_mid_item(on_air):
            drilled = True
            _say("   >>> phát khẩn cấp (diễn tập) chen vào giữa tin đang phát")
            app.interrupter.interrupt(
                by=samples.APPROVER, title="Diễn tập", text=samples.DRILL_TEXT, drill=True
            )
        app.clock.wait(LOOK_EVERY_S)
    return slot


def _in_mid_item(on_air: dict[str, Any] | None) -> bool:
    return bool(
        on_air and on_air["kind"] == EntryKind.ITEM and on_air["position_s"] > DRILL_INTO_ITEM_S
    )


def told_on_air(on_air: dict[str, Any]) -> str:
    """Return the line of what is on air now, with its start as the log's table tells it."""
    began = clock_time(datetime.fromisoformat(on_air["started_at"]))
    return f"   {began}  {on_air['title']} ({on_air['planned_s']:.0f} giây)"


def _slot(app: App, start: datetime) -> Slot:
    with app.store.reading() as session:
        found = timetable.slots(session, start, start + timedelta(seconds=1))
    for slot in found:
        if slot.programme == PROGRAMME:
            return slot
    message = "the sample slot is not on the timetable; look at 'broadcaster timetable'"
    raise BroadcasterError(message)


def _show_log(app: App, slot: Slot, approved: list[int]) -> bool:
    from broadcaster.cli.airlog import show_entries, verdict_of

    _say("4. Nhật ký phát thanh: kế hoạch bên cạnh thực tế")
    today = local_date(slot.planned_at)
    with app.store.reading() as session:
        begin = slot.planned_at - timedelta(seconds=1)
        entries = airlog.entries(session, begin, start_of(today + timedelta(days=2)))
        planned = timetable.frozen(session, slot.id or 0)
    show_entries(entries, app.clock.now(), player_runs=app.door.state() is not None)
    aired = {
        entry.news_id
        for entry in entries
        if entry.kind is EntryKind.ITEM and entry.outcome is airlog.Outcome.AIRED
    }
    due = {entry.news_id for entry in planned if entry.kind is EntryKind.ITEM} | set(approved)
    drill = any(
        entry.kind is EntryKind.DRILL and entry.outcome is airlog.Outcome.AIRED and entry.news_id
        for entry in entries
    )
    verdict = verdict_of(app)
    _say(
        f"   {len(due & aired)}/{len(due)} tin bài đã phát trọn; chuỗi nhật ký "
        f"{'nguyên vẹn' if verdict.ok else 'BỊ HỎNG'} ({verdict.rows} dòng)"
    )
    for news_id in sorted(due - aired, key=str):
        _say(f"   CHƯA PHÁT: tin bài số {news_id}")
    return verdict.ok and drill and due <= aired


def _write_reports(app: App) -> None:
    _say("5. Sổ nhật ký hằng tuần")
    today = local_date(app.clock.now())
    monday = today - timedelta(days=today.weekday())
    for ending in ("xlsx", "csv"):
        file = app.station.home / f"so-nhat-ky-tuan.{ending}"
        with app.store.reading() as session:
            reports.write_report(
                "weekly-log",
                session,
                app.station,
                monday,
                monday + timedelta(days=6),
                file,
                now=app.clock.now(),
                player_runs=app.door.state() is not None,
            )
        _say(f"   {file}")


def _say(line: str) -> None:
    click.echo(line)

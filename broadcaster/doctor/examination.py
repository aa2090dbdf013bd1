"""The examination: one thing after another is looked at."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from broadcaster import airlog, newsroom, speech
from broadcaster.app import App, open_app
from broadcaster.clock import local
from broadcaster.doctor.finding import Finding, ill, well
from broadcaster.doctor.network import panel
from broadcaster.doctor.sound import recording, signals, sound, zones
from broadcaster.errors import BroadcasterError
from broadcaster.newsroom import Role
from broadcaster.playout.timekeeping import doubt
from broadcaster.playout.vouching import known_of
from broadcaster.problems import WrongFile
from broadcaster.station import Station, VoiceName, setting_names
from broadcaster.timetable import all_problems
from broadcaster.wrong_settings import unknown_variables

LITTLE_SPACE = 2_000_000_000
NO_SPACE = 100_000_000


def examine(home: Path) -> Iterator[Finding]:
    """Give what is found, one by one; nothing is changed but a database brought up to date."""
    try:
        app = open_app(home, last_good=True)
    except BroadcasterError as error:
        yield from _each("station", error)
        station = Station.model_construct(home=home.expanduser().absolute())
        yield from _machine(station)
        return
    yield well("station", f"{app.station.name}, in {app.station.home}")
    if app.trouble:
        yield from (ill("settings", problem.message) for problem in app.trouble.problems)
        yield ill("settings", f"until that is put right {app.trouble.instead}")
    yield from _machine(app.station, _output_trouble(app))
    yield _reading(app.station)
    for name, look in (
        ("database", _database),
        ("schedules", _schedules),
        ("zones", zones),
        ("dictionary", _dictionary),
        ("people", _people),
        ("clock", _clock),
        ("player", _player),
    ):
        yield from _looked(name, look, app)


def _output_trouble(app: App) -> str:
    """Return why the player that runs has no sound; empty if it has, or none runs."""
    state = app.door.state() or {}
    return str(state.get("output_error") or "")


def _machine(station: Station, trouble: str = "") -> Iterator[Finding]:
    """Look at the machine; `trouble` is what the player says of the sound device."""
    yield _disk(station)
    yield from sound(station, f"the player says: {trouble}" if trouble else "")
    yield from recording(station)
    yield from signals(station)
    yield panel(station)
    yield from _amplifier(station)
    yield _ffmpeg()
    yield from _voices(station)
    for sentence in unknown_variables(os.environ, setting_names()):
        yield ill("environment", sentence, needed=False)


def _reading(station: Station) -> Finding:
    settings = station.reading
    words = ", ".join(f"{key} {said or 'nothing'}" for key, said in settings.words().items())
    return well("reading", f"region {settings.region}: {words}")


def _voices(station: Station) -> Iterator[Finding]:
    missing = speech.missing(station)
    lacking = {one.voice for one in missing}
    there = [voice for voice in station.voices if voice not in lacking]
    for one in missing:
        yield ill("voice", f"{one.voice}: {one.error}", needed=False)
    if not there:
        yield ill("voice", 'no voice can speak; write voices = ["espeak"] into station.toml')
    elif there == [VoiceName.GTTS]:
        yield ill(
            "voice",
            "gtts speaks only while the internet is there; add espeak behind it, in voices of "
            "station.toml",
            needed=False,
        )
    else:
        yield well("voice", ", ".join(there))


def _looked(name: str, look: Callable[[App], Iterator[Finding]], app: App) -> Iterator[Finding]:
    try:
        yield from look(app)
    except BroadcasterError as error:
        yield from _each(name, error)


def _each(name: str, error: BroadcasterError) -> Iterator[Finding]:
    """Give what an error tells, of a file each of its problems by itself."""
    problems = error.problems if isinstance(error, WrongFile) else (error,)
    yield from (ill(name, str(problem)) for problem in problems)


def _disk(station: Station) -> Finding:
    folder = station.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    text = f"{free / 1e9:.1f} GB free in {folder}"
    if free < NO_SPACE:
        return ill("disk", f"{text}: too little; free some space")
    if free < LITTLE_SPACE:
        return ill("disk", f"{text}: little; free some space soon", needed=False)
    return well("disk", text)


def _amplifier(station: Station) -> Iterator[Finding]:
    """Look whether the amplifier's switch is there, without switching."""
    from broadcaster.playout.amplifier.switch import switch_of

    switch = switch_of(station.amplifier)
    if switch is None:
        return
    try:
        yield well("amplifier", f"switched by {station.amplifier.kind}: {switch.reach()}")
    except BroadcasterError as error:
        yield ill("amplifier", str(error), needed=False)


def _ffmpeg() -> Finding:
    try:
        import imageio_ffmpeg

        return well("ffmpeg", str(imageio_ffmpeg.get_ffmpeg_exe()))
    except (ImportError, RuntimeError) as error:
        return ill(
            "ffmpeg",
            f"{error}; recordings as m4a and webm cannot be taken in: pip install imageio-ffmpeg",
            needed=False,
        )


def _database(app: App) -> Iterator[Finding]:
    with app.store.reading() as session:
        verdict = airlog.verify(session, airlog.read_head(app.station.run / airlog.ANCHOR_FILE))
    yield well("database", app.store.url.render_as_string())
    if verdict.ok:
        yield well("log", f"{verdict.rows} rows, the chain is whole")
    else:
        yield ill("log", f"row {verdict.first_bad_seq} is bad: {verdict.why}; see 'airlog verify'")


def _schedules(app: App) -> Iterator[Finding]:
    """Say what is wrong in the files, and which sounds they name that are not there."""
    schedules = app.schedules.load()
    problems = all_problems(app.station, schedules)
    for problem in problems:
        yield ill("schedules", str(problem))
    if not schedules.programmes:
        yield ill("schedules", f"no programme is declared; write one into {app.station.schedules}")
    elif not problems:
        names = ", ".join(programme.name for programme in schedules.programmes)
        yield well("schedules", names)


def _dictionary(app: App) -> Iterator[Finding]:
    """Say what is wrong in the file, line by line, and how many entries are in use."""
    dictionary = speech.dictionary_of(app.station)
    for problem in dictionary.wrong:
        yield ill("dictionary", str(problem))
    yield well("dictionary", f"entries in use: {len(dictionary.entries)}")


def _people(app: App) -> Iterator[Finding]:
    with app.store.reading() as session:
        people = [person for person in newsroom.people(session) if person.disabled_at is None]
    deciders = [p for p in people if p.role in {Role.APPROVER, Role.ADMINISTRATOR}]
    if not deciders:
        yield ill("people", "nobody may approve; run 'broadcaster user add'")
    elif app.station.two_person_rule and len(people) < 2:  # noqa: PLR2004 - the two people
        yield ill(
            "people",
            "the two-person rule is on and there is one person; add another with 'broadcaster "
            "user add', or set two_person_rule = false in station.toml",
            needed=False,
        )
    else:
        yield well("people", f"{len(people)} people, {len(deciders)} may approve")


def _clock(app: App) -> Iterator[Finding]:
    now = app.clock.now()
    with app.store.reading() as session:
        found = doubt(now, known_of(session, app.station.run))
    if found:
        yield ill(
            "clock",
            f"the machine says {now:%Y-%m-%d %H:%M} UTC, and that is over already ({found.en}), so "
            "no slot is played; set the clock, or run 'broadcaster clock --right' if it is right",
        )
    else:
        yield well("clock", local(now).strftime("%d/%m/%Y %H:%M:%S"))


def _player(app: App) -> Iterator[Finding]:
    """Look whether the player that runs, if one does, still does its work."""
    state = app.door.state()
    if state is None:
        return
    if state["hangs"]:
        yield ill(
            "player",
            f"process {state['pid']} runs, but has done nothing for {state['last_step_s']:.0f} s; "
            "'broadcaster run' begins it anew, one started by hand has to be ended",
        )
    else:
        yield well("player", f"process {state['pid']} is at work")

"""What the station needs and whether it is there, each with its remedy."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster import airlog, newsroom, speech
from broadcaster.app import App, open_app
from broadcaster.clock import local
from broadcaster.errors import BroadcasterError
from broadcaster.newsroom import Role
from broadcaster.playout.timekeeping import held
from broadcaster.playout.vouching import known_of
from broadcaster.station import WAV, Station, VoiceName, setting_names
from broadcaster.timetable import missing_sounds
from broadcaster.wrong_settings import unknown_variables

if TYPE_CHECKING:
    from broadcaster.playout.output.sound_devices import SoundDevice

LITTLE_SPACE = 2_000_000_000
NO_SPACE = 100_000_000


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `needed` ones make the examination fail if not well."""

    name: str
    well: bool
    text: str
    needed: bool = True


def _well(name: str, text: str) -> Finding:
    return Finding(name, well=True, text=text)


def _ill(name: str, text: str, *, needed: bool = True) -> Finding:
    return Finding(name, well=False, text=text, needed=needed)


def examine(home: Path) -> Iterator[Finding]:
    """Give what is found, one by one; nothing is changed but a database brought up to date."""
    try:
        app = open_app(home)
    except BroadcasterError as error:
        yield _ill("station", str(error))
        station = Station.model_construct(home=home.expanduser().absolute())
        yield from _machine(station)
        return
    yield _well("station", f"{app.station.name}, in {app.station.home}")
    yield from _machine(app.station, _output_trouble(app))
    yield _reading(app.station)
    for name, look in (
        ("database", _database),
        ("schedules", _schedules),
        ("zones", _zones),
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
    if trouble:
        yield _ill("sound device", f"the player says: {trouble}")
    else:
        yield from _sound(station)
    yield from _recording(station)
    yield from _amplifier(station)
    yield _ffmpeg()
    yield from _voices(station)
    for sentence in unknown_variables(os.environ, setting_names()):
        yield _ill("environment", sentence, needed=False)


def _reading(station: Station) -> Finding:
    settings = station.reading
    words = ", ".join(f"{key} {said or 'nothing'}" for key, said in settings.words().items())
    return _well("reading", f"region {settings.region}: {words}")


def _voices(station: Station) -> Iterator[Finding]:
    missing = speech.missing(station)
    lacking = {one.voice for one in missing}
    there = [voice for voice in station.voices if voice not in lacking]
    for one in missing:
        yield _ill("voice", f"{one.voice}: {one.error}", needed=False)
    if not there:
        yield _ill("voice", 'no voice can speak; write voices = ["espeak"] into station.toml')
    elif there == [VoiceName.GTTS]:
        yield _ill(
            "voice",
            "gtts speaks only while the internet is there; add espeak behind it, in voices of "
            "station.toml",
            needed=False,
        )
    else:
        yield _well("voice", ", ".join(there))


def _looked(name: str, look: Callable[[App], Iterator[Finding]], app: App) -> Iterator[Finding]:
    try:
        yield from look(app)
    except BroadcasterError as error:
        yield _ill(name, str(error))


def _disk(station: Station) -> Finding:
    folder = station.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    text = f"{free / 1e9:.1f} GB free in {folder}"
    if free < NO_SPACE:
        return _ill("disk", f"{text}: too little; free some space")
    if free < LITTLE_SPACE:
        return _ill("disk", f"{text}: little; free some space soon", needed=False)
    return _well("disk", text)


def _sound(station: Station) -> Iterator[Finding]:
    from broadcaster.playout.output.device_speaker import output_devices
    from broadcaster.playout.output.sound_devices import outputs_named

    needed = station.speaker == "device"
    try:
        devices = output_devices()
    except BroadcasterError as error:
        yield _ill("sound device", str(error), needed=needed)
        return
    if not devices:
        yield _ill(
            "sound device",
            'no sound output was found; plug one in, or set speaker = "wav:FILE" in station.toml',
            needed=needed,
        )
        return
    names = "; ".join(_shown(device) for device in devices)
    if not station.device:
        yield _well("sound device", names)
        return
    found = outputs_named(devices, station.device)
    if found:
        yield _well("sound device", f"'{station.device}' is {_shown(found[0])}; of: {names}")
    else:
        yield _ill(
            "sound device",
            f"no output is named '{station.device}'; there are: {names}",
            needed=needed,
        )


def _recording(station: Station) -> Iterator[Finding]:
    """Look whether the file that stands in for the sound device can be written."""
    if not station.speaker.startswith(WAV):
        return
    file = Path(station.speaker.removeprefix(WAV))
    try:
        if file.exists():
            file.open("ab").close()
        else:
            there = next(folder for folder in file.parents if folder.exists())
            tempfile.TemporaryFile(dir=there).close()
    except OSError as error:
        yield _ill(
            "recording",
            f"the speaker's file {file} cannot be written ({error.strerror}); name another in "
            "'speaker' of station.toml",
        )
    else:
        yield _well("recording", f"what is played is recorded to {file}")


def _shown(device: "SoundDevice") -> str:
    default = ", the default" if device.default_output else ""
    return f"{device.label}, {device.outputs} channels{default}"


def _amplifier(station: Station) -> Iterator[Finding]:
    """Look whether the amplifier's switch is there, without switching."""
    from broadcaster.playout.amplifier.switch import switch_of

    switch = switch_of(station.amplifier)
    if switch is None:
        return
    try:
        yield _well("amplifier", f"switched by {station.amplifier.kind}: {switch.reach()}")
    except BroadcasterError as error:
        yield _ill("amplifier", str(error), needed=False)


def _ffmpeg() -> Finding:
    try:
        import imageio_ffmpeg

        return _well("ffmpeg", str(imageio_ffmpeg.get_ffmpeg_exe()))
    except (ImportError, RuntimeError) as error:
        return _ill(
            "ffmpeg",
            f"{error}; recordings as m4a and webm cannot be taken in: pip install imageio-ffmpeg",
            needed=False,
        )


def _database(app: App) -> Iterator[Finding]:
    with app.store.reading() as session:
        verdict = airlog.verify(session, airlog.read_head(app.station.run / airlog.ANCHOR_FILE))
    yield _well("database", app.store.url.render_as_string())
    if verdict.ok:
        yield _well("log", f"{verdict.rows} rows, the chain is whole")
    else:
        yield _ill("log", f"row {verdict.first_bad_seq} is bad: {verdict.why}; see 'airlog verify'")


def _schedules(app: App) -> Iterator[Finding]:
    """Say what is wrong in the files, and which sounds they name that are not there."""
    schedules = app.schedules.load()
    in_use = [programme for programme in schedules.programmes if programme.enabled]
    sounds = [problem for each in in_use for problem in missing_sounds(app.station, each)]
    problems = (*schedules.problems, *sounds)
    for problem in problems:
        yield _ill("schedules", str(problem))
    if not schedules.programmes:
        yield _ill("schedules", f"no programme is declared; write one into {app.station.schedules}")
    elif not problems:
        names = ", ".join(programme.name for programme in schedules.programmes)
        yield _well("schedules", names)


def _zones(app: App) -> Iterator[Finding]:
    """Say which zone hangs on which channel, and whether the sound device has so many."""
    volume = app.schedules.load().volume
    if not volume.zones:
        return
    shown = ", ".join(f"{z.name}: channel {z.channel}, {z.volume} %" for z in volume.zones)
    if app.station.speaker == "device":
        from broadcaster.playout.output.device_speaker import output_devices
        from broadcaster.playout.output.sound_devices import outputs_named

        devices = outputs_named(output_devices(), app.station.device)
        wanted = [d for d in devices if app.station.device or d.default_output][:1]
        if wanted and wanted[0].outputs < volume.channels:
            yield _ill(
                "zones",
                f"{shown}; but {wanted[0].label} has {wanted[0].outputs} channels: choose another "
                "with 'device' in station.toml, or correct volume.toml",
            )
            return
    yield _well("zones", shown)


def _dictionary(app: App) -> Iterator[Finding]:
    entries = speech.checked_reading(app.station).dictionary
    yield _well("dictionary", f"{len(entries)} entries in pronunciation.toml")


def _people(app: App) -> Iterator[Finding]:
    with app.store.reading() as session:
        people = [person for person in newsroom.people(session) if person.disabled_at is None]
    deciders = [p for p in people if p.role in {Role.APPROVER, Role.ADMINISTRATOR}]
    if not deciders:
        yield _ill("people", "nobody may approve; run 'broadcaster user add'")
    elif app.station.two_person_rule and len(people) < 2:  # noqa: PLR2004 - the two people
        yield _ill(
            "people",
            "the two-person rule is on and there is one person; add another with 'broadcaster "
            "user add', or set two_person_rule = false in station.toml",
            needed=False,
        )
    else:
        yield _well("people", f"{len(people)} people, {len(deciders)} may approve")


def _clock(app: App) -> Iterator[Finding]:
    now = app.clock.now()
    with app.store.reading() as session:
        reason = held(now, known_of(session, app.station.run))
    if reason:
        yield _ill(
            "clock",
            f"the machine says {now:%Y-%m-%d %H:%M} UTC, and that is over already ({reason}), so "
            "no slot is played; set the clock, or run 'broadcaster clock --right' if it is right",
        )
    else:
        yield _well("clock", local(now).strftime("%d/%m/%Y %H:%M:%S"))


def _player(app: App) -> Iterator[Finding]:
    """Look whether the player that runs, if one does, still does its work."""
    state = app.door.state()
    if state is None:
        return
    if state["hangs"]:
        yield _ill(
            "player",
            f"process {state['pid']} runs, but has done nothing for {state['last_step_s']:.0f} s; "
            "'broadcaster run' begins it anew, one started by hand has to be ended",
        )
    else:
        yield _well("player", f"process {state['pid']} is at work")

"""Where the sound goes and where it comes from: devices, zones, the file in a device's place."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.app import App
from broadcaster.doctor.finding import Finding, ill, well
from broadcaster.errors import BroadcasterError
from broadcaster.station import WAV, Station

if TYPE_CHECKING:
    from broadcaster.playout.output.sound_devices import SoundDevice


@dataclass(frozen=True)
class _Direction:
    """Outputs or inputs: which there are, which of them a setting names, how one is shown."""

    word: str
    there: Sequence["SoundDevice"]
    named: Callable[[Sequence["SoundDevice"], str], list["SoundDevice"]]
    shown: Callable[["SoundDevice"], str]

    @property
    def names(self) -> str:
        """All of them, or that there is none."""
        return "; ".join(self.shown(device) for device in self.there) or "none"


def sound(station: Station, trouble: str) -> Iterator[Finding]:
    """Look at the devices that the settings name; `trouble` is what the player says of its own."""
    from broadcaster.playout.output import device_speaker
    from broadcaster.playout.output.sound_devices import inputs_named, outputs_named

    played = station.speaker == "device"
    try:
        devices = device_speaker.sound_devices()
    except BroadcasterError as error:
        yield ill("sound device", trouble or str(error), needed=played or bool(trouble))
        return
    outputs = _Direction(
        "output", [each for each in devices if each.outputs], outputs_named, _shown_output
    )
    inputs = _Direction(
        "input", [each for each in devices if each.inputs], inputs_named, _shown_input
    )
    yield ill("sound device", trouble) if trouble else _output(station, outputs)
    for name, setting, direction in (
        ("second output", "fallback_device", outputs),
        ("microphone", "microphone", inputs),
        ("monitor", "monitor", inputs),
    ):
        wanted = getattr(station, setting)
        if wanted and (played or direction is inputs):
            yield _other(name, setting, wanted, direction)


def _output(station: Station, outputs: _Direction) -> Finding:
    needed = station.speaker == "device"
    if not outputs.there:
        return ill(
            "sound device",
            'no sound output was found; plug one in, or set speaker = "wav:FILE" in station.toml',
            needed=needed,
        )
    if not station.device:
        return well("sound device", outputs.names)
    found = outputs.named(outputs.there, station.device)
    if not found:
        return ill(
            "sound device",
            f"no output is named '{station.device}'; there are: {outputs.names}",
            needed=needed,
        )
    return _found("sound device", station.device, found[0], outputs)


def _other(name: str, setting: str, wanted: str, direction: _Direction) -> Finding:
    """Look for a device without which the station plays all the same."""
    found = direction.named(direction.there, wanted)
    if found:
        return _found(name, wanted, found[0], direction)
    return ill(
        name,
        f"no {direction.word} is named '{wanted}'; plug it in, or correct '{setting}' in "
        f"station.toml; there are: {direction.names}",
        needed=False,
    )


def _found(name: str, wanted: str, device: "SoundDevice", direction: _Direction) -> Finding:
    return well(name, f"'{wanted}' is {direction.shown(device)}; of: {direction.names}")


def _shown_output(device: "SoundDevice") -> str:
    return _shown(device.label, device.outputs, default=device.default_output)


def _shown_input(device: "SoundDevice") -> str:
    return _shown(device.label, device.inputs, default=device.default_input)


def _shown(label: str, channels: int, *, default: bool) -> str:
    counted = "1 channel" if channels == 1 else f"{channels} channels"
    return f"{label}, {counted}{', the default' if default else ''}"


def recording(station: Station) -> Iterator[Finding]:
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
        yield ill(
            "recording",
            f"the speaker's file {file} cannot be written ({error.strerror}); name another in "
            "'speaker' of station.toml",
        )
    else:
        yield well("recording", f"what is played is recorded to {file}")


def signals(station: Station) -> Iterator[Finding]:
    """Look whether the sounds can be played that come before an emergency, a drill, a speech."""
    from broadcaster.playout.sounds.signals import BEEP_HZ, load_signal

    troubles: list[str] = []
    for name in BEEP_HZ:
        load_signal(station, name, troubles.append)
    yield from (ill("signals", trouble, needed=False) for trouble in troubles)
    if not troubles:
        yield well("signals", ", ".join(BEEP_HZ))


def zones(app: App) -> Iterator[Finding]:
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
            yield ill(
                "zones",
                f"{shown}; but {wanted[0].label} has {wanted[0].outputs} channels: choose another "
                "with 'device' in station.toml, or correct volume.toml",
            )
            return
    yield well("zones", shown)

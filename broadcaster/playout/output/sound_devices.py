"""The machine's sound devices, and which of them a setting names."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

# Windows shows one device once for each of its interfaces: the most direct of them first.
HOSTS = ("Windows WASAPI", "Windows DirectSound", "MME", "Windows WDM-KS")


@dataclass(frozen=True, kw_only=True)
class SoundDevice:
    """A device as PortAudio sees it: `outputs` and `inputs` are channels, `host` its interface."""

    index: int
    name: str
    host: str
    outputs: int
    inputs: int
    default_output: bool = False
    default_input: bool = False

    @property
    def label(self) -> str:
        """The name with the interface: what the setting `device` may hold a part of."""
        return f"{self.name} [{self.host}]"


def devices_of(audio: Any) -> list[SoundDevice]:
    """Return the devices that an open PortAudio knows."""
    hosts = [
        audio.get_host_api_info_by_index(index)["name"]
        for index in range(audio.get_host_api_count())
    ]
    output = _default(audio.get_default_output_device_info)
    default_input = _default(audio.get_default_input_device_info)
    infos = [audio.get_device_info_by_index(index) for index in range(audio.get_device_count())]
    return [
        SoundDevice(
            index=int(info["index"]),
            name=" ".join(str(info["name"]).split()),
            host=str(hosts[info["hostApi"]]),
            outputs=int(info["maxOutputChannels"]),
            inputs=int(info["maxInputChannels"]),
            default_output=info["index"] == output,
            default_input=info["index"] == default_input,
        )
        for info in infos
    ]


def outputs_named(devices: Iterable[SoundDevice], wanted: str) -> list[SoundDevice]:
    """Return the outputs that the setting names, the best choice first; see `_named`."""
    return _named((device for device in devices if device.outputs), wanted)


def inputs_named(devices: Iterable[SoundDevice], wanted: str) -> list[SoundDevice]:
    """Return the inputs that the setting names, the best choice first; see `_named`."""
    return _named((device for device in devices if device.inputs), wanted)


def _named(devices: Iterable[SoundDevice], wanted: str) -> list[SoundDevice]:
    """Return the devices whose name the setting is, or is part of; the best choice first.

    1. Case and runs of spaces do not matter; the interface may be named too: "USB [MME]".
    2. A whole name goes before a part of one.
    3. Of one device's interfaces the more direct goes first; the others are there if it refuses.
    Old Windows interfaces cut names after 31 characters, so the first of them are enough.
    """
    asked = " ".join(wanted.split()).casefold()
    return sorted(
        (device for device in devices if asked in device.label.casefold()),
        key=lambda device: (
            asked not in {device.name.casefold(), device.label.casefold()},
            HOSTS.index(device.host) if device.host in HOSTS else -1,
            device.index,
        ),
    )


def _default(ask: Any) -> int | None:
    try:
        return int(ask()["index"])
    except OSError:
        return None

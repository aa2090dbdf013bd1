"""An input of the machine: which of several is opened."""

from typing import Any

import pytest

from broadcaster.playout.live import capture
from tests.playout.fake_portaudio import FakeDevices

RATE = 48_000


class FakePortAudio(FakeDevices):
    """A Windows machine: one microphone by two interfaces, and one that has its name in it."""

    paInt16 = 8  # noqa: N815 - PyAudio's name
    HOSTS = ("MME", "Windows WASAPI")
    DEVICES = (
        ("Micro (USB Audio CODEC)", 0, 0, 1),
        ("Micro", 0, 0, 1),
        ("Micro (USB Audio CODEC)", 1, 0, 1),
        ("Micro và loa", 1, 1, 0),
    )

    def __init__(self) -> None:
        self.refuses: set[int] = set()
        self.opened: list[int | None] = []

    def open(self, *, input_device_index: int | None, **_: Any) -> str:
        self.opened.append(input_device_index)
        if input_device_index in self.refuses:
            raise OSError("in use")  # noqa: EM101
        return f"stream {input_device_index}"

    def get_default_output_device_info(self) -> dict[str, object]:
        return self.get_device_info_by_index(3)

    def get_default_input_device_info(self) -> dict[str, object]:
        return self.get_device_info_by_index(0)


@pytest.fixture
def audio(monkeypatch: pytest.MonkeyPatch) -> FakePortAudio:
    made = FakePortAudio()
    monkeypatch.setattr(capture, "portaudio", lambda: made)
    monkeypatch.setattr(capture, "devices_looked_at", lambda pyaudio: pyaudio)
    return made


@pytest.mark.parametrize(
    ("wanted", "opened"),
    [
        ("", None),
        ("micro", 1),
        ("usb audio codec", 2),
        ("USB Audio CODEC) [MME]", 0),
    ],
)
def test_the_input_that_a_name_means_is_found_as_an_output_is(
    audio: FakePortAudio, wanted: str, opened: int | None
) -> None:
    assert capture._opened(wanted, RATE) == (audio, f"stream {opened}")
    assert audio.opened == [opened]


def test_what_is_no_input_is_not_opened(audio: FakePortAudio) -> None:
    with pytest.raises(OSError, match="no input device has that name"):
        capture._opened("Micro và loa", RATE)
    assert audio.opened == []


def test_one_that_refuses_gives_way_to_the_next_of_its_name(audio: FakePortAudio) -> None:
    audio.refuses = {2}
    assert capture._opened("usb audio codec", RATE) == (audio, "stream 0")
    audio.refuses = {0, 2}
    with pytest.raises(OSError, match="in use"):
        capture._opened("usb audio codec", RATE)

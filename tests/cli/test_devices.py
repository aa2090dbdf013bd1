"""`broadcaster devices`: what a machine without one is told."""

import pytest

from broadcaster.playout.output import device_speaker
from tests.cli.command_line import CommandLine


def test_a_machine_without_a_sound_device_is_told_in_english(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_speaker, "sound_devices", list)
    assert cli.done("devices") == "this machine has no sound device\n"
    assert cli("devices", "--json").json == []

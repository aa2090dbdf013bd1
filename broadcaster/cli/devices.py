"""`broadcaster devices`: the sound devices of this machine, as the settings name them."""

from dataclasses import asdict

import click

from broadcaster.cli.options import echo_json, echo_table, json_option


@click.command()
@json_option
def devices(*, as_json: bool) -> None:
    """List the sound devices with their channels; any part of a name serves as a setting."""
    from broadcaster.playout.output.device_speaker import sound_devices

    found = sound_devices()
    if as_json:
        echo_json(
            [
                {name: value for name, value in asdict(device).items() if name != "index"}
                for device in found
            ]
        )
        return
    if not found:
        click.echo("this machine has no sound device")
        return
    echo_table(
        ("Thiết bị", "Giao diện", "Kênh ra", "Kênh vào", "Mặc định"),
        (
            (
                device.name,
                device.host,
                device.outputs or "–",
                device.inputs or "–",
                ", ".join(
                    word
                    for word, is_default in (
                        ("phát ra", device.default_output),
                        ("thu vào", device.default_input),
                    )
                    if is_default
                ),
            )
            for device in found
        ),
    )

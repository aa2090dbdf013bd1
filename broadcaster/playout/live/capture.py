"""Brings an input of this machine (a line, a microphone) to standard output, through PortAudio.

A process of its own: PortAudio finds devices again only when a process lets go of it wholly, and
the player must be able to reopen its output while an input runs.
"""

import sys
from typing import Any

from broadcaster.errors import PlayoutUnavailable
from broadcaster.playout.output.portaudio import devices_looked_at, portaudio, quietly
from broadcaster.playout.output.sound_devices import devices_of, inputs_named

BLOCK_S = 0.01


def main() -> None:
    """Write mono samples of 16 bits until nobody reads them: arguments are device and rate."""
    wanted, rate = sys.argv[1], int(sys.argv[2])
    try:
        audio, stream = _opened(wanted, rate)
    except (OSError, ValueError, PlayoutUnavailable) as error:
        sys.exit(f"the input '{wanted or 'default'}' cannot be opened: {error}")
    frames = round(rate * BLOCK_S)
    try:
        while True:
            sys.stdout.buffer.write(stream.read(frames, exception_on_overflow=False))
            sys.stdout.buffer.flush()
    except (OSError, KeyboardInterrupt):
        return
    finally:
        audio.terminate()


def _opened(wanted: str, rate: int) -> tuple[Any, Any]:
    """Return PortAudio and the stream of the first input of that name that can be opened."""
    pyaudio = portaudio()
    audio = devices_looked_at(pyaudio)
    refused = OSError("no input device has that name")
    for index in _choices(audio, wanted):
        try:
            stream = quietly(
                audio.open,
                rate=rate,
                channels=1,
                format=pyaudio.paInt16,
                input=True,
                input_device_index=index,
                frames_per_buffer=round(rate * BLOCK_S),
            )
        except (OSError, ValueError) as error:
            refused = OSError(str(error))
        else:
            return audio, stream
    raise refused


def _choices(audio: Any, wanted: str) -> list[int | None]:
    if not wanted:
        return [None]
    return [device.index for device in inputs_named(devices_of(audio), wanted)]


if __name__ == "__main__":
    main()

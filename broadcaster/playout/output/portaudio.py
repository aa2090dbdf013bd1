"""PortAudio, through PyAudio: imported where it is there, quiet, kept from loading too much."""

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from broadcaster.errors import PlayoutUnavailable

STDERR = 2
ALSA = Path("/usr/share/alsa/alsa.conf")
OURS = Path(__file__).with_name("alsa")


def portaudio() -> Any:
    """Return PyAudio; `PlayoutUnavailable` with the remedy where it is not installed."""
    os.environ.setdefault("JACK_NO_START_SERVER", "1")
    try:
        import pyaudio
    except ImportError as error:
        message = (
            "PyAudio is not installed, so no sound device can be used; on Debian run "
            "'apt-get install portaudio19-dev python3-dev gcc' and then "
            "\"pip install 'broadcaster[speaker]'\""
        )
        raise PlayoutUnavailable(
            message, "Máy chưa cài PyAudio nên chưa phát ra loa được; hãy báo kỹ thuật."
        ) from error
    _silence_alsa()
    return pyaudio


def devices_looked_at(pyaudio: Any) -> Any:
    """Return a new `PyAudio`: PortAudio looks at every device once, by opening it.

    `OSError` if it cannot. To let go of it is `terminate`.
    """
    with _converters_spared():
        return quietly(pyaudio.PyAudio)


def quietly(act: Callable[..., Any], **arguments: Any) -> Any:
    """Return what `act` returns, without what ALSA and JACK print past Python meanwhile."""
    if os.name != "posix":
        return act(**arguments)
    sys.stderr.flush()
    kept = os.dup(STDERR)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, STDERR)
    try:
        return act(**arguments)
    finally:
        os.dup2(kept, STDERR)
        os.close(kept)
        os.close(nowhere)


def _silence_alsa() -> None:
    """Keep ALSA from printing past Python: that the output ran dry is counted and told by us.

    What it calls instead is a function that does nothing and needs no Python in the audio's thread.
    """
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError):
        alsa, nothing = ctypes.CDLL("libasound.so.2"), ctypes.CDLL(None).getpid
        alsa.snd_lib_error_set_handler(nothing)


@contextmanager
def _converters_spared() -> Iterator[None]:
    """Let ALSA leave out its converters meanwhile: to look at them takes 13 MiB for good.

    Somebody who has told ALSA what to read is left alone.
    """
    told = "ALSA_CONFIG_PATH" in os.environ or "ALSA_CONFIG_DIR" in os.environ
    if told or not ALSA.is_file():
        yield
        return
    os.environ["ALSA_CONFIG_PATH"] = f"{ALSA}:{OURS / 'read_last.conf'}"
    os.environ["ALSA_READ_LAST"] = str(OURS / "no_converters.conf")
    try:
        yield
    finally:
        del os.environ["ALSA_CONFIG_PATH"], os.environ["ALSA_READ_LAST"]

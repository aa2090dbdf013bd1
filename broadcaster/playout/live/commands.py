"""The commands that bring live sound: ffmpeg for a stream, a capture of our own for an input."""

import sys
from collections.abc import Sequence

PROTOCOLS = "http,https,tcp,tls,crypto,hls,httpproxy"
READ_TIMEOUT_US = 5_000_000
LARGEST_BLOCK = 64 * 1024 * 1024


def stream_command(url: str, rate: int) -> Sequence[str]:
    """Return the command that turns the stream into mono samples of 16 bits on its output.

    `url` is http or https; no other protocol is opened, whatever a playlist leads to.
    """
    import imageio_ffmpeg

    talk = ["-nostdin", "-hide_banner", "-loglevel", "error", "-nostats", "-threads", "1"]
    guards = ["-max_alloc", str(LARGEST_BLOCK), "-protocol_whitelist", PROTOCOLS]
    patience = ["-rw_timeout", str(READ_TIMEOUT_US), "-analyzeduration", "1000000"]
    again = ["-reconnect", "1", "-reconnect_streamed", "1", "-reconnect_delay_max", "1"]
    # Without the limit two equal channels become one that is 3 dB louder.
    sound = ["-map", "0:a:0", "-vn", "-sn", "-dn", "-af", "aresample=rematrix_maxval=1.0"]
    output = ["-ac", "1", "-ar", str(rate), "-f", "s16le", "-flush_packets", "1", "pipe:1"]
    return [
        imageio_ffmpeg.get_ffmpeg_exe(), *talk, *guards, *patience, *again, "-i", url, *sound,
        *output,
    ]  # fmt: skip


def input_command(device: str, rate: int) -> Sequence[str]:
    """Return the command that brings an input of this machine; `device` is part of its name."""
    return [sys.executable, "-P", "-m", "broadcaster.playout.live.capture", device, str(rate)]


def is_playlist(url: str) -> bool:
    """Return whether the stream comes in pieces of several seconds (HLS)."""
    return ".m3u8" in url.casefold()


def shown(source: str) -> str:
    """Return the source as people may see it: host and path, never a password or a key."""
    if "://" not in source:
        return source
    place = source.split("://", 1)[1].split("?", 1)[0].split("#", 1)[0]
    host, slash, path = place.partition("/")
    return host.rsplit("@", 1)[-1] + slash + path

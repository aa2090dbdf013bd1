"""A radio station on loopback: streams a known sound as an Icecast server or as HLS, or fails.

The sound runs on whether anybody listens or not; who connects hears the present. How the server
behaves can be changed at any time: `good`, `closes`, `stalls`, `trickles`, `html`, `silent`,
`refuses`.
"""

import http.server
import subprocess
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import imageio_ffmpeg
import numpy as np

from tests.rig.correlation import Recording, peaks
from tests.rig.known_clip import RATE, make_noise, write_wav

BIT_RATE = 128_000
BYTES_S = BIT_RATE // 8
TICK_S = 0.05
SEGMENT_S = 2
WINDOW = 3
TRICKLE = 0.15
PIECE_S = 1.0
SAMPLED = 3
SAME = 0.75
HTML = b"<!DOCTYPE html><html><body><h1>Not Found</h1>" + b"<p>no radio here</p>" * 4000


class Radio:
    """The server. `seed` makes its sound unmistakable; `url` and `playlist` are where it is."""

    def __init__(
        self, folder: Path, seed: int, *, seconds: float = 90.0, kind: str = "mp3"
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.samples = make_noise(seconds, seed)
        self._folder = folder
        self._kind = kind
        write_wav(folder / "radio.wav", self.samples)
        self._stream = self._encoded("radio.wav", kind)
        write_wav(folder / "silence.wav", np.zeros(RATE * 30, np.float32))
        self._silence = self._encoded("silence.wav", kind)
        self.behaviour = "good"
        self._changed = time.monotonic()
        self._began = time.monotonic()
        self.requests = 0
        radio = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                radio.requests += 1
                if self.path.startswith("/hls/"):
                    radio._serve_piece(self)
                else:
                    radio._serve_stream(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """Pass over a listener that went away."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{port}/radio.{kind}"
        self.playlist = f"http://127.0.0.1:{port}/hls/live.m3u8"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.behaviour = "closes"
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def behave(self, how: str) -> float:
        """Behave otherwise from now on; return the epoch second of now."""
        self.behaviour = how
        return time.time()

    def segment(self) -> None:
        """Cut the sound into the pieces of an HLS stream, beforehand."""
        self._ffmpeg(
            "-i", "radio.wav", "-c:a", "aac", "-b:a", str(BIT_RATE), "-f", "hls",
            "-hls_time", str(SEGMENT_S), "-hls_list_size", "0", "-hls_segment_filename",
            "piece%03d.ts", "all.m3u8",
        )  # fmt: skip

    # ------------------------------------------------------------------ what it sends

    def _serve_stream(self, request: http.server.BaseHTTPRequestHandler) -> None:
        if self.behaviour == "refuses":
            request.send_error(503)
            return
        request.send_response(200)
        request.send_header("Content-Type", "audio/mpeg" if self._kind == "mp3" else "audio/ogg")
        request.end_headers()
        if self.behaviour == "html":
            request.wfile.write(HTML)
            return
        sent = self._now_at() if self._kind == "mp3" else 0
        began = self._now_at() - sent
        while True:
            behaviour = self.behaviour
            if behaviour in {"closes", "refuses"}:
                return
            due = self._now_at() - began
            if behaviour == "stalls":
                began += due - sent
            elif behaviour == "html":
                request.wfile.write(HTML[: BYTES_S // 20])
                sent = due
            else:
                source = self._silence if behaviour == "silent" else self._stream
                count = due - sent
                if behaviour == "trickles":
                    count = round(count * TRICKLE)
                first = sent % len(source)
                request.wfile.write(source[first : first + count])
                sent = due
            request.wfile.flush()
            time.sleep(TICK_S)

    def _now_at(self) -> int:
        return round((time.monotonic() - self._began) * BYTES_S)

    def _serve_piece(self, request: http.server.BaseHTTPRequestHandler) -> None:
        if self.behaviour != "good":
            request.send_error(503)
            return
        name = request.path.removeprefix("/hls/")
        body = self._live_playlist() if name == "live.m3u8" else (self._folder / name).read_bytes()
        kind = "application/vnd.apple.mpegurl" if name.endswith("m3u8") else "video/mp2t"
        request.send_response(200)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def _live_playlist(self) -> bytes:
        newest = int((time.monotonic() - self._began) / SEGMENT_S) + WINDOW - 1
        lines = [
            "#EXTM3U", "#EXT-X-VERSION:3", f"#EXT-X-TARGETDURATION:{SEGMENT_S}",
            f"#EXT-X-MEDIA-SEQUENCE:{newest - WINDOW + 1}",
        ]  # fmt: skip
        for number in range(newest - WINDOW + 1, newest + 1):
            lines += [f"#EXTINF:{SEGMENT_S}.0,", f"piece{number:03d}.ts"]
        return "\n".join([*lines, ""]).encode()

    def _encoded(self, name: str, kind: str) -> bytes:
        codec = {"mp3": "libmp3lame", "ogg": "libvorbis"}[kind]
        out = f"{name}.{kind}"
        self._ffmpeg("-i", name, "-c:a", codec, "-b:a", str(BIT_RATE), out)
        return (self._folder / out).read_bytes()

    def _ffmpeg(self, *words: str) -> None:
        subprocess.run(
            [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-nostdin", "-loglevel", "error", *words],
            cwd=self._folder,
            check=True,
            timeout=120,
        )

    # ------------------------------------------------------------------ what was heard of it

    def heard_in(self, recording: Recording) -> list[float]:
        """Return the epoch seconds at which every `SAMPLED`th second of it was heard, in order."""
        length = round(PIECE_S * RATE)
        found: list[float] = []
        for at in range(0, len(self.samples) - length + 1, SAMPLED * length):
            piece = self.samples[at : at + length]
            found += [
                recording.time_of(place)
                for place, _ in peaks(recording.samples, piece, SAME, length)
            ]
        return sorted(found)

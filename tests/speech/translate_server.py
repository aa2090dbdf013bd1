"""Google Translate on this machine: a proxy that gTTS's HTTPS requests go through and end at.

It answers `CONNECT`, shows a certificate of its own, and replies as the real service does, or
with a fault.
"""

import base64
import functools
import io
import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs

import soundfile

from broadcaster.speech.voice import Sound
from tests.speech.fake_voice import S_PER_CHARACTER, murmur

CERTIFICATE = Path(__file__).parent / "loopback.pem"
MP3_RATE = 24_000
TRICKLES = 100

Answer = Callable[[str], bytes]


def mp3(sound: Sound) -> bytes:
    """Return the sound as an MP3 file."""
    memory = io.BytesIO()
    soundfile.write(memory, sound.samples, sound.rate, format="MP3")
    return memory.getvalue()


@functools.cache
def spoken(text: str) -> bytes:
    """Return a murmur as long as the text takes to say, as MP3."""
    return mp3(murmur(S_PER_CHARACTER * len(text), rate=MP3_RATE))


def batchexecute(sound: bytes) -> bytes:
    """Return a body as the service sends it, the sound within."""
    inner = json.dumps([base64.b64encode(sound).decode()])
    line = json.dumps(
        [["wrb.fr", "jQ1olc", inner, None, None, None, "generic"]], separators=(",", ":")
    )
    return f")]}}'\n\n{len(line)}\n{line}\n".encode()


def http(body: bytes, *, status: str = "200 OK", kind: str = "application/json") -> bytes:
    """Return a whole HTTP reply."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode() + body


class TranslateServer:
    """Serves one request per connection. `answer` makes the whole HTTP reply from the text."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.requests: list[str] = []
        self.answer: Answer = lambda text: http(batchexecute(spoken(text)))
        self.hang_before: str | None = None
        self.trickle_s = 0.0
        self.over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(CERTIFICATE)
        self._serving = threading.Thread(target=self._serve, daemon=True)
        self._serving.start()

    @property
    def proxy(self) -> str:
        """The address to put into `https_proxy`."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        """Stop listening and let go of whoever hangs."""
        self.over.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._serving.join()

    def _serve(self) -> None:
        while not self.over.is_set():
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._attend, args=(caller,), daemon=True).start()

    def _attend(self, caller: socket.socket) -> None:
        with caller, suppress(OSError):
            self.requests.append(_head(caller).splitlines()[0])
            if self.hang_before == "connect":
                self.over.wait()
                return
            caller.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with self._context.wrap_socket(caller, server_side=True) as secure:
                self._reply(secure)

    def _reply(self, secure: ssl.SSLSocket) -> None:
        head = _head(secure)
        self.requests.append(head.splitlines()[0])
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        body = _exactly(secure, int(length[1]) if length else 0)
        text = _text_of(body)
        self.texts.append(text)
        if self.hang_before == "answer":
            self.over.wait()
            return
        reply = self.answer(text)
        size = len(reply) // (TRICKLES if self.trickle_s else 1) + 1
        for at in range(0, len(reply), size):
            secure.sendall(reply[at : at + size])
            if self.over.wait(self.trickle_s / TRICKLES):
                return


@contextmanager
def translate_server() -> Iterator[TranslateServer]:
    """Give a server, and close it behind."""
    server = TranslateServer()
    try:
        yield server
    finally:
        server.close()


def _text_of(body: bytes) -> str:
    request = json.loads(parse_qs(body.decode())["f.req"][0])
    return str(json.loads(request[0][0][1])[0])


def _head(connection: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\r\n\r\n"):
        received += _exactly(connection, 1)
    return received.decode("latin-1")


def _exactly(connection: socket.socket, count: int) -> bytes:
    received = b""
    while len(received) < count:
        part = connection.recv(count - len(received))
        if not part:
            raise ConnectionError
        received += part
    return received

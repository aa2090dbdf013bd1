"""The internet voice fails: how soon the next voice of the station has spoken."""

import os
import time
from pathlib import Path
from unittest.mock import patch

import numpy as np

from benchmarks.failing.figures import Figures
from broadcaster.clock import SystemClock
from broadcaster.speech import Passage, voices_of
from broadcaster.speech.voice import Sound
from broadcaster.station import Station, VoiceName
from tests.rig.commune import TEXTS
from tests.speech.fake_voice import murmur
from tests.speech.translate_server import (
    MP3_RATE,
    TranslateServer,
    batchexecute,
    http,
    mp3,
    translate_server,
)

TEXT = TEXTS[0]
ANSWERS = {
    "sends nothing": b"",
    "sends an empty sound": http(batchexecute(b"")),
    "sends a web page": http(b"<html>captcha</html>", status="429 Too Many Requests"),
    "sends silence": http(batchexecute(mp3(Sound(np.zeros(6 * MP3_RATE, np.float32), MP3_RATE)))),
    "talks ten times too long": http(batchexecute(mp3(murmur(70, rate=MP3_RATE)))),
}


def measure(figures: Figures, folder: Path, times: int) -> None:
    """Let the server fail in each way and the station's own chain of voices speak."""
    station = Station(home=folder, voices=(VoiceName.GTTS, VoiceName.ESPEAK))
    _measure_one(figures, station, "refuses", "http://127.0.0.1:9", times)
    for how in ("connect", "answer"):
        with translate_server() as server:
            server.hang_before = how
            _measure_one(figures, station, f"hangs before its {how}", server.proxy, times)
    with translate_server() as server:
        server.trickle_s = 60.0
        _measure_one(figures, station, "trickles for 60 s", server.proxy, times)
    for how, reply in ANSWERS.items():
        with translate_server() as server:
            _answer(server, reply)
            _measure_one(figures, station, how, server.proxy, times)


def _answer(server: TranslateServer, reply: bytes) -> None:
    server.answer = lambda _text: reply


def _measure_one(figures: Figures, station: Station, how: str, proxy: str, times: int) -> None:
    """Measure with a new chain each time: none leaves the failing voice alone yet."""
    found = []
    with patch.dict(os.environ, {"https_proxy": proxy, "no_proxy": ""}):
        for _ in range(times):
            voices = voices_of(station, SystemClock())
            began = time.perf_counter()
            spoken = voices.speak(lambda _longest: [Passage(TEXT)])
            found.append(time.perf_counter() - began)
            if spoken.engine == VoiceName.GTTS or not spoken.failures:
                figures.fail(f"voice {how}: {spoken.engine} has spoken")
    figures.tell(f"voice {how}: the next has spoken", found)

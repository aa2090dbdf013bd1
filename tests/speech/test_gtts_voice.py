"""The internet voice's whole code path, down to TLS, against a server on this machine."""

import base64
import socket

import numpy as np
import pytest

from broadcaster.errors import SpeechFailed
from broadcaster.speech.chain import Passage, VoiceChain
from broadcaster.speech.gtts_voice import GttsVoice
from broadcaster.speech.voice import Sound
from tests.rig.fake_clock import FakeClock
from tests.rig.patience import PATIENCE_S
from tests.speech.fake_voice import FakeVoice, murmur
from tests.speech.translate_server import MP3_RATE, TranslateServer, batchexecute, http, mp3

pytestmark = pytest.mark.loopback

TEXT = "Sáng mai cắt điện từ bảy giờ đến mười giờ."
PATIENT_S = PATIENCE_S
IMPATIENT_S = 0.5
TRICKLED_S = 3.0


def speak(text: str = TEXT, *, timeout_s: float = PATIENT_S) -> Sound:
    return GttsVoice(timeout_s=timeout_s).speak(text)


def test_the_request_goes_out_over_tls_and_the_answer_is_heard(
    translate: TranslateServer,
) -> None:
    sound = speak()
    assert [request.rpartition(" HTTP/")[0] for request in translate.requests] == [
        "CONNECT translate.google.com:443",
        "POST /_/TranslateWebserverUi/data/batchexecute",
    ]
    assert translate.texts == [TEXT]
    assert sound.rate == MP3_RATE
    assert 2 < sound.duration_s < 4


def test_a_long_text_is_several_requests_and_all_are_heard(translate: TranslateServer) -> None:
    sound = speak(f"{TEXT} " * 6)
    assert len(translate.texts) >= 3
    assert sound.duration_s > 5 * 0.07 * len(TEXT)


def test_a_server_that_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
    with pytest.raises(SpeechFailed, match="Failed to connect"):
        speak()


@pytest.mark.parametrize("before", ["connect", "answer"])
def test_a_server_that_hangs_is_given_up(translate: TranslateServer, before: str) -> None:
    translate.hang_before = before
    with pytest.raises(SpeechFailed, match="Failed to connect"):
        speak(timeout_s=IMPATIENT_S)


def test_a_server_that_trickles_is_given_up_too(translate: TranslateServer) -> None:
    """Each byte comes in time, and all of them would, after three deadlines."""
    translate.trickle_s = 6 * TRICKLED_S
    with pytest.raises(SpeechFailed, match="did not finish within"):
        speak(timeout_s=TRICKLED_S)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        pytest.param(b"", "Failed to connect", id="nothing at all"),
        pytest.param(http(b""), "sent no sound", id="an empty body"),
        pytest.param(http(batchexecute(b"")), "sent an empty sound", id="an empty sound"),
        pytest.param(
            http(b"<html><body>Sorry</body></html>", kind="text/html"), "sent no sound", id="HTML"
        ),
        pytest.param(
            http(b"<html>captcha</html>", status="429 Too Many Requests"), "429", id="too many"
        ),
        pytest.param(http(b"oh", status="503 Service Unavailable"), "503", id="unavailable"),
        pytest.param(http(b'["wrb.fr","jQ1olc",null]\n'), "from TTS API", id="no audio"),
        pytest.param(
            http(batchexecute(b"<html>not a sound</html>" * 50)), "no sound", id="HTML as sound"
        ),
        pytest.param(http(b"jQ1olc \xff\xfe\xff"), "could not speak", id="not even UTF-8"),
        pytest.param(
            http(b'[["wrb.fr","jQ1olc","[\\"abc\\"]"]]'), "could not speak", id="bad base64"
        ),
    ],
)
def test_an_answer_that_is_no_sound_is_refused(
    translate: TranslateServer, reply: bytes, reason: str
) -> None:
    translate.answer = lambda _text: reply
    with pytest.raises(SpeechFailed, match=reason) as failure:
        speak()
    assert "Giọng đọc gtts" in failure.value.vi


@pytest.mark.parametrize(
    ("sound", "reason"),
    [
        pytest.param(Sound(np.zeros(3 * MP3_RATE, np.float32), MP3_RATE), "silent", id="silence"),
        pytest.param(murmur(3, rate=MP3_RATE, level=0.001), "silent", id="a whisper"),
        pytest.param(murmur(30, rate=MP3_RATE), "30", id="ten times too long"),
        pytest.param(murmur(0.2, rate=MP3_RATE), "0.2 s", id="a blip"),
    ],
)
def test_a_sound_that_cannot_be_the_words_makes_the_next_voice_speak(
    translate: TranslateServer, clock: FakeClock, sound: Sound, reason: str
) -> None:
    translate.answer = lambda _text: http(batchexecute(mp3(sound)))
    spoken = VoiceChain([GttsVoice(timeout_s=PATIENT_S), FakeVoice("next")], clock).speak(
        lambda _longest: [Passage(TEXT)]
    )
    assert spoken.engine == "next"
    assert reason in spoken.failures[0]


def test_a_truncated_answer_is_refused(translate: TranslateServer) -> None:
    whole = http(batchexecute(mp3(murmur(3, rate=MP3_RATE))))
    translate.answer = lambda _text: whole[: len(whole) // 2]
    with pytest.raises(SpeechFailed, match="could not speak"):
        speak()


def test_the_sound_survives_its_way_through_the_answer() -> None:
    sound = mp3(murmur(1, rate=MP3_RATE))
    assert base64.b64encode(sound) in batchexecute(sound)


def test_the_internet_voice_is_never_asked_for_its_slow_speech(translate: TranslateServer) -> None:
    voice = GttsVoice(timeout_s=PATIENT_S)
    usual, stressed = voice.speak("cắt điện"), voice.speak("cắt điện", pace=0.8)
    assert stressed.duration_s == pytest.approx(usual.duration_s)
    assert len(translate.texts) == 2

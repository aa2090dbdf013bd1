"""Rooms, loudspeakers and microphones made of numbers, and speech to send through them."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import firwin, lfilter, resample_poly

from broadcaster.hearing.trace import TRACE_RATE, Samples
from broadcaster.speech.espeak_voice import EspeakVoice
from broadcaster.station import shipped
from tests.rig.known_clip import read_clip

BULLETIN = (
    "Sáng mai trạm y tế xã tiêm phòng cho trẻ dưới hai tuổi, mời bà con đưa các cháu đến đúng giờ. "
    "Hợp tác xã thu mua ngô của bà con từ ngày mười lăm, giá năm nghìn đồng một ki lô gam."
)
MORE_NEWS = (
    "Chiều nay nhà văn hóa thôn hai có lớp dạy ủ phân hữu cơ, bà con nhớ mang theo sổ ghi chép. "
    "Ban quản lý chợ nhắc các hộ kinh doanh nộp lệ phí trước cuối tuần và giữ vệ sinh quầy hàng. "
    "Nước sông lên nhanh, các hộ ven sông chủ động chằng chống nhà cửa, đưa trâu bò lên chỗ cao."
)
OTHER_NEWS = (
    "Đoạn đường qua cầu treo đang sửa chữa, bà con đi xe máy nhớ giảm tốc độ và nhường đường. "
    "Trường tiểu học nhận hồ sơ vào lớp một đến hết tháng này, phụ huynh mang theo giấy khai sinh."
)
NEWS = (
    "Đội thủy lợi mở nước vào đồng từ năm giờ sáng, bà con ra be bờ giữ nước cho lúa đẻ nhánh.",
    "Câu lạc bộ cầu lông của xã tập luyện mỗi tối tại sân nhà thi đấu, ai thích cũng có thể đến.",
    "Cửa hàng vật tư vừa nhập phân lân và giống lạc mới, giá bán ngang với thị trấn.",
    "Hội phụ nữ quyên góp quần áo ấm gửi các em nhỏ ở điểm trường trên núi.",
    "Thư viện mở cửa cả ngày chủ nhật, có thêm nhiều truyện tranh cho thiếu nhi.",
    "Dịch tả lợn đã xuất hiện ở xã bên, các hộ chăn nuôi rắc vôi và không thả rông gia súc.",
    "Đoàn thanh niên trồng hoa dọc tuyến đường liên thôn, mong mọi nhà cùng chăm sóc.",
    "Thợ điện sẽ thay công tơ ở xóm Đông, xin để cổng mở trong buổi sáng.",
    "Ngân hàng chính sách giao dịch tại hội trường ủy ban vào mồng bảy hằng tháng.",
    "Bưu điện báo có hai bưu phẩm chưa người nhận, đề nghị kiểm tra lại địa chỉ.",
    "Gió mùa về trong đêm nay, nhiệt độ giảm sâu, cần che chắn chuồng trại và phủ ni lông cho mạ.",
    "Lớp xóa mù chữ khai giảng ở bản Mòn, giáo viên dạy miễn phí, phát cả bút vở.",
    "Tổ hòa giải đã giúp hai gia đình thống nhất ranh giới vườn, tình làng nghĩa xóm lại yên vui.",
    "Giải bóng chuyền mừng lúa mới có tám đội dự thi, trận chung kết diễn ra chiều rằm.",
    "Ong rừng làm tổ gần trường mẫu giáo, phụ huynh dặn con không ném đá chọc phá.",
    "Ủy ban công khai danh sách nhận gạo cứu đói, ai thắc mắc xin gặp cán bộ văn phòng.",
)

Fault = Callable[[Samples, np.random.Generator], NDArray[np.floating]]


@cache
def speech(text: str = BULLETIN, words_per_minute: int = 190) -> Samples:
    """Return a trace of speech at a usual level."""
    said = EspeakVoice("vi", words_per_minute=words_per_minute).speak(text)
    return levelled(resample_poly(said.samples, TRACE_RATE, said.rate))


def two_programmes(seed: int, seconds: float, words_per_minute: int) -> tuple[Samples, Samples]:
    """Return traces of the same voice that have no sentence in common, so long each."""
    rng = np.random.default_rng(seed)
    sentences = rng.permutation(NEWS)
    half = len(sentences) // 2
    count = round(seconds * TRACE_RATE)

    def programme(own: NDArray[np.str_]) -> Samples:
        said = [speech(str(each), words_per_minute) for each in own]
        turns = 1 + count // sum(len(each) for each in said)
        order = [place for _ in range(turns) for place in rng.permutation(len(said))]
        return np.concatenate([said[place] for place in order])[:count]

    return programme(sentences[:half]), programme(sentences[half:])


@cache
def music(name: str) -> Samples:
    """Return a trace of one of the station's sounds, twice over."""
    path: Path = shipped("audio_assets") / f"{name}.wav"
    return levelled(np.tile(read_clip(path, TRACE_RATE).samples, 2))


def levelled(samples: NDArray[np.floating], level_db: float = -20.0) -> Samples:
    power = np.sqrt(np.mean(np.square(samples, dtype=np.float64)))
    return np.asarray(samples * (10 ** (level_db / 20) / power), np.float32)


def in_a_room(sound: Samples, rng: np.random.Generator) -> NDArray[np.floating]:
    """Return it with the reverberation of a yard: 0.35 s, its first echoes at -22 dB."""
    count = round(0.35 * TRACE_RATE)
    answer = rng.standard_normal(count) * 10 ** (-3 * np.arange(count) / count) * 0.08
    answer[0] = 1.0
    return np.asarray(lfilter(answer, 1, sound))


def with_an_echo(sound: Samples, rng: np.random.Generator) -> NDArray[np.floating]:
    """Return it with one strong echo from a hillside."""
    del rng
    late = round(0.4 * TRACE_RATE)
    echoed = sound.copy()
    echoed[late:] += 0.7 * sound[:-late]
    return echoed


def through_a_horn(sound: Samples, rng: np.random.Generator) -> NDArray[np.floating]:
    """Return what a horn loudspeaker lets through: 450 to 3000 Hz."""
    del rng
    horn = firwin(101, [450, 3000], fs=TRACE_RATE, pass_zero=False)
    return np.asarray(lfilter(horn, 1, sound))


def clipped(sound: Samples, rng: np.random.Generator) -> NDArray[np.floating]:
    """Return it driven 26 dB too loud into an amplifier that gives way."""
    del rng
    return np.clip(20 * sound, -0.5, 0.5)


def under_noise(snr_db: float, *, brown: bool = False) -> Fault:
    """Return the fault that adds noise, so many dB under the sound."""

    def fault(sound: Samples, rng: np.random.Generator) -> NDArray[np.floating]:
        noise = rng.standard_normal(len(sound))
        if brown:
            noise = lfilter([1.0], [1.0, -0.97], noise)
        return sound + levelled(noise, level_db_of(sound) - snr_db)

    return fault


def at_gain(decibels: float) -> Fault:
    """Return the fault that changes the level."""
    return lambda sound, _: sound * 10 ** (decibels / 20)


def upside_down(sound: Samples, rng: np.random.Generator) -> NDArray[np.floating]:
    """Return it with the loudspeaker's wires exchanged."""
    del rng
    return -sound


def drifting(sound: Samples, rng: np.random.Generator) -> NDArray[np.floating]:
    """Return it as a sound card hears it whose clock is 150 millionths fast."""
    del rng
    places = np.arange(len(sound)) * (1 - 150e-6)
    return np.asarray(np.interp(places, np.arange(len(sound)), sound))


def level_db_of(sound: NDArray[np.floating]) -> float:
    return 20 * float(np.log10(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))))

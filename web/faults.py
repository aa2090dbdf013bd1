"""What a person sees when something cannot be done: one sentence, and the right status."""

import logging

from flask import Flask, current_app, request
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from broadcaster.errors import (
    BroadcasterError,
    InvalidInput,
    NotAllowed,
    NotApproved,
    NotFound,
    PlayoutUnavailable,
    SpeechFailed,
    StoreUnavailable,
    Superseded,
    WrongSetting,
)

STATUSES: tuple[tuple[type[BroadcasterError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (InvalidInput, 400),
    (NotApproved, 409),
    (Superseded, 409),
    (SpeechFailed, 503),
    (StoreUnavailable, 503),
    (PlayoutUnavailable, 503),
    (WrongSetting, 503),
)
SENTENCES = {
    400: "Yêu cầu không đọc được. Hãy quay lại trang trước và làm lại.",
    403: "Tài khoản của anh/chị không có quyền làm việc này.",
    404: "Không có trang này. Hãy về trang Hôm nay rồi chọn lại.",
    405: "Không mở trang này bằng cách ấy được. Hãy về trang Hôm nay rồi chọn lại.",
    413: "Nội dung gửi lên quá lớn: mỗi lần gửi tối đa {limit} MB. Hãy bấm nút Quay lại của "
    "trình duyệt và chọn tệp nhỏ hơn.",
    429: "Đã thử quá nhiều lần. Hãy chờ 5 phút rồi thử lại.",
}
UNEXPECTED = (
    "Máy gặp lỗi ngoài dự kiến; việc vừa làm có thể chưa được lưu. Lỗi đã được ghi lại. "
    "Hãy thử lại, nếu vẫn lỗi thì báo kỹ thuật."
)
FORM_TOO_OLD = (
    "Trang này để mở quá lâu nên chưa gửi được. Hãy quay lại trang trước, tải lại trang rồi gửi "
    "lần nữa."
)
MEGABYTE = 1024 * 1024

_log = logging.getLogger(__name__)


def status_of(error: BroadcasterError) -> int:
    """Return the HTTP status that says what kind of error it is; 400 for a kind unknown here."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 400)


def explain_faults(app: Flask) -> None:
    """Let every error end in a page with one Vietnamese sentence."""
    app.register_error_handler(BroadcasterError, _refused)
    app.register_error_handler(CSRFError, _without_token)
    app.register_error_handler(RateLimitExceeded, _too_often)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _page(sentence: str, status: int) -> tuple[str, int]:
    # Rendered without the context of a visitor, so that it can be shown when the store is away.
    page = current_app.jinja_env.get_template("fault.html")
    return page.render(sentence=sentence, status=status), status


def _refused(error: BroadcasterError) -> tuple[str, int]:
    status = status_of(error)
    if status >= 500:  # noqa: PLR2004 - HTTP's own border
        _log.error("%s %s: %s", request.method, request.path, error)
    return _page(error.vi, status)


def _without_token(_error: CSRFError) -> tuple[str, int]:
    return _page(FORM_TOO_OLD, 400)


def _too_often(_error: RateLimitExceeded) -> tuple[str, int]:
    return _page(SENTENCES[429], 429)


def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:  # noqa: PLR2004 - HTTP's own border
        return error
    limit = (request.max_content_length or 0) // MEGABYTE
    sentence = SENTENCES.get(error.code, SENTENCES[400]).format(limit=limit)
    return _page(sentence, error.code)


def _unexpected(error: Exception) -> tuple[str, int]:
    _log.error("%s %s failed", request.method, request.path, exc_info=error)
    return _page(UNEXPECTED, 500)

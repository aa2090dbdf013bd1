"""What keeps the panel safe: its secret, its headers, the token on every form, login attempts."""

import os
import secrets
from pathlib import Path

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

from broadcaster.errors import WrongSetting

KEY_FILE = "panel.key"
KEY_BYTES = 32
ATTEMPTS_PER_ADDRESS = "30 per 5 minutes"
ATTEMPTS_PER_NAME = "10 per 5 minutes"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "media-src 'self'; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="fixed-window")


def secret_key(run: Path) -> bytes:
    """Return the panel's secret, kept in `panel.key` with mode 0600; made on the first call.

    Raises `WrongSetting` if the file is there but is no key.
    """
    run.mkdir(parents=True, exist_ok=True)
    path = run / KEY_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_bytes()
        if len(key) < KEY_BYTES:
            message = f"the panel's key {path} is damaged; delete it and start the panel again"
            vi = f"Tệp khoá {path.name} của trang quản lý bị hỏng; hãy xoá tệp rồi chạy lại."
            raise WrongSetting(message, vi) from None
        return key
    key = secrets.token_bytes(KEY_BYTES)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key


def protect(app: Flask) -> None:
    """Put the headers on every answer and ask every form for its token."""
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint is None or not request.endpoint.endswith("static"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response

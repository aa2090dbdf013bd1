"""Somebody at the panel: a browser without a screen that sends every form with its token."""

import re
from html import unescape
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

PASSWORD = "mat khau 2026"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """One browser. `get` and `post` return Flask's answers; redirects are not followed."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._client.get(path, buffered=True, **options)

    def post(self, path: str, values: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form with the token of the session."""
        data = {"csrf_token": self.token(), **(values or {})}
        answer = self._client.post(path, data=data, buffered=True, **options)
        # Flask's client sends a large form from a temporary file and leaves it open.
        answer.request.environ["wsgi.input"].close()
        return answer

    def post_bare(self, path: str, values: dict[str, Any] | None = None) -> TestResponse:
        """Send a form as another site would: without the token."""
        return self._client.post(path, data=values or {})

    def follow(self, answer: TestResponse) -> str:
        """Return the page that a redirect leads to."""
        assert answer.status_code == 302, words(answer)
        return words(self.get(answer.headers["Location"]))

    def token(self) -> str:
        for path in ("/people/password", "/login"):
            found = TOKEN.search(self._client.get(path).text)
            if found:
                return found[1]
        message = "no page offers a token"
        raise AssertionError(message)

    def log_in(self, name: str, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.post("/login", {"name": name, "password": password, **more})


def words(answer: TestResponse) -> str:
    """Return the page as text, entities resolved."""
    return unescape(answer.text)


def todays_table(visitor: Visitor) -> str:
    """Return the tables of the today page as text, with single spaces."""
    return " ".join(words(visitor.get("/today/slots")).split())

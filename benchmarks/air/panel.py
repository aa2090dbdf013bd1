"""Somebody at the real panel, who logs in and sends the form of an emergency."""

import re
from datetime import UTC, datetime

import requests

from web.interruption import CONFIRMATION

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
ANSWERS_WITHIN_S = 60.0
FORM = "interruption/real"


class Person:
    """One browser with its session. Raises `requests.RequestException` where it is refused."""

    def __init__(self, address: str, name: str, password: str) -> None:
        """Log in at the panel's address, which ends with a slash."""
        self._address = address
        self._session = requests.Session()
        self._send("login", self._token("login"), name=name, password=password)
        self._form = ""

    def close(self) -> None:
        """Close the browser."""
        self._session.close()

    def fill_in(self) -> None:
        """Open the form of a real emergency."""
        self._form = self._token(FORM)

    def interrupt(self, text: str) -> datetime:
        """Send the form, read its answer, and return the moment at which it was sent."""
        sent = datetime.now(UTC)
        self._send(FORM, self._form, text=text, level="3", confirmation=CONFIRMATION)
        return sent

    def _token(self, page: str) -> str:
        """Return the token of the form on a page."""
        answer = self._session.get(self._address + page, timeout=ANSWERS_WITHIN_S)
        answer.raise_for_status()
        found = TOKEN.search(answer.text)
        if found is None:
            message = f"the page {page} has no form"
            raise requests.RequestException(message)
        return found[1]

    def _send(self, page: str, token: str, **values: str) -> None:
        """Post a form; a form that is taken leads on to another page."""
        answer = self._session.post(
            self._address + page,
            data={"csrf_token": token, **values},
            allow_redirects=False,
            timeout=ANSWERS_WITHIN_S,
        )
        answer.raise_for_status()
        if not answer.is_redirect:
            message = f"the panel took no form at {page}"
            raise requests.RequestException(message)

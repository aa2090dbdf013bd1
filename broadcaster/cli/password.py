"""Asking for a password: at the terminal, or on standard input."""

import sys
from collections.abc import Callable
from typing import Any

import click

from broadcaster.errors import InvalidInput


def password_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give the command `--password-stdin`; read a password with `asked_password`."""
    return click.option(
        "--password-stdin",
        "from_stdin",
        is_flag=True,
        help="Read the password from standard input.",
    )(command)


def asked_password(name: str, *, from_stdin: bool) -> str:
    """Return the password for `name`; `InvalidInput` where nobody can be asked."""
    if from_stdin:
        return sys.stdin.readline().removeprefix("\ufeff").rstrip("\r\n")
    if not sys.stdin.isatty():
        message = f"no terminal to ask for the password of '{name}'; give it with --password-stdin"
        raise InvalidInput(message)
    answer: str = click.prompt(
        f"Password of '{name}'", hide_input=True, confirmation_prompt="Once more", err=True
    )
    return answer

"""What a title and a script may be, and the sentences that refuse one; no table is loaded."""

import unicodedata

from broadcaster.errors import InvalidInput

LONGEST_TITLE = 300

TITLE_RULE = (
    f"the title must have 1 to {LONGEST_TITLE} printable characters",
    f"Tiêu đề phải có từ 1 đến {LONGEST_TITLE} ký tự, không có ký tự lạ.",
)
SCRIPT_RULE = (
    "the script is empty or holds characters that are not text; write it again as plain text",
    "Bài viết trống hoặc có ký tự không phải chữ; hãy gõ lại hoặc dán lại dưới dạng văn bản thuần.",
)


def is_readable(text: str) -> bool:
    """Return whether it holds no control character, lone surrogate or damaged letter."""
    return not any(map(_is_odd, text))


def require_title(title: str) -> None:
    """Raise `InvalidInput` for a title that is empty, too long or not readable."""
    if not 1 <= len(title) <= LONGEST_TITLE or not is_readable(title):
        raise InvalidInput(*TITLE_RULE)


def require_script(script: str, longest: int) -> None:
    """Raise `InvalidInput` for a script that is empty, not readable, or longer than `longest`."""
    if len(script) > longest:
        raise InvalidInput(*too_long(len(script), longest))
    if not script or not is_readable(script):
        raise InvalidInput(*SCRIPT_RULE)


def too_long(length: int, longest: int) -> tuple[str, str]:
    """Return the sentences for a script of `length` characters where `longest` are allowed."""
    allowed = dotted(longest)
    return (
        f"the script has {length:,} characters and at most {longest:,} are allowed; split it up",
        f"Bài viết có {dotted(length)} ký tự, chỉ được {allowed}; hãy chia thành nhiều tin bài.",
    )


def dotted(number: int) -> str:
    """Return the number as Vietnamese readers group it: 60.000."""
    return f"{number:,}".replace(",", ".")


def _is_odd(sign: str) -> bool:
    unprinted = unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t"
    return unprinted or sign in "\ufffd\ufeff"

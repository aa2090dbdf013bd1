"""Pieces of pattern that several rules share (verbose regular expressions)."""

GAP = r"[\ ]{0,3}\n?[\ ]{0,3}"
"""A gap inside one form: doubled blanks, or a line end that a scanner put there."""
DASH = rf"{GAP}[-–—~]{GAP}"
"""A hyphen or dash with or without blanks."""
NO_LETTER = r"(?![^\W\d_])"
"""No letter follows: the form is at its end."""
NO_DIGIT = r"(?![\d]|[.,/]\d)"
"""No digit follows, nor a mark that would carry the number on."""
UPPER = ("A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ")
"""The capitals of Vietnamese, for use between square brackets."""

"""The real parts that tests need: found, or missed with a sentence that says how to get them."""

import shutil
from pathlib import Path


class MissingPart(RuntimeError):
    """A program that the tests need is not installed. The tests fail; they are not skipped."""

    def __init__(self, program: str, package: str) -> None:
        super().__init__(
            f"the tests need {program}: run `make test`, which installs it, "
            f"or install the package {package} yourself"
        )


def program(name: str, package: str) -> str:
    """Return the path of a program on the PATH. Raises `MissingPart`."""
    path = shutil.which(name)
    if path is None:
        raise MissingPart(name, package)
    return path


def newest(pattern: str, name: str, package: str) -> Path:
    """Return the last of the files that match, as versions are sorted. Raises `MissingPart`."""
    found = sorted(Path("/").glob(pattern), key=lambda path: (len(str(path)), str(path)))
    if not found:
        raise MissingPart(name, package)
    return found[-1]

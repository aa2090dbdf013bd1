"""Looks at one recording, as the newsroom does, and prints what that took.

Usage: python -m benchmarks.failing.looking FILE
"""

import json
import re
import resource
import sys
import time
from pathlib import Path

from broadcaster.errors import InvalidInput
from broadcaster.newsroom import decode

KIB = 1024


def main() -> None:
    """Print what the look took, and the reason the file was refused.

    Seconds, those of the processor (with what it started), MiB at most (of this process and of
    each it started).
    """
    before = _own_mib()
    worked_s = _processor_s()
    began = time.perf_counter()
    try:
        decode(Path(sys.argv[1]))
    except InvalidInput as error:
        reason = error.message
    else:
        reason = ""
    seconds = time.perf_counter() - began
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KIB
    print(
        json.dumps(
            {
                "seconds": seconds,
                "processor_s": _processor_s() - worked_s,
                "mib": max(_own_mib(), started),
                "before": before,
                "reason": reason,
            }
        )
    )


def _processor_s() -> float:
    """Return the processor's seconds so far, of this process and of those it started and ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _own_mib() -> float:
    """Return the most memory that this program held; what its starter held is not counted."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / KIB if found else float("nan")


if __name__ == "__main__":
    main()

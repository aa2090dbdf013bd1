"""The player goes before other programs where the machine lets it: sound has a deadline."""

import logging
import os
import sys

import psutil

NICE = -11
REALTIME = 5

_log = logging.getLogger(__name__)


def put_process_first() -> bool:
    """Let this process, with the threads it will start, go before ordinary ones.

    Returns whether the machine allowed it: on Linux it takes root, or `LimitNICE` in the unit
    file; on Windows every account may.
    """
    wanted = NICE
    if sys.platform == "win32":
        wanted = psutil.HIGH_PRIORITY_CLASS
    try:
        psutil.Process().nice(wanted)
    except (psutil.Error, OSError) as error:
        _log.info("the player runs with the ordinary priority: %s", error)
        return False
    return True


def put_thread_first() -> bool:
    """Let the calling thread run as soon as it can; returns whether the machine allowed it.

    Meant for the thread that hands blocks to the sound device: it needs a moment every few
    milliseconds and never more. Where there is no such class of threads nothing changes.
    """
    if sys.platform != "linux":
        return False
    try:
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(REALTIME))
    except OSError:
        return False
    return True

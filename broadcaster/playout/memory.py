"""What starting needed and playing does not is given back, so that an old machine has it."""

import ctypes
import gc
import sys


def give_back() -> None:
    """Return unused memory to the machine, and let the collector pass over what stays for good.

    The objects made while starting live as long as the process: looking through them again and
    again would only delay the sound.
    """
    gc.collect()
    gc.freeze()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)

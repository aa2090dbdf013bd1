"""On air: mixer, speaker, director, interruption."""

from broadcaster.playout.door import PlayerDoor
from broadcaster.playout.interruption import Interrupter
from broadcaster.playout.models import (
    Heartbeat,
    Interruption,
    InterruptionChange,
    InterruptionState,
)
from broadcaster.playout.player import Player, keep_heartbeat
from broadcaster.playout.rehearsal import RehearsedSlot, rehearse
from broadcaster.playout.speaker import Speaker, speaker_named

__all__ = [
    "Heartbeat",
    "Interrupter",
    "Interruption",
    "InterruptionChange",
    "InterruptionState",
    "Player",
    "PlayerDoor",
    "RehearsedSlot",
    "Speaker",
    "keep_heartbeat",
    "rehearse",
    "speaker_named",
]

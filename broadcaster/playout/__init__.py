"""On air: mixer, speaker, director, interruption."""

from typing import TYPE_CHECKING

from broadcaster.exports import on_demand

if TYPE_CHECKING:
    from broadcaster.playout.door import PlayerDoor
    from broadcaster.playout.health import health_since
    from broadcaster.playout.heard.dead_air_log import Silence, dead_air_changes, silences
    from broadcaster.playout.interruptions.asking import Alert, Asked
    from broadcaster.playout.interruptions.drills import drills
    from broadcaster.playout.interruptions.interrupter import Interrupter
    from broadcaster.playout.interruptions.words import INTERRUPTED, standing_en, standing_vi
    from broadcaster.playout.live.meanwhile import HeldUp, held_up
    from broadcaster.playout.live.room import LiveRoom
    from broadcaster.playout.models import (
        HealthMinute,
        Heartbeat,
        Interruption,
        InterruptionChange,
        InterruptionState,
    )
    from broadcaster.playout.output.speaker import Speaker, speaker_named
    from broadcaster.playout.player import Player, keep_heartbeat
    from broadcaster.playout.rehearsal import RehearsedSlot, rehearse
else:
    __getattr__ = on_demand(
        __name__,
        {
            "heard.dead_air_log": "Silence dead_air_changes silences",
            "door": "PlayerDoor",
            "interruptions.asking": "Alert Asked",
            "interruptions.drills": "drills",
            "interruptions.interrupter": "Interrupter",
            "interruptions.words": "INTERRUPTED standing_en standing_vi",
            "live.meanwhile": "HeldUp held_up",
            "live.room": "LiveRoom",
            "health": "health_since",
            "models": "HealthMinute Heartbeat Interruption InterruptionChange InterruptionState",
            "player": "Player keep_heartbeat",
            "rehearsal": "RehearsedSlot rehearse",
            "output.speaker": "Speaker speaker_named",
        },
    )

__all__ = [
    "INTERRUPTED",
    "Alert",
    "Asked",
    "HealthMinute",
    "Heartbeat",
    "HeldUp",
    "Interrupter",
    "Interruption",
    "InterruptionChange",
    "InterruptionState",
    "LiveRoom",
    "Player",
    "PlayerDoor",
    "RehearsedSlot",
    "Silence",
    "Speaker",
    "dead_air_changes",
    "drills",
    "health_since",
    "held_up",
    "keep_heartbeat",
    "rehearse",
    "silences",
    "speaker_named",
    "standing_en",
    "standing_vi",
]

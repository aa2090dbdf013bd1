"""On air: mixer, speaker, director, interruption."""

from typing import TYPE_CHECKING

from broadcaster.exports import on_demand

if TYPE_CHECKING:
    from broadcaster.playout.asking import Alert, Asked
    from broadcaster.playout.dead_air_log import dead_air_changes
    from broadcaster.playout.door import PlayerDoor
    from broadcaster.playout.health import health_since
    from broadcaster.playout.interruption import Interrupter
    from broadcaster.playout.live import LiveRoom
    from broadcaster.playout.models import (
        HealthMinute,
        Heartbeat,
        Interruption,
        InterruptionChange,
        InterruptionState,
    )
    from broadcaster.playout.player import Player, keep_heartbeat
    from broadcaster.playout.rehearsal import RehearsedSlot, rehearse
    from broadcaster.playout.speaker import Speaker, speaker_named
else:
    __getattr__ = on_demand(
        __name__,
        {
            "dead_air_log": "dead_air_changes",
            "door": "PlayerDoor",
            "asking": "Alert Asked",
            "interruption": "Interrupter",
            "live": "LiveRoom",
            "health": "health_since",
            "models": "HealthMinute Heartbeat Interruption InterruptionChange InterruptionState",
            "player": "Player keep_heartbeat",
            "rehearsal": "RehearsedSlot rehearse",
            "speaker": "Speaker speaker_named",
        },
    )

__all__ = [
    "Alert",
    "Asked",
    "HealthMinute",
    "Heartbeat",
    "Interrupter",
    "Interruption",
    "InterruptionChange",
    "InterruptionState",
    "LiveRoom",
    "Player",
    "PlayerDoor",
    "RehearsedSlot",
    "Speaker",
    "dead_air_changes",
    "health_since",
    "keep_heartbeat",
    "rehearse",
    "speaker_named",
]

"""Written Vietnamese becomes spoken words, a voice, and a clip that is whole on disk."""

from broadcaster.speech.models import Clip, Rendering

__all__ = ["Clip", "Rendering"]

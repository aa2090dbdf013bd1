"""The software of a Vietnamese commune's loudspeaker station, from script to log."""

__version__ = "0.1.0"

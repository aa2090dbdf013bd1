"""Sounds as numbers: files, the timeline, its mix, pauses and shapes."""

"""On air: mixer, speaker, director, interruption."""

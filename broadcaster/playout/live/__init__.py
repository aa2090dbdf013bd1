"""Sound that arrives while it is heard: relays, a line, the microphone."""

"""The amplifier: when it has power, and what switches it."""

"""Whether what was sent is heard: a monitor's sound compared with it, second by second.

The comparing runs in a process of its own (`listener`), beside the player and not inside it.
"""

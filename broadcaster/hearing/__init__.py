"""Whether what was sent is heard: a monitor's sound compared with it, second by second.

Pure: sounds and times go in, judged seconds come out. The listener, a process beside the player,
runs it (`broadcaster.playout.heard.listener`).
"""

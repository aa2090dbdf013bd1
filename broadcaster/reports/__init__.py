"""What the log says, as documents officers hand in."""

"""A long run with faults: the station, what befalls it, what was heard, the reckoning."""

"""What a monitor hears of it: shares, dead air, and the journal of both."""

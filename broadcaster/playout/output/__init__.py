"""What the sound leaves by: devices, files, nothing; and when each sample leaves."""
